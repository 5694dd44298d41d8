"""Files that are there whole or not at all, and are their owner's alone."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from petition.backups.faults import BackupFault, DamagedBackup, explain_file_errors

FILE, CHUNK = 0o600, 1024 * 1024
PARTIAL = ".partial"


class HashingWriter:
    """Writes into a file, and knows the digest of what it has written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._digest = file, hashlib.sha256()

    def write(self, content: bytes) -> int:
        """Writes all of it."""
        self._digest.update(content)
        return self._file.write(content)

    def flush(self) -> None:
        """Nothing is held back here."""
        self._file.flush()

    def hexdigest(self) -> str:
        """SHA-256 of everything so far."""
        return self._digest.hexdigest()


@contextmanager
def write_whole_file(path: Path) -> Iterator[HashingWriter]:
    """A file that takes its name only when it is on the disk, and reads back as it was written.

    One that is there is never overwritten. Raises BackupFault.
    """
    with explain_file_errors(path):
        refuse_existing(path)
        beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}{PARTIAL}")
        try:
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE), "wb") as file:
                writer = HashingWriter(file)
                yield writer
                file.flush()
                os.fsync(file.fileno())
            if digest_of(beside) != writer.hexdigest():
                raise DamagedBackup(f"{path}: the disk gives back something else than was written")
            try:
                os.link(beside, path)
            except FileExistsError:
                refuse_existing(path)
        finally:
            beside.unlink(missing_ok=True)
        sync_folder(path.parent)


def refuse_existing(path: Path) -> None:
    """Raises BackupFault where there is such a file already."""
    if os.path.lexists(path):
        raise BackupFault(f"{path}: exists already; a backup overwrites nothing. Choose another name")


def sync_folder(folder: Path) -> None:
    """Brings a new name onto the disk, too."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
