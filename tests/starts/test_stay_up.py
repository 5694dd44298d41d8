"""What is away comes back: who stays up meanwhile says so now and then, in one line, and goes on afterwards."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

import services
from mail_servers import Postbox
from make_starts import GUNICORN, KEY, STARTS, begin, environment, fetch, stop, wait_for
from outbox import put, row
from petition.core.db import db

# In which a worker that does not wait writes hundreds of lines.
SECONDS = 8
ON_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
Work = Callable[..., Path]


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    box = Postbox()
    box.start()
    yield box
    box.stop()


@pytest.fixture
def work(database_url: str, postbox: Postbox, tmp_path: Path) -> Iterator[Work]:
    """Starts a worker; gives the file into which it writes."""
    started: list[subprocess.Popen[bytes]] = []

    def work(**more: str) -> Path:
        keys = {"SECRET_KEY": KEY, "DATA_KEYS": KEY, "MAIL_URL": f"smtp://127.0.0.1:{postbox.port}"}
        environ = environment(tmp_path / "instance", DATABASE_URL=database_url, **keys, **more)
        started.append(begin(STARTS["worker"], environ, tmp_path / "printed"))
        return tmp_path / "printed"

    yield work
    for process in started:
        stop(process)
        assert process.returncode == 0


def close(database_url: str, *, is_closed: bool) -> None:
    """Nobody gets into the database, and those in it are thrown out; or as before."""
    url = make_url(database_url)
    engine = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS {not is_closed}"))
        if is_closed:
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
            connection.execute(text(others), {"name": url.database})
    engine.dispose()


def sent(mail: int) -> None:
    wait_for(lambda: row(mail).sent_at)


@ON_POSTGRESQL
def test_it_waits_for_a_database_that_is_gone(app: Flask, database_url: str, work: Work) -> None:
    first, printed = put(), work()
    sent(first)
    db.session.remove()
    db.engine.dispose()
    before = printed.read_text()
    close(database_url, is_closed=True)
    wait_for(lambda: "The database does not answer" in printed.read_text())
    time.sleep(SECONDS)
    lines = printed.read_text()[len(before) :].splitlines()
    pauses = [
        int(line.rpartition(" in ")[2].split()[0]) for line in lines if re.search("Next attempt in [0-9]+ sec", line)
    ]
    assert len(pauses) == len(lines) <= 4 and pauses == sorted(set(pauses)), lines
    close(database_url, is_closed=False)
    sent(put())


@ON_POSTGRESQL
@pytest.mark.parametrize(
    "more", [[], pytest.param(["--preload"], marks=pytest.mark.combination)], ids=["", "preloaded"]
)
def test_it_serves_as_soon_as_the_database_is_there(database_url: str, more: list[str], tmp_path: Path) -> None:
    port = services.free_port()
    keys = {"SECRET_KEY": KEY, "DATA_KEYS": KEY, "PORT": str(port)}
    environ = environment(tmp_path / "instance", DATABASE_URL=database_url, **keys)
    url = f"http://127.0.0.1:{port}"
    close(database_url, is_closed=True)
    command = [*GUNICORN, "--bind", f"127.0.0.1:{port}", "--workers", "2", *more, "wsgi:app"]
    process = begin(command, environ, tmp_path / "printed")
    try:
        wait_for(lambda: fetch(f"{url}/healthz", environ)[0] == 200)
        assert fetch(f"{url}/readyz", environ) == (503, '{"status":"database away"}\n')
        assert fetch(f"{url}/", environ)[0] == 503
        close(database_url, is_closed=False)
        wait_for(lambda: fetch(f"{url}/readyz", environ)[0] == 200)
        assert process.poll() is None
    finally:
        stop(process)
    said = [
        line for line in (tmp_path / "printed").read_text().splitlines() if "Requests are answered with 503" in line
    ]
    assert len(said) == 1 and said[0].startswith("DATABASE_URL: the database cannot be used now")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_needs_no_redis_to_send(app: Flask, work: Work) -> None:
    first, printed = put(), work(REDIS_URL=f"redis://127.0.0.1:{services.free_port()}/0")
    sent(first)
    assert printed.read_text() == ""
