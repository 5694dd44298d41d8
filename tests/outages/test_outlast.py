"""PostgreSQL restarted, Redis killed, the mail server away: what is there goes on, and what was away is used again."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

import cast
import make
import services
from deploy.running import wait_for as wait_for_port
from mail_servers import SENDER, Postbox
from make_starts import signature, wait_for
from outages.installation import PATIENCE, SIGN, postgres, site
from outbox import put
from page import CheckedClient
from petition import worker
from petition.config.values import Relay
from petition.core import limits
from petition.core.db import TRUSTED_SECONDS, db, now
from petition.core.errors import UNSAVED
from petition.mail import backoff, smtp

ON_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
Lent = Callable[..., Flask]


def throw_out(database_url: str, *, is_closed: bool) -> None:
    """Ends every connection to the database, as its restart does; and lets nobody in, or all, from now on."""
    url = make_url(database_url)
    engine = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS {not is_closed}"))
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
        connection.execute(text(others), {"name": url.database})
    engine.dispose()


@ON_POSTGRESQL
def test_it_takes_the_first_form_after_postgresql_came_back(lent_app: Lent, database_url: str) -> None:
    app = lent_app(sign_limit="50 per minute")
    with app.app_context():
        make.statement()
        client = app.test_client()
        assert isinstance(client, CheckedClient)
        assert make.sign(client, cast.ALENA).status_code == 303
        client.get(SIGN)
        client.has_worker = False
        db.session.remove()
        throw_out(database_url, is_closed=True)
        answer = client.send(SIGN, updates=None, **cast.NOOR)
        page = answer.get_data(as_text=True)
        assert (answer.status_code, answer.headers["Retry-After"], str(UNSAVED) in page) == (503, "5", True)
        throw_out(database_url, is_closed=False)
        # Connections of the site and of the counters: none that was cut is used again.
        assert make.sign(client, cast.NOOR).status_code == 303


@pytest.mark.combination
@pytest.mark.postgresql
def test_it_goes_on_by_itself_when_postgresql_was_restarted(tmp_path: Path) -> None:
    postbox = Postbox()
    postbox.start()
    mail = {"MAIL_URL": f"smtp://127.0.0.1:{postbox.port}", "SIGN_LIMIT": "500 per minute"}
    with postgres() as server, site(server.url, tmp_path, workers=2, **mail) as made:
        stamped, web, workers = made.stamp(), made.web, list(made.workers)
        for turn in range(1, 4):
            assert [made.post(SIGN, signature(stamped))[0] for _ in range(4)] == [303] * 4
            wait_for(lambda turn=turn: len(postbox.letters) == 4 * turn, PATIENCE)  # type: ignore[misc]
            server.stop()
            for answer in (made.post(SIGN, signature(stamped)), made.server.get("/en/open-courts")):
                assert answer[0] == 503 and "\r\nRetry-After: 5\r\n" in answer[1]
            assert made.status("/healthz") == 200
            server.start()
            # A connection that was used less than a second ago is not asked whether it is still there.
            time.sleep(TRUSTED_SECONDS)
        assert made.post(SIGN, signature(stamped))[0] == 303
        wait_for(lambda: len(postbox.letters) == 13, PATIENCE)
        assert made.web is web and [one.poll() for one in (web, *workers) if one] == [None] * 3
    postbox.stop()


class Redis:
    """A Redis of the test's own, to be killed and started anew."""

    def __init__(self, folder: Path) -> None:
        self.port, self.folder = services.free_port(), folder
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        command = [shutil.which("redis-server") or "", "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        with (self.folder / "redis.printed").open("wb") as printed:
            self.process = subprocess.Popen(command, stdout=printed, stderr=printed, cwd=self.folder)
        wait_for_port(self.port, self.process, self.folder / "redis.printed")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    made = Redis(tmp_path)
    yield made
    made.kill()


@pytest.mark.redis
def test_it_counts_in_the_database_while_redis_is_gone(
    lent_app: Lent, redis: Redis, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(limits, "REST", 0.3)
    app = lent_app(sign_limit="2 per hour", redis_url=redis.url)
    with app.app_context():
        make.statement()
        client = app.test_client()
        assert isinstance(client, CheckedClient)
        assert [make.sign(client, cast.ALENA).status_code for _ in range(2)] == [303, 303]
        assert counted(app) == 0
        redis.kill()
        # A count of its own begins, and nothing else is noticed; the log says so once while it is left alone.
        assert [make.sign(client, cast.NOOR).status_code for _ in range(2)] == [303, 303]
        assert make.sign(client, cast.NOOR).status_code == 429
        assert counted(app) > 0
        said = [line for line in caplog.messages if "Redis does not answer" in line]
        assert 1 <= len(said) <= 3
        redis.start()
        time.sleep(0.4)
        before = counted(app)
        # What it had counted went with it.
        assert [make.sign(client, cast.NOOR).status_code for _ in range(3)] == [303, 303, 429]
        assert counted(app) == before


def counted(app: Flask) -> int:
    """How much the database has counted."""
    engine = limits.make_limits_engine(app.config["SETTINGS"].database_url)
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT coalesce(sum(hits), 0) FROM rate_limit")).scalar_one())


@pytest.mark.redis
def test_it_leaves_a_redis_alone_that_hangs(lent_app: Lent, caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        app = lent_app(sign_limit="50 per hour", redis_url=f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        with app.app_context():
            make.statement()
            client = app.test_client()
            assert [make.sign(client, cast.ALENA).status_code for _ in range(4)] == [303] * 4
        # Of the eight counts one has waited for it, or two where the machine was slow.
        assert 1 <= len([line for line in caplog.messages if "Redis does not answer" in line]) <= 2


@contextmanager
def moved_clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[timedelta], None]]:
    """Both clocks, that of the day and that of the pauses, which go on together when told to."""
    passed = [0.0]
    began = time.monotonic()
    monkeypatch.setattr(backoff, "time", SimpleNamespace(monotonic=lambda: began + passed[0]))
    with time_machine.travel(now(), tick=False) as day:

        def move(by: timedelta) -> None:
            passed[0] += by.total_seconds()
            day.shift(by)

        yield move


def until(sender: worker.OutboxSender, is_so: Callable[[], object]) -> None:
    """Has rounds run, as the worker does, until something is so."""
    for _ in range(600):
        if is_so():
            return
        sender.run_round()
        sender.pool.wait(0.05)
    raise AssertionError("waited in vain")


@pytest.mark.both_databases
def test_it_sends_all_once_after_an_hour_without_a_mail_server(
    lent_app: Lent, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app, postbox = lent_app(mail_from=SENDER), Postbox()
    relay = Relay("127.0.0.1", postbox.port, None, None, "none", connections=1)
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], relay=relay))
    bulk = [f"bulk{number}@reader.example" for number in range(30)]
    with app.app_context():
        make.statement()
        for to in bulk:
            put(to, priority=9)
        client = app.test_client()
        assert isinstance(client, CheckedClient)
        for who in (cast.ALENA, cast.NOOR):
            assert make.sign(client, who).status_code == 303
        db.session.remove()
        smtp.init_app(app)
        sender = worker.OutboxSender(app, threading.Event())
        with moved_clock(monkeypatch) as move:
            for number in range(1, 13):
                until(sender, lambda wanted=number: caplog.text.count("Next attempt in") == wanted)
                move(timedelta(minutes=5))
            # One that was on its way at the last refusal may still be claimed; the end shows that it is sent, once.
            assert {(mail.attempts, mail.sent_at) for mail in make.mails()} == {(0, None)}
            db.session.remove()
            postbox.start()
            until(sender, lambda: len(postbox.recipients) == len(bulk) + 2)
            with app.app_context():
                sender.delivery.end()
        postbox.stop()
    asked = [cast.ALENA["email"], cast.NOOR["email"]]
    assert postbox.recipients[:2] == asked and sorted(postbox.recipients[2:]) == sorted(bulk)
