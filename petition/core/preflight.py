"""What is looked at before a process begins its work: does the database answer, is it ours, do the keys fit."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import DBAPIError, OperationalError

from petition import config
from petition.config import StartError, startup_errors
from petition.core import data_keys, health, limits, restore_runs
from petition.core.db import db, read_transactions

OURS = {"statement", "edition", "endorsement"}
LONGEST = 300


def check_database() -> None:
    """Raises StartError where a person has to change something, and OperationalError where the database is away."""
    with explain_database_errors():
        check_schema()
        create_limits_file()
        data_keys.check_keys()


def check_server(app: Flask) -> None:
    """The same for a server that has just loaded the application: it ends for good, or stays up and waits.

    While the database is away requests are answered with 503, and so they are where its keys turn out
    not to fit.
    """
    with app.app_context():
        try:
            check_database()
        except StartError as fault:
            config.exit_on_fault(fault)
        except OperationalError as fault:
            startup_errors.print_line(f"{describe_outage(fault)}. Requests are answered with 503 until it can")
        finally:
            # What was opened here belongs to no process that is forked later.
            db.engine.dispose()
            if limits.make_limits_engine.cache_info().currsize:
                limits.make_limits_engine(app.config["SETTINGS"].database_url).dispose()


def check_schema() -> None:
    """Raises StartError unless the database is ours and at this program's revision."""
    with read_transactions(), db.engine.connect() as connection:
        refuse_foreign(connection)
        if current_revision(connection) != health.newest_revision(health.MIGRATIONS):
            raise StartError("DATABASE_URL: the schema is not this program's; run: flask db upgrade")
        if restore_runs.is_unfinished(connection):
            raise StartError(
                "DATABASE_URL: holds a restore that did not end; run flask restore again, which begins anew"
            )


def refuse_foreign(connection: Connection) -> None:
    """Raises StartError where the database belongs to another program, or to a newer version of this one."""
    revision, tables = current_revision(connection), set(inspect(connection).get_table_names()) - {"alembic_version"}
    if revision is None and tables:
        raise StartError("DATABASE_URL: must be a database of its own; this one has tables of another program")
    if revision is None or revision in health.known_revisions(health.MIGRATIONS):
        return
    if tables >= OURS:
        raise StartError(f"DATABASE_URL: its schema, {revision}, is newer than this program; install the newer one")
    raise StartError("DATABASE_URL: must be a database of its own; this one belongs to another program")


def create_limits_file() -> None:
    """Makes the file of limits beside an SQLite database, before somebody waits for it."""
    url = db.engine.url.render_as_string(hide_password=False)
    if url.startswith("sqlite"):
        try:
            limits.make_limits_engine(url)
        except ValueError as fault:
            raise StartError(f"DATABASE_URL: {fault}") from None


@contextmanager
def explain_database_errors() -> Iterator[None]:
    """What a database answers that is no use at all, such as one that is damaged, becomes a StartError."""
    try:
        yield
    except OperationalError:
        raise
    except DBAPIError as fault:
        raise StartError(f"DATABASE_URL: the database cannot be used: {_describe_fault(fault)}") from None


@contextmanager
def exit_on_start_error() -> Iterator[None]:
    """Ends a command with one line: for good, or with 1 where the database may answer a later try."""
    try:
        yield
    except StartError as fault:
        config.exit_on_fault(fault)
    except OperationalError as fault:
        sys.stderr.write(f"{describe_outage(fault)}\n")
        sys.exit(1)


def describe_outage(fault: OperationalError) -> str:
    """One line about a database that cannot be used for now."""
    return f"DATABASE_URL: the database cannot be used now: {_describe_fault(fault)}"


def _describe_fault(fault: DBAPIError) -> str:
    return " ".join(str(fault.orig).split())[:LONGEST].rstrip(".?")


def current_revision(connection: Connection) -> str | None:
    """The revision that the database is at; none where it has no schema yet."""
    return MigrationContext.configure(connection).get_current_revision()
