"""Backups that are made by themselves, and how long they are kept."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from petition.backups.actions.making import BackupBusy, has_leftovers, make_backup, remove_leftovers
from petition.backups.actions.shipping import backup_settings
from petition.backups.faults import BackupFault
from petition.backups.models import Backup
from petition.backups.queries import last_scheduled_at
from petition.backups.whole_files import PARTIAL
from petition.config import ROOT
from petition.core.db import now

NAME = re.compile(r"undersigned-(\d{8}T\d{6}Z)\.backup")
STAMP = "%Y%m%dT%H%M%SZ"
_children: dict[str, subprocess.Popen[bytes]] = {}


class BackupFailed(Exception):
    """A backup that was begun by itself did not come to its end; what it said is in the log of the worker."""


def is_backup_due() -> bool:
    """Whether it is time for the next one, or the last that was begun has ended badly."""
    every = backup_settings().every
    if every is None or _is_running():
        return False
    last = last_scheduled_at()
    # Also where the clock was set back.
    return last is None or last > now() or last + every <= now()


def is_work_due() -> bool:
    """Whether it is time for a backup, or one that was killed has left something."""
    return has_leftovers() or is_backup_due()


def begin_backup() -> Iterator[int]:
    """Starts a process that makes the backup that is due; mails and other jobs go on meanwhile."""
    if has_leftovers():
        remove_leftovers()
    if not is_backup_due():
        return
    child = _children.pop("backup", None)
    if child is not None and child.returncode != 0:
        raise BackupFailed
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "backup", "scheduled"]
    _children["backup"] = subprocess.Popen(command, cwd=ROOT)  # noqa: S603
    yield 1


def make_scheduled_backup() -> Backup | None:
    """Makes the backup of this moment, and afterwards deletes those that are too old; None where one is being made."""
    settings = backup_settings()
    if settings.folder is None or not settings.recipients:
        raise BackupFault("BACKUP_DIR and BACKUP_TO: must be set for backups that are made by themselves")
    if not settings.folder.is_dir():
        raise BackupFault(f"BACKUP_DIR: {settings.folder} is no folder; is its disk there?")
    path = settings.folder / f"undersigned-{now().strftime(STAMP)}.backup"
    try:
        made = make_backup(path, settings.recipients, scheduled=True)
    except BackupBusy:
        return None
    delete_old_backups(settings.folder, path, settings.keep_days)
    return made


def delete_old_backups(folder: Path, newest: Path, keep_days: int) -> list[Path]:
    """Deletes backups of this program that are older than may be, never the newest; gives what was deleted."""
    horizon = now() - timedelta(days=keep_days)
    gone = []
    for path in sorted(folder.iterdir()):
        found = NAME.fullmatch(path.name)
        if found and path != newest and _moment(found[1]) < horizon:
            path.unlink(missing_ok=True)
            gone.append(path)
        # What a killed run left: one at a time writes here.
        if re.fullmatch(rf"\.{NAME.pattern}\.[0-9a-f]+{re.escape(PARTIAL)}", path.name):
            path.unlink(missing_ok=True)
    return gone


def _moment(stamp: str) -> datetime:
    return datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)


def _is_running() -> bool:
    child = _children.get("backup")
    return child is not None and child.poll() is None
