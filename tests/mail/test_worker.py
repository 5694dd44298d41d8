"""The worker as a process: it sends by itself, ends when told, and nothing is lost when it is killed."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import OperationalError

import cast
import make
from mail_servers import Postbox, connection_to
from outbox import put, row
from page import CheckedClient
from petition import worker
from petition.core.db import begin_writing, db, is_reading, now
from petition.mail import actions
from petition.mail.delivery import Delivery
from petition.mail.models import OutgoingMail
from petition.mail.pool import ConnectionPool
from petition.mail.wakeup import wake_worker
from processes import Program, environ_of

PROGRAM = """
import logging, os
from petition import create_app, worker
logging.basicConfig(level=logging.INFO)
worker.LOOK = float(os.environ.get("LOOK", worker.LOOK))
worker.run_worker(create_app())
"""
Begin = Callable[..., Program]


@pytest.fixture
def begin(app: Flask, postbox: Postbox, tmp_path: Path) -> Iterator[Begin]:
    """Starts a worker on the application's database; those still alive are ended."""
    started: list[Program] = []
    mail = {"MAIL_URL": f"smtp://127.0.0.1:{postbox.port}", "MAIL_FROM": app.config["SETTINGS"].mail_from}

    def start(**more: str) -> Program:
        started.append(Program(PROGRAM, environ_of(app, **mail, **more), tmp_path / "worker.log"))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_for(true: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def unsent() -> int:
    count = db.session.scalar(select(func.count()).select_from(OutgoingMail).where(OutgoingMail.sent_at.is_(None)))
    db.session.rollback()
    return count or 0


@pytest.mark.both_databases
def test_it_sends_what_comes_in_while_it_runs(postbox: Postbox, begin: Begin) -> None:
    first, process = put("first@reader.example"), begin()
    wait_for(lambda: row(first).sent_at)
    second = put("second@reader.example")
    wait_for(lambda: row(second).sent_at, seconds=6)
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    assert postbox.recipients == ["first@reader.example", "second@reader.example"]


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.combination)])
def test_it_ends_after_the_mail_it_is_sending(postbox: Postbox, begin: Begin, number: signal.Signals) -> None:
    postbox.slow = 0.5
    mails, process = [put() for _ in range(10)], begin()
    wait_for(lambda: "DATA" in postbox.commands)
    process.send_signal(number)
    assert process.wait(10) == 0
    sent = [mail for mail in mails if row(mail).sent_at]
    assert len(sent) == len(postbox.letters) < len(mails)
    assert all(row(mail).claimed_by is None for mail in mails)


def other_connections() -> int:
    """How many others PostgreSQL has in this database: what a killed process sent last is still done there."""
    if db.engine.dialect.name != "postgresql":
        return 0
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    count = db.session.scalar(text(others))
    db.session.rollback()
    return int(count or 0)


@pytest.mark.both_databases
def test_it_loses_nothing_when_killed(postbox: Postbox, begin: Begin) -> None:
    postbox.slow = 0.05
    for _ in range(30):
        put()
    before = other_connections()
    for sent in (5, 12):
        process = begin()
        wait_for(lambda sent=sent: len(postbox.letters) >= sent)  # type: ignore[misc]
        process.kill()
        process.wait()
        wait_for(lambda: other_connections() <= before)
        # Instead of waiting for the claims of the dead to run out.
        ran_out = now() - actions.CLAIM
        db.session.execute(update(OutgoingMail).values(claimed_until=ran_out).where(OutgoingMail.sent_at.is_(None)))
        db.session.commit()
    begin()
    wait_for(lambda: unsent() == 0)
    times = postbox.message_ids
    assert len(times) == 30
    # At each death at most the mails that were given over, one a connection, and not yet written down.
    assert sum(times.values()) <= 30 + 2 * 4 and max(times.values()) <= 3


def test_it_acts_on_forms_while_it_sends_in_bulk(app: Flask, postbox: Postbox, begin: Begin) -> None:
    make.statement()
    postbox.slow, bulk = 0.05, [put(priority=9) for _ in range(100)]
    begin()
    wait_for(lambda: len(postbox.letters) >= 5)
    client = app.test_client()
    assert isinstance(client, CheckedClient)
    client.has_worker = False
    assert make.sign(client, cast.ALENA).status_code == 303
    wait_for(lambda: cast.ALENA["email"] in postbox.recipients)
    assert len(postbox.letters) < len(bulk)


def test_it_waits_for_a_server_that_is_away(postbox: Postbox, begin: Begin) -> None:
    postbox.stop()
    mail, _ = put(), begin()
    wait_for(lambda: row(mail).trouble)
    postbox.start()
    wait_for(lambda: row(mail).sent_at)
    assert len(postbox.letters) == 1 and row(mail).attempts == 0


@pytest.mark.both_databases
def test_it_is_woken_at_once(postbox: Postbox, begin: Begin) -> None:
    # By itself it would look for mail again long after the test.
    first, _ = put(), begin(LOOK="3600")
    wait_for(lambda: row(first).sent_at)
    for _ in range(5):
        time.sleep(0.2)
        mail = put()
        wake_worker()
        wait_for(lambda mail=mail: row(mail).sent_at)  # type: ignore[misc]


def test_it_ends_though_it_waits_for_a_ring(postbox: Postbox, begin: Begin) -> None:
    mail, process = put(), begin()
    wait_for(lambda: row(mail).sent_at)
    process.send_signal(signal.SIGHUP)
    assert process.wait(5) == 0


def test_it_leaves_a_database_alone_for_less_than_a_claim_lasts(app: Flask) -> None:
    """What was sent and is not recorded yet must be recorded before somebody else takes it up."""
    backoff, pauses = worker.database_backoff(app), []
    for _ in range(8):
        pauses.append(backoff.start_pause())
        backoff.quiet_until = time.monotonic()
    assert None not in pauses
    assert max(pauses) * 3 < actions.CLAIM.total_seconds()  # type: ignore[type-var]


def test_it_writes_again_where_the_database_went_while_it_read(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a worker that was at its look when the database went could record and send nothing any more."""

    def fail(_session: object) -> None:
        raise OperationalError("ROLLBACK", {}, RuntimeError("away"))

    begin_writing()
    delivery = Delivery(ConnectionPool(app, lambda: connection_to(0), size=0))
    with monkeypatch.context() as patched:
        patched.setattr(type(db.session), "rollback", fail)
        for look in (lambda: worker.read_without_lock(lambda: 1), lambda: delivery._queue_mails([], until=0)):
            with pytest.raises(OperationalError):
                look()
            assert not is_reading()
