"""Staying with the words that were signed, where silence would carry the signature over; and whose silence counts."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text

import make
import make_editions as editions
from page import CheckedClient
from petition.core.db import db, now
from petition.mail import rendering
from petition.mail.models import OutgoingMail
from petition.signing import queries as endorsements
from petition.signing.carry import actions as carry_overs
from petition.signing.carry import announcements, silence
from petition.signing.models.carry_over import Announcement, CarryOver
from petition.signing.models.endorsement import Endorsement
from petition.signing.own import actions as own
from petition.signing.own import erasure
from petition.statements.actions.issue import issue_edition
from petition.statements.models import Edition, Statement

pytestmark = pytest.mark.both_databases


def links() -> dict[int, str]:
    """The newest mailed link of each endorsement to the page of the changes."""
    return {
        mail.link_subject: str(mail.content["link_path"])
        for mail in make.mails("edition-changed")
        if mail.content is not None and mail.link_subject is not None
    }


def work() -> int:
    """What the worker does once a minute."""
    made = announcements.continue_announcements()
    carry_overs.carry_over_silent()
    db.session.commit()
    return made


def announcement() -> Announcement:
    db.session.expire_all()
    return db.session.scalars(select(Announcement).order_by(Announcement.edition_id.desc())).first()  # type: ignore[return-value]


def third(made: Statement, by: int) -> Edition:
    """One more change of substance, announced."""
    editions.save(made, "en", editions.SUBSTANCE.replace("in all talks", "in no talks"), by)
    edition = issue_edition(made, "substance", {number: (number,) for number in editions.MAPPING}, by)
    announcements.start_announcement(edition, by)
    db.session.commit()
    return edition


def test_it_leaves_who_answered_to_stay_and_still_lets_them_come_later(app: Flask, client: CheckedClient) -> None:
    made, by = editions.statement(people=4, silence_days=3), editions.coordinator()
    editions.changed(made, by)
    one, path = next(iter(links().items()))
    editions.mails_leave()
    client.get(path)
    assert client.page is not None and "Stay with edition 1" in client.page.words()
    assert client.get(f"{path}/stay").status_code == 405
    for _twice in range(2):
        client.get(path)
        answer = client.post(f"{path}/stay", data={"edition": "2"})
        assert (answer.status_code, answer.location) == (303, path)
    client.get(path)
    assert "Your answer is saved: the signature stays with edition 1" in client.page.words()
    assert "Stay with edition 1" not in client.page.words()
    kept = db.session.scalars(select(CarryOver)).one()
    assert (kept.how, kept.from_edition_id, kept.endorsement_id) == ("signatory", kept.to_edition_id, one)
    with time_machine.travel(now() + timedelta(days=5), tick=False):
        work()
        assert editions.under(2) == 3 and announcement().ended_at is not None
        assert db.session.get_one(Endorsement, one).edition.number == 1
        client.get(path)
        assert client.post(path, data={"edition": "2"}).status_code == 303
    assert editions.under(2) == 4


def test_it_takes_the_answer_for_one_change_only(app: Flask, client: CheckedClient) -> None:
    made, by = editions.statement(people=2, silence_days=3), editions.coordinator()
    editions.changed(made, by)
    path = next(iter(links().values()))
    client.post(f"{path}/stay", data={"edition": "2"})
    with time_machine.travel(now() + timedelta(hours=1), tick=False):
        # Words that were issued only after the page had been read are not answered to.
        third(made, by)
        client.post(f"{path}/stay", data={"edition": "2"})
        client.get(path)
        assert client.page is not None and "Stay with edition 1" in client.page.words()
        editions.mails_leave()
    with time_machine.travel(now() + timedelta(days=6), tick=False):
        work()
    assert editions.under(3) == 2


def test_it_takes_no_answer_from_elsewhere_or_where_there_is_nothing_to_answer(
    app: Flask, client: CheckedClient
) -> None:
    made, by = editions.statement(people=2), editions.coordinator()
    editions.changed(made, by)
    one, path = next(iter(links().items()))
    client.get(path)
    assert client.page is not None and "Stay with edition" not in client.page.words()
    made.silence_days = 3
    db.session.commit()
    elsewhere = {"Origin": "https://elsewhere.example"}
    assert client.post(f"{path}/stay", data={"edition": "2"}, headers=elsewhere).status_code == 403
    own.withdraw_signature(endorsements.lock_endorsement(one))
    db.session.commit()
    assert client.post(f"{path}/stay", data={"edition": "2"}).status_code == 303
    erasure.erase_endorsement(endorsements.lock_endorsement(one))
    db.session.commit()
    assert client.post(f"{path}/stay", data={"edition": "2"}).status_code == 410
    assert db.session.scalars(select(CarryOver)).first() is None


def test_it_shows_the_desk_how_many_stay_apart_from_who_came(app: Flask, client: CheckedClient) -> None:
    made, by = editions.statement(people=3, silence_days=3), editions.coordinator()
    editions.changed(made, by)
    client.post(f"{next(iter(links().values()))}/stay", data={"edition": "2"})
    desk = make.at_the_desk(app, "auditor", "aud@coalition.example")
    desk.get(f"/desk/statements/{made.id}/editions")
    assert desk.page is not None and "1 signatory chose to stay with it." in desk.page.words()
    assert "Carried over to it" not in desk.page.words()


def test_it_takes_no_mail_that_never_left_for_silence(app: Flask) -> None:
    made = editions.statement(people=3, silence_days=2)
    editions.changed(made, editions.coordinator())
    # The mail server was away all the time.
    with time_machine.travel(now() + timedelta(days=4), tick=False):
        work()
        assert editions.under(2) == 0 and announcement().ended_at is None
        editions.mails_leave()
        work()
        assert editions.under(2) == 0
        ends = silence.silence_end_for(announcement(), db.session.scalars(select(Endorsement)).all()[-1])
        # The last minute of a day: whoever is told within such a minute has that much less.
        left = timedelta(days=2) - timedelta(minutes=1)
        assert isinstance(ends, datetime) and left <= ends - now() < timedelta(days=3)
    with time_machine.travel(ends, tick=False):
        work()
    assert editions.under(2) == 3


def test_it_gives_everybody_told_late_as_long_to_answer(app: Flask) -> None:
    made, by = editions.statement(people=4, silence_days=3), editions.coordinator()
    announcements.start_announcement(editions.changed(made, by, announced=False), by, at_once=2)
    db.session.commit()
    editions.mails_leave()
    with time_machine.travel(now() + timedelta(days=2), tick=False):
        # No worker ran in between.
        assert work() == 2
        late = [mail for mail in make.mails("edition-changed") if mail.content is not None]
        promised = silence.silence_deadline(made, now())
        assert promised is not None and promised - now() >= timedelta(days=2, hours=23)
        assert all(mail.content and str(promised.day) in mail.content["silence_until"] for mail in late)
        assert rendering.render_mail(late[0]).body
        editions.mails_leave()
    with time_machine.travel(now() + timedelta(days=4), tick=False):
        work()
    assert editions.under(2) == 2
    with time_machine.travel(promised, tick=False):
        work()
    assert editions.under(2) == 4 and announcement().ended_at is not None


def test_it_tells_who_signs_again_after_everybody_was_told(app: Flask) -> None:
    made, by = editions.statement(people=3), editions.coordinator()
    back = db.session.scalars(select(Endorsement.id).where(Endorsement.address.is_not(None))).first()
    assert back is not None
    own.withdraw_signature(endorsements.lock_endorsement(back))
    db.session.commit()
    editions.changed(made, by)
    work()
    assert back not in links()
    own.renew_signature(endorsements.lock_endorsement(back))
    db.session.commit()
    assert work() == 1 and back in links() and work() == 0
    # The mails are deleted some time after their links have expired; nobody is told anew for that.
    with time_machine.travel(now() + timedelta(days=500), tick=False):
        db.session.execute(text("DELETE FROM outgoing_mail"))
        assert work() == 0
    assert db.session.scalar(select(OutgoingMail.id).where(OutgoingMail.kind == "edition-changed")) is None
