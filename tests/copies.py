"""What most tests start from, made once by a process and then copied: to make it takes longer than to look at it.

Only for the application that is lent, onto a database of SQLite that nobody has written to, or only what was copied;
while the clock is the real one and the copy fresh, or at the very moment at which it was made. Otherwise, and at first,
the same actions make it as ever.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Hashable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar, cast

import time_machine
from flask import Flask, has_app_context

from petition.core import content_version
from petition.core.content_writes import Effect
from petition.core.db import db
from petition.list.queries.counts import forget_counts

FRESH_SECONDS = 240
# When each of these files was written last; whatever writes changes that.
UNTOUCHED = 1_000_000_000
_copies: dict[Hashable, tuple[float, dict[str, sqlite3.Connection], Any]] = {}
_contents: dict[Path, tuple[Hashable, ...]] = {}
Made = TypeVar("Made")


def note_new(path: Path) -> None:
    """Notes that a file is a copy of the migrated, empty database."""
    _contents.clear()
    _contents[path] = ()
    _note_untouched(path)


def make_or_copy(app: Flask, what: Hashable, make: Callable[[], Made]) -> Made:
    """Has the database hold what ``make`` writes and commits, by a copy where one can be had; gives what it gave."""
    with app.app_context():
        path = Path(db.engine.url.database or "")
    # What is begun, and not written yet, would be lost.
    is_begun = has_app_context() and db.session().in_transaction()
    if "lent" not in app.extensions or is_begun or path not in _contents or not _is_untouched(path):
        return make()
    after = (*_contents[path], what)
    config = app.config["SETTINGS"]
    moment = time.time() if time_machine.escape_hatch.is_travelling() else None
    key = after, moment, config.public_url, config.secret_key, config.data_keys
    made_at, copy, made = _copies.get(key, (0.0, None, None))
    if copy is not None and (moment or time.monotonic() - made_at < FRESH_SECONDS):
        _restore(copy, path)
    else:
        made = make()
        _copies[key] = time.monotonic(), _copy(path), made
    _contents[path] = after
    _note_untouched(path)
    return cast(Made, made)


def _copy(path: Path) -> dict[str, sqlite3.Connection]:
    """The database, and the file in which tries are counted where there is one; by the ends of their names."""
    copies = {}
    for end in ("", ".limits"):
        if Path(f"{path}{end}").exists():
            copies[end] = sqlite3.connect(":memory:", check_same_thread=False)
            with closing(sqlite3.connect(f"{path}{end}")) as source:
                source.backup(copies[end])
    return copies


def _restore(copies: dict[str, sqlite3.Connection], path: Path) -> None:
    if has_app_context():
        db.session.rollback()
        db.session.expire_all()
    for end, copy in copies.items():
        with closing(sqlite3.connect(f"{path}{end}")) as target:
            copy.backup(target)
    content_version.commits.add(Effect.AT_ONCE)
    forget_counts()


def _files(path: Path) -> list[Path]:
    log = path.with_name(f"{path.name}-wal")
    return [path, log] if log.exists() and log.stat().st_size else [path]


def _note_untouched(path: Path) -> None:
    for file in _files(path):
        os.utime(file, (UNTOUCHED, UNTOUCHED))


def _is_untouched(path: Path) -> bool:
    return all(file.stat().st_mtime == UNTOUCHED for file in _files(path))
