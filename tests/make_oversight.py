"""What tests about overseeing start from: entries of the log, hours counted, and coordinators of one statement."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import time_machine
from flask import Flask
from sqlalchemy import event

import make
from page import CheckedClient
from petition.accounts import actions as accounts
from petition.accounts import queries as coordinators
from petition.accounts.actions import RoleScope
from petition.core import audit
from petition.core.db import db


def entries(*given: tuple[str, str, str, str], at: datetime, note: str | None = None) -> None:
    """Entries of the log, an hour apart from another: who, act, object and the hour of the day."""
    for actor, act, about, hour in given:
        with time_machine.travel(at.replace(hour=int(hour)), tick=False):
            audit.append_entry(act, about, by=actor, note=note)
    db.session.commit()


def in_one_statement(app: Flask, role: str, statement_id: int, email: str = "local@coalition.example") -> CheckedClient:
    """A browser in which somebody has signed in whose role holds in one statement alone."""
    accounts.invite_coordinator(email, role, by="test", place=RoleScope(statement_id=statement_id))
    found = coordinators.find_by_email(email)
    assert found is not None
    token = accounts.make_demo_link(found, by="test")
    db.session.commit()
    client = app.test_client()
    assert isinstance(client, CheckedClient)
    client.get(f"/desk/enter/{token}")
    assert client.send(f"/desk/enter/{token}").status_code == 303
    return client


def switch(desk: CheckedClient, name: str, state: str = "on", place: str = "", **fields: str) -> None:
    """Switches on the page for it; ``place`` is the beginning of a statement's address at the desk."""
    assert desk.get(f"/desk{place}/switches").status_code == 200
    given = {"why": "A test."} | fields if state == "on" else {}
    assert desk.send(f"/desk{place}/switches/{name}/{state}", **given).status_code == 303


@contextmanager
def rows_read() -> Iterator[list[int]]:
    """How many rows each query has brought to Python."""
    found: list[int] = []

    def note(context: object) -> None:
        found.append(getattr(context, "rowcount", 0))

    event.listen(db.session, "do_orm_execute", note)
    try:
        yield found
    finally:
        event.remove(db.session, "do_orm_execute", note)


def words(client: CheckedClient, path: str) -> str:
    """What there is to read on a page."""
    assert client.get(path).status_code == 200
    assert client.page is not None
    return client.page.words()


__all__ = ["entries", "in_one_statement", "make", "rows_read", "switch", "words"]
