"""A list of very many individuals, written as the database takes it fastest, with what is shown made by the program."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from installation import Installation, plain_url, statement_named

FIRST_NAMES = ("Aleś", "Maryja", "Janka", "Vera", "Ihar", "Zofia", "Petra", "Ulad", "Nadzia", "Hanna", "Kira", "Taras")
SYLLABLES = ("ba", "re", "mi", "lo", "du", "sa", "ve", "ki", "no", "tu", "ha", "zy", "pra", "ska", "vič", "enka")
COUNTRIES = ("BY", "PL", "LT", "DE", "UA", None)
# There once, there often, and nowhere.
RARE, COMMON, NOWHERE = "Rarename", "Maryja", "qqqqqq"
NAMES, CHUNK = 3_000, 10_000
START = datetime(2026, 1, 1, tzinfo=UTC)
# Those that are no constraints, of what a trigger writes too.
INDEXES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    " AND tbl_name IN ('endorsement', 'listed_individual')",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('endorsement', 'listed_individual')"
    " AND indexname NOT IN (SELECT conname FROM pg_constraint)",
}
COUNTED_UP = ("signature_key", "address_key")
MOMENTS = ("asked_at", "consented_at", "confirmed_at")


def fill(site: Installation, slug: str, number: int) -> None:
    """So many confirmed individuals, a second apart: one in seven by initials, one in eleven withheld.

    The oldest has a name that nobody else has. Nothing that only the desk reads is made (the keys by which
    endorsements are found together), and what is sealed says the same for everybody of one name.
    """
    columns, names = site.inside(lambda: _prepared_rows(slug))
    rows = _rows(columns, names, number)
    with _indexes_at_the_end(site):
        if site.kind == "postgresql":
            _copy(site.url, columns, rows)
        else:
            _insert(site.url, columns, rows)
    site.inside(_fold_changes)
    site.analyse()


@contextmanager
def _indexes_at_the_end(site: Installation) -> Iterator[None]:
    """Sorted once, an index of a million is made in a second; row by row it takes minutes."""
    indexes = site.rows(INDEXES[site.kind])
    for name, _definition in indexes:
        site.execute(f"DROP INDEX {name}")
    yield
    for _name, definition in indexes:
        site.execute(definition)


def _fold_changes() -> None:
    """What the worker does meanwhile: the changes that triggers wrote, a row each, are summed up."""
    from sqlalchemy import delete, func, insert, select

    from petition.core.db import Base, db

    for table in Base.metadata.sorted_tables:
        if table.name.endswith("_change") and {"id", "change"} <= set(table.c.keys()):
            places = [one for one in table.c if one.name not in ("id", "change")]
            summed = select(*places, func.sum(table.c.change).label("change")).group_by(*places)
            rows = [dict(row._mapping) for row in db.session.execute(summed)]
            db.session.execute(delete(table))
            if rows:
                db.session.execute(insert(table), rows)


def _prepared_rows(slug: str) -> tuple[list[str], list[list[Any]]]:
    """The columns, and a row for each name as the database driver takes it."""
    from sqlalchemy import inspect

    from petition.core.db import db
    from petition.signing.models.endorsement import Endorsement

    statement, dialect = statement_named(slug), db.session.get_bind().dialect
    made = [_shown(statement, name, visibility, country) for name, visibility, country in _people()]
    table = inspect(Endorsement).local_table
    kept = [one for one in table.columns if one.computed is None and one.name != "id"]
    binds = [one.type.dialect_impl(dialect).bind_processor(dialect) for one in kept]
    rows = []
    for one in made:
        values = [getattr(one, column.name) for column in kept]
        rows.append([bind(value) if bind else value for bind, value in zip(binds, values, strict=True)])
    return [one.name for one in kept], rows


def _people() -> Iterator[tuple[str, str, str | None]]:
    chance = random.Random(7)
    yield f"{FIRST_NAMES[0]} {RARE}", "full", "BY"
    for number in range(1, NAMES):
        family = "".join(chance.choices(SYLLABLES, k=3)).capitalize()
        visibility = "withheld" if number % 11 == 0 else "initials" if number % 7 == 0 else "full"
        yield f"{chance.choice(FIRST_NAMES)} {family}", visibility, COUNTRIES[number % len(COUNTRIES)]


def _shown(statement: Any, name: str, visibility: str, country: str | None) -> Any:
    """An endorsement as the program publishes it, which is never stored itself."""
    from petition.signing.models.endorsement import Endorsement
    from petition.signing.publication import publish_endorsement

    made = Endorsement(
        statement_id=statement.id, edition_id=statement.editions[-1].id, kind="individual", language="en",
        visibility=visibility, address="somebody@example.org", details={"name": name, "country": country},
        **dict.fromkeys(MOMENTS, START), **dict.fromkeys(COUNTED_UP, bytes(32)),
    )  # fmt: skip
    publish_endorsement(made)
    return made


def _rows(columns: list[str], names: list[list[Any]], number: int) -> Iterator[list[Any]]:
    keys, moments = ([columns.index(name) for name in some] for some in (COUNTED_UP, MOMENTS))
    for at in range(number):
        row = names[at] if at < 1 else names[1 + at % (len(names) - 1)]
        row = row.copy()
        for place in keys:
            row[place] = at.to_bytes(32)
        moment = START + timedelta(seconds=at)
        for place in moments:
            row[place] = moment
        yield row


def _copy(url: str, columns: list[str], rows: Iterator[list[Any]]) -> None:
    import psycopg

    into = f"COPY endorsement ({', '.join(columns)}) FROM STDIN".encode()
    with psycopg.connect(plain_url(url)) as connection, connection.cursor().copy(into) as copy:
        for row in rows:
            copy.write_row(row)


def _insert(url: str, columns: list[str], rows: Iterator[list[Any]]) -> None:
    import sqlite3

    from sqlalchemy.engine import make_url

    moments = [columns.index(name) for name in MOMENTS]
    connection = sqlite3.connect(make_url(url).database or "", isolation_level=None)
    insert = f"INSERT INTO endorsement ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    connection.execute("PRAGMA synchronous=OFF")
    while chunk := list(islice(rows, CHUNK)):
        for row in chunk:
            for place in moments:
                # As SQLAlchemy writes a moment.
                row[place] = row[place].strftime("%Y-%m-%d %H:%M:%S.%f")
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(insert, chunk)
        connection.execute("COMMIT")
    connection.close()
