"""The table of invitations: who was invited, opened, signed, said no; inviting, revoking, inviting again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

import cast
import make
import make_invitations
from make_invitations import fill_in, fresh, invitations, invite
from page import CheckedClient
from petition.core.db import db
from petition.signing import queries as endorsements
from petition.signing.decide import actions as decisions
from petition.signing.own import actions as own
from petition.statements.models import Statement

ONE = {
    "organisation": "Specimen Amber",
    "email": "office@amber.example",
    "language": "be",
    "website": "amber.example",
    "country": "LT",
    "representative": "Ана Прыклад",
}


def table(statement: Statement, state: str | None = None) -> str:
    return f"/desk/statements/{statement.id}/invitations" + (f"?state={state}" if state else "")


def words(desk: CheckedClient, path: str) -> str:
    assert desk.get(path).status_code == 200
    assert desk.page is not None
    return desk.page.words()


def test_it_invites_one(app: Flask) -> None:
    desk, statement = make.at_the_desk(app), make.statement()
    desk.get(table(statement))
    assert desk.send(table(statement), **ONE).status_code == 303
    (made,) = invitations()
    assert made.address == "office@amber.example"
    assert (made.details or {})["website"] == "https://amber.example"
    assert made.language == "be"
    assert len(make.mails("invitation")) == 1
    said = words(desk, table(statement))
    assert "Invited: Specimen Amber" in said and "office@amber.example" in said and "not sent yet" in said


def test_it_says_what_is_wrong_and_keeps_the_rest(app: Flask) -> None:
    desk, statement = make.at_the_desk(app), make.statement()
    desk.get(table(statement))
    assert desk.send(table(statement), **ONE | {"email": "office at amber"}).status_code == 422
    assert desk.page is not None
    assert "Enter a complete mail address" in desk.page.words()
    values = {one.get("name"): one.get("value") for one in desk.page.all("input")}
    assert values["organisation"] == "Specimen Amber"
    assert values["email"] == "office at amber"
    assert invitations() == []


def test_it_invites_no_mailbox_twice(app: Flask) -> None:
    desk, statement = make.at_the_desk(app), make.statement()
    for status in (303, 422):
        desk.get(table(statement))
        assert desk.send(table(statement), **ONE).status_code == status
    assert desk.page is not None and "already has an invitation" in desk.page.words()
    assert len(invitations()) == 1


def test_it_tells_how_each_one_stands(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    names = ("Amber", "Birch", "Cedar", "Dill", "Elm", "Fir")
    paths = {
        name: invite(statement, address=f"a@{name.lower()}.example", organisation=f"Specimen {name}")[1]
        for name in names
    }
    client.get(paths["Birch"])
    client.send(f"{paths['Birch']}/opening?lang=en")
    client.get(paths["Cedar"])
    client.send(f"{paths['Cedar']}/refusal?lang=en")
    fill_in(client, paths["Dill"], email="else@dill.example")
    fill_in(client, paths["Elm"])
    desk = make.at_the_desk(app)
    fir = next(one for one in invitations() if one.address == "a@fir.example")
    desk.get(table(statement))
    assert desk.send(f"/desk/invitations/{fir.id}/revocation").status_code == 303
    states = {
        "unsent": "Amber",
        "opened": "Birch",
        "declined": "Cedar",
        "waiting": "Dill",
        "signed": "Elm",
        "revoked": "Fir",
    }
    for state, name in states.items():
        words(desk, table(statement, state))
        assert desk.page is not None
        cells = ["".join(cell.itertext()) for cell in desk.page.all("li")]
        assert [one for one in names if any(f"Specimen {one}" in cell for cell in cells)] == [name], state
    assert "All 6" in words(desk, table(statement))
    assert desk.get(table(statement, "nonsense")).status_code == 404


def test_it_tells_what_became_of_each_signature(app: Flask, client: CheckedClient) -> None:
    statement, desk = make.statement(), make.at_the_desk(app)
    made = {name: invite(statement, f"a@{name.lower()}.example", organisation=f"Specimen {name}")
            for name in ("Amber", "Birch", "Cedar", "Dill")}  # fmt: skip
    fill_in(client, made["Amber"][1])
    fill_in(client, made["Birch"][1], organisation="European Commission")
    fill_in(client, made["Cedar"][1], country="PL")
    fill_in(client, made["Dill"][1])
    signed = [fresh(made[name][0]).endorsement_id or 0 for name in ("Cedar", "Dill")]
    decisions.reject(endorsements.lock_endorsement(signed[0]), "a reason", by=make_invitations.coordinator())
    own.withdraw_signature(endorsements.lock_endorsement(signed[1]))
    db.session.commit()
    words(desk, table(statement, "signed"))
    assert desk.page is not None
    lines = ["".join(line.itertext()) for line in desk.page.all("li")]
    for name, told in {
        "Amber": "signed, listed", "Birch": "signed, waiting for a decision",
        "Cedar": "signed, then rejected", "Dill": "signed, then withdrawn",
    }.items():  # fmt: skip
        (line,) = [one for one in lines if f"Specimen {name}" in one]
        assert told in line and ("European Commission" in line) == (name == "Birch"), name
    assert "under the name: European Commission" in words(desk, f"/desk/invitations/{made['Birch'][0].id}")


def test_it_revokes_and_invites_again(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    made, path = invite(statement)
    desk = make.at_the_desk(app)
    desk.get(table(statement))
    desk.send(f"/desk/invitations/{made.id}/revocation", state="open")
    assert fresh(made).revoked_at is not None
    assert client.get(path).status_code == 410
    desk.get(table(statement))
    assert desk.send(f"/desk/invitations/{made.id}/renewal").status_code == 303
    assert len(invitations()) == 2
    said = words(desk, table(statement))
    assert "Invited again: Lawyers’ Circle North" in said and "All 1" in said
    desk.send(f"/desk/invitations/{made.id}/renewal")
    assert len(invitations()) == 2, "whoever has an invitation gets no other one"


def test_it_does_not_revoke_what_was_answered(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    made, path = invite(statement)
    desk = make.at_the_desk(app)
    desk.get(table(statement))
    fill_in(client, path)
    desk.send(f"/desk/invitations/{made.id}/revocation")
    assert fresh(made).revoked_at is None
    assert "The organisation has answered in the meantime" in words(desk, table(statement))


def test_it_says_when_the_next_reminder_goes(app: Flask) -> None:
    statement = make.statement()
    desk = make.at_the_desk(app)
    assert "nobody is reminded" in words(desk, table(statement))
    statement.zone, statement.remind_days = "Europe/Vilnius", "14,3"
    statement.due_at = datetime(2027, 4, 2, 15, tzinfo=UTC)
    db.session.commit()
    with time_machine.travel(datetime(2027, 3, 1, tzinfo=UTC), tick=False):
        desk = make.at_the_desk(app, email="other@coalition.example")
        said = words(desk, table(statement))
    assert "The next reminder is sent on 19 March 2027, 09:00" in said


def test_it_asks_for_a_text_first(app: Flask) -> None:
    statement = Statement(
        slug="empty",
        binding_language="en",
        created_at=datetime.now(UTC),
        destroy_on=datetime.now(UTC).date() + timedelta(days=90),
    )
    db.session.add(statement)
    db.session.commit()
    desk = make.at_the_desk(app)
    desk.get(table(statement))
    assert desk.send(table(statement), **ONE).status_code == 422
    assert desk.page is not None and "There is no text to invite anyone to yet." in desk.page.words()


@pytest.mark.parametrize("role", ["moderator", "auditor"])
def test_it_lets_others_look_and_not_touch(app: Flask, role: str) -> None:
    statement = make.statement()
    made, _path = invite(statement)
    desk = make.at_the_desk(app, role)
    said = words(desk, table(statement))
    assert "Lawyers’ Circle North" in said
    assert "Invite one organisation" not in said and "Withdraw" not in said
    assert desk.page is not None
    token = next(one.get("value") for one in desk.page.all("input") if one.get("name") == "csrf_token")
    for path in (
        table(statement),
        f"/desk/invitations/{made.id}/revocation",
        f"/desk/statements/{statement.id}/invitation-lists",
    ):
        assert desk.post(path, data={"csrf_token": token, **ONE}).status_code == 404


def test_it_shows_no_token_at_the_desk(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    _made, path = invite(statement)
    desk = make.at_the_desk(app, "owner")
    token = path.rsplit("/", 1)[1]
    for page in (table(statement), "/desk/", "/desk/mail", "/desk/audit", f"/desk/statements/{statement.id}"):
        assert token not in desk.get(page).get_data(as_text=True), page
    assert cast.CIRCLE["email"] not in client.get("/en/open-courts").get_data(as_text=True)


def test_it_asks_with_the_desks_own_token(app: Flask) -> None:
    statement = make.statement()
    desk = make.at_the_desk(app)
    assert desk.post(table(statement), data=ONE).status_code == 400
    assert make_invitations.invitations() == []
