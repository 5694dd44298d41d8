"""Ringing for the worker: at once where it can be heard, and in vain where it cannot, without harm."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from conftest import settings
from mail_servers import free_port
from outbox import put
from petition import create_app
from petition.core.db import db
from petition.mail import wakeup
from petition.mail.wakeup import WakeSignal, wake_worker

pytestmark = pytest.mark.both_databases


def waited(bell: WakeSignal, seconds: float, meanwhile: Callable[[], object]) -> float:
    """How long it waited while something was done a moment later."""
    bell.wait(0.2)
    timer = threading.Timer(0.2, meanwhile)
    begun = time.monotonic()
    timer.start()
    bell.wait(seconds)
    timer.join()
    return time.monotonic() - begun


def test_it_hears_a_ring_after_a_commit(app: Flask) -> None:
    def ring() -> None:
        with app.app_context():
            put()
            wake_worker()

    with WakeSignal(app, threading.Event()) as bell:
        assert waited(bell, 60, ring) < 20


def test_it_waits_no_longer_than_it_was_told(app: Flask) -> None:
    with WakeSignal(app, threading.Event()) as bell:
        assert 0.4 < waited(bell, 0.5, lambda: None) < 20


def test_it_listens_again_where_the_connection_was_cut(app: Flask) -> None:
    def ring() -> None:
        with app.app_context():
            put()
            wake_worker()

    with WakeSignal(app, threading.Event()) as bell:
        if db.engine.dialect.name == "postgresql":
            cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()"
            assert db.session.execute(text(cut)).scalar_one()
            db.session.commit()
        else:
            bell._close()
        bell.wait(0.1)
        bell.wait(0.1)
        assert waited(bell, 60, ring) < 20


def test_it_leaves_no_transaction_open(app: Flask) -> None:
    """Else nothing that was erased would ever leave the files."""
    with WakeSignal(app, threading.Event()) as bell:
        bell.wait(0.2)
        put()
        if db.engine.dialect.name == "sqlite":
            raw = db.engine.raw_connection()
            assert raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
            raw.close()
        else:
            idle = "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = current_database()"
            assert db.session.execute(text(idle)).scalar_one() == 0


def test_it_does_not_fail_where_the_database_is_away(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whoever was before this in the same process may have rung a moment ago.
    monkeypatch.setattr(wakeup._last_ring, "at", 0.0)
    app = create_app(settings(f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/away", tmp_path))
    with app.app_context(), caplog.at_level(logging.WARNING):
        wake_worker()
        with WakeSignal(app, threading.Event()) as bell:
            bell.wait(0.1)
    assert "could not be woken" in caplog.text
