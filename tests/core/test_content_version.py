"""The number by which whatever is kept of pages is dropped: who raises it, who does not, and how it is read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

import cast
import make
from page import CheckedClient
from petition.core import content_version, switches
from petition.core.content_version import current_version
from petition.core.content_writes import Effect, effect_of
from petition.core.db import db

RAISED = (
    "UPDATE endorsement SET hidden_at=?, hidden_by=? WHERE endorsement.id = ?",
    "UPDATE endorsement AS e SET withdrawn_at = %(at)s, confirmed = 1 WHERE e.confirmed_at IS NOT NULL",
    "UPDATE endorsement",
    "DELETE FROM endorsement WHERE id = 1",
    "delete from only statement",
    'INSERT INTO "switch" (name) VALUES (?)',
    "WITH gone AS (DELETE FROM tally_change RETURNING id) UPDATE translation SET title = 'x'",
    "TRUNCATE TABLE identity",
    "UPDATE unheard_of SET a = 1",
)
SEEN_LATER = (
    "UPDATE endorsement SET confirmed_at=?, shown_name=?, visibility=? WHERE endorsement.id = ?",
    "UPDATE endorsement SET edition_id=? WHERE endorsement.id = ?",
    "WITH gone AS (DELETE FROM tally_change RETURNING id) INSERT INTO tally (a) SELECT id FROM gone",
)
NOT_SEEN = (
    "SELECT id, hidden_at FROM endorsement WHERE id = 1 FOR UPDATE OF endorsement SKIP LOCKED",
    "SELECT id FROM statement FOR UPDATE NOWAIT",
    "INSERT INTO endorsement (id, confirmed_at) VALUES (?, ?)",
    "UPDATE endorsement SET details=?, address=? WHERE endorsement.hidden_at = ?",
    "INSERT INTO received_form (id) VALUES (?)",
    "INSERT INTO rate_limit (key) VALUES (?) ON CONFLICT (key) DO UPDATE SET hits = 2 RETURNING hits",
    "UPDATE content_version SET number = number + 1",
)


@pytest.mark.parametrize(
    ("statements", "effect"), [(RAISED, Effect.AT_ONCE), (SEEN_LATER, Effect.LATER), (NOT_SEEN, Effect.NONE)]
)
def test_it_tells_what_a_statement_does_to_pages(statements: tuple[str, ...], effect: Effect) -> None:
    assert {one: effect_of(one) for one in statements} == dict.fromkeys(statements, effect)


@pytest.mark.both_databases
def test_it_is_raised_with_what_is_taken_off_in_the_same_commit(app: Flask, make_app: Callable[..., Flask]) -> None:
    other = content_version.reader_of(make_app())
    before, elsewhere = current_version(), other.read()
    assert before == elsewhere is not None
    switches.turn_on("comments", None, by="test")
    db.session.flush()
    assert (current_version(), other.read()) == (before, before)
    db.session.rollback()
    db.session.commit()
    assert current_version() == before
    switches.turn_on("comments", None, by="test")
    db.session.commit()
    assert current_version() == before + 1
    # Another process asks PostgreSQL once in so many seconds.
    other._asked_at -= content_version.ASKED_EVERY
    assert other.read() == before + 1


@pytest.mark.both_databases
def test_it_is_raised_by_nobody_who_signs_and_confirms(app: Flask, client: CheckedClient) -> None:
    make.statement()
    before, added = current_version(), content_version.commits.shown_later
    make.signed(client, cast.ALENA)
    assert current_version() == before
    assert content_version.commits.shown_later > added


@pytest.mark.both_databases
def test_it_says_that_it_does_not_know_while_the_database_is_away(app: Flask) -> None:
    reader = content_version.VersionReader(create_engine(app.config["SQLALCHEMY_DATABASE_URI"]))
    assert reader.read() == current_version()
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE content_version RENAME TO gone"))
    reader._asked_at -= content_version.ASKED_EVERY
    assert reader.read() is None
    assert reader.read() is None
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE gone RENAME TO content_version"))
    reader._failed_at -= content_version.RETRY_SECONDS
    reader._asked_at -= content_version.ASKED_EVERY
    assert reader.read() is not None
    reader.close()
