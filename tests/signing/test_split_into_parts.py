"""The endorsements of a PostgreSQL database in parts: everything is there, works, is kept to once, and comes back."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

import cast
import make
from page import CheckedClient
from petition.core.db import db, now
from petition.list import recount
from petition.signing import partitions
from petition.signing.models.endorsement import Endorsement

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
PAGES = ("/en/open-courts", "/en/open-courts/signatories", "/en/open-courts/signatories?kind=individuals",
         "/open-courts/signatories.csv", "/en/open-courts/countries")  # fmt: skip

AGAIN = (
    "INSERT INTO endorsement (statement_id, edition_id, kind, language, signature_key, visibility, asked_at, consented_at)"
    " SELECT statement_id, edition_id, kind, language, signature_key, visibility, asked_at, consented_at FROM endorsement"
    " WHERE id = :id ON CONFLICT DO NOTHING RETURNING id"
)
CASTS = re.compile(r"::(character varying|text)(\[\])?|[()]")


def run(app: Flask, *words: str) -> str:
    db.session.remove()
    ended = app.test_cli_runner().invoke(args=list(words))
    assert ended.exit_code == 0, ended.output
    return ended.output


def shown(client: CheckedClient) -> list[str]:
    return [client.get(path).text for path in PAGES]


def rows() -> list[tuple[object, ...]]:
    db.session.rollback()
    table = Endorsement.__table__
    return [tuple(row) for row in db.session.execute(select(*table.columns).order_by(table.c.id))]


def kept() -> dict[str, list[str]]:
    """What the catalogue says of the table and of those that refer to it; but casts, which it writes one way or another."""
    with db.engine.connect() as connection:
        made = partitions._read_definitions(connection)
    found = {
        "constraints": [one for one in made.constraints if one[1] != partitions.UNIQUE],
        "references": made.references, "indexes": made.indexes, "triggers": made.triggers,
    }  # fmt: skip
    return {name: sorted(CASTS.sub("", str(one)) for one in ones) for name, ones in found.items()}


def make_states(client: CheckedClient) -> None:
    """An endorsement in several states: listed, by initials, withheld, waiting, hidden, withdrawn, erased; founders."""
    make.statement()
    for number, who in enumerate((cast.ALENA, cast.NOOR, cast.QUIET)):
        make.signed(client, who)
        make.signed(client, {**who, "email": f"other{number}@example.org", "name": f"Other Person {number}"})
    make.sign(client, {**cast.ALENA, "email": "waits@example.org", "name": "Waits Still"})
    hidden, withdrawn = (make.endorsement(f"Other Person {number}") for number in (0, 1))
    assert hidden is not None and withdrawn is not None
    for one in (hidden, withdrawn):
        one.shown_name = one.shown_key = one.shown_beside = one.shown_country = one.shown_comment = None
    hidden.hidden_at, withdrawn.withdrawn_at = now(), now()
    db.session.commit()
    db.session.delete(make.endorsement("Other Person 2"))
    db.session.commit()


@pytest.mark.combination
def test_it_keeps_everything_there_and_back(app: Flask, client: CheckedClient) -> None:
    make_states(client)
    before = shown(client), rows(), kept()
    states = set(db.session.scalars(text("SELECT state FROM endorsement")))
    assert states >= {"listed", "withheld", "waiting", "hidden", "withdrawn"}
    assert "4 parts" in run(app, "partitions", "create", "--parts", "4")
    assert run(app, "partitions", "create") == "it is in 4 parts already\n"
    assert run(app, "partitions", "show").count("endorsement_part_") == 4
    assert (shown(client), rows()) == before[:2]
    assert kept() == before[2]
    assert recount.count_differences() == []
    run(app, "db", "check")
    assert "one table, in" in run(app, "partitions", "remove")
    assert run(app, "partitions", "show") == "one table\n"
    assert (shown(client), rows(), kept()) == before
    run(app, "db", "check")


def test_it_signs_confirms_hides_and_erases_as_before(app: Flask, client: CheckedClient) -> None:
    make.statement()
    run(app, "partitions", "create", "--parts", "2")
    made = make.signed(client, cast.ALENA)
    assert cast.ALENA["name"] in client.get(PAGES[2]).text
    # Twice signs once, as the key of the table said before.
    number = db.session.scalar(select(func.count()).select_from(Endorsement))
    make.sign(client, cast.ALENA)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Endorsement)) == number
    # So does who comes at the same moment, whom signing did not find.
    assert db.session.execute(text(AGAIN), {"id": made.id}).first() is None
    signatures = text("SELECT count(*) FROM endorsement_signature")
    assert db.session.scalar(signatures) == number
    make.signed(client, cast.NOOR)
    other = make.endorsement(cast.NOOR["name"])
    first = make.endorsement(cast.ALENA["name"])
    assert other is not None and first is not None
    other.signature_key = first.signature_key
    with pytest.raises(IntegrityError, match=partitions.SIGNATURE):
        db.session.flush()
    db.session.rollback()
    assert recount.count_differences() == []
    db.session.delete(db.session.get_one(Endorsement, made.id))
    db.session.commit()
    assert db.session.scalar(signatures) == number
    assert cast.ALENA["name"] not in client.get(PAGES[2]).text
    assert db.session.scalar(text("SELECT count(*) FROM listed_individual")) == 1
    assert make.signed(client, cast.ALENA).id != made.id


def test_it_changes_nothing_where_it_is_broken_off(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.signed(client, cast.ALENA)
    before = rows(), kept()
    db.session.remove()
    with db.engine.connect() as connection:
        partitions.split_table(connection, 2)
        connection.rollback()
    assert (rows(), kept()) == before
