"""Carrying over after a change of substance: by the signatory, by silence, on an organisation's word."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

import make
import make_editions as editions
from page import CheckedClient
from petition.core.addresses import parse
from petition.core.db import db, now
from petition.list.queries.counts import fresh_counts
from petition.mail import rendering
from petition.mail.models import OutgoingMail
from petition.signing import queries as endorsements
from petition.signing.carry import actions as carry_overs
from petition.signing.carry import announcements
from petition.signing.confirm import actions as confirmation
from petition.signing.models.carry_over import Announcement, CarryOver
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.evidence import Reservation
from petition.signing.own import actions as own
from petition.signing.own import erasure
from petition.signing.sign import actions as signing
from petition.signing.signature import Signature
from petition.statements.actions import schedule
from petition.statements.actions.issue import issue_edition
from petition.statements.queries import lineage as queries


def told() -> Counter[int]:
    """How many mails about the change each endorsement got."""
    return Counter(mail.link_subject for mail in make.mails("edition-changed") if mail.link_subject is not None)


def link_of(endorsement_id: int) -> str:
    mail = next(each for each in make.mails("edition-changed") if each.link_subject == endorsement_id)
    assert mail.content is not None
    return str(mail.content["link_path"])


def someone(kind: str = "individual", language: str = "en") -> Endorsement:
    query = select(Endorsement).where(Endorsement.kind == kind, Endorsement.language == language)
    return db.session.scalars(query.where(Endorsement.address.is_not(None)).order_by(Endorsement.id)).first()  # type: ignore[return-value]


def work(most: int = 500) -> int:
    """What the worker does once a minute."""
    made = announcements.continue_announcements(most)
    carry_overs.carry_over_silent()
    db.session.commit()
    return made


@pytest.mark.both_databases
def test_it_tells_everybody_exactly_once(app: Flask) -> None:
    made, by = editions.statement(people=38), editions.coordinator()
    editions.mended(made, by)
    assert not told()
    announcements.start_announcement(editions.changed(made, by, announced=False), by, at_once=10)
    db.session.commit()
    assert len(told()) == 10
    assert [work(25), work(25), work()] == [25, 3, 0]
    assert len(told()) == 38 and set(told().values()) == {1}
    assert {mail.priority for mail in make.mails("edition-changed")} == {5}
    assert db.session.scalars(select(Announcement)).one().told_at is not None


def test_it_says_what_changed_in_the_mail(app: Flask) -> None:
    made = editions.statement(people=4)
    editions.changed(made, editions.coordinator())
    mails = {mail.language: mail for mail in make.mails("edition-changed")}
    letter = rendering.render_mail(mails["en"])
    assert "in [+all+] talks" in letter.body.replace("[+all +]talks", "in [+all+] talks")
    assert "2.2 → 2.3" in letter.body and "the signature stays under edition 1" in letter.body
    assert "/en/open-courts/editions/2/changes?since=1" in letter.body
    assert "http://127.0.0.1:5000/carry/" in letter.html
    # The translation lags behind, so the binding words are shown.
    assert mails["be"].content is not None and mails["be"].content["told_language"] == "en"


def test_it_tells_in_the_language_of_a_whole_translation(app: Flask) -> None:
    made, by = editions.statement(people=4), editions.coordinator()
    # Of the new words: a translation is one of the binding text that stood when it was saved.
    editions.save(made, "en", editions.SUBSTANCE, by)
    editions.save(made, "be", editions.BELARUSIAN_SUBSTANCE, by)
    editions.changed(made, by)
    mail = next(each for each in make.mails("edition-changed") if each.language == "be")
    assert mail.content is not None and mail.content["told_language"] == "be"
    assert "перамовах" in mail.content["told"]


@pytest.mark.both_databases
def test_it_carries_over_by_a_post_only(app: Flask, client: CheckedClient) -> None:
    made = editions.statement(people=8)
    editions.changed(made, editions.coordinator())
    one = someone()
    before = (one.visibility, one.shown_name, one.confirmed_at)
    counted = fresh_counts(made.id)
    path = link_of(one.id)
    page = client.get(path)
    assert page.status_code == 200 and "added:" in page.get_data(as_text=True)
    assert editions.under(2) == 0
    answer = client.send(path)
    assert answer.status_code == 303
    assert "is for edition 2" in client.get(answer.location).get_data(as_text=True)
    assert client.get(path).status_code == 303
    assert client.post(path).status_code == 303
    assert editions.under(2) == 1
    one = db.session.get_one(Endorsement, one.id)
    assert (one.visibility, one.shown_name, one.confirmed_at) == before
    again = fresh_counts(made.id)
    assert (again.organisations, again.individuals) == (counted.organisations, counted.individuals)
    assert [(each.how, each.endorsement_id) for each in db.session.scalars(select(CarryOver))] == [
        ("signatory", one.id)
    ]


def test_it_carries_nothing_for_a_button_elsewhere(app: Flask, client: CheckedClient) -> None:
    made = editions.statement(people=4)
    editions.changed(made, editions.coordinator())
    path = link_of(someone().id)
    assert client.post(path, data={"edition": "2"}, headers={"Origin": "https://elsewhere.example"}).status_code == 403
    # A page that showed another edition than there is now is shown once more.
    assert client.post(path, data={"edition": "1"}).status_code == 200
    assert editions.under(2) == 0


def test_it_says_what_is_wrong_with_a_link(app: Flask, client: CheckedClient) -> None:
    made = editions.statement(people=4)
    editions.changed(made, editions.coordinator())
    one = someone()
    path = link_of(one.id)
    assert client.get(path[:-4]).status_code == 404
    with time_machine.travel(now() + timedelta(days=400), tick=False):
        assert client.get(path).status_code == 410
    own.withdraw_signature(endorsements.lock_endorsement(one.id))
    db.session.commit()
    assert client.post(path).status_code == 303
    assert "withdrawn" in client.get(f"{path}/edition").get_data(as_text=True)
    assert editions.under(2) == 0
    erasure.erase_endorsement(endorsements.lock_endorsement(one.id))
    db.session.commit()
    assert client.get(path).status_code in (404, 410)


def test_it_carries_nothing_over_once_the_list_was_delivered(app: Flask) -> None:
    statement = editions.statement(people=4)
    by = make.coordinator().id
    edition = editions.changed(statement, by)
    db.session.commit()
    before = someone().edition_id
    assert schedule.mark_delivered(statement, by=by)
    db.session.commit()
    held = endorsements.lock_endorsement(someone().id)
    assert carry_overs.carry_over(held, edition, "signatory") is None
    work()
    assert someone().edition_id == before != edition.id


def test_it_leaves_the_silent_ones_where_the_rule_says_so(app: Flask) -> None:
    made = editions.statement(people=8)
    editions.changed(made, editions.coordinator())
    with time_machine.travel(now() + timedelta(days=60), tick=False):
        work()
    assert editions.under(1) == 10 and editions.under(2) == 0


@pytest.mark.both_databases
def test_it_carries_the_silent_ones_over_once_their_time_is_up(app: Flask) -> None:
    made = editions.statement(people=8, silence_days=14)
    editions.changed(made, editions.coordinator())
    ends = db.session.scalars(select(Announcement)).one().silence_ends_at
    assert isinstance(ends, datetime) and timedelta(days=14) <= ends - now() + timedelta(days=1) <= timedelta(days=16)
    quiet = someone()
    own.withdraw_signature(endorsements.lock_endorsement(quiet.id))
    db.session.commit()
    editions.mails_leave()
    with time_machine.travel(ends - timedelta(minutes=1), tick=False):
        work()
    assert editions.under(2) == 0
    with time_machine.travel(ends + timedelta(minutes=1), tick=False):
        work()
        work()
    # Seven were told and said nothing; one withdrew; two founding organisations could not be told.
    assert editions.under(2) == 7 and editions.under(1) == 3
    assert db.session.scalar(select(func.count()).select_from(CarryOver).where(CarryOver.how == "silence")) == 7
    assert db.session.scalars(select(Announcement)).one().ended_at is not None


def test_it_tells_who_confirmed_the_old_words_only_afterwards(app: Flask) -> None:
    made = editions.statement(people=3, silence_days=5)
    first = make.edition(made)
    editions.changed(made, editions.coordinator())
    editions.mails_leave()
    signature = Signature("individual", parse("late@example.org"), "en", {"name": "Late Lena"}, "full")
    signing.accept_signature(first, signature)
    late = db.session.scalars(select(Endorsement.id).order_by(Endorsement.id.desc())).first()
    assert late is not None
    with time_machine.travel(now() + timedelta(days=4), tick=False):
        confirmation.confirm_endorsement(endorsements.lock_endorsement(late), None)
        assert work() == 1 and work() == 0
        editions.mails_leave()
    assert told()[late] == 1
    with time_machine.travel(now() + timedelta(days=6, hours=12), tick=False):
        work()
        assert editions.under(1) == 3
    with time_machine.travel(now() + timedelta(days=11), tick=False):
        work()
    assert editions.under(1) == 2


def test_it_keeps_edition_one_frozen_when_everybody_has_moved_on(app: Flask) -> None:
    made = editions.statement(people=2)
    second = editions.changed(made, editions.coordinator())
    for one in db.session.scalars(select(Endorsement)):
        carry_overs.carry_over(one, second, "signatory")
    db.session.commit()
    assert editions.under(1) == 0
    with pytest.raises(DatabaseError, match="frozen"):
        db.session.execute(
            text("UPDATE translation SET title = 'x' WHERE edition_id = :id"), {"id": made.editions[0].id}
        )
    db.session.rollback()


def test_it_keeps_reservations_and_names_those_that_have_no_place(app: Flask, client: CheckedClient) -> None:
    made = editions.statement(people=4)
    first = {number: key for key, number in queries.keyed_numbers(make.edition(made))}
    one = someone("organisation")
    for number in ("2.2", "4"):
        db.session.add(Reservation(endorsement_id=one.id, demand_key=first[number], reason="No mandate", made_at=now()))
    db.session.commit()
    second = editions.changed(made, editions.coordinator())
    client.get(link_of(one.id))
    assert client.page is not None and "Your reservation on demand 4" in client.page.words()
    client.send(link_of(one.id))
    kept = {one.demand_key for one in db.session.scalars(select(Reservation))}
    assert kept == {first["2.2"], first["4"]}
    assert first["2.2"] in {key for key, _number in queries.keyed_numbers(second)}


@pytest.mark.both_databases
def test_it_ends_an_announcement_when_the_next_one_begins(app: Flask) -> None:
    made, by = editions.statement(people=2, silence_days=3), editions.coordinator()
    editions.changed(made, by)
    editions.save(made, "en", editions.SUBSTANCE.replace("in all talks", "in no talks"), by)
    third = issue_edition(made, "substance", {number: (number,) for number in editions.MAPPING}, by)
    announcements.start_announcement(third, by)
    db.session.commit()
    assert [
        one.ended_at is None for one in db.session.scalars(select(Announcement).order_by(Announcement.edition_id))
    ] == [False, True]
    assert set(told().values()) == {2}
    editions.mails_leave()
    with time_machine.travel(now() + timedelta(days=5), tick=False):
        work()
    assert editions.under(3) == 2 and editions.under(2) == 0


def test_it_does_not_take_a_mail_that_never_arrived_for_silence(app: Flask) -> None:
    made = editions.statement(people=2, silence_days=1)
    editions.changed(made, editions.coordinator())
    mail = make.mails("edition-changed")[0]
    db.session.execute(text("UPDATE outgoing_mail SET given_up_at = created_at WHERE id = :id"), {"id": mail.id})
    db.session.execute(
        text("UPDATE outgoing_mail SET sent_at = created_at, recipient = NULL, content = NULL WHERE id <> :id"),
        {"id": mail.id},
    )
    db.session.commit()
    assert db.session.scalar(
        select(func.count()).select_from(OutgoingMail).where(OutgoingMail.given_up_at.is_not(None))
    )
    with time_machine.travel(now() + timedelta(days=3), tick=False):
        work()
    assert editions.under(2) == 1
