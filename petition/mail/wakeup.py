"""Rings for the worker when there is something to do at once; what there is to do stands in the tables.

On PostgreSQL by NOTIFY. SQLite itself tells whether any other connection has committed, of whatever process: the
worker asks ten times a second, which takes some microseconds. A ring that is lost costs a second, no mail; nor does one
come through PgBouncer in transaction mode, where the worker does not listen at all.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from flask import Flask
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from petition.core import postgresql
from petition.core.db import db, read_transactions, write_transactions

log = logging.getLogger(__name__)
CHANNEL = "undersigned_wake"
# Seconds between two questions to SQLite.
ASKED_EVERY = 0.1
# Who was woken looks until there is nothing left: while thousands sign, one ring in so many seconds is enough, and
# the others would cost each of them a connection and a round trip.
RINGS_APART = 0.05


class LastRing:
    """When this process rang last."""

    at = 0.0


_last_ring = LastRing()


def wake_worker() -> None:
    """Has forms and mails looked at now instead of a second later; to be called after the commit. Never fails."""
    if db.engine.dialect.name != "postgresql" or time.monotonic() - _last_ring.at < RINGS_APART:
        return
    _last_ring.at = time.monotonic()
    try:
        with write_transactions(), db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"NOTIFY {CHANNEL}"))
    except DBAPIError as fault:
        log.warning("the worker could not be woken (%s); it looks by itself", type(fault.orig).__name__)


class WakeSignal:
    """What a worker waits at, in one thread; without its connection it waits the whole time, and tries again."""

    def __init__(self, app: Flask, stopping: threading.Event) -> None:
        self.app, self.stopping = app, stopping
        self.connection: Connection | None = None
        self.version: Any = None
        self.is_deaf = False

    def __enter__(self) -> WakeSignal:
        self._listen()
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def wait(self, seconds: float) -> None:
        """Waits until somebody rings, the seconds are over, or the worker is to stop."""
        try:
            if self.connection is None and not self.is_deaf:
                self._listen()
            if self.connection is None:
                self.stopping.wait(seconds)
            elif self.connection.dialect.name == "postgresql":
                # Several rings at once are one.
                list(self._driver().notifies(timeout=seconds, stop_after=1))
            else:
                self._wait_for_commit(seconds)
        except Exception as fault:
            log.debug("no longer listening (%s)", type(fault).__name__)
            self._close()
            self.stopping.wait(seconds)

    def _listen(self) -> None:
        with self.app.app_context(), read_transactions():
            try:
                self.connection = db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
                if postgresql.is_lent(self.connection):
                    self.is_deaf = True
                    self._close()
                elif self.connection.dialect.name == "postgresql":
                    self._driver().execute(f"LISTEN {CHANNEL}")
            except DBAPIError:
                self._close()

    def _wait_for_commit(self, seconds: float) -> None:
        for _ in range(max(1, round(seconds / ASKED_EVERY))):
            (version,) = self._driver().execute("PRAGMA data_version").fetchone()
            if version != self.version or self.stopping.wait(ASKED_EVERY):
                self.version = version
                return

    def _driver(self) -> Any:
        assert self.connection is not None
        return self.connection.connection.driver_connection

    def _close(self) -> None:
        connection, self.connection = self.connection, None
        if connection is not None:
            # Not given back to the pool: it listens.
            connection.invalidate()
            connection.close()
