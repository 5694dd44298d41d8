"""Whose database it is: ours at this program's revision, or none at all; anything else is left as it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, inspect, text

import services
from journeys.conftest import fresh_database
from petition import config, create_app
from petition.core import health
from petition.core.db import db

FINAL = 3
FOREIGN = "must be a database of its own; this one has tables of another program"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database with nothing in it."""
    with fresh_database(request.param, tmp_path) as url:
        app = create_app(config.load_settings({"DATABASE_URL": url}, instance=tmp_path / "instance"))
        yield app
        with app.app_context():
            db.engine.dispose()


def told(app: Flask, *arguments: str) -> tuple[int, str]:
    """How a command ends, and what it says on the way."""
    ended = app.test_cli_runner().invoke(args=list(arguments))
    return ended.exit_code, ended.stderr


def tables(app: Flask) -> set[str]:
    with app.app_context():
        return set(inspect(db.engine).get_table_names())


def write(app: Flask, *statements: str) -> None:
    engine = create_engine(app.config["SETTINGS"].database_url)
    with engine.begin() as connection:
        for one in statements:
            connection.execute(text(one))
    engine.dispose()


def test_it_wants_an_empty_database_brought_up_first(empty: Flask) -> None:
    assert told(empty, "tidy") == (FINAL, "DATABASE_URL: the schema is not this program's; run: flask db upgrade\n")
    assert tables(empty) == set()


def test_it_puts_nothing_into_the_database_of_another_program(empty: Flask) -> None:
    write(empty, "CREATE TABLE visitor (id INTEGER PRIMARY KEY)")
    for command in (["db", "upgrade"], ["serve"], ["tidy"], ["worker"]):
        assert told(empty, *command) == (FINAL, f"DATABASE_URL: {FOREIGN}\n"), command
    write(empty, "CREATE TABLE alembic_version (version_num VARCHAR(32))", "INSERT INTO alembic_version VALUES ('abc')")
    code, said = told(empty, "db", "upgrade")
    assert (code, said) == (FINAL, "DATABASE_URL: must be a database of its own; this one belongs to another program\n")
    assert tables(empty) == {"visitor", "alembic_version"}


def test_it_stops_on_a_schema_that_is_not_its_own(app: Flask) -> None:
    newest = health.newest_revision(health.MIGRATIONS)
    db.session.remove()
    for revision, said in (("9999", "its schema, 9999, is newer than this program"), ("0001", "run: flask db upgrade")):
        write(app, f"UPDATE alembic_version SET version_num = '{revision}'")
        for command in (["tidy"], ["keys", "rotate"]) + ((["db", "upgrade"], ["serve"]) if revision == "9999" else ()):
            code, line = told(app, *command)
            assert (code, line.count("\n")) == (FINAL, 1) and said in line, (command, line)
        answer = app.test_client().get("/readyz")
        assert (answer.status_code, answer.json) == (503, {"status": "schema not up to date"})
    write(app, f"UPDATE alembic_version SET version_num = '{newest}'")
    assert told(app, "tidy")[0] == 0


def test_it_says_that_a_file_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "damaged.sqlite"
    path.write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 16)
    app = create_app(config.load_settings({"DATABASE_URL": f"sqlite:///{path}"}, instance=tmp_path / "instance"))
    for command in (["tidy"], ["serve"], ["db", "upgrade"]):
        code, said = told(app, *command)
        assert (code, said.count("\n")) == (FINAL, 1) and said.startswith("DATABASE_URL: the database cannot be used: ")


def test_it_says_what_is_in_the_place_of_the_file_of_limits(database_url: str, tmp_path: Path) -> None:
    if database_url.startswith("sqlite"):
        (tmp_path / "test.sqlite.limits").write_text("something else")
        app = create_app(config.load_settings({"DATABASE_URL": database_url}, instance=tmp_path / "instance"))
        said = f"DATABASE_URL: {tmp_path}/test.sqlite.limits is no SQLite database\n"
        assert told(app, "tidy") == told(app, "serve") == (FINAL, said)


def test_it_ends_with_1_where_the_database_may_come_back(tmp_path: Path) -> None:
    url = f"postgresql://127.0.0.1:{services.free_port()}/none"
    app = create_app(config.load_settings({"DATABASE_URL": url}, instance=tmp_path / "instance"))
    for command in (["tidy"], ["worker"], ["serve"], ["db", "upgrade"], ["counts", "check"], ["audit", "verify"]):
        code, said = told(app, *command)
        assert (code, said.count("\n")) == (1, 1), (command, said)
        assert said.startswith("DATABASE_URL: the database cannot be used now: ")
    answer = app.test_client().get("/readyz", base_url="http://127.0.0.1:5000")
    assert (answer.status_code, answer.json) == (503, {"status": "database away"})
