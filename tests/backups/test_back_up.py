"""Backups: encrypted, whole or not there at all, opened only by the key; made by themselves, and rotated."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

import cast
import make
from make_backups import Make, empty_database, key_pair, refused, told, with_backups
from make_starts import wait_for
from page import CheckedClient
from petition.backups import log_lines, postgresql_dumps, sqlite_snapshots
from petition.backups.actions import scheduling, shipping
from petition.backups.faults import BackupFault
from petition.backups.models import ErasureEntry
from petition.backups.queries import last_backup
from petition.core import crypto
from petition.core.db import db, now
from petition.jobs import find_job
from petition.worker import run_job
from processes import Program, environ_of

OTHER_KEY = "another-key-of-forty-characters-9876543210"


@pytest.fixture
def keys(tmp_path: Path) -> tuple[str, Path]:
    return key_pair(tmp_path)


def test_it_writes_no_names_in_clear_by_accident(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "backup"
    assert "--plain" in refused(app, "backup", file)
    assert "age-keygen" in refused(app, "backup", file, "--to", "age1nonsense")
    assert not file.exists()
    code, output, _ = told(app, "backup", file, "--plain")
    assert (code, "IN CLEAR TEXT" in output) == (0, True)
    assert told(app, "backup", "verify", file)[0] == 0
    assert "overwrites nothing" in refused(app, "backup", file, "--plain")
    with app.app_context():
        made = last_backup()
        assert made is not None
        assert (made.name, made.size, made.encrypted) == ("backup", file.stat().st_size, False)
        db.session.remove()


def test_it_opens_only_what_is_whole_and_only_by_its_key(app: Flask, keys: tuple[str, Path], tmp_path: Path) -> None:
    file, bad = tmp_path / "backup.age", tmp_path / "bad.age"
    assert told(app, "backup", file, "--to", keys[0])[0] == 0
    whole = file.read_bytes()
    assert "is whole: " in told(app, "backup", "verify", file, "--identity", keys[1])[1]
    assert "holds no key that opens" in refused(
        app, "backup", "verify", file, "--identity", key_pair(tmp_path, "other")[1]
    )
    assert "--identity" in refused(app, "backup", "verify", file)
    middle = len(whole) // 2
    changed = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    for content in (whole[:-1], whole[:middle], whole[:40], changed, whole + b"x", b""):
        bad.write_bytes(content)
        said = refused(app, "backup", "verify", bad, "--identity", keys[1])
        assert "damaged" in said or "is no backup" in said
    if (age := shutil.which("age")) is not None:
        opened = subprocess.run([age, "-d", "-i", keys[1], file], capture_output=True, check=True).stdout
        assert opened[:2] == b"\x1f\x8b"


def test_it_restores_only_under_the_keys_and_the_log_that_it_needs(
    make_app: Make, keys: tuple[str, Path], tmp_path: Path, database_url: str
) -> None:
    app = make_app()
    file, log = tmp_path / "backup.age", tmp_path / "instance" / "erasures.log"
    assert told(app, "backup", file, "--to", keys[0])[0] == 0
    with empty_database(database_url, tmp_path) as url:
        wrong, right = make_app(database_url=url, data_keys=(OTHER_KEY,)), make_app(database_url=url)
        needed = crypto.make_key_ring(app.config["DATA_KEYS"]).keys[0].id.hex()
        assert needed in refused(wrong, "restore", file, "--identity", keys[1])
        log.rename(tmp_path / "kept.log")
        assert "--erasures" in refused(right, "restore", file, "--identity", keys[1])
        late = tmp_path / "late.log"
        log_lines.begin_log(late, now())
        assert "later than the backup" in refused(right, "restore", file, "--identity", keys[1], "--erasures", late)
        assert "is no log" in refused(right, "restore", file, "--identity", keys[1], "--erasures", keys[1])
        # Nothing was put in by any of them.
        assert told(right, "restore", file, "--identity", keys[1], "--erasures", tmp_path / "kept.log")[0] == 0


@pytest.mark.both_databases
def test_it_leaves_nothing_where_the_disk_is_full(
    app: Flask, database_url: str, keys: tuple[str, Path], tmp_path: Path
) -> None:
    # Less than the copy of an SQLite database takes, or than what is written of one of PostgreSQL's.
    most = 300_000 if database_url.startswith("sqlite") else 8_000
    folder, printed = tmp_path / "backups", tmp_path / "printed"
    folder.mkdir()
    source = (
        f"import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}))\n"
        f"sys.argv = ['flask', '--app', 'wsgi', 'backup', '{folder}/backup.age', '--to', '{keys[0]}']\n"
        "from flask.cli import main; main()"
    )
    assert Program(source, environ_of(app), printed).wait(60) == 1
    assert printed.read_text().count("\n") == 1
    assert "the disk is full" in printed.read_text()
    assert list(folder.iterdir()) == []
    assert list(tmp_path.glob(".backup-*")) == []


def test_it_asks_for_the_programs_of_the_server_s_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(postgresql_dumps, "INSTALLED", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupFault, match=r"none on this machine.*postgresql-client-15"):
        postgresql_dumps.find_program("pg_dump", 15)
    program = tmp_path / "pg_dump"
    program.write_text(f"#!{sys.executable}\nprint('pg_dump (PostgreSQL) 14.2')\n")
    program.chmod(0o755)
    with pytest.raises(BackupFault, match=r"only an older one is here \(14\)"):
        postgresql_dumps.find_program("pg_dump", 15)
    assert postgresql_dumps.find_program("pg_dump", 14) == str(program)


def test_it_deletes_old_backups_only_once_there_is_a_newer_one(
    app: Flask, keys: tuple[str, Path], tmp_path: Path
) -> None:
    folder, begin = tmp_path / "backups", datetime(2026, 11, 1, 3, tzinfo=now().tzinfo)
    folder.mkdir()
    with_backups(app, recipients=(keys[0],), folder=folder, every=timedelta(hours=24), keep_days=2)
    (folder / "mine.txt").write_text("not ours")
    for day in range(4):
        with time_machine.travel(begin + timedelta(days=day), tick=False):
            assert scheduling.is_backup_due()
            assert told(app, "backup", "scheduled")[0] == 0
            assert not scheduling.is_backup_due()
    kept = sorted(path.name for path in folder.iterdir())
    stamps = [f"undersigned-202611{day:02}T030000Z.backup" for day in (2, 3, 4)]
    assert kept == ["mine.txt", *stamps]
    folder.rename(tmp_path / "away")
    with time_machine.travel(begin + timedelta(days=30), tick=False):
        assert "is its disk there?" in refused(app, "backup", "scheduled")
    assert len(list((tmp_path / "away").iterdir())) == 4


def kill_with_copy(app: Flask, key: str, folder: Path) -> Path:
    """Kills a backup while its copy of the database is there; gives where."""
    for number in range(50):
        words = ["flask", "--app", "wsgi", "backup", str(folder / f"{number}.age"), "--to", key]
        source = f"import sys; sys.argv = {words!r}; from flask.cli import main; main()"
        begun = Program(source, environ_of(app), folder / "printed")
        while not list(folder.glob(".backup-*")) and begun.poll() is None:
            time.sleep(0.001)
        begun.kill()
        begun.wait(60)
        if left := list(folder.glob(".backup-*")):
            return left[0]
    raise AssertionError("always too late")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_removes_the_copy_of_a_backup_that_was_killed(app: Flask, keys: tuple[str, Path], tmp_path: Path) -> None:
    make.statement()
    make.signed(app.test_client(), cast.ALENA)
    db.session.remove()
    left = kill_with_copy(app, keys[0], tmp_path)
    # A restore beside it may be writing such a copy at this moment.
    run_job(app, find_job("back-up"))
    assert left.exists()
    long_ago = time.time() - 2 * sqlite_snapshots.LEFT
    for one in (*left.iterdir(), left):
        os.utime(one, (long_ago, long_ago))
    assert scheduling.is_work_due()
    run_job(app, find_job("back-up"))
    assert not left.exists()
    assert not scheduling.is_work_due()


@pytest.mark.combination
def test_it_makes_them_by_itself_beside_the_worker(
    app: Flask, keys: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, begun = tmp_path / "backups", dict[str, str]()
    folder.mkdir()
    with_backups(app, recipients=(keys[0],), folder=folder, every=timedelta(hours=24))
    begun |= environ_of(app, BACKUP_TO=keys[0], BACKUP_DIR=str(folder), BACKUP_EVERY="24h")
    for name, value in begun.items():
        monkeypatch.setenv(name, value)
    run_job(app, find_job("back-up"))
    child = scheduling._children["backup"]
    assert not scheduling.is_backup_due()
    assert child.wait(120) == 0
    assert len(list(folder.iterdir())) == 1
    assert not scheduling.is_backup_due()


def withdraw(app: Flask, *, shipped: bool = True) -> None:
    client = app.test_client()
    assert isinstance(client, CheckedClient)
    make.signed(client, cast.ALENA)
    mine = make.link()
    assert client.get(mine).status_code == 200
    client.send(f"{mine}/withdrawal")
    if shipped:
        run_job(app, find_job("ship-erasures"))


def test_it_notes_each_act_once_outside_the_database(app: Flask, tmp_path: Path) -> None:
    log = tmp_path / "instance" / "erasures.log"
    make.statement()
    withdraw(app)
    acts = log_lines.read_log(log).acts
    assert [act.kind for act in acts] == ["withdrawn", "no-updates"][: len(acts)]
    signed = make.endorsement(cast.ALENA["name"])
    assert signed is not None
    key = crypto.current_key_ring().keys[0]
    assert acts[0].digest == log_lines.digest_subject(key, "endorsement", signed.id)
    # Who has no key cannot even say which of a few ids it is.
    other = crypto.make_key_ring((OTHER_KEY,)).keys[0]
    assert acts[0].digest not in {log_lines.digest_subject(other, "endorsement", one) for one in range(100)}
    # A line that was torn when the power went stands alone, and the file that is lost is made anew from the database.
    with log.open("a") as file:
        file.write("2026-11-01T00:00:00+00:00 7 withdr")
    db.session.query(ErasureEntry).update({ErasureEntry.shipped_at: None})
    db.session.commit()
    run_job(app, find_job("ship-erasures"))
    assert len(log_lines.read_log(log).acts) == 2 * len(acts)
    log.unlink()
    assert shipping.is_shipping_needed()
    run_job(app, find_job("ship-erasures"))
    assert log_lines.read_log(log).acts == acts


def test_it_makes_a_lost_log_anew_whenever_it_is_killed(app: Flask, tmp_path: Path) -> None:
    log = tmp_path / "instance" / "erasures.log"
    make.statement()
    withdraw(app)
    for kind in ("hidden", "shown", "hidden"):
        db.session.add(ErasureEntry(at=now(), kind=kind, subject="endorsement", subject_id=1))
    db.session.commit()
    run_job(app, find_job("ship-erasures"))
    before = log_lines.read_log(log).acts
    log.unlink()
    # Killed before the first commit of each step; what is at the disk by then stays.
    for _ in range(2):
        shipping.ship_entries(1)
        db.session.rollback()
        shipping.ship_entries(1)
        db.session.commit()
    run_job(app, find_job("ship-erasures"))
    assert {act.number for act in log_lines.read_log(log).acts} == {act.number for act in before}
    assert len(before) >= 4


@pytest.mark.both_databases
def test_it_gives_each_log_what_is_in_another(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers on several machines have one each, and so has a new version in a folder of its own."""
    monkeypatch.setattr(shipping, "COMPARED_EVERY", 0.0)
    monkeypatch.setattr(shipping, "BATCH", 2)
    here, there = tmp_path / "here.log", tmp_path / "there.log"

    def ship(log: Path, *kinds: str) -> list[str]:
        with_backups(app, erasure_log=log)
        for kind in kinds:
            db.session.add(ErasureEntry(at=now(), kind=kind, subject="endorsement", subject_id=1))
        db.session.commit()
        run_job(app, find_job("ship-erasures"))
        return [act.kind for act in log_lines.read_log(log).acts]

    assert ship(here, "hidden") == ["hidden"]
    assert ship(there) == ["hidden"]
    assert ship(here, "shown", "withheld", "full", "initials")[-1] == "initials"
    assert ship(there, "hidden") == ["hidden", "hidden", "shown", "withheld", "full", "initials"]
    assert ship(here) == ["hidden", "shown", "withheld", "full", "initials", "hidden"]
    db.session.remove()


def test_it_loses_no_line_to_who_prunes_meanwhile(app: Flask, tmp_path: Path) -> None:
    log, since, printed = tmp_path / "erasures.log", now() - timedelta(days=40), tmp_path / "printed"
    log_lines.begin_log(log, since)
    source = f"""
import datetime, pathlib
from petition.backups import log_lines
print("begun", flush=True)
log_lines.prune_log(pathlib.Path({str(log)!r}), datetime.datetime.fromisoformat({(since + timedelta(days=1)).isoformat()!r}))
print("done", flush=True)
"""
    with log_lines.hold_log(log):
        pruning = Program(source, environ_of(app), printed)
        wait_for(lambda: printed.exists() and "begun" in printed.read_text())
        time.sleep(0.5)
        log_lines.append_lines(log, [log_lines.format_line(now(), 1, "withdrawn", "endorsement", 1)])
        assert "done" not in printed.read_text()
    wait_for(lambda: "done" in printed.read_text())
    pruning.wait(60)
    found = log_lines.read_log(log)
    assert len(found.acts) == 1 and found.since == since + timedelta(days=1)


def test_it_forgets_notes_that_no_backup_is_old_enough_for(app: Flask, tmp_path: Path) -> None:
    log = tmp_path / "instance" / "erasures.log"
    make.statement()
    withdraw(app)
    with time_machine.travel(now() + timedelta(days=20)):
        run_job(app, find_job("forget-erasures"))
        assert log_lines.read_log(log).acts != []
    with time_machine.travel(now() + timedelta(days=32)):
        run_job(app, find_job("forget-erasures"))
    found = log_lines.read_log(log)
    assert found.acts == []
    assert found.since > now()
    assert db.session.scalar(select(func.count()).select_from(ErasureEntry)) == 0


@pytest.mark.combination
def test_it_holds_no_file_in_memory(tmp_path: Path) -> None:
    source = f"""
import os, resource
from pathlib import Path
import make_backups
from petition.backups import container
public, private = make_backups.key_pair(Path({str(tmp_path)!r}))
block = os.urandom(1 << 20)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with open({str(tmp_path / "large")!r}, "wb") as file:
    container.write_backup(file, {{}}, (block for _ in range(200)), (public,))
read = []
container.read_backup(Path({str(tmp_path / "large")!r}), private, lambda _: lambda piece: read.append(len(piece)))
assert sum(read) == 200 << 20
grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
assert grown < 32, grown
"""
    environ = {"PYTHONPATH": f"{Path(__file__).parents[2]}:{Path(__file__).parents[1]}", "PATH": "/usr/bin"}
    subprocess.run([sys.executable, "-c", source], check=True, env=environ)
