"""The overview: what awaits whom, what happened and what comes; with hardly a row read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

import cast
import make
import make_oversight
import make_public
from page import CheckedClient
from petition.accounts.models import JointAct
from petition.core.db import db, now
from petition.mail.models import OutgoingMail
from petition.signing import tallying
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.tally import HourCount

START = "/desk/start"


def test_it_says_what_awaits_a_decision_and_for_how_long(app: Flask, client: CheckedClient) -> None:
    make.statement()
    circle = make.signed(client, cast.CIRCLE)
    db.session.get_one(Endorsement, circle.id).confirmed_at = now() - timedelta(days=3)
    db.session.commit()
    desk = make.at_the_desk(app)
    words = make_oversight.words(desk, START)
    assert "1 organisation needs a decision waiting for up to 3 days" in words
    assert "in quarantine" not in words and "needs a second person" not in words


def test_it_counts_those_in_quarantine_until_they_are_decided(app: Flask, client: CheckedClient) -> None:
    make.statement()
    alena = db.session.get_one(Endorsement, make.signed(client, cast.ALENA).id)
    # As the watch does when it finds something odd.
    alena.shown_name = alena.shown_key = alena.shown_beside = alena.shown_comment = alena.shown_country = None
    alena.quarantined_at = now()
    db.session.commit()
    desk = make.at_the_desk(app)
    assert "1 person is in quarantine" in make_oversight.words(desk, START)
    db.session.get_one(Endorsement, alena.id).approved_at = now()
    db.session.get_one(Endorsement, alena.id).approved_by = make.coordinator().id
    db.session.commit()
    assert "in quarantine" not in make_oversight.words(desk, START)


def test_it_shows_only_what_somebody_reaches(app: Flask, client: CheckedClient) -> None:
    make.statement()
    other = make.statement(make.BELARUSIAN, slug="other", language="be")
    make.signed(client, cast.CIRCLE)
    by = make.coordinator("owner", "owner@coalition.example").id
    act = {"act": "addresses.export", "object": "statement other", "details": {}, "why": "Because.", "asked_by": by}
    times = {"asked_at": now(), "expires_at": now() + timedelta(hours=24)}
    db.session.add(JointAct(**act, **times, statement_id=other.id))
    sum(tallying.count_hours())
    db.session.commit()
    here = make_oversight.words(make_oversight.in_one_statement(app, "auditor", other.id), START)
    assert "act needs a second person" in here and "organisation needs" not in here
    assert "Signed per day" not in here, "there is nothing to show"
    moderator = make_oversight.in_one_statement(app, "moderator", other.id, "moderator@coalition.example")
    assert "needs a second person" not in make_oversight.words(moderator, START)
    everywhere = make_oversight.words(make.at_the_desk(app, "auditor"), START)
    assert "act needs a second person" in everywhere and "organisation needs" in everywhere


def test_it_leads_translators_to_their_work(app: Flask) -> None:
    desk = make.at_the_desk(app, "translator")
    answer = desk.get(START)
    assert (answer.status_code, answer.location) == (302, "/desk/translations")
    assert "Overview" not in make_oversight.words(desk, "/desk/translations")


def test_it_draws_the_kinds_apart_with_a_table_behind_each(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    hour = now().replace(minute=0, second=0, microsecond=0)
    counted = [("individual", 0, 1204), ("individual", 5, 312), ("organisation", 5, 7), ("individual", 24 * 9, 50)]
    for kind, back, number in counted:
        row = HourCount(statement_id=statement.id, kind=kind, hour=hour - timedelta(hours=back), confirmed=number)
        db.session.add(row)
    db.session.commit()
    desk = make.at_the_desk(app)
    words = make_oversight.words(desk, START)
    assert "People: 1,516 in all" in words and "Organisations: 7 in all" in words
    assert "1,523" not in words, "they are never added up"
    assert desk.page is not None
    _statements, hours, days = desk.page.all("table")
    assert (len(list(hours.iter("tr"))), len(list(days.iter("tr")))) == (1 + 48, 1 + 30)
    cells = [[(cell.text or "") for cell in row.iter("td")] for row in hours.iter("tr")]
    assert cells[1] == ["1,204", "0"] and cells[6] == ["312", "7"]
    bars = [one for one in desk.page.root.iter() if str(one.tag).endswith("rect")]
    assert all(one.get("style") is None and float(one.get("height") or 0) > 0 for one in bars)


@pytest.mark.parametrize(("trouble", "words"), [("550 no such user", "1 mail could not be delivered"), (None, "")])
def test_it_tells_of_mails_that_failed(app: Flask, client: CheckedClient, trouble: str | None, words: str) -> None:
    make.statement()
    make.sign(client, cast.ALENA)
    (mail,) = make.mails()
    mail.given_up_at, mail.attempts, mail.trouble = now(), 3, trouble
    db.session.commit()
    read = make_oversight.words(make.at_the_desk(app), START)
    assert ("mail could not be delivered" in read) == bool(words)
    moderator = make.at_the_desk(app, "moderator", "moderator@coalition.example")
    assert "could not be delivered" not in make_oversight.words(moderator, START)
    assert db.session.query(OutgoingMail).count() == 1


def test_it_tells_what_happens_next_and_when(app: Flask) -> None:
    statement = make.statement()
    statement.closes_at = now() + timedelta(days=2)
    db.session.commit()
    words = make_oversight.words(make.at_the_desk(app), START)
    assert "Signing closes automatically Organisations for open courts" in words and "open-courts" not in words


def test_it_takes_a_newcomer_by_the_hand_until_something_comes_in(app: Flask, client: CheckedClient) -> None:
    desk = make.at_the_desk(app, "owner")
    words = make_oversight.words(desk, START)
    assert "First steps" in words and "Import the text" in words
    make.statement()
    words = make_oversight.words(desk, START)
    assert "Import the text done" in words and "Save dates and open signing done" in words
    make.signed(client, cast.ALENA)
    sum(tallying.count_hours())
    db.session.commit()
    assert "First steps" not in make_oversight.words(desk, START)
    assert "Where to find things" in make_oversight.words(desk, START)


def test_it_asks_the_same_of_the_database_however_many_there_are(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    make.signed(client, cast.CIRCLE)
    desk = make.at_the_desk(app)
    desk.get(START)
    with make_public.counted_queries() as few:
        desk.get(START)
    for one in make_public.organisations(make.edition(statement), *(f"Organisation {number}" for number in range(30))):
        one.approved_at = one.approved_by = None
    with make_public.counted_queries() as many:
        desk.get(START)
    assert len(many) == len(few) < 60


def test_it_has_one_line_a_statement_with_what_is_wrong(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    circle = make.signed(client, cast.CIRCLE)
    mail = make.mails("confirm-organisation")[0]
    mail.given_up_at, mail.attempts, mail.trouble = now(), 3, "550 no such user"
    statement.delivery_at = now() - timedelta(days=1)
    db.session.get_one(Endorsement, circle.id).confirmed_at = now() - timedelta(days=9)
    db.session.commit()
    desk = make.at_the_desk(app)
    make_oversight.words(desk, START)
    assert desk.page is not None
    (line,) = list(desk.page.all("tbody")[0].iter("tr"))
    words = " ".join("".join(line.itertext()).split())
    for part in ("Organisations for open courts", "open", "2 organisations", "The planned day of delivery has passed",
                 "An organisation has waited for 9 days", "1 mail could not be delivered"):  # fmt: skip
        assert part in words, part
    assert statement.slug not in desk.page.words()
    moderator = make.at_the_desk(app, "moderator", "moderator@coalition.example")
    assert "could not be delivered" not in make_oversight.words(moderator, START)
