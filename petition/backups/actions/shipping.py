"""Bringing the log of erasures out of the database, into a file that outlives it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import delete, func, select, update

from petition.backups import log_lines
from petition.backups.models import ErasureEntry
from petition.config.backup_values import BackupSettings
from petition.core.db import db, now

BATCH = 500
# Seconds after which a process looks whether its file has what others have shipped into files of theirs.
COMPARED_EVERY = 600.0
_compared: dict[Path, float] = {}


def backup_settings() -> BackupSettings:
    """The settings of backups of the current application."""
    found: BackupSettings = current_app.config["SETTINGS"].backups
    return found


def is_shipping_needed() -> bool:
    """Whether the file is missing, or lacks something, or may lack what is in another one."""
    path = backup_settings().erasure_log
    unshipped = select(ErasureEntry.id).where(ErasureEntry.shipped_at.is_(None)).limit(1)
    return not path.exists() or _is_comparison_due(path) or db.session.scalar(unshipped) is not None


def ship_entries(most: int = BATCH) -> int:
    """Appends the next entries to the file, and notes that they are there once the disk has them; gives their number.

    Who is killed in between ships them once more, which changes nothing. A file that is missing is made anew with all
    that is kept in the database: first, in a transaction of its own, nothing counts as shipped, and only the next call
    makes the file, which says that it is complete. It stays so where several are written: now and then it is given what
    was shipped into another one.
    """
    path = backup_settings().erasure_log
    with log_lines.hold_log(path):
        if not path.exists():
            if count := _forget_shipping():
                return count
            log_lines.begin_log(path, _retention_start())
        query = select(ErasureEntry).where(ErasureEntry.shipped_at.is_(None)).order_by(ErasureEntry.id).limit(most)
        # By itself a transaction that numbered an entry earlier may end later: what is not shipped yet is looked for.
        entries: Sequence[ErasureEntry] = db.session.scalars(query.with_for_update(skip_locked=True)).all()
        if not entries and _is_comparison_due(path):
            entries = _find_missing(path, most)
        if entries:
            log_lines.append_lines(
                path,
                [log_lines.format_line(one.at, one.id, one.kind, one.subject, one.subject_id) for one in entries],
            )
    for entry in entries:
        entry.shipped_at = entry.shipped_at or now()
    return len(entries)


def _is_comparison_due(path: Path) -> bool:
    compared = _compared.get(path)
    return compared is None or compared + COMPARED_EVERY <= time.monotonic()


def _find_missing(path: Path, most: int) -> Sequence[ErasureEntry]:
    """What was shipped, and not into this file."""
    there = {(act.number, act.at) for act in log_lines.read_log(path).acts}
    shipped = select(ErasureEntry.id, ErasureEntry.at).where(ErasureEntry.shipped_at.is_not(None))
    missing = sorted(row.id for row in db.session.execute(shipped) if (row.id, row.at) not in there)
    if len(missing) <= most:
        _compared[path] = time.monotonic()
    query = select(ErasureEntry).where(ErasureEntry.id.in_(missing[:most])).order_by(ErasureEntry.id)
    return db.session.scalars(query).all()


def _forget_shipping() -> int:
    shipped = update(ErasureEntry).where(ErasureEntry.shipped_at.is_not(None)).values(shipped_at=None)
    return len(db.session.scalars(shipped.returning(ErasureEntry.id)).all())


def prune_entries(*, dry_run: bool = False) -> int:
    """Forgets what no backup is old enough for, in the database and in the file; gives the number of entries."""
    before = _retention_start()
    old = (ErasureEntry.at < before, ErasureEntry.shipped_at.is_not(None))
    number = db.session.scalar(select(func.count()).select_from(ErasureEntry).where(*old)) or 0
    if not dry_run:
        db.session.execute(delete(ErasureEntry).where(*old).execution_options(synchronize_session=False))
        path = backup_settings().erasure_log
        if path.exists():
            log_lines.prune_log(path, before)
    return number


def _retention_start() -> datetime:
    # A day longer than backups are kept: the oldest goes only when a newer one is there.
    return now() - timedelta(days=backup_settings().keep_days + 1)
