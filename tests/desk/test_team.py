"""The people at the desk: invited, given and taken roles, shown out and let in again."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

import cast
import make
import make_people
from page import CheckedClient
from petition.accounts import actions
from petition.accounts import queries as coordinators
from petition.accounts.actions import RoleScope
from petition.accounts.models import Coordinator
from petition.core import audit
from petition.core.db import db

NADIA = "nadia@coalition.example"
FIELDS = {"name": "Nadia", "email": NADIA, "role": "moderator", "place": "all", "country": "LT", "language": ""}


def owner(app: Flask, place: RoleScope = actions.EVERYWHERE, email: str = cast.VERA) -> CheckedClient:
    return make_people.again(make_people.at_the_desk(app, "owner", place, email))


def person(email: str = NADIA) -> Coordinator:
    db.session.rollback()
    db.session.expire_all()
    found = coordinators.find_by_email(email)
    assert found is not None
    return found


def held(email: str = NADIA) -> list[tuple[Any, ...]]:
    return [(one.role, one.statement_id, one.country, one.language) for one in person(email).role_grants]


def acts(number: int = 1) -> list[tuple[str, str, str | None]]:
    return [(entry.act, entry.actor, note) for entry, note in audit.recent_entries(before=None, limit=number)]


def invite(desk: CheckedClient, **fields: str) -> Any:
    assert desk.get("/desk/team/new").status_code == 200
    return desk.send("/desk/team/new", **{**FIELDS, **fields})


def test_it_invites_by_mail(app: Flask) -> None:
    desk, statement = owner(app), make.statement()
    answer = invite(desk, place=str(statement.id))
    assert (answer.status_code, answer.location) == (303, f"/desk/team/{person().id}")
    assert held() == [("moderator", statement.id, "LT", None)]
    assert acts() == [("coordinator.invite-moderator", "coordinator 1", "statement open-courts, LT")]
    mail = make.mails("coordinator-invitation")[-1]
    assert mail.content is not None
    assert (mail.recipient, mail.content["inviter"], mail.content["is_new"]) == (NADIA, "vera", True)
    page = app.test_client().get(mail.content["link_path"])
    assert page.status_code == 200
    assert NADIA in page.get_data(as_text=True)
    text = desk.get("/desk/team").get_data(as_text=True)
    assert "Nadia" in text
    assert "invited, until" in text
    assert "signatories from Lithuania" in text


def test_it_writes_in_the_language_of_who_invites(app: Flask) -> None:
    desk = owner(app)
    desk.get("/desk/team/new")
    desk.environ_base["HTTP_ACCEPT_LANGUAGE"] = "be"
    desk.send("/desk/team/new", **FIELDS)
    assert make.mails("coordinator-invitation")[-1].language == "be"


def test_it_gives_who_has_an_account_the_role_and_no_way_to_the_password(app: Flask) -> None:
    desk, statement = owner(app), make.statement()
    make_people.at_the_desk(app, "auditor", email=NADIA)
    assert invite(desk, place=str(statement.id)).status_code == 303
    assert held() == [("auditor", None, None, None), ("moderator", statement.id, "LT", None)]
    mail = make.mails("coordinator-invitation")[-1]
    assert mail.content is not None
    assert mail.content["link_path"] == "/desk/login"
    again = invite(desk, place=str(statement.id))
    assert again.status_code == 422
    assert "already has this role there" in again.get_data(as_text=True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "nobody"},
        {"role": "king"},
        {"role": "auditor"},
        {"place": "99"},
        {"place": ""},
        {"name": ""},
        {"country": "XX"},
    ],
    ids=lambda fields: "-".join(fields),
)
def test_it_says_what_to_mend(app: Flask, wrong: dict[str, str]) -> None:
    """An auditor's role is not limited to a country."""
    desk = owner(app)
    assert invite(desk, **wrong).status_code == 422
    assert make.mails("coordinator-invitation") == []
    assert coordinators.find_by_email(NADIA) is None


def test_it_invites_again_and_the_first_link_ends(app: Flask) -> None:
    desk = owner(app)
    invite(desk)
    first = make.link("coordinator-invitation")
    path = f"/desk/team/{person().id}"
    desk.get(path)
    assert desk.send(f"{path}/invitation").status_code == 303
    second = make.link("coordinator-invitation")
    assert app.test_client().get(first).status_code == 410
    assert app.test_client().get(second).status_code == 200
    assert acts()[0][0] == "coordinator.renew-invitation"


def test_it_takes_a_role_and_gives_it_back(app: Flask) -> None:
    statement = make.statement()
    place = RoleScope(statement.id, language="be")
    desk, theirs = owner(app), make_people.at_the_desk(app, "moderator", place, NADIA)
    path, role = f"/desk/team/{person().id}", person().role_grants[0].id
    desk.get(path)
    assert desk.send(f"{path}/roles/{role}/removal").status_code == 303
    assert held() == []
    assert acts() == [("coordinator.revoke-moderator", "coordinator 1", "statement open-courts, be")]
    assert theirs.get("/desk/").location.startswith("/desk/login")
    desk.get("/desk/team")
    assert desk.send("/desk/team/roles/removals/1/undoing").status_code == 303
    assert held() == [("moderator", statement.id, None, "be")]
    assert acts() == [("coordinator.grant-moderator", "coordinator 1", "statement open-courts, be")]
    carried = token(desk)
    assert desk.post("/desk/team/roles/removals/1/undoing", data=carried).status_code == 303
    assert "given this role back already" in desk.get("/desk/team").get_data(as_text=True)
    assert len(held()) == 1


def test_it_keeps_the_way_back_from_a_role_that_was_taken(app: Flask) -> None:
    desk, _theirs = owner(app), make_people.at_the_desk(app, "auditor", email=NADIA)
    path, role = f"/desk/team/{person().id}", person().role_grants[0].id
    desk.get(path)
    assert desk.send(f"{path}/roles/{role}/removal").status_code == 303
    # Another owner, in another session, finds it where it was done.
    other = make_people.again(make_people.at_the_desk(app, "owner", email="second@coalition.example"))
    text = other.get(path).get_data(as_text=True)
    assert "Taken from" in text and "/desk/team/roles/removals/1/undoing" in text
    assert other.send("/desk/team/roles/removals/1/undoing").status_code == 303
    assert held() == [("auditor", None, None, None)]
    assert "Taken from" not in other.get(path).get_data(as_text=True)
    # What is given is undone in one press too.
    assert other.send(f"{path}/roles", role="translator", place="all").status_code == 303
    given = [one.id for one in person().role_grants][-1]
    assert f'action="{path}/roles/{given}/removal" class="undo"' in other.get(path).get_data(as_text=True)


def test_it_gives_another_role(app: Flask) -> None:
    desk, statement = owner(app), make.statement()
    make_people.member("auditor", email=NADIA)
    path = f"/desk/team/{person().id}"
    desk.get(path)
    assert desk.send(f"{path}/roles", role="coordinator", place=str(statement.id)).status_code == 303
    assert held()[1:] == [("coordinator", statement.id, None, None)]
    desk.get(path)
    assert desk.send(f"{path}/roles", role="coordinator", place=str(statement.id), country="LT").status_code == 422


def test_it_ends_access_at_once_and_opens_it_again(app: Flask) -> None:
    desk, theirs = owner(app), make_people.at_the_desk(app, "auditor", email=NADIA)
    path = f"/desk/team/{person().id}"
    desk.get(path)
    assert desk.send(f"{path}/ending").status_code == 303
    assert theirs.get("/desk/").location.startswith("/desk/login")
    text = desk.get(path).get_data(as_text=True)
    assert "access ended" in text
    assert "Give another role" not in text
    assert desk.send(f"{path}/return").status_code == 303
    assert held() == [("auditor", None, None, None)]
    assert theirs.get("/desk/").location.startswith("/desk/login")
    assert [act for act, *_ in acts(2)] == ["coordinator.let-in-again", "coordinator.end-access"]


def test_it_opens_nothing_to_a_stolen_session_once_the_role_was_taken(app: Flask) -> None:
    desk, statement = owner(app), make.statement()
    theirs = make_people.at_the_desk(app, "coordinator", email=NADIA)
    cookie = theirs.get_cookie("desk", domain="127.0.0.1", path="/desk")
    assert cookie is not None
    path, role = f"/desk/team/{person().id}", person().role_grants[0].id
    desk.get(path)
    desk.send(f"{path}/roles/{role}/removal")
    # Given back or not: what was copied before stays worthless.
    desk.get(path)
    desk.send("/desk/team/roles/removals/1/undoing")
    thief = app.test_client()
    thief.set_cookie("desk", cookie.value, domain="127.0.0.1", path="/desk")
    for page in ("/desk/", "/desk/start", "/desk/account", f"/desk/statements/{statement.id}"):
        assert thief.get(page).location.startswith("/desk/login"), page
    assert thief.post(f"/desk/statements/{statement.id}/closing").status_code in (400, 401)
    db.session.expire_all()
    assert statement.closed_at is None


def test_it_resets_a_second_factor(app: Flask) -> None:
    desk, theirs = owner(app), make_people.at_the_desk(app, "auditor", email=NADIA)
    nadia = person()
    nadia.mf_recovery_codes = ["0" * 64]
    db.session.commit()
    path = f"/desk/team/{person().id}"
    assert "1 recovery code" in desk.get(path).get_data(as_text=True)
    assert desk.send(f"{path}/second-factor/reset").status_code == 303
    assert person().recovery_codes_left == 0
    assert theirs.get("/desk/").location.startswith("/desk/login")


def test_it_keeps_the_last_owner(app: Flask) -> None:
    desk = owner(app)
    vera = person(cast.VERA)
    path = f"/desk/team/{vera.id}"
    for deed in ("ending", f"roles/{vera.role_grants[0].id}/removal"):
        desk.get(path)
        assert desk.send(f"{path}/{deed}").status_code == 303
        assert "There is no other owner of the whole site" in desk.get(path).get_data(as_text=True)
    # Somebody who was only invited cannot let anybody in.
    make_people.member("owner", email=NADIA)
    desk.get(path)
    desk.send(f"{path}/ending")
    assert person(cast.VERA).active
    make_people.at_the_desk(app, "owner", email=NADIA)
    desk.get(path)
    desk.send(f"{path}/ending")
    assert not person(cast.VERA).active


def test_it_lets_owners_of_a_statement_manage_that_alone(app: Flask) -> None:
    here, there = make.statement(), make_people.another_statement()
    desk = owner(app, RoleScope(here.id))
    make_people.member("owner", email="boss@coalition.example")
    make_people.member("translator", RoleScope(there.id), NADIA)
    text = desk.get("/desk/team").get_data(as_text=True)
    assert "boss@coalition.example" not in text
    assert NADIA not in text
    assert desk.get(f"/desk/team/{person().id}").status_code == 404
    assert invite(desk, place="all", country="").status_code == 422
    assert invite(desk, place=str(there.id), country="").status_code == 422
    assert invite(desk, place=str(here.id), country="", email="new@coalition.example").status_code == 303
    # Who works in both: seen here with the role of here alone, and not to be shown out from here.
    make_people.member("auditor", RoleScope(here.id), NADIA)
    path, roles = f"/desk/team/{person().id}", [one.id for one in person().role_grants]
    text = desk.get(path).get_data(as_text=True)
    assert "auditor" in text
    assert "translator" not in text.split("Give another role")[0]
    carried = token(desk)
    for deed in ("ending", "second-factor/reset", "invitation", "return"):
        assert desk.post(f"{path}/{deed}", data=carried).status_code == 404, deed
    assert desk.post(f"{path}/roles/{roles[0]}/removal", data=carried).status_code == 404
    assert desk.post(f"{path}/roles/{roles[1]}/removal", data=carried).status_code == 303
    assert held() == [("translator", there.id, None, None)]
    desk.get("/desk/team")
    assert desk.send("/desk/team/roles/removals/1/undoing").status_code == 303
    assert len(held()) == 2


def token(desk: CheckedClient) -> dict[str, str]:
    """What a form of the last page carries against forged posts."""
    assert desk.page is not None
    return {"csrf_token": desk.page.form(0).values()["csrf_token"]}


def test_it_asks_for_the_second_factor_again(app: Flask) -> None:
    desk = make_people.at_the_desk(app, "owner")
    make_people.member("auditor", email=NADIA)
    path = f"/desk/team/{person().id}"
    desk.get(path)
    page = desk.send(f"{path}/ending")
    assert page.status_code == 200
    assert person().active
    assert desk.send(f"{path}/ending").status_code == 303
    assert not person().active


def test_it_shows_who_may_do_what(app: Flask) -> None:
    desk = make_people.at_the_desk(app, "translator")
    assert desk.get("/desk/team").status_code == 404
    text = desk.get("/desk/team/roles").get_data(as_text=True)
    assert "Invite people, give and remove roles, end access" in text
    assert "asks for the second factor again" in text


def test_it_calls_people_by_name(app: Flask, client: CheckedClient) -> None:
    make.statement()
    desk = make.at_the_desk(app, "owner")
    desk.get("/desk/account")
    assert desk.send("/desk/account/name", name="Vera Example").status_code == 303
    one = make.signed(client, cast.CIRCLE)
    desk.get("/desk/")
    desk.send(f"/desk/endorsements/{one.id}/call", note="Spoke to the office")
    assert "Vera Example phoned the organisation" in desk.get("/desk/").get_data(as_text=True)
    assert "Vera Example" in desk.get("/desk/audit").get_data(as_text=True)
    desk.get("/desk/account")
    assert desk.send("/desk/account/name", name="https://evil.example").status_code == 422
