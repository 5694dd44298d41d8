"""The files beside the program, its owner's alone whatever the umask: folder, keys, database, ``.env``."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from dotenv import dotenv_values
from dotenv.parser import parse_stream

FOLDER, FILE = 0o700, 0o600
SQLITE_MAGIC = b"SQLite format 3\0"
# The database, the limits beside it, and what SQLite puts beside each, with the mode that it has when that is done.
TOGETHER = tuple(f"{of}{log}" for of in ("", ".limits") for log in ("", "-wal", "-shm", "-journal"))
T = TypeVar("T")


def make_folder(path: Path) -> Path:
    """Makes a folder, and those above it that are missing; raises ValueError."""
    path = Path(os.path.abspath(path))
    missing = [one for one in (path, *path.parents) if not os.path.lexists(one)]
    for one in reversed(missing):
        with suppress(FileExistsError):
            _explain_failure(one, partial(one.mkdir, mode=FOLDER))
            _explain_failure(one, partial(one.chmod, FOLDER))
    if not path.is_dir():
        raise ValueError(f"{path} is no folder")
    return path.resolve()


def make_file(path: Path) -> None:
    """Makes an empty file where there is none; one that is there is narrowed, where it is ours. Raises ValueError."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with suppress(FileExistsError):
        os.close(_explain_failure(path, lambda: os.open(path, flags, FILE)))
    restrict_permissions(path)


def restrict_permissions(path: Path) -> None:
    """Takes from everybody else what an earlier start, or somebody by hand, left open."""
    with suppress(FileNotFoundError, PermissionError):
        if path.is_file() and path.stat().st_mode & 0o777 & ~FILE:
            path.chmod(FILE)


def keep_secret(path: Path) -> str:
    """The text of a key file, which is made where there is none; raises ValueError."""
    if not os.path.lexists(path):
        _write_new(path, secrets.token_urlsafe(48))
    if not path.is_file():
        raise ValueError(f"{path} is no file")
    restrict_permissions(path)
    try:
        text = _explain_failure(path, path.read_text, "read").strip()
    except UnicodeDecodeError:
        text = ""
    if not text or not text.isprintable():
        raise ValueError(f"{path} holds no key, but something else")
    return text


def make_sqlite(path: Path) -> None:
    """Makes the file of a database where there is none; raises ValueError where it cannot be one of SQLite's."""
    if os.path.lexists(path) and (not path.is_file() or _first_bytes(path) not in (b"", SQLITE_MAGIC)):
        raise ValueError(f"{path} is no SQLite database")
    for suffix in TOGETHER:
        restrict_permissions(Path(f"{path}{suffix}"))
    make_file(path)
    os.close(_explain_failure(path, lambda: os.open(path, os.O_RDWR), "written"))
    # Its log is put beside it.
    if not os.access(path.parent, os.W_OK):
        raise ValueError(f"{path} cannot be written: nothing can be put into its folder")


def read_environment(path: Path) -> dict[str, str]:
    """The settings in an environment file, none where there is no such file; raises ValueError."""
    if not os.path.lexists(path):
        return {}
    if not path.is_file():
        raise ValueError(f"{path} is no file")
    try:
        with _explain_failure(path, lambda: path.open(encoding="utf-8"), "read") as file:
            found = list(parse_stream(file))
    except UnicodeDecodeError:
        raise ValueError(f"{path} is no text in UTF-8") from None
    for one in found:
        if one.error or (one.key is not None and one.value is None):
            blank = len(one.original.string) - len(one.original.string.lstrip())
            line = one.original.line + one.original.string[:blank].count("\n")
            raise ValueError(f"{path}, line {line}: must be NAME=value")
    return {name: value or "" for name, value in dotenv_values(path).items()}


def _first_bytes(path: Path) -> bytes:
    with _explain_failure(path, lambda: path.open("rb"), "read") as file:
        return file.read(len(SQLITE_MAGIC))


def _write_new(path: Path, text: str) -> None:
    """Writes a file whole or not at all: two starts at once must end with one and the same key."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")

    def write() -> None:
        try:
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE), "w") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(beside, path)
        finally:
            beside.unlink(missing_ok=True)

    _explain_failure(path, write, "written")


def _explain_failure(path: Path, do: Callable[[], T], done: str = "made") -> T:
    """Does something with a file; raises ValueError with what cannot be done and why."""
    try:
        return do()
    except FileExistsError:
        raise
    except OSError as fault:
        raise ValueError(f"{path} cannot be {done}: {fault.strerror}") from None
