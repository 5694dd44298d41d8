"""What needs a second person: asked for by one, agreed to by another, done within a day; first of all mail addresses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

import cast
import make
import make_people
import make_removals
from page import CheckedClient
from petition.accounts import actions as accounts
from petition.accounts import joint_acts
from petition.accounts import queries as coordinators
from petition.accounts.actions import EVERYWHERE, RoleScope
from petition.accounts.models import JointAct
from petition.core import audit
from petition.core.db import db, now
from petition.removals import actions as removals
from petition.removals.criteria import Criteria
from petition.removals.models import Removal
from petition.statements.models import Statement

WHY = "To tell them where the hearing is"
ONE, OTHER = "one@coalition.example", "other@coalition.example"


def desk_of(app: Flask, email: str, role: str = "coordinator", place: RoleScope = EVERYWHERE) -> CheckedClient:
    return make_people.again(make_people.at_the_desk(app, role, place, email))


def ask(desk: CheckedClient, statement: Statement, why: str = WHY) -> JointAct:
    desk.get(f"/desk/statements/{statement.id}/addresses")
    assert desk.send(f"/desk/statements/{statement.id}/addresses", why=why).status_code == 303
    return act()


def act() -> JointAct:
    db.session.rollback()
    db.session.expire_all()
    found = db.session.scalars(select(JointAct).order_by(JointAct.id.desc())).first()
    assert found is not None
    return found


def answer(desk: CheckedClient, one: JointAct, word: str = "agreement") -> Any:
    desk.get("/desk/joint")
    return desk.send(f"/desk/joint/{one.id}/{word}")


def token(desk: CheckedClient) -> dict[str, str]:
    """What forms carry against forged posts."""
    desk.get("/desk/account")
    assert desk.page is not None
    return {"csrf_token": desk.page.form(0).values()["csrf_token"]}


def download(desk: CheckedClient, one: JointAct) -> Any:
    desk.get(f"/desk/statements/{one.statement_id}/addresses")
    return desk.send(f"/desk/statements/{one.statement_id}/addresses/{one.id}/download")


def signatories(client: CheckedClient) -> Statement:
    """Some who asked for updates, and some who are not to be written to."""
    statement = make.statement()
    for who in (cast.ALENA, cast.NOOR):
        make.signed(client, {**who, "updates": "y"})
    make.signed(client, cast.QUIET)
    make.sign(client, {**cast.ALENA, "email": "waits@example.org", "updates": "y"})
    # An organisation that nobody has approved does not count yet.
    make.signed(client, {**cast.CIRCLE, "updates": "y"})
    return statement


def log(number: int) -> list[tuple[str, str, str, str | None]]:
    return [(one.actor, one.act, one.object, note) for one, note in audit.recent_entries(before=None, limit=number)]


def test_it_hands_out_addresses_once_a_second_person_has_agreed(app: Flask, client: CheckedClient) -> None:
    statement = signatories(client)
    desk, other = desk_of(app, ONE), desk_of(app, OTHER)
    asked = ask(desk, statement)
    assert asked.details == {"rows": 2}
    assert download(desk, asked).status_code == 303
    text = other.get("/desk/joint").get_data(as_text=True)
    assert WHY in text
    assert "2 mail addresses" in text
    assert answer(other, asked).status_code == 303
    assert "Download the addresses" in desk.get(f"/desk/statements/{statement.id}/addresses").get_data(as_text=True)
    file = download(desk, asked)
    assert file.status_code == 200
    assert file.headers["Content-Disposition"] == 'attachment; filename="open-courts-addresses.csv"'
    lines = file.get_data(as_text=True).removeprefix("\ufeff").split("\r\n")
    assert lines[0] == "email"
    assert sorted(lines[1:]) == ["", cast.ALENA["email"], cast.NOOR["email"]]
    assert log(3) == [
        (f"coordinator {asked.asked_by}", "addresses.export", "statement open-courts", "2"),
        (f"coordinator {act().agreed_by}", "joint.agree-addresses.export", "statement open-courts", None),
        (f"coordinator {asked.asked_by}", "joint.ask-addresses.export", "statement open-courts", WHY),
    ]
    assert download(desk, asked).status_code == 303
    assert joint_acts.state(act()) == "done"


def test_it_writes_addresses_that_no_spreadsheet_runs(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    make.signed(client, {**cast.ALENA, "email": "+sum@example.org", "updates": "y"})
    desk, other = desk_of(app, ONE), desk_of(app, OTHER)
    answer(other, ask(desk, statement))
    assert "\r\n'+sum@example.org\r\n" in download(desk, act()).get_data(as_text=True)


def test_it_takes_another_person(app: Flask, client: CheckedClient) -> None:
    statement, desk = signatories(client), desk_of(app, ONE, "owner")
    asked = ask(desk, statement)
    carried = token(desk)
    for word in ("agreement", "refusal"):
        assert desk.post(f"/desk/joint/{asked.id}/{word}", data=carried).status_code == 404
    with pytest.raises(joint_acts.JointActError):
        joint_acts.agree_to_act(act(), by=asked.asked_by)
    db.session.rollback()
    assert joint_acts.state(act()) == "waiting"


@pytest.mark.parametrize(
    ("role", "here"), [("moderator", True), ("auditor", True), ("translator", True), ("coordinator", False)]
)
def test_it_takes_somebody_with_the_permission_in_that_statement(
    app: Flask, client: CheckedClient, role: str, here: bool
) -> None:
    statement, there = signatories(client), make_people.another_statement()
    asked = ask(desk_of(app, ONE), statement)
    other = desk_of(app, OTHER, role, RoleScope(statement.id if here else there.id))
    carried = token(other)
    for word in ("agreement", "refusal", "taking-back", "agreement/undoing"):
        assert other.post(f"/desk/joint/{asked.id}/{word}", data=carried).status_code == 404
    assert joint_acts.state(act()) == "waiting"


def test_it_hands_out_to_whoever_asked_and_to_nobody_else(app: Flask, client: CheckedClient) -> None:
    statement = signatories(client)
    desk, other = desk_of(app, ONE), desk_of(app, OTHER)
    asked = ask(desk, statement)
    answer(other, asked)
    assert download(other, asked).status_code == 404
    there = make_people.another_statement()
    desk.get(f"/desk/statements/{statement.id}/addresses")
    assert desk.send(f"/desk/statements/{there.id}/addresses/{asked.id}/download").status_code == 404
    assert joint_acts.state(act()) == "agreed"


def test_it_can_be_refused_taken_back_and_asked_again(app: Flask, client: CheckedClient) -> None:
    statement = signatories(client)
    desk, other = desk_of(app, ONE), desk_of(app, OTHER)
    first = ask(desk, statement)
    desk.get(f"/desk/statements/{statement.id}/addresses")
    assert "waits for a second person" in desk.page.words()  # type: ignore[union-attr]
    answer(other, first, "refusal")
    assert joint_acts.state(act()) == "refused"
    assert "refused" in desk.get("/desk/joint").get_data(as_text=True)
    second = ask(desk, statement)
    assert second.id != first.id
    answer(other, second)
    answer(other, second, "agreement/undoing")
    assert joint_acts.state(act()) == "waiting"
    answer(desk, second, "taking-back")
    assert joint_acts.state(act()) == "refused"
    assert [one[1] for one in log(3)] == [
        "joint.take-back-addresses.export", "joint.undo-agree-addresses.export", "joint.agree-addresses.export",
    ]  # fmt: skip


def test_it_lasts_a_day_and_then_another(app: Flask, client: CheckedClient) -> None:
    statement = signatories(client)
    asked = ask(desk_of(app, ONE), statement)
    start = now()
    with time_machine.travel(start + timedelta(hours=25), tick=False):
        other = desk_of(app, OTHER)
        other.get("/desk/joint")
        assert "expired" in other.page.words()  # type: ignore[union-attr]
        assert other.send(f"/desk/joint/{asked.id}/agreement").status_code == 303
        assert joint_acts.state(act()) == "expired"
        asked = ask(desk_of(app, ONE), statement)
        answer(other, asked)
    with time_machine.travel(start + timedelta(hours=48), tick=False):
        assert download(desk_of(app, ONE), asked).status_code == 200
    with time_machine.travel(start + timedelta(days=200), tick=False):
        assert joint_acts.forget_joint_acts(dry_run=True) == joint_acts.forget_joint_acts() == 2


def test_it_does_nothing_for_somebody_who_may_no_longer(app: Flask, client: CheckedClient) -> None:
    statement = signatories(client)
    asked = ask(desk_of(app, ONE), statement)
    make_people.member("owner", email=OTHER)
    other = desk_of(app, OTHER, "owner")
    path, role = f"/desk/team/{asked.asked_by}", make_people.member("coordinator", email=ONE).role_grants[0].id
    other.get(path)
    other.send(f"{path}/roles/{role}/removal")
    answer(other, asked)
    assert "may no longer do this" in other.get("/desk/joint").get_data(as_text=True)
    assert joint_acts.state(act()) == "waiting"


def test_it_asks_for_the_second_factor_each_time(app: Flask, client: CheckedClient) -> None:
    statement = signatories(client)
    asked = ask(desk_of(app, ONE), statement)
    other = make_people.at_the_desk(app, "coordinator", email=OTHER)
    assert "second factor" in answer(other, asked).get_data(as_text=True)
    assert joint_acts.state(act()) == "waiting"
    assert other.send(f"/desk/joint/{asked.id}/agreement").status_code == 303
    assert joint_acts.state(act()) == "agreed"


def test_it_wants_a_reason(app: Flask, client: CheckedClient) -> None:
    statement, desk = signatories(client), desk_of(app, ONE)
    desk.get(f"/desk/statements/{statement.id}/addresses")
    assert desk.send(f"/desk/statements/{statement.id}/addresses", why="  ").status_code == 422
    assert db.session.scalar(select(JointAct.id)) is None


def test_it_begins_a_removal_that_takes_a_large_share(app: Flask) -> None:
    statement = make.statement()
    ids = make_removals.people(statement, 6, domain="bought.example")
    make_removals.people(statement, 4)
    one, other = make_people.member("coordinator", email=ONE), desk_of(app, OTHER)
    rule = removals.create_rule(statement, Criteria(domain="bought.example"), "Bought", ids, by=one.id)
    db.session.commit()
    rule_id = rule.id
    joint_acts.request_act(
        "removals.begin", f"removal {rule_id}", by=one.id, why="They are fakes", statement_id=statement.id
    )
    db.session.commit()
    text = other.get("/desk/joint").get_data(as_text=True)
    assert "bought.example" in text
    assert "6 of 10" in text
    assert answer(other, act()).status_code == 303
    begun = db.session.get_one(Removal, rule_id, populate_existing=True)
    assert (begun.begun_by, begun.agreed_by) == (one.id, act().agreed_by)
    assert joint_acts.state(act()) == "done"


def test_it_agrees_once_when_two_answer_at_once(app: Flask, client: CheckedClient) -> None:
    statement = signatories(client)
    asked = ask(desk_of(app, ONE), statement)
    first, second = desk_of(app, OTHER), desk_of(app, "third@coalition.example")
    first.get("/desk/joint")
    second.get("/desk/joint")
    assert first.send(f"/desk/joint/{asked.id}/agreement").status_code == 303
    assert second.send(f"/desk/joint/{asked.id}/refusal").status_code == 303
    assert joint_acts.state(act()) == "agreed"


def test_it_hands_nothing_out_on_the_word_of_somebody_who_may_no_longer_agree(
    app: Flask, client: CheckedClient
) -> None:
    statement = signatories(client)
    desk, other = desk_of(app, ONE), desk_of(app, OTHER)
    asked = ask(desk, statement)
    answer(other, asked)
    second = coordinators.find_by_email(OTHER)
    assert second is not None
    accounts.end_access(second, by="test")
    db.session.commit()
    assert download(desk, asked).status_code == 303
    assert "the agreement is no longer valid" in desk.get("/desk/joint").get_data(as_text=True)
    assert joint_acts.state(act()) == "agreed"
    answer(desk, asked, "taking-back")
    third = desk_of(app, "third@coalition.example")
    answer(third, ask(desk, statement))
    assert download(desk, act()).status_code == 200


def test_it_says_how_many_addresses_there_are_by_now(app: Flask, client: CheckedClient) -> None:
    statement = signatories(client)
    desk, other = desk_of(app, ONE), desk_of(app, OTHER)
    asked = ask(desk, statement)
    make.signed(client, {**cast.ALENA, "name": "Third Person", "email": "third@example.org", "updates": "y"})
    assert "3 mail addresses" in other.get("/desk/joint").get_data(as_text=True)
    answer(other, asked)
    assert download(desk, asked).get_data(as_text=True).count("@") == 3
