"""A key pair, an empty database to restore into, and the commands as an operator runs them."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pyrage
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from petition.core.db import db

Make = Callable[..., Flask]


def key_pair(folder: Path, name: str = "key") -> tuple[str, Path]:
    """A public key, and the file with the private one."""
    identity, path = pyrage.x25519.Identity.generate(), folder / f"{name}.txt"
    path.write_text(f"# made for a test\n{identity}\n")
    return str(identity.to_public()), path


@contextmanager
def empty_database(like: str, folder: Path) -> Iterator[str]:
    """The address of a database without any table, of the same kind as another one."""
    if like.startswith("sqlite"):
        path = folder / f"empty-{uuid.uuid4().hex[:8]}.sqlite"
        path.touch(0o600)
        yield f"sqlite:///{path}"
        return
    server = make_url(os.environ["TEST_POSTGRESQL_URL"])
    name = f"undersigned_{uuid.uuid4().hex[:12]}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template1"))
    yield server.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


def told(app: Flask, *arguments: str | Path) -> tuple[int, str, str]:
    """What a command ends with, and what it says: exit code, standard output, standard error."""
    ended = app.test_cli_runner().invoke(args=[str(one) for one in arguments])
    assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
    with app.app_context():
        db.session.remove()
    return ended.exit_code, ended.stdout, ended.stderr


def refused(app: Flask, *arguments: str | Path) -> str:
    """The one line with which a command refuses."""
    code, output, error = told(app, *arguments)
    assert (code, output) == (1, ""), (code, output, error)
    assert error.count("\n") == 1
    return error.strip()


def with_backups(app: Flask, **changed: object) -> None:
    """Sets some of the settings of backups."""
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, backups=replace(settings.backups, **changed))
