"""Team with roles here and there."""

from __future__ import annotations

from flask import Flask

import make
from page import CheckedClient
from petition.accounts import actions as accounts
from petition.accounts import queries as coordinators
from petition.accounts.actions import EVERYWHERE, RoleScope
from petition.accounts.models import Coordinator
from petition.core.db import db
from petition.statements.models import Statement

ELSEWHERE = "elsewhere"


def member(role: str, place: RoleScope = EVERYWHERE, email: str = "member@coalition.example") -> Coordinator:
    """A coordinator with a role in one place."""
    accounts.invite_coordinator(email, role, by="test", place=place)
    db.session.commit()
    found = coordinators.find_by_email(email)
    assert found is not None
    return found


def at_the_desk(
    app: Flask, role: str, place: RoleScope = EVERYWHERE, email: str = "member@coalition.example"
) -> CheckedClient:
    """The browser of such a coordinator, signed in by the link of the demo."""
    return make.enter_desk(app, member(role, place, email))


def again(desk: CheckedClient) -> CheckedClient:
    """Gives the second factor once more; accounts of the demo have none, so it is a button."""
    assert desk.get("/desk/again?next=/desk/account").status_code == 200
    assert desk.send("/desk/again?next=/desk/account").location == "/desk/account"
    return desk


def another_statement() -> Statement:
    """A statement in which nothing of what a test is about lies."""
    text = make.TEXT.replace("Organisations for open courts", "Elsewhere for other things")
    return make.statement(text, slug=ELSEWHERE)
