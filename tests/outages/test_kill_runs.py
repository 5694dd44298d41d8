"""What runs besides the load is killed at any moment: jobs, backups, restores, a rebuilding of the table; the next run does it."""

from __future__ import annotations

import hashlib
import random
import signal
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count, cycle
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

import make
import make_removals as fakes
from make_backups import Make, empty_database, key_pair, told
from make_starts import wait_for
from outages.installation import PATIENCE
from petition.core import audit
from petition.core.db import db, now
from petition.jobs import find_job
from petition.list import export_files, recount
from petition.list.models import ExportChunk, ExportFile
from petition.signing import partitions
from petition.signing.models.endorsement import Endorsement
from petition.statements.models import Statement
from petition.worker import run_job
from processes import Program, environ_of

pytestmark = [pytest.mark.combination, pytest.mark.both_databases]

MANY, MORE, TIMES = 400, 20, 4
LONG = "Very long indeed. " * 100
# A list of a few lines counts as a long one, and has many chunks.
JOBS = """
from petition import create_app, worker
from petition.jobs import find_job
from petition.core import batches
from petition.list import export_files
export_files.FILE_FROM, export_files.CHUNK = 1, 20_000
batches.run_in_batches.__kwdefaults__["most"] = 50
app = create_app()
with app.app_context():
    for name in ("fold-tally", "check-counts", "write-exports", "drop-exports", "index-names", "count-momentum"):
        worker.finish_job(find_job(name))
"""
COMMAND = "import sys; sys.argv = ['flask', '--app', 'wsgi', *{words!r}]; from flask.cli import main; main()"


def kill_repeatedly(begin: Callable[[Path], Program], folder: Path) -> int:
    """Begins something again and again, and kills it at any moment of its run; gives how often it came to its end."""
    begun = time.monotonic()
    assert begin(folder / "printed").wait(PATIENCE) == 0, (folder / "printed").read_text()
    longest, ended, killed = time.monotonic() - begun, 1, 0
    while killed < TIMES:
        process = begin(folder / "printed")
        # A machine that is busy now was perhaps not before: what came to its end was too quick for it.
        time.sleep(random.uniform(0.1, 0.9) * longest / ended)
        process.kill()
        code = process.wait(PATIENCE)
        assert code in (0, -signal.SIGKILL), (folder / "printed").read_text()
        killed, ended = killed + (code != 0), ended + (code == 0)
    return ended


def sign_all(app: Flask) -> Statement:
    """A statement that many have signed, of whom nothing was counted or written yet."""
    statement = make.statement()
    fakes.people(statement, MANY)
    db.session.execute(update(Endorsement).where(Endorsement.kind == "individual").values(shown_comment=LONG))
    db.session.commit()
    return statement


def test_it_counts_and_writes_all_whenever_a_job_is_killed(app: Flask, tmp_path: Path) -> None:
    statement = sign_all(app)

    come = count()

    def begin(printed: Path) -> Program:
        # More have come, and something has gone, so that there is something to count and to write each time.
        next(come)
        fakes.people(statement, MORE, name="More {}", domain=f"d{time.monotonic_ns()}.example")
        db.session.execute(update(ExportFile).values(content_version=0))
        db.session.commit()
        db.session.remove()
        return Program(JOBS, environ_of(app), printed)

    kill_repeatedly(begin, tmp_path)
    last = begin(tmp_path / "printed")
    assert last.wait(PATIENCE) == 0, (tmp_path / "printed").read_text()
    assert recount.count_differences() == []
    people = next(come)
    for form in ("csv", "json"):
        file = db.session.scalars(select(ExportFile).where(ExportFile.form == form)).one()
        pieces = [export_files.read_chunk(file.uid, place) for place in range(file.chunks)]
        written = b"".join(piece for _start, piece in filter(None, pieces))
        assert hashlib.sha256(written).hexdigest() == file.sha256
        assert written.count(b"Reader ") == MANY and written.count(b"More ") == MORE * people
    db.session.remove()
    with time_machine.travel(now() + timedelta(hours=1)):
        run_job(app, find_job("drop-exports"))
    uids = select(ExportFile.uid)
    lost = db.session.scalar(select(func.count()).select_from(ExportChunk).where(ExportChunk.uid.not_in(uids)))
    assert lost == 0
    db.session.remove()


def test_it_leaves_no_half_of_a_backup(app: Flask, tmp_path: Path) -> None:
    sign_all(app)
    db.session.remove()
    (public, private), folder, numbers = key_pair(tmp_path), tmp_path / "backups", count()
    folder.mkdir()

    def begin(printed: Path) -> Program:
        words = ["backup", str(folder / f"{next(numbers)}.age"), "--to", public]
        return Program(COMMAND.format(words=words), environ_of(app), printed)

    ended = kill_repeatedly(begin, tmp_path)
    assert told(app, "backup", folder / "last.age", "--to", public)[0] == 0
    whole = [path for path in folder.iterdir() if not path.name.startswith(".")]
    assert len(whole) == ended + 1
    assert {told(app, "backup", "verify", one, "--identity", private)[0] for one in whole} == {0}
    # No copy in clear text outlives the next run.
    assert list(tmp_path.glob(".backup-*")) == []


def test_it_restores_all_after_a_restore_was_killed(make_app: Make, database_url: str, tmp_path: Path) -> None:
    app, (public, private), file = make_app(), key_pair(tmp_path), tmp_path / "backup.age"
    with app.app_context():
        sign_all(app)
        db.session.remove()
    assert told(app, "backup", file, "--to", public)[0] == 0

    def begin(printed: Path) -> Program:
        words = ["restore", str(file), "--identity", str(private)]
        return Program(COMMAND.format(words=words), environ_of(target), printed)

    with empty_database(database_url, tmp_path) as first, empty_database(database_url, tmp_path) as url:
        target = make_app(database_url=first)
        begun = time.monotonic()
        assert begin(tmp_path / "printed").wait(PATIENCE) == 0
        longest, target = time.monotonic() - begun, make_app(database_url=url)
        for _ in range(TIMES):
            process = begin(tmp_path / "printed")
            time.sleep(random.uniform(0.1, 0.9) * longest)
            process.kill()
            if process.wait(PATIENCE) == 0:
                break
            # Nothing starts on what is half there.
            assert target.test_cli_runner().invoke(args=["audit", "verify"]).exit_code != 0
        else:
            code, _, error = told(target, "restore", file, "--identity", private)
            assert (code, error) == (0, ""), error
        with target.app_context():
            assert db.session.scalar(select(func.count()).where(Endorsement.kind == "individual")) == MANY
            assert recount.count_differences() == [] and audit.verify_chain().is_intact
            db.session.remove()
        assert list(tmp_path.glob(".backup-*")) == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_it_leaves_the_table_whole_where_it_is_put_into_parts(app: Flask, tmp_path: Path) -> None:
    sign_all(app)
    turns: Iterator[list[str]] = (["partitions", word] for word in cycle(("create", "remove")))

    def begin(printed: Path) -> Program:
        db.session.remove()
        return Program(COMMAND.format(words=next(turns)), environ_of(app), printed)

    def is_free() -> bool:
        # What it had begun is taken back once the server has noticed that nobody is there any more.
        others = (
            "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation = 'endorsement'::regclass"
        )
        with db.engine.connect() as connection:
            return connection.exec_driver_sql(others).scalar_one() == 0

    kill_repeatedly(begin, tmp_path)
    wait_for(is_free)
    for word in ("create", "remove"):
        assert app.test_cli_runner().invoke(args=["partitions", word]).exit_code == 0
        assert db.session.scalar(select(func.count()).where(Endorsement.kind == "individual")) == MANY
        assert recount.count_differences() == []
        db.session.remove()
    with db.engine.connect() as connection:
        assert not partitions.is_split(connection)
