"""SQLite has one writer at a time: whoever waits comes in between, and does not wait for ever."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from petition.core import db as database
from petition.core.db import begin_writing, db

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

HELD_SECONDS, GAP_SECONDS = 0.06, 0.004


@contextmanager
def busy_writer(database_url: str) -> Iterator[list[float]]:
    """Somebody who writes most of the time, as a worker at its batches does; each turn of theirs is in the list."""
    turns, ended = list[float](), threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(make_url(database_url).database or "", isolation_level=None, timeout=10)) as other:
            while not ended.is_set():
                other.execute("BEGIN IMMEDIATE")
                turns.append(time.monotonic())
                time.sleep(HELD_SECONDS)
                other.execute("COMMIT")
                time.sleep(GAP_SECONDS)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield turns
    finally:
        ended.set()
        thread.join()


def test_it_comes_in_between_two_turns_of_somebody_who_writes_most_of_the_time(app: Flask, database_url: str) -> None:
    begin_writing()
    with busy_writer(database_url) as turns:
        for _ in range(10):
            db.session.execute(text("SELECT 1"))
            db.session.rollback()
            time.sleep(HELD_SECONDS / 2)
        # SQLite's own way of waiting lets some hundred and more go first.
        assert len(turns) < 50


def test_it_gives_up_at_last(app: Flask, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    begin_writing()
    with closing(sqlite3.connect(make_url(database_url).database or "", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        with pytest.raises(OperationalError, match="database is locked"):
            db.session.execute(text("SELECT 1"))
        assert 0.2 <= time.monotonic() - begun < 8
        other.execute("ROLLBACK")
    db.session.rollback()
    db.session.execute(text("SELECT 1"))
    monkeypatch.undo()
    db.session.rollback()
