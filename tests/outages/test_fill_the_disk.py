"""A disk that is full: who sends a form is told what to do (503), who reads goes on, and room is all that it takes."""

from __future__ import annotations

import itertools
import os
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

import cast
import make
from mail_servers import Postbox
from make_starts import signature, wait_for
from outages.installation import PATIENCE, SIGN, Postgres, Site, site
from page import CheckedClient
from petition import worker
from petition.core import audit, received_forms
from petition.core.db import db
from petition.core.errors import UNSAVED
from petition.list import recount
from petition.mail.models import OutgoingMail
from petition.signing.models.endorsement import Endorsement

LIST = "/en/open-courts/signatories"
MOST = 200  # signatures until there is no room left
MEBIBYTE = 1024 * 1024


@contextmanager
def no_room() -> Iterator[None]:
    """SQLite may take no page more than the file has: what it says then is what it says of a disk that is full."""

    def limit(connection: Any, *_: Any) -> None:
        connection.execute("PRAGMA max_page_count = 1")

    db.engine.dispose()
    event.listen(db.engine, "connect", limit)
    yield
    event.remove(db.engine, "connect", limit)
    db.engine.dispose()


def number(of: Any) -> int:
    found = db.session.scalar(select(func.count()).select_from(of)) or 0
    db.session.rollback()
    return found


def people() -> int:
    """How many have signed, whether that was acted on or not."""
    return number(select(Endorsement.id).where(Endorsement.kind == "individual").subquery()) + number(
        received_forms.ReceivedForm
    )


@pytest.mark.own_app
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_says_what_to_do_where_sqlite_has_no_room(app: Flask, client: CheckedClient) -> None:
    make.statement()
    client.has_worker = False
    taken = 0
    db.session.remove()
    with no_room():
        for turn in range(MOST):
            answer = make.sign(client, {**cast.NOOR, "email": f"noor{turn}@example.org"})
            if answer.status_code == 503:
                break
            taken += answer.status_code == 303
        assert answer.status_code == 503 and answer.headers["Retry-After"] == "5"
        assert str(UNSAVED) in answer.get_data(as_text=True)
        assert client.get(SIGN).status_code == client.get(LIST).status_code == 200
        # The worker does what there is room for, or waits; neither loses a form.
        worker.act_on_forms(app, threading.Event())
        assert people() == taken
        db.session.remove()
    worker.database_backoff(app).quiet_until = 0
    assert make.sign(client, {**cast.NOOR, "email": "later@example.org"}).status_code == 303
    while number(received_forms.ReceivedForm):
        worker.act_on_forms(app, threading.Event())
    assert people() == number(OutgoingMail) == taken + 1
    assert recount.count_differences() == [] and audit.verify_chain().is_intact


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Path]:
    """A real disk, in memory, of so many mebibytes."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}m,mode=0777", "none", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def fill(disk: Path) -> Path:
    """A file that leaves no room."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (MEBIBYTE, 4096):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    return filler


Ready = tuple[str, Path]


@contextmanager
def on_sqlite(folder: Path) -> Iterator[Ready]:
    """The file on a disk of its own."""
    with small_disk(folder / "disk", 24) as disk:
        yield f"sqlite:///{disk}/site.sqlite", disk


@contextmanager
def on_postgresql(_folder: Path) -> Iterator[Ready]:
    """A cluster whose tables, not its log, are on a disk of their own: where the log has no room PostgreSQL ends."""
    with ExitStack() as stack:
        # Not in pytest's folder, which another pytest that starts meanwhile closes to every other user.
        own = tempfile.TemporaryDirectory(prefix="undersigned-outage-", ignore_cleanup_errors=True)
        folder = Path(stack.enter_context(own))
        folder.chmod(0o755)
        disk = stack.enter_context(small_disk(folder / "disk", 48))
        place, data = disk / "tables", folder / "cluster"
        for one in (place, data):
            one.mkdir()
        server = Postgres(data)
        stack.callback(server.stop)
        os.chown(place, server.user or -1, -1)
        server.execute(f"CREATE TABLESPACE small LOCATION '{place}'")
        server.execute("CREATE DATABASE site TABLESPACE small")
        yield f"{server.url.rpartition('/')[0]}/site", disk


@pytest.mark.combination
@pytest.mark.root
@pytest.mark.parametrize(
    "ready", [on_sqlite, pytest.param(on_postgresql, marks=pytest.mark.postgresql)], ids=["sqlite", "postgresql"]
)
def test_it_goes_on_by_itself_when_a_disk_has_room_again(ready: Callable[[Path], Any], tmp_path: Path) -> None:
    postbox = Postbox()
    postbox.start()
    with ready(tmp_path) as (url, disk), site(url, tmp_path, MAIL_URL=f"smtp://127.0.0.1:{postbox.port}") as made:
        stamped, web = made.stamp(), made.web
        assert made.post(SIGN, signature(stamped))[0] == 303
        wait_for(lambda: len(postbox.letters) == 1, PATIENCE)
        filler = fill(disk)
        taken, answer = until_full(made, stamped)
        assert answer.startswith("HTTP/1.1 503 ") and "\r\nRetry-After: 5\r\n" in answer and str(UNSAVED) in answer
        assert [made.status(path) for path in (LIST, SIGN, "/en/open-courts", "/healthz")] == [200] * 4
        filler.unlink()
        wait_for(lambda: made.post(SIGN, signature(stamped))[0] == 303, PATIENCE)
        wait_for(lambda: len(postbox.letters) == taken + 2, PATIENCE)
        assert made.inside(people) == taken + 2 == len(postbox.message_ids)
        assert made.inside(recount.count_differences) == [] and made.web is web
        assert [one.poll() for one in (made.web, *made.workers) if one] == [None, None]
    postbox.stop()


def until_full(made: Site, stamped: dict[str, str]) -> tuple[int, str]:
    """Signs until there is no room; gives how many were taken before, and what the first one reads who is not."""
    for taken in itertools.count():
        assert taken < MOST * 10
        code, answer = made.post(SIGN, signature(stamped))
        if code != 303:
            return taken, answer
    raise AssertionError
