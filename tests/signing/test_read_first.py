"""A form with faults, or a link that leads nowhere, holds up nobody: it takes no lock, and what is right is written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import create_engine, event, text

import cast
import make
import make_evidence
import make_invitations
import make_world
from page import CheckedClient, act_on_forms
from petition.core.addresses import parse
from petition.core.db import db, is_reading, now
from petition.signing.booths.actions import open_booth
from petition.signing.evidence.actions import ask_second_person

pytestmark = pytest.mark.both_databases

MANGLED = {"token": "x" * 32, "lang": "en", "slug": "no-such-statement", "key": "none", "evidence_id": 1}
# What is wrong with a form, by the endpoint that takes it.
FAULTS: dict[str, dict[str, str]] = {
    "signing.individual": {**cast.ALENA, "name": ""},
    "signing.organisation": {**cast.CIRCLE, "role": "x" * 121},
    "signing.own_link": {"email": "nobody"},
    "signing.my_signatures": {"email": "nobody"},
    "signing.address": {"email": "nobody"},
    "signing.booth": {"email": "nobody"},
    "signing.visibility": {"visibility": "often"},
    "signing.details": {"representative": "…", "role": "chair"},
    "signing.erasure": {},
    "signing.second_person": {"second_name": "Jonas", "second_email": "jonas@"},
    "signing.letter": {},
    "signing.entry": {"name": ""},
    "signing.objection": {"objection": "x" * 301},
    "invitations.invitation": {**cast.CIRCLE, "email": "nobody"},
}
# Only a button: there is nothing in them that could be wrong.
BUTTONS = {
    "signing.carry", "signing.stay", "signing.fresh_link", "signing.new_address", "signing.address_removal", "signing.change_dropping", "signing.confirm", "signing.letter_removal",
    "signing.lifting", "signing.link_renewal", "signing.logo_removal", "signing.news", "signing.return_", "signing.second", "signing.withdrawal",
    "invitations.opening", "invitations.own_link", "invitations.refusal", "invitations.return_",
}  # fmt: skip


@contextmanager
def begun() -> Iterator[list[str]]:
    """How each transaction on the database itself began meanwhile: "reads" or "writes"."""
    told: list[str] = []

    def tell(connection: Any) -> None:
        # The worker is woken after the commit, in no transaction.
        if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
            return
        told.append("reads" if is_reading() else "writes")

    def tell_of_statement(connection: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        # A transaction by itself; the ring that wakes the worker writes nothing.
        if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT" and sql.startswith("INSERT"):
            told.append("reads" if is_reading() else "writes")

    event.listen(db.engine, "begin", tell)
    event.listen(db.engine, "before_cursor_execute", tell_of_statement)
    try:
        yield told
    finally:
        event.remove(db.engine, "begin", tell)
        event.remove(db.engine, "before_cursor_execute", tell_of_statement)


@contextmanager
def held_by_another(app: Flask) -> Iterator[None]:
    """On SQLite somebody else holds the place of the one who writes, and keeps it."""
    db.session.rollback()
    path = db.engine.url.database
    if db.engine.dialect.name != "sqlite":
        yield
        return
    connection = sqlite3.connect(path or "", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.close()


@pytest.fixture
def there(app: Flask, client: CheckedClient) -> dict[str, str]:
    """The path of each form, and of each button, that a signatory of a statement has."""
    statement = make.statement()
    _made, invited = make_invitations.invite(statement, "desk@rivers.example", organisation="Rivers")
    make.signed(client, cast.ALENA)
    alone = make.link("confirmed-individual")
    endorsement, mine = make_evidence.confirmed(client)
    ask_second_person(endorsement, "Jonas", parse("jonas@circle-north.example"))
    db.session.commit()
    act_on_forms(client.application)
    _booth, booth = open_booth(statement, place="Hall", hours=1, hourly_limit=100, by=make.coordinator().id)
    db.session.commit()
    tokens = {"invitations": invited, "mine": mine, "second": make.link("second-person")}
    found = {}
    for rule in posts(app):
        token = tokens.get(rule.rule.split("/")[1] if rule.rule[1] != "<" else "", "/")
        token = tokens["invitations"] if rule.endpoint.startswith("invitations.") else token
        token = {"signing.visibility": alone, "signing.booth": booth}.get(rule.endpoint, token)
        values = {**MANGLED, "slug": make.SLUG, "token": token.rsplit("/", 1)[-1] or "x" * 32}
        found[rule.endpoint] = make_world.address(app, rule, values)
    return found


def posts(app: Flask) -> list[Any]:
    """The routes on which people send something without signing in."""
    public = ("signing.", "invitations.")
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(public) and "POST" in rule.methods]


def test_it_knows_every_form_that_can_be_wrong(app: Flask) -> None:
    assert {rule.endpoint for rule in posts(app)} == FAULTS.keys() | BUTTONS


def test_it_takes_no_lock_for_a_form_with_faults(app: Flask, client: CheckedClient, there: dict[str, str]) -> None:
    with held_by_another(app), begun() as told:
        for endpoint, values in FAULTS.items():
            answer = client.post(there[endpoint], data=values)
            assert answer.status_code == 422, (endpoint, answer.status_code)
    assert len(told) >= len(FAULTS)
    assert set(told) == {"reads"}


def test_it_takes_no_lock_for_a_link_that_leads_nowhere_or_another_site(
    app: Flask, client: CheckedClient, there: dict[str, str]
) -> None:
    with held_by_another(app), begun() as told:
        for rule in posts(app):
            if rule.arguments - {"lang"}:
                answer = client.post(make_world.address(app, rule, MANGLED))
                assert answer.status_code == 404, (rule.rule, answer.status_code)
            answer = client.post(there[rule.endpoint], headers={"Sec-Fetch-Site": "cross-site"})
            assert answer.status_code in (403, 404), (rule.rule, answer.status_code)
    assert len(told) > len(there)
    assert set(told) == {"reads"}


def test_it_writes_in_one_transaction_in_which_all_was_checked(app: Flask, client: CheckedClient) -> None:
    make.statement()
    client.has_worker = False
    with begun() as told:
        assert make.sign(client, cast.ALENA).status_code == 303
    assert told[-1] == "writes"
    assert told.count("writes") == 1


def test_it_checks_again_what_changed_between_reading_and_writing(app: Flask, client: CheckedClient) -> None:
    make.statement()
    other = create_engine(db.engine.url)
    closed = []

    def close(_connection: Any) -> None:
        """Closes the statement after the form was found right, before the place of a writer is taken."""
        if not closed:
            closed.append(is_reading())
            with other.begin() as beside:
                beside.execute(text("UPDATE statement SET closed_at = opened_at"))

    path = f"/en/{make.SLUG}/sign"
    with time_machine.travel(now() - timedelta(seconds=20), tick=False):
        client.get(path)
    db.session.rollback()
    event.listen(db.engine, "rollback", close)
    try:
        answer = client.send(path, **{"updates": None, "answer": None, **cast.ALENA})
    finally:
        event.remove(db.engine, "rollback", close)
        other.dispose()
    assert closed == [True], "while the post only read"
    assert answer.status_code == 403
    assert make.mails() == []
