"""Work over many rows, a batch a transaction, so that nobody who signs meanwhile waits for long."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, delete, inspect, select

from petition.core.db import Base, db

# Others wait for one transaction at most; rows of a batch, at first and at most.
STEP_SECONDS = 0.2
FIRST, MOST = 100, 5000


def in_batches(step: Callable[[int], int], *, first: int = FIRST, most: int = MOST) -> Iterator[int]:
    """Repeats a step until it finds nothing, and gives what each one did; the caller commits after each.

    A step takes the number of rows that it may do, and gives how many it did. That number follows the time which the
    one before took. Whoever stops in between loses nothing: what is left is found by the next step, whenever it comes.
    """
    size = first
    while True:
        begun = time.perf_counter()
        done = step(size)
        if not done:
            return
        took = max(time.perf_counter() - begun, 0.001)
        yield done
        size = max(1, min(most, size * 2, int(size * STEP_SECONDS / took)))


def delete_batch(table: type[Base], *which: ColumnElement[bool], most: int) -> int:
    """Deletes the next rows of those that are meant; gives their number."""
    (key,) = inspect(table).primary_key
    some = select(key).where(*which).limit(most)
    deleted = db.session.execute(delete(table).where(key.in_(some)).execution_options(synchronize_session=False))
    return cast(CursorResult[Any], deleted).rowcount
