"""On server processes that PgBouncer lends for one transaction everything is as on a connection of one's own."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, text

from conftest import settings
from mail.outbox import put
from petition import create_app
from petition.core import limits, postgresql
from petition.core.db import begin_reading, begin_writing, db
from petition.mail.wakeup import WakeSignal, wake_worker
from pooler import pgbouncer

pytestmark = [pytest.mark.pgbouncer, pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)]
HELD = "SELECT current_setting('lock_timeout'), current_setting('TimeZone'), current_setting('synchronous_commit')"


@pytest.fixture
def through(database_url: str) -> Iterator[str]:
    """The address through a pooler that has one server process for all, so that each gets what others left behind."""
    with pgbouncer(database_url, size=1) as url:
        yield url
        limits.make_limits_engine(url).dispose()


@pytest.fixture
def app(through: str, tmp_path: Path) -> Iterator[Flask]:
    """The application behind the pooler."""
    app = create_app(settings(through, tmp_path / "instance"))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def held(engine: Engine) -> tuple[str, ...]:
    with engine.begin() as connection:
        return tuple(connection.execute(text(HELD)).one())


def test_it_leaves_nothing_to_whoever_is_lent_it_next(app: Flask, through: str) -> None:
    plain = create_engine(through, connect_args={"prepare_threshold": None})
    before = held(plain)
    assert held(db.engine) == ("10s", "UTC", "on")
    assert held(limits.make_limits_engine(through))[2] == "off"
    assert held(db.engine) == ("10s", "UTC", "on")
    assert held(plain) == before
    plain.dispose()


def test_it_keeps_its_parameters_where_nobody_stands_between(database_url: str, tmp_path: Path) -> None:
    with create_app(settings(database_url, tmp_path / "instance")).app_context():
        with db.engine.begin() as connection:
            assert not postgresql.is_lent(connection)
        assert held(db.engine) == ("10s", "UTC", "on")
        assert held(limits.make_limits_engine(database_url))[2] == "off"
        db.engine.dispose()


def test_it_reads_in_one_snapshot_and_writes_nothing(app: Flask) -> None:
    asked = "SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only')"
    begin_reading()
    assert tuple(db.session.execute(text(asked)).one()) == ("repeatable read", "on")
    db.session.rollback()
    begin_writing()
    assert tuple(db.session.execute(text(asked)).one()) == ("read committed", "off")


def test_it_prepares_no_statement_that_another_would_be_lent(app: Flask, through: str) -> None:
    first, second = db.engine, create_app(settings(through, Path(app.instance_path)))
    with second.app_context():
        other = db.engine
        for engine in (first, other) * 8:
            with engine.begin() as connection:
                connection.execute(text("SELECT count(*) FROM statement WHERE id = :id"), {"id": 1})
                prepared = connection.execute(text("SELECT count(*) FROM pg_prepared_statements")).scalar_one()
                assert prepared == 0
        other.dispose()


def test_it_waits_for_its_next_look_where_no_ring_comes(app: Flask) -> None:
    with WakeSignal(app, threading.Event()) as bell:
        put()
        wake_worker()
        begun = time.monotonic()
        bell.wait(0.5)
        assert time.monotonic() - begun > 0.4
        # It holds no connection meanwhile: others wait for it.
        assert bell.connection is None
        assert db.session.scalar(text("SELECT count(*) FROM pg_listening_channels()")) == 0
