"""The limit of signing: what the program writes for one form, written again and again by the bare database driver."""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

from installation import Installation, plain_url
from psycopg import Binary
from wrk import Round

HEX = re.compile(r"[0-9a-f]{32}")
PROCESSES = 2
WRITES = ("INSERT", "UPDATE", "DELETE")
Statement = tuple[str, Any, bool]
Value = int | bytes


@dataclass(frozen=True)
class Recorded:
    """The writes of one transaction, and the ids and sealed words in them that another transaction has others of."""

    statements: list[Statement]
    ids: tuple[Value, ...] = ()


def record(site: Installation, act: Callable[[], object], ids: tuple[Value, ...] = ()) -> Recorded:
    """What the program sends to the database while it acts, but for what it only reads."""
    from sqlalchemy import event

    from petition.core.db import db

    found: list[Statement] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if statement.lstrip().upper().startswith(WRITES):
            found.append((statement, _plain(parameters), many))

    with site.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert found, "nothing was written"
    return Recorded(found, ids)


class Replay:
    """A round of as many processes as gunicorn has, each with a connection of its own and its own rows.

    ``rows`` are what stands for the recorded ids and words, each for one transaction; ``share`` of them are for a process
    and round. ``done`` is how many transactions there were.
    """

    def __init__(
        self, site: Installation, recorded: Recorded, rows: Sequence[tuple[Value, ...]] = (), *, share: int = 0
    ) -> None:
        self.site, self.recorded, self.rows, self.share, self.done = site, recorded, list(rows), share, 0

    def __call__(self, seconds: int) -> Round:
        """Transactions a second."""
        share = min(self.share, len(self.rows) // PROCESSES)
        taken, self.rows = self.rows[: PROCESSES * share], self.rows[PROCESSES * share :]
        with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
            kind, url = self.site.kind, self.site.url
            parts = [
                pool.submit(_replay, kind, url, self.recorded, taken[at::PROCESSES], seconds) for at in range(PROCESSES)
            ]
            found = [one.result() for one in parts]
        self.done += sum(done for done, _elapsed in found)
        return Round(sum(done / elapsed for done, elapsed in found))


def _replay(kind: str, url: str, recorded: Recorded, rows: list[tuple[Value, ...]], seconds: int) -> tuple[int, float]:
    connection = _connect(kind, url)
    cursor = connection.cursor()
    start, done = time.perf_counter(), 0
    while time.perf_counter() - start < seconds and (not recorded.ids or done < len(rows)):
        other = dict(zip(recorded.ids, rows[done], strict=True)) if recorded.ids else {}
        cursor.execute("BEGIN IMMEDIATE" if kind == "sqlite" else "BEGIN")
        for statement, parameters, many in recorded.statements:
            (cursor.executemany if many else cursor.execute)(statement, _other_values(parameters, other))
            if cursor.description:
                cursor.fetchall()
        cursor.execute("COMMIT")
        done += 1
    elapsed = time.perf_counter() - start
    connection.close()
    return done, elapsed


def _connect(kind: str, url: str) -> Any:
    """As petition/core/db.py tunes it."""
    import sqlite3

    import psycopg
    from sqlalchemy.engine import make_url

    if kind == "postgresql":
        return psycopg.connect(plain_url(url), autocommit=True)
    connection = sqlite3.connect(make_url(url).database or "", isolation_level=None, timeout=10)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    return connection


def _plain(value: Any) -> Any:
    """Parameters without views into memory, which cannot be given to another process."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, Binary):
        return bytes(value.obj)
    if isinstance(value, list | tuple):
        return type(value)(_plain(one) for one in value)
    return bytes(value) if isinstance(value, memoryview) else value


def _other_values(parameters: Any, other: dict[Any, Any]) -> Any:
    """The parameters of another form: its ids, its keys, its sealed words of the same length."""
    if isinstance(parameters, dict):
        return {name: _other_value(value, other) for name, value in parameters.items()}
    if parameters and isinstance(parameters[0], tuple | list | dict):
        return [_other_values(one, other) for one in parameters]
    return tuple(_other_value(value, other) for value in parameters)


def _other_value(value: Any, other: dict[Any, Any]) -> Any:
    if isinstance(value, bytes) and len(value) >= 16:
        return other.setdefault(value, os.urandom(len(value)))
    if isinstance(value, str) and HEX.fullmatch(value):
        return other.setdefault(value, secrets.token_hex(16))
    return other.get(value, value) if isinstance(value, int) and not isinstance(value, bool) else value
