"""The file that says what must not come back with a backup: a line an act, with a keyed hash for whom it is about.

Without a key of ``DATA_KEYS`` nobody can say which endorsement a line is about: ids are small numbers, and a plain hash
of one would be guessed at once.
"""

from __future__ import annotations

import fcntl
import hmac
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from petition.backups.faults import BackupFault, explain_file_errors
from petition.backups.whole_files import FILE, PARTIAL, sync_folder
from petition.core.crypto import DataKey, KeyRing, current_key_ring

PURPOSE = "erasure"
HEADER = "# undersigned erasures since "
LINE = re.compile(r"(\S+) ([0-9]+) ([a-z-]+) ([a-z_]+) ([0-9a-f]{8}) ([0-9a-f]{64})")


@dataclass(frozen=True)
class LoggedAct:
    """One line: when, its number in the database, what, to a row of which table, and that row under a key."""

    at: datetime
    number: int
    kind: str
    subject: str
    key_id: bytes
    digest: bytes


@dataclass(frozen=True)
class ErasureFile:
    """What a log says, and since when it is complete; lines that are torn are left out, for they come once more."""

    since: datetime
    acts: list[LoggedAct]


def digest_subject(key: DataKey, subject: str, subject_id: int) -> bytes:
    """The keyed hash that stands for a row."""
    return hmac.digest(key.lookup, f"{PURPOSE}\0{subject} {subject_id}".encode(), "sha256")


def format_line(at: datetime, number: int, kind: str, subject: str, subject_id: int) -> str:
    """The line for an act, under the newest key."""
    key = current_key_ring().keys[0]
    hashed = digest_subject(key, subject, subject_id).hex()
    return f"{at.astimezone(UTC).isoformat()} {number} {kind} {subject} {key.id.hex()} {hashed}\n"


@contextmanager
def hold_log(path: Path) -> Iterator[None]:
    """One process at a time changes a log, and others wait: what one appends another would replace.

    The lock of a process that is killed is free.
    """
    with explain_file_errors(path):
        opened = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT, FILE)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)


def append_lines(path: Path, lines: Iterable[str]) -> None:
    """Appends lines, and returns when they are on the disk."""
    with explain_file_errors(path), path.open("r+b") as file:
        # What was cut off when the disk was full, or the power went, must not run into the next line.
        if file.seek(0, os.SEEK_END) and file.seek(-1, os.SEEK_END) is not None and file.read(1) != b"\n":
            file.write(b"\n")
        file.write("".join(lines).encode())
        file.flush()
        os.fsync(file.fileno())


def begin_log(path: Path, since: datetime) -> None:
    """Makes a log that is complete from a moment on, in place of one that is there."""
    _replace(path, f"{HEADER}{since.astimezone(UTC).isoformat()}\n")


def prune_log(path: Path, before: datetime) -> None:
    """Leaves out the lines that no backup is old enough for."""
    with hold_log(path):
        found = read_log(path)
        if found.since >= before:
            return
        kept = [line for line in _lines(path) if (act := parse_line(line)) is not None and act.at >= before]
        _replace(path, "".join([f"{HEADER}{before.astimezone(UTC).isoformat()}\n", *(f"{line}\n" for line in kept)]))


def read_log(path: Path) -> ErasureFile:
    """Reads a log; raises BackupFault where it is none."""
    lines = _lines(path)
    try:
        since = datetime.fromisoformat(lines[0].removeprefix(HEADER)) if lines[0].startswith(HEADER) else None
    except (ValueError, IndexError):
        since = None
    if since is None or since.tzinfo is None:
        raise BackupFault(f"{path}: is no log of erasures")
    return ErasureFile(since, [act for line in lines[1:] if (act := parse_line(line)) is not None])


def parse_line(line: str) -> LoggedAct | None:
    """The act in a line; None where it is not whole."""
    found = LINE.fullmatch(line)
    if found is None:
        return None
    try:
        at = datetime.fromisoformat(found[1])
    except ValueError:
        return None
    if at.tzinfo is None:
        return None
    return LoggedAct(at, int(found[2]), found[3], found[4], bytes.fromhex(found[5]), bytes.fromhex(found[6]))


def missing_keys(acts: Iterable[LoggedAct], ring: KeyRing) -> set[bytes]:
    """Keys under which acts are written that are not here."""
    return {act.key_id for act in acts} - {key.id for key in ring.keys}


def find_subjects(
    acts: Iterable[LoggedAct], ring: KeyRing, ids_of: Callable[[str], Iterable[int]]
) -> dict[tuple[str, bytes, bytes], int]:
    """Which row each act is about: the table, key and hash, and its id; ``ids_of`` gives the ids of a table."""
    wanted = {(act.subject, act.key_id, act.digest) for act in acts}
    found = {}
    for subject in sorted({one[0] for one in wanted}):
        keys = [key for key in ring.keys if any(one[:2] == (subject, key.id) for one in wanted)]
        for subject_id in ids_of(subject):
            for key in keys:
                hashed = (subject, key.id, digest_subject(key, subject, subject_id))
                if hashed in wanted:
                    found[hashed] = subject_id
    return found


def _lines(path: Path) -> list[str]:
    with explain_file_errors(path):
        return path.read_text("utf-8", "replace").splitlines()


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}{PARTIAL}")
    with explain_file_errors(path):
        beside.unlink(missing_ok=True)
        try:
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE), "w") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, path)
        finally:
            beside.unlink(missing_ok=True)
        sync_folder(path.parent)
