"""One number that says that what public pages show has changed, for whatever a process keeps of the database.

It is raised in the transaction that changes something, as the last thing before its COMMIT: so nobody waits for it for
longer than a commit takes, and as it is the last lock that anybody takes, it is in no deadlock. Nothing raises it that
people do by the thousand; what they add is seen when what is kept has become old (see ``content_writes``).

What is kept together with the number that was read *before* it was looked up is right for as long as the number stays.
"""

from __future__ import annotations

import os
import threading
import time
from typing import Any

from flask import Flask, current_app, g, has_request_context
from sqlalchemy import BigInteger, CheckConstraint, Connection, Engine, event
from sqlalchemy.orm import Mapped, mapped_column

from petition.core.content_writes import Effect, effect_of
from petition.core.db import Base, db, is_reading

RAISE = "UPDATE content_version SET number = number + 1"
READ = "SELECT number FROM content_version"
# PostgreSQL is asked once in so many seconds, in each process; SQLite each time, which costs a look at its memory.
ASKED_EVERY = 0.05
# A database that did not answer is left alone for so long.
RETRY_SECONDS = 1.0
EFFECT, IGNORED = "content_effect", "content_ignored"


class ContentVersion(Base):
    """The one row that holds the number. It may only ever be another one; how large it is says nothing."""

    __tablename__ = "content_version"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)


class CommitCount:
    """How often this process has committed what pages show, and what they show some seconds later."""

    def __init__(self) -> None:
        self.all, self.shown_later = 0, 0

    def add(self, effect: Effect) -> None:
        """Counts one more."""
        self.all += 1
        self.shown_later += effect is Effect.LATER


commits = CommitCount()
_committing = threading.local()


class VersionReader:
    """Reads the number over a connection of its own, which no transaction of a request holds; for any thread."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._lock = threading.Lock()
        self._connection: Any = None
        # For which process and database the connection is.
        self._opened_for: tuple[int, Any] | None = None
        self._number: int | None = None
        self._file_version: int | None = None
        self._asked_at, self._asked_after, self._failed_at = 0.0, -1, 0.0
        # Connections of the process that this one was forked from: closing one would end its session there.
        self._inherited: list[Any] = []
        event.listen(engine, "engine_disposed", lambda _: self.close())

    def read(self) -> int | None:
        """The number; None where the database does not answer, so that nothing that is kept may be relied on."""
        with self._lock:
            if self._opened_for != (os.getpid(), self.engine.url):
                self._forget_connection()
            is_sqlite = self.engine.dialect.name == "sqlite"
            at = time.monotonic()
            if not is_sqlite and self._asked_after == commits.all and at - self._asked_at < ASKED_EVERY:
                return self._number
            if self._connection is None and at - self._failed_at < RETRY_SECONDS:
                return None
            # Noted before the question: a commit meanwhile has it asked again.
            self._asked_after = commits.all
            try:
                self._ask(is_sqlite)
            except Exception:
                self._close()
                self._number, self._failed_at = None, time.monotonic()
            self._asked_at = at
            return self._number

    def close(self) -> None:
        """Closes the connection; the next question opens another one."""
        with self._lock:
            self._close()

    def _ask(self, is_sqlite: bool) -> None:
        if self._connection is None:
            self._connection = self._open(is_sqlite)
        if is_sqlite:
            # Moves whenever another connection has committed, of whatever process.
            (file_version,) = self._connection.execute("PRAGMA data_version").fetchone()
            if file_version == self._file_version:
                return
            (self._number,) = self._connection.execute(READ).fetchone()
            self._file_version = file_version
        else:
            (self._number,) = self._connection.execute(READ, prepare=False).fetchone()

    def _open(self, is_sqlite: bool) -> Any:
        lent = self.engine.raw_connection()
        driver = lent.driver_connection
        # Out of the pool: it is kept for good.
        lent.detach()
        if not is_sqlite and driver is not None:
            driver.rollback()
            # Each question is a transaction of its own and leaves nothing in the session (PgBouncer).
            driver.autocommit = True
        return driver

    def _forget_connection(self) -> None:
        self._close()
        self._opened_for, self._failed_at = (os.getpid(), self.engine.url), 0.0

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        self._number = self._file_version = None
        self._asked_after = -1
        if connection is None:
            return
        if self._opened_for is not None and self._opened_for[0] != os.getpid():
            self._inherited.append(connection)
        else:
            connection.close()


def init_app(app: Flask) -> None:
    """Watches what transactions write, and reads the number for this application."""
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", _note_write)
    event.listen(engine, "rollback", _forget_writes)
    event.listen(engine, "commit", _raise_version)
    app.extensions["content_version"] = VersionReader(engine)


def note_version() -> None:
    """Notes the number for this request, before its first transaction looks anything up."""
    g.content_version = reader_of(current_app).read()


def current_version() -> int | None:
    """The number that goes with what is looked up now: at most 50 ms old; of what this process committed never old.

    A request has the one that was noted when it began, or when it last committed something: a newer one would not go
    with its snapshot of the database. None where the database does not answer. It costs next to nothing.
    """
    if has_request_context() and "content_version" in g:
        noted: int | None = g.content_version
        return noted
    return reader_of(current_app).read()


def reader_of(app: Flask) -> VersionReader:
    """The reader of an application, for who has no context of it."""
    reader: VersionReader = app.extensions["content_version"]
    return reader


def ignore_writes(connection: Connection) -> None:
    """Has a connection raise nothing: migrations write when there is no such table yet, or none any more."""
    connection.info[IGNORED] = True


def _note_write(
    connection: Connection, _cursor: Any, statement: str, _parameters: Any, _context: Any, _many: bool
) -> None:
    effect = effect_of(statement)
    if effect > connection.info.get(EFFECT, Effect.NONE):
        connection.info[EFFECT] = effect


def _forget_writes(connection: Connection) -> None:
    # Of a connection that was cut, which can be asked nothing any more, the next one knows nothing anyway.
    if not connection.invalidated:
        connection.info.pop(EFFECT, None)


def _raise_version(connection: Connection) -> None:
    effect = connection.info.pop(EFFECT, Effect.NONE)
    if effect is Effect.NONE or is_reading() or IGNORED in connection.info:
        return
    if effect is Effect.AT_ONCE:
        connection.exec_driver_sql(RAISE)
    commits.add(effect)
    _committing.effect = effect


def _count_commit(_session: Any) -> None:
    """Counts once more after the commit: a thread that asked just before it has not seen it."""
    effect = getattr(_committing, "effect", None)
    if effect is not None:
        commits.add(effect)
        _committing.effect = None
        if has_request_context() and effect is Effect.AT_ONCE:
            note_version()


event.listen(db.session, "after_commit", _count_commit)
