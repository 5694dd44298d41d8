"""What goes wrong with backups, each as one line that says what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class BackupFault(Exception):
    """Why a backup is not made, opened or put in; the text is one line."""


class WrongIdentity(BackupFault):
    """The backup is encrypted to another key."""


class DamagedBackup(BackupFault):
    """The file is cut, changed, or no backup at all."""


class DiskFull(BackupFault):
    """There is no room for the file."""


@contextmanager
def explain_file_errors(path: Path) -> Iterator[None]:
    """What the system refuses becomes one line about the file."""
    try:
        yield
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
            raise DiskFull(f"{path}: the disk is full; nothing was left there. Make room, then try again") from None
        raise BackupFault(f"{path}: {fault.strerror or fault}") from None
