"""Words are frozen: by the database itself, from the first endorsement on (promise 1)."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

import cast
import make
from page import CheckedClient
from petition.core.db import db

pytestmark = pytest.mark.both_databases

UNSIGNED = make.TEXT.split("*Association")[0]
CHANGES = (
    "UPDATE translation SET wording = 'other words'",
    "UPDATE translation SET rendered = '{}'",
    "DELETE FROM translation",
    "UPDATE edition SET sha256 = 'x'",
    "DELETE FROM edition",
    "UPDATE demand SET number = '9' WHERE number = '3'",
    "DELETE FROM demand",
    "INSERT INTO demand (edition_id, key, number, place) SELECT id, 'k', '99', 99 FROM edition",
)


@pytest.mark.parametrize("change", CHANGES)
def test_it_refuses_to_change_signed_words(app: Flask, client: CheckedClient, change: str) -> None:
    make.statement(UNSIGNED)
    make.sign(client, cast.ALENA)
    db.session.rollback()
    with pytest.raises(DatabaseError, match="frozen"):
        db.session.execute(text(change))
    db.session.rollback()


@pytest.mark.parametrize("change", [CHANGES[0], CHANGES[3], CHANGES[5], CHANGES[7]])
def test_it_lets_words_change_before_anybody_signed(app: Flask, change: str) -> None:
    make.statement(UNSIGNED)
    db.session.execute(text(change))
    db.session.commit()


def test_it_says_which_edition_was_signed_and_in_which_language(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    make.statement(make.BELARUSIAN, language="be")
    made = make.signed(client, cast.ALENA, lang="be")
    assert made.language == "be"
    assert made.edition.sha256 == make.edition(statement).sha256
    listed = client.get("/open-courts/signatories.json").get_json()
    assert listed["sha256"] == made.edition.sha256
    assert [(one["edition"], one["language"]) for one in listed["signatories"]] == [(1, "en"), (1, "en"), (1, "be")]


def test_it_takes_one_more_translation_after_signing(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.signed(client, cast.ALENA)
    make.statement(make.BELARUSIAN, language="be")
    assert client.get("/be/open-courts").status_code == 200


def test_it_publishes_the_words_that_are_hashed(app: Flask, client: CheckedClient) -> None:
    import hashlib

    statement = make.statement()
    wording = client.get("/en/open-courts/wording.txt").get_data()
    assert hashlib.sha256(wording).hexdigest() == make.edition(statement).sha256


def replacing(table: str, changed: str, value: str) -> str:
    """A statement that would put another row in the place of each one, in the words of either database."""
    columns = [column.name for column in db.metadata.tables[table].columns]
    picked = ", ".join(f"{value} AS {changed}" if name == changed else name for name in columns)
    if db.engine.dialect.name == "sqlite":
        return f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}) SELECT {picked} FROM {table}"
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {picked} FROM {table} WHERE true"
        f" ON CONFLICT (id) DO UPDATE SET {changed} = excluded.{changed}"
    )


@pytest.mark.parametrize(("table", "changed"), [("translation", "title"), ("edition", "sha256"), ("demand", "number")])
def test_it_refuses_to_replace_signed_words(app: Flask, client: CheckedClient, table: str, changed: str) -> None:
    make.statement(UNSIGNED)
    db.session.execute(text(replacing(table, changed, "'0' || " + changed if table == "demand" else "'other'")))
    db.session.rollback()
    make.sign(client, cast.ALENA)
    with pytest.raises(DatabaseError, match="frozen"):
        db.session.execute(text(replacing(table, changed, "'other'")))
    db.session.rollback()


MOVES = (
    "UPDATE translation SET edition_id = (SELECT MIN(id) FROM edition), language = 'pl' WHERE edition_id = (SELECT MAX(id) FROM edition)",
    "UPDATE demand SET edition_id = (SELECT MIN(id) FROM edition) WHERE edition_id = (SELECT MAX(id) FROM edition)",
    "UPDATE {} translation SET id = (SELECT MIN(id) FROM translation) WHERE edition_id = (SELECT MAX(id) FROM edition)",
    "UPDATE {} edition SET number = 1, statement_id = (SELECT MIN(id) FROM statement) WHERE id = (SELECT MAX(id) FROM edition)",
    "UPDATE {} demand SET id = (SELECT MIN(id) FROM demand) WHERE number = '3' AND edition_id = (SELECT MAX(id) FROM edition)",
)


@pytest.mark.parametrize("move", MOVES)
def test_it_refuses_to_put_unsigned_words_in_their_place(app: Flask, client: CheckedClient, move: str) -> None:
    make.statement(UNSIGNED)
    make.sign(client, cast.ALENA)
    make.statement(UNSIGNED, slug="another")
    replacing = "OR REPLACE" if db.engine.dialect.name == "sqlite" else ""
    with pytest.raises(DatabaseError):
        db.session.execute(text(move.format(replacing)))
    db.session.rollback()
