"""Making a backup, and opening one to see that it holds what it says."""

from __future__ import annotations

import fcntl
import os
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app

from petition.backups import container, postgresql_dumps, sqlite_snapshots
from petition.backups.faults import BackupFault, DamagedBackup, explain_file_errors
from petition.backups.manifest import FORMAT, find_differences
from petition.backups.models import Backup
from petition.backups.whole_files import refuse_existing, write_whole_file
from petition.config import ROOT
from petition.core.db import db, now


class BackupBusy(BackupFault):
    """Another process makes a backup at this moment."""


@dataclass(frozen=True)
class Snapshot:
    """What is written into a backup: what it says of itself, and its bytes."""

    manifest: dict[str, Any]
    content: Iterator[bytes]


def make_backup(path: Path, recipients: tuple[str, ...], *, scheduled: bool = False) -> Backup:
    """Writes a backup of this moment and gives its record, which the caller commits; raises BackupFault.

    Before it is written the copy is checked, and afterwards the file is read back. It is not opened: the private key is
    not here.
    """
    refuse_existing(path)
    # Nobody shall wait for this transaction, which may have begun for another reason.
    db.session.rollback()
    at = now()
    instance = current_app.config["SETTINGS"].instance
    with hold_lock(instance), take_snapshot(at) as snapshot, write_whole_file(path) as sink:
        container.write_backup(sink, snapshot.manifest, snapshot.content, recipients)
    made = Backup(
        made_at=at,
        ended_at=now(),
        name=path.name[:200],
        size=path.stat().st_size,
        sha256=sink.hexdigest(),
        encrypted=bool(recipients),
        scheduled=scheduled,
    )
    db.session.add(made)
    return made


def verify_backup(path: Path, identities: Path | None) -> dict[str, Any]:
    """Opens a backup to its last byte and checks the database in it, without a database of one's own.

    Gives what it says of itself; raises BackupFault.
    """
    with tempfile.TemporaryDirectory(prefix="undersigned-verify-") as folder:
        return _verify(path, identities, Path(folder) / "copy.sqlite")


def _verify(path: Path, identities: Path | None, copy: Path) -> dict[str, Any]:
    readers: list[postgresql_dumps.Program] = []

    def take(manifest: dict[str, Any]) -> container.Take:
        check_format(path, manifest)
        if manifest["engine"] == "sqlite":
            return file.write
        version = int(manifest["engine"].split()[1])
        reader = postgresql_dumps.start_reader(version)
        readers.append(reader)
        return lambda piece: postgresql_dumps.feed(reader, piece)

    try:
        with explain_file_errors(copy), copy.open("wb") as file:
            manifest = container.read_backup(path, identities, take)
        if not readers:
            compare_copy(copy, manifest)
        for reader in readers:
            reader.finish()
    finally:
        for reader in readers:
            reader.stop()
    return manifest


def compare_copy(copy: Path, manifest: dict[str, Any]) -> None:
    """Checks the file of an SQLite database that came out of a backup; raises DamagedBackup."""
    sqlite_snapshots.check_integrity(copy)
    refuse_differences(manifest, sqlite_snapshots.describe_copy(copy))


def refuse_differences(stated: dict[str, Any], found: dict[str, Any]) -> None:
    """Raises DamagedBackup where a database is not what its backup says."""
    if different := find_differences(stated, found):
        raise DamagedBackup(f"the database in it is not what the backup says: {', '.join(different)}")


def check_format(path: Path, manifest: dict[str, Any]) -> None:
    """Raises BackupFault where a newer program wrote it, or another one."""
    if manifest.get("format") != FORMAT:
        raise BackupFault(f"{path}: was written by another version of this program, {manifest.get('program')}")


def has_leftovers() -> bool:
    """Whether a run that was killed has left a copy of the database, long ago."""
    path = db.engine.url.database
    return db.engine.dialect.name == "sqlite" and sqlite_snapshots.has_old_leftovers(Path(path or ""))


def remove_leftovers() -> None:
    """Removes such copies, unless a backup is being made, which does it itself."""
    try:
        with hold_lock(current_app.config["SETTINGS"].instance):
            sqlite_snapshots.remove_leftovers(Path(db.engine.url.database or ""))
    except BackupBusy:
        return


@contextmanager
def take_snapshot(at: datetime) -> Iterator[Snapshot]:
    """What the database holds at one moment, while others write."""
    known = {"format": FORMAT, "program": program_version(), "made_at": at.isoformat()}
    if db.engine.dialect.name == "sqlite":
        with sqlite_snapshots.snapshot(Path(db.engine.url.database or "")) as copy:
            stated = sqlite_snapshots.describe_copy(copy)
            yield Snapshot({**known, **stated}, sqlite_snapshots.read_copy(copy))
        return
    with postgresql_dumps.dump(db.engine) as (stated, content):
        yield Snapshot({**known, **stated}, content)


def program_version() -> str:
    """This program's version."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])


@contextmanager
def hold_lock(instance: Path) -> Iterator[None]:
    """One backup at a time on this machine; raises BackupBusy. The lock of a process that is killed is free."""
    opened = os.open(instance / "backup.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupBusy("Another backup is being made at this moment; try again when it has ended") from None
        yield
    finally:
        os.close(opened)
