"""The desk looks through those who stand under a text, and enters them as founding signatories."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

import cast
import make
import make_people
from desk.test_manage_a_statement import UNSIGNED, draft, page, words
from page import CheckedClient
from petition.accounts import joint_acts
from petition.accounts.models import JointAct
from petition.core import audit
from petition.core.db import db, now
from petition.desk.queries import founders as queries
from petition.desk.queries import waiting
from petition.organisations.actions import update_register_keys
from petition.organisations.models import Organisation
from petition.removals import actions as removals
from petition.removals.criteria import Criteria
from petition.signing.decide import founders
from petition.signing.decide.founders import Founder, FoundingError
from petition.signing.models.endorsement import Endorsement
from petition.statements.actions import schedule
from petition.statements.models import Edition, Statement

PEOPLE = """
Signatories

- Harbour Circle (Lithuania)
- Prof. Nina Example, Teacher, Open School (Poland)
- Marta Example
"""


def founded(text: str = UNSIGNED + PEOPLE) -> Statement:
    statement = draft(UNSIGNED)
    db.session.execute(db.text("UPDATE translation SET wording = :text"), {"text": text})
    db.session.commit()
    return statement


def mark(statement: Statement) -> str:
    found = queries.named_signatories(statement)[1]
    db.session.rollback()
    return found


def rows() -> list[tuple[str, str | None]]:
    found = db.session.execute(select(Endorsement.kind, Endorsement.shown_name).order_by(Endorsement.id)).all()
    db.session.rollback()
    return [(kind, name) for kind, name in found]


def enter(desk: CheckedClient, statement: Statement, status: int = 303, why: str | None = None, **values: str) -> None:
    """Fills in the page, reads the one behind it, and presses its button."""
    assert desk.get(f"{page(statement)}/founders").status_code == 200
    sent = {"mark": mark(statement), "kind-0": "organisation", "kind-1": "individual", "kind-2": "individual", **values}
    before = rows()
    answer = desk.send(f"{page(statement)}/founders", **sent)
    if status == 303:
        assert (answer.status_code, rows()) == (200, before)
        answer = desk.send(f"{page(statement)}/founders", why=why)
    assert answer.status_code == status


def test_it_lists_who_and_what_will_happen(app: Flask, client: CheckedClient) -> None:
    statement, desk = founded(), make.at_the_desk(app)
    desk.get(page(statement))
    assert "Check the 3 signatories under the text" in words(desk)
    desk.get(f"{page(statement)}/founders")
    assert "Harbour Circle" in words(desk) and "not a country, not saved" not in words(desk)
    assert desk.send(f"{page(statement)}/founders", do="people", mark=mark(statement)).status_code == 200
    assert "Go on with 3 founding signatories" in words(desk) and "3 people" in words(desk)
    assert rows() == []


def test_it_names_people_only_after_somebody_said_that_they_agreed(app: Flask, client: CheckedClient) -> None:
    statement, desk = founded(), make.at_the_desk(app)
    enter(desk, statement)
    assert rows() == [("organisation", "Harbour Circle"), ("individual", None), ("individual", None)]
    desk.get(f"{page(statement)}/founders")
    assert "nobody has confirmed yet that they may be named" in words(desk)
    assert desk.send(f"{page(statement)}/founders/names").status_code == 422
    assert rows()[1] == ("individual", None)
    desk.get(f"{page(statement)}/founders")
    assert desk.send(f"{page(statement)}/founders/names", consent="y").status_code == 303
    assert ("individual", "Marta Example") in rows()
    acts = [entry.act for entry, _note in audit.recent_entries(before=None, limit=2)]
    assert acts == ["statement.show-founders", "statement.found"]


def test_it_enters_them_once_and_takes_them_off(app: Flask, client: CheckedClient) -> None:
    statement, desk = founded(), make.at_the_desk(app)
    enter(desk, statement, **{"kind-2": "none"})
    assert len(rows()) == 2
    desk.get(f"{page(statement)}/founders")
    assert "Remove the founding signatories" in words(desk)
    assert desk.send(f"{page(statement)}/founders/undoing").status_code == 303
    assert rows() == []
    enter(desk, statement)
    assert len(rows()) == 3


def test_it_looks_again_where_the_text_was_changed(app: Flask, client: CheckedClient) -> None:
    statement, desk = founded(), make.at_the_desk(app)
    enter(desk, statement, 409, mark="0123456789abcdef")
    assert "The text was changed in the meantime" in words(desk)
    enter(desk, statement, 422, **{f"kind-{place}": "none" for place in range(3)})
    assert rows() == []


def test_it_enters_nobody_once_the_statement_is_delivered(app: Flask, client: CheckedClient) -> None:
    statement, desk = founded(), make.at_the_desk(app)
    for deed in ("opening", "delivery"):
        desk.get(f"{page(statement)}/{deed}")
        assert desk.send(f"{page(statement)}/{deed}").status_code == 303
    desk.get(f"{page(statement)}/founders")
    assert "Founding signatories can no longer be added" in words(desk)
    desk.send(f"{page(statement)}/founders", mark=mark(statement))
    assert rows() == []


def test_it_offers_addresses_for_invitations_and_publishes_none(app: Flask, client: CheckedClient) -> None:
    text = UNSIGNED + "\nSignatories\n\n- Harbour Circle <mail@harbour.example> (Lithuania)\n- Open Doors Society\n"
    statement, desk = founded(text), make.at_the_desk(app)
    desk.get(f"{page(statement)}/founders")
    assert "1 organisation has a mail address in the text" in words(desk)
    answer = desk.send(f"{page(statement)}/invitation-lists", **desk.page.form("invitation-lists").values())  # type: ignore[union-attr]
    assert answer.status_code == 303
    assert "mail@harbour.example" in desk.get(answer.location).get_data(as_text=True)
    enter(desk, statement)
    assert rows() == [("organisation", "Harbour Circle"), ("individual", None)]


@pytest.mark.parametrize("number", [queries.MOST_SHOWN + 20])
def test_it_takes_more_than_it_shows(app: Flask, client: CheckedClient, number: int) -> None:
    statement = founded(UNSIGNED + "\nSignatories\n\n" + "".join(f"- Circle {one}\n" for one in range(number)))
    desk = make.at_the_desk(app)
    desk.get(f"{page(statement)}/founders")
    assert "20 more are not shown here" in words(desk)
    assert desk.send(f"{page(statement)}/founders", mark=mark(statement), rest="individual").status_code == 200
    assert "500 organisations are entered under edition 1" in words(desk) and "20 people" in words(desk)
    assert desk.send(f"{page(statement)}/founders").status_code == 303
    desk.get(f"{page(statement)}/founders")
    assert "have not been added yet" in words(desk)
    assert 0 < (db.session.scalar(select(func.count()).select_from(Endorsement)) or 0) < number


def opened(text: str = UNSIGNED + PEOPLE) -> Statement:
    statement = founded(text)
    with time_machine.travel(now() - timedelta(hours=1), tick=False):
        schedule.open_signing(statement, by="test")
    db.session.commit()
    return statement


def test_it_takes_a_second_person_once_signing_has_begun(app: Flask, client: CheckedClient) -> None:
    statement, desk = opened(), make.at_the_desk(app)
    desk.get(f"{page(statement)}/founders")
    assert "Signing has begun. To enter founding signatories now needs a second person" in words(desk)
    enter(desk, statement, why="They asked for it")
    assert rows() == []
    other = make_people.again(make.at_the_desk(app, email="second@coalition.example"))
    other.get("/desk/joint")
    for told in (
        "Harbour Circle",
        "1 organisation is entered under edition 1",
        "Organisations that count: 0 now, then 1",
    ):
        assert told in words(other), told
    asked = db.session.scalars(select(JointAct)).one()
    assert "Harbour" not in str(asked.details) and "Nina" not in str(asked.details)
    assert other.send(f"/desk/joint/{asked.id}/agreement").status_code == 303
    assert rows() == [("organisation", "Harbour Circle"), ("individual", None), ("individual", None)]
    desk.get(f"{page(statement)}/founders")
    assert desk.send(f"{page(statement)}/founders/undoing").status_code == 303
    assert rows() == []


def test_it_does_not_enter_what_a_second_person_did_not_see(app: Flask, client: CheckedClient) -> None:
    statement, desk = opened(), make.at_the_desk(app)
    enter(desk, statement, why="They asked for it")
    db.session.execute(
        db.text("UPDATE translation SET wording = :text"), {"text": UNSIGNED + "\nSignatories\n\n- Other\n"}
    )
    db.session.commit()
    other = make_people.again(make.at_the_desk(app, email="second@coalition.example"))
    other.get("/desk/joint")
    assert "The text is another one by now" in words(other)
    asked = db.session.scalars(select(JointAct.id)).one()
    assert other.send(f"/desk/joint/{asked}/agreement").status_code == 303
    assert rows() == []


def test_it_refuses_in_the_action_too(app: Flask) -> None:
    statement, by = opened(), make.coordinator().id
    edition, them = make.edition(statement), [Founder("Harbour Circle")]
    for agreed_by in (None, by):
        with pytest.raises(FoundingError, match="second-person"):
            founders.begin_founding(edition, them, language="en", by=by, agreed_by=agreed_by)
    schedule.mark_delivered(statement, by=by)
    with pytest.raises(FoundingError, match="delivered"):
        founders.begin_founding(edition, them, language="en", by=by, agreed_by=by + 1)
    schedule.undo_delivery(statement, by=by)
    founders.begin_founding(edition, them, language="en", by=by, agreed_by=by + 1)
    schedule.mark_delivered(statement, by=by)
    with pytest.raises(FoundingError, match="delivered"):
        founders.remove_founding_signatories(statement, by=by)


def test_it_keeps_founders_whom_others_signed_beside(app: Flask) -> None:
    statement, by = founded(), make.coordinator().id
    founders.begin_founding(make.edition(statement), [Founder("Harbour Circle")], language="en", by=by)
    schedule.open_signing(statement, by="test")
    with pytest.raises(FoundingError, match="begun"):
        founders.remove_founding_signatories(statement, by=by)


def test_it_uses_the_entries_of_the_register(app: Flask, client: CheckedClient) -> None:
    text = (
        UNSIGNED
        + "\nSignatories\n\n- Adkryty Sud (Belarus)\n- Harbour Circle (Lithuania)\n- Harbor Circle (Lithuania)\n"
    )
    statement, desk = founded(text), make.at_the_desk(app)
    court = Organisation(name=cast.COURT["organisation"], latin="Adkryty Sud", country="BY", sound="", names=[])
    there = founders.find_or_register_founder("Harbour Circle", "LT")
    db.session.add(court)
    court.created_at = there.created_at
    update_register_keys(court)
    db.session.commit()
    ids = {court.id, there.id}
    desk.get(f"{page(statement)}/founders")
    assert f"In the register: {cast.COURT['organisation']}, Belarus" in words(desk)
    enter(desk, statement, **{"kind-1": "organisation", "kind-2": "organisation", "entry-2": str(there.id)})
    found = db.session.scalars(select(Endorsement.organisation_id)).all()
    assert set(found) == ids and len(found) == 2


def test_it_counts_nobody_again_who_signed_before(app: Flask, client: CheckedClient) -> None:
    statement = opened(UNSIGNED + "\nSignatories\n\n- Lawyers’ Circle North (Lithuania)\n- Harbour Circle\n")
    signed = make.signed(client, cast.CIRCLE)
    founders_by = make.coordinator("owner", "first@coalition.example").id
    signed.approved_at = signed.confirmed_at
    db.session.commit()
    desk = make.at_the_desk(app)
    desk.get(f"{page(statement)}/founders")
    assert "has signed already" in words(desk)
    founders.begin_founding(
        make.edition(statement),
        [Founder("Lawyers’ Circle North", "Lithuania"), Founder("Harbour Circle")],
        language="en",
        by=founders_by,
        agreed_by=founders_by + 1,
    )
    db.session.commit()
    assert len(rows()) == 2


def test_it_says_that_nobody_can_answer_a_lone_owner(app: Flask, client: CheckedClient) -> None:
    statement, desk = opened(), make_people.again(make.at_the_desk(app, "owner"))
    paths = [f"{page(statement)}/{one}" for one in ("founders", "addresses")]
    for path in paths:
        desk.get(path)
        assert "there is nobody else here who could agree" in words(desk)
    enter(desk, statement, why="They asked for it")
    desk.get(paths[1])
    assert desk.send(paths[1], why="To write to them").status_code == 303
    for path in paths:
        text = desk.get(path).get_data(as_text=True)
        assert "Nobody else can answer the request yet" in text and "Another coordinator of this statement" not in text
        assert "/desk/team/new" in text


@pytest.mark.parametrize("over", ["delivered", "new edition", "deleted rule"])
def test_it_counts_no_request_that_nobody_can_fulfil(app: Flask, client: CheckedClient, over: str) -> None:
    statement, desk = opened(), make_people.again(make.at_the_desk(app, "owner"))
    by, waits = make.coordinator("owner").id, "act needs a second person"
    if over == "deleted rule":
        rule = removals.create_rule(statement, Criteria(domain="bought.example"), "Bought", [], by=by)
        db.session.flush()
        about = f"removal {rule.id}"
        joint_acts.request_act("removals.begin", about, by=by, why="Bought", statement_id=statement.id)
        db.session.commit()
    else:
        enter(desk, statement, why="They asked for it")
    desk.get("/desk/start")
    assert waits in words(desk)
    desk.get(f"{page(statement)}/delivery")
    assert "1 act needs a second person and is not done yet" in words(desk)
    if over == "deleted rule":
        rule.dropped_at = now()
    elif over == "delivered":
        schedule.mark_delivered(statement, by=by)
    else:
        edition = make.edition(statement)
        newer = {"created_at": now(), "sha256": "0" * 64, "kind": "substance"}
        db.session.add(Edition(statement_id=edition.statement_id, number=2, **newer))
    db.session.commit()
    assert not db.session.scalars(waiting.joint_acts_query(statement.id)).all()
    if over != "new edition":
        desk.get("/desk/start")
        assert waits not in words(desk)
