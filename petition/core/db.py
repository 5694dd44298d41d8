"""The database: one declarative base, and engines tuned so that what was acknowledged stays."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, cast

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import Connection, DateTime, Dialect, MetaData, Table, TypeDecorator, event
from sqlalchemy.engine import Engine, ExceptionContext
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase

from petition.core import postgresql
from petition.core.sided_pool import make_sided_pool
from petition.core.sqlite_turns import BEGIN_WRITING, take_turn

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_SECONDS = 10
# Of SQLite, that wait to be used again: of those that read and of those that write.
SQLITE_CONNECTIONS = 10
SCRUB_MILLISECONDS = 300
# What a connection of SQLite was told last: it is told again only where it is to be another way.
QUERY_ONLY = "query_only"
# What has been idle for longer, in seconds, is asked whether it is still there before it is used.
TRUSTED_SECONDS = 1.0
IDLE_SINCE = "idle_since"
REPEATABLE_READ = 3  # of PEP 249's drivers for PostgreSQL: ``psycopg.IsolationLevel``
_reading: ContextVar[bool] = ContextVar("reading", default=False)
_read_engine: ContextVar[Engine | None] = ContextVar("read_engine", default=None)


class WriteRequired(Exception):
    """A request that only reads so far has come to where it writes."""


class Base(DeclarativeBase):
    """The base of every table; constraints are named so that migrations can name them too."""

    metadata = MetaData(naming_convention=NAMING)


class Moment(TypeDecorator[datetime]):
    """A point in time, aware and in UTC on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuses a naive time: nobody knows which zone it meant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The time as stored, in UTC."""
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


class RoutedSession(Session):
    """A session whose reading transactions may go to another engine; see ``replica``."""

    def get_bind(self, mapper: Any = None, clause: Any = None, bind: Any = None, **options: Any) -> Engine | Connection:
        """Where a statement is sent: whatever may write goes to the primary."""
        engine = _read_engine.get()
        if engine is not None and bind is None and _reading.get():
            return engine
        return super().get_bind(mapper, clause, bind, **options)


def table_of(model: type[Base]) -> Table:
    """The table of a model, for statements that are made once and load no objects."""
    return cast(Table, model.__table__)


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False, "class_": RoutedSession})


def now() -> datetime:
    """The present moment in UTC, to the microsecond."""
    return datetime.now(UTC)


@contextmanager
def write_transactions() -> Iterator[None]:
    """Transactions begun inside may write, also while the request itself only reads."""
    token = _reading.set(False)
    try:
        yield
    finally:
        _reading.reset(token)


@contextmanager
def read_transactions() -> Iterator[None]:
    """Transactions begun inside only read, and do not queue with those who write."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def begin_reading() -> None:
    """From here on transactions only read; the database itself refuses a write (promise 3)."""
    _reading.set(True)


def begin_writing() -> None:
    """From here on transactions may write, which is what commands and the worker start with."""
    _reading.set(False)


def is_reading() -> bool:
    """Whether transactions only read for now, and so hold nothing that anybody could wait for."""
    return _reading.get()


def set_read_engine(engine: Engine | None) -> None:
    """Has reading transactions of the session go to this engine from here on; None for the usual one."""
    _read_engine.set(engine)


def read_engine() -> Engine | None:
    """The engine that reading transactions go to, where it is not the usual one."""
    return _read_engine.get()


def end_reading() -> None:
    """Ends what the session has only read, where it has read anything, so that its connection is free."""
    if db.session.registry.has() and db.session().in_transaction():
        db.session.rollback()


def connect_for_one_statement() -> Connection:
    """A connection for one statement that is a transaction by itself.

    On PostgreSQL it is committed with its own round trip, in place of three more; not through a pooler, which has to
    be told of parameters first. SQLite takes the place of the one who writes, as for any other.
    """
    connection = db.engine.connect()
    if connection.dialect.name == "postgresql" and not postgresql.is_lent(connection):
        connection.execution_options(isolation_level="AUTOCOMMIT")
    return connection


def require_writing() -> None:
    """Stands in a view where everything is checked, before the first change; see ``form_answers.run_read_first``."""
    if is_reading():
        raise WriteRequired


def engine_options(url: str) -> dict[str, Any]:
    """Options for ``SQLALCHEMY_ENGINE_OPTIONS`` that fit the kind of database in ``url``."""
    if url.startswith("sqlite"):
        return {
            "hide_parameters": True,
            "poolclass": make_sided_pool(QUERY_ONLY, is_reading),
            "pool_size": SQLITE_CONNECTIONS,
            "connect_args": {"timeout": BUSY_SECONDS, "isolation_level": None, "check_same_thread": False},
        }
    return {"hide_parameters": True, "connect_args": {"connect_timeout": BUSY_SECONDS}}


def init_app(app: Flask) -> None:
    """Binds the application to its database and tunes each engine."""
    db.init_app(app)
    with app.app_context():
        tune_engine(db.engine)


def tune_engine(engine: Engine, *, synchronous: str = "FULL") -> None:
    """SQLite: WAL, durable commits, foreign keys, immediate writers; PostgreSQL: read-only readers."""
    if engine.dialect.name == "sqlite":
        _tune_sqlite(engine, synchronous)
    else:
        # First of all: what a transaction is can be said before its first query only.
        event.listen(engine, "begin", _begin_postgresql)
        postgresql.set_parameters(engine, {"lock_timeout": f"{BUSY_SECONDS}s", "timezone": "UTC"})
        ask_idle_connections(engine)


def truncate_wal() -> None:
    """SQLite: brings the log back into the file, so that what was erased stands in neither.

    To be called after the commit. Where others read at this moment it is left to the next time.
    """
    if db.engine.dialect.name != "sqlite":
        return
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={SCRUB_MILLISECONDS}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    finally:
        connection.close()


def _tune_sqlite(engine: Engine, synchronous: str) -> None:
    def on_connect(connection: Any, record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute(f"PRAGMA synchronous={synchronous}")
        cursor.execute("PRAGMA foreign_keys=ON")
        # An erased name must be gone from the file, not only from the table.
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.close()

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", _begin_sqlite)


def _begin_sqlite(connection: Connection) -> None:
    # Reading first and writing later under a deferred BEGIN fails at once with "database is locked";
    # a writer therefore takes its place in the queue when it begins.
    only_reads = _reading.get()
    # These two wait for nobody and do not fail: said to the driver itself, they cost a third.
    driver: Any = connection.connection.driver_connection
    if connection.info.get(QUERY_ONLY) is not only_reads:
        driver.execute(f"PRAGMA query_only={'ON' if only_reads else 'OFF'}")
        connection.info[QUERY_ONLY] = only_reads
    if only_reads:
        driver.execute("BEGIN")
        return
    driver.execute("PRAGMA busy_timeout=0")
    try:
        if not take_turn(driver, connection.engine, BUSY_SECONDS):
            # It fails, as any other statement does.
            connection.exec_driver_sql(BEGIN_WRITING)
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")


def _begin_postgresql(connection: Connection) -> None:
    only_reads = _reading.get()
    if connection.info.get(QUERY_ONLY) is not only_reads:
        driver: Any = connection.connection.driver_connection
        # One snapshot for the whole page, as SQLite gives it anyway: a list and its count agree. The driver says it
        # in its BEGIN, which goes out with the first question.
        driver.isolation_level = REPEATABLE_READ if only_reads else None
        driver.read_only = True if only_reads else None
        connection.info[QUERY_ONLY] = only_reads


class LastCut:
    """When a connection of this process, of whichever engine, was last found to be cut."""

    at = 0.0


_last_cut = LastCut()


def ask_idle_connections(engine: Engine) -> None:
    """Asks a connection whether it is still there only where it has been idle, or where another one was cut since:
    else each request pays a round trip.
    """

    def note_time(_connection: Any, record: Any) -> None:
        record.info[IDLE_SINCE] = time.monotonic()

    def note_cut(context: ExceptionContext) -> None:
        if context.is_disconnect:
            _last_cut.at = time.monotonic()

    def ask(connection: Any, record: Any, _proxy: Any) -> None:
        idle_since = record.info.get(IDLE_SINCE, 0.0)
        if idle_since > max(_last_cut.at, time.monotonic() - TRUSTED_SECONDS):
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as fault:
            _last_cut.at = time.monotonic()
            raise InvalidatePoolError from fault

    event.listen(engine, "checkin", note_time)
    event.listen(engine, "handle_error", note_cut)
    event.listen(engine, "checkout", ask)
