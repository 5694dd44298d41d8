"""Makes what tests of invitations start from, through the same actions and pages that people use."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import time_machine
from sqlalchemy import select
from werkzeug.test import TestResponse

import cast
import make
from page import CheckedClient
from petition.accounts import queries as coordinators
from petition.core.db import db, now
from petition.invitations.actions import invite as invite_actions
from petition.invitations.models import Invitation
from petition.statements.models import Statement

INVITER = "inviter@coalition.example"
SIGNED = {"authority": "y", "consent": "y"}
DETAILS = {
    name: cast.CIRCLE.get(name, "")
    for name in ("organisation", "organisation_latin", "website", "country", "representative", "role")
}
ADDRESS = str(cast.CIRCLE["email"])


def draft(**dates: object) -> Statement:
    """A statement that nobody may read yet."""
    statement = make.statement(is_open=False)
    statement.published_at = None
    for name, value in dates.items():
        setattr(statement, name, value)
    db.session.commit()
    return statement


def invite(
    statement: Statement, address: str = ADDRESS, language: str = "en", **details: str
) -> tuple[Invitation, str]:
    """An invitation, and the path of its page."""
    by = coordinator()
    made = invite_actions.invite_organisation(statement, DETAILS | details, address, language, by=by)
    db.session.commit()
    return made, make.link("invitation")


def coordinator() -> int:
    """Whoever invites."""
    found = coordinators.find_by_email(INVITER)
    return found.id if found is not None else make.coordinator(email=INVITER).id


def fill_in(client: CheckedClient, path: str, **changes: Any) -> TestResponse:
    """Opens the page of an invitation, waits as people do, and sends the form."""
    with time_machine.travel(now() - timedelta(seconds=20), tick=False):
        assert client.get(path).status_code == 200
    assert client.page is not None
    form = next(one for one in client.page.all("form") if "refusal" not in (one.get("action") or "") and _signs(one))
    return client.send(form.get("action") or path, **{**SIGNED, **changes})


def _signs(form: Any) -> bool:
    return any(one.get("name") == "consent" for one in form.iter())


def fresh(invitation: Invitation) -> Invitation:
    """The invitation as it stands now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Invitation, invitation.id)


def invitations() -> list[Invitation]:
    """All invitations, oldest first."""
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(Invitation).order_by(Invitation.id)))


def upload(desk: CheckedClient, statement: Statement, data: bytes, name: str) -> TestResponse:
    """Sends a file on the page of invitations."""
    assert desk.get(f"/desk/statements/{statement.id}/invitations").status_code == 200
    assert desk.page is not None
    path = f"/desk/statements/{statement.id}/invitation-lists"
    filled = desk.page.form(path).values() | {"file": (io.BytesIO(data), name)}
    return desk.post(path, data=filled, content_type="multipart/form-data")


def ticked(desk: CheckedClient) -> list[str]:
    """The lines that are ticked on the page of a list."""
    assert desk.page is not None
    boxes = [one for one in desk.page.all("input") if one.get("name") == "row"]
    return [one.get("value") or "" for one in boxes if one.get("checked") is not None]


def import_ticked(desk: CheckedClient, path: str, lines: list[str] | None = None) -> TestResponse:
    """Presses the button on the page of a list, and that of the page before the act."""
    assert desk.page is not None
    return press_import(desk, path, row=ticked(desk) if lines is None else lines)


def press_import(desk: CheckedClient, path: str, **values: Any) -> TestResponse:
    """The two presses; where there is nothing to look at before, the answer to the first."""
    assert desk.page is not None
    token = desk.page.form(f"{path}/import").values()["csrf_token"]
    answer = desk.post(f"{path}/import", data={"csrf_token": token, **values})
    return press_again(desk, f"{path}/import") if answer.status_code == 200 else answer


def press_again(desk: CheckedClient, path: str) -> TestResponse:
    """Presses the button of the page before an act, with every field that it carries."""
    assert desk.page is not None
    fields = [one for one in desk.page.form(path).element.iter("input") if one.get("name")]
    sent: dict[str, list[str]] = {}
    for field in fields:
        sent.setdefault(field.get("name") or "", []).append(field.get("value") or "")
    return desk.post(path, data=sent)
