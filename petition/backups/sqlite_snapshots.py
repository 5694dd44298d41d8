"""A snapshot of an SQLite database while others write, and putting one in."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine

from petition.backups.faults import BackupFault, DamagedBackup, explain_file_errors
from petition.backups.manifest import describe_database
from petition.core.db import BUSY_SECONDS

PREFIX, CHUNK = ".backup-", 1024 * 1024
LEFT = 3600  # seconds
FULL = ("SQLITE_FULL", "SQLITE_IOERR_WRITE")


@contextmanager
def snapshot(database: Path) -> Iterator[Path]:
    """A copy beside the database, of one moment; gone at the end, as is what a killed run left.

    The copy is made in one step: in several, SQLite begins anew whenever somebody has written in between. Writers go on
    meanwhile, into the write-ahead log. Nothing of the file of limits is copied.
    """
    remove_leftovers(database)
    with explain_file_errors(database), tempfile.TemporaryDirectory(prefix=PREFIX, dir=database.parent) as folder:
        copy = Path(folder) / "copy.sqlite"
        try:
            with closing(sqlite3.connect(copy)) as target, closing(_open(database)) as source:
                source.backup(target, pages=-1)
                # By itself the copy needs no log beside it.
                target.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.Error as fault:
            raise _explain(database, fault) from None
        check_integrity(copy)
        yield copy


def remove_leftovers(database: Path) -> None:
    """Removes copies of runs that were killed; each run works under its own lock (``actions/making.py``)."""
    for folder in database.parent.glob(f"{PREFIX}*"):
        shutil.rmtree(folder, ignore_errors=True)


def has_old_leftovers(database: Path) -> bool:
    """Whether there is a copy that nobody has written into for an hour: in clear text, and erased names are in it."""
    before = time.time() - LEFT
    written = (
        one.stat().st_mtime for folder in database.parent.glob(f"{PREFIX}*") for one in (folder, *folder.iterdir())
    )
    return max(written, default=before) < before


def check_integrity(copy: Path) -> None:
    """Raises DamagedBackup where SQLite finds a fault in a file, or a row that refers to none."""
    try:
        with closing(sqlite3.connect(copy)) as connection:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()
            orphan = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as fault:
        raise DamagedBackup(f"the database in it is damaged: {fault}") from None
    if found != ("ok",) or orphan is not None:
        raise DamagedBackup("the database is damaged: PRAGMA integrity_check says where")


def describe_copy(copy: Path) -> dict[str, Any]:
    """What the manifest says of a copy."""
    engine = create_engine(f"sqlite:///{copy}")
    try:
        with engine.connect() as connection:
            return {"engine": "sqlite", **describe_database(connection)}
    finally:
        engine.dispose()


def read_copy(copy: Path) -> Iterator[bytes]:
    """The bytes of a copy."""
    with copy.open("rb") as file:
        while piece := file.read(CHUNK):
            yield piece


def place_copy(copy: Path, database: Path) -> None:
    """Puts a copy where the database is to be, over the empty file there; the copy is on the same disk."""
    with copy.open("rb") as file:
        os.fsync(file.fileno())
    clear_database(database)
    os.replace(copy, database)


def clear_database(database: Path) -> None:
    """Takes away a database that holds nothing, and its log."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)


def _open(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(database.resolve().as_uri() + "?mode=rw", uri=True, timeout=BUSY_SECONDS)


def _explain(database: Path, fault: sqlite3.Error) -> BackupFault:
    if getattr(fault, "sqlite_errorname", "") in FULL:
        return BackupFault(f"{database.parent}: the disk is full; a copy of the database has to fit there for a while")
    return BackupFault(f"{database}: cannot be copied: {fault}")
