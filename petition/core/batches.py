"""Work over many rows, a batch a transaction, so that nobody who signs meanwhile waits for long."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, CursorResult, delete, inspect, select

from petition.core.db import Base, db

# Others wait for one transaction at most; rows of a batch, at first and at most.
STEP_SECONDS = 0.2
FIRST, MOST = 100, 5000
Row = TypeVar("Row", bound=Base)


def run_in_batches(step: Callable[[int], int], *, first: int = FIRST, most: int = MOST) -> Iterator[int]:
    """Repeats a step until it does nothing, and gives what each one did, the last 0 too; the caller commits after each.

    A step takes the number of rows that it may do, and gives how many it did. That number follows the time which the
    one before took. Whoever stops in between loses nothing: what is left is found by the next step, whenever it comes.
    """
    size = first
    while True:
        begun = time.perf_counter()
        done = step(size)
        took = max(time.perf_counter() - begun, 0.001)
        yield done
        if not done:
            return
        size = max(1, min(most, size * 2, int(size * STEP_SECONDS / took)))


def rows_in_batches(table: type[Row], *which: ColumnElement[bool], act: Callable[[list[Row]], object]) -> Iterator[int]:
    """Hands every row that is meant to ``act``, in the order of ids, a batch at a time, held until the commit."""
    (key,) = inspect(table).primary_key
    last = 0

    def step(most: int) -> int:
        nonlocal last
        query = select(table).where(*which, key > last).order_by(key).limit(most)
        held = query.with_for_update(of=table).execution_options(populate_existing=True)
        found = list(db.session.scalars(held))
        act(found)
        db.session.flush()
        last = getattr(found[-1], key.name) if found else last
        return len(found)

    return run_in_batches(step)


def delete_batch(table: type[Base], *which: ColumnElement[bool], most: int) -> int:
    """Deletes the next rows of those that are meant; gives their number."""
    (key,) = inspect(table).primary_key
    some = select(key).where(*which).limit(most)
    deleted = db.session.execute(delete(table).where(key.in_(some)).execution_options(synchronize_session=False))
    return cast(CursorResult[Any], deleted).rowcount


def insert_many(table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts rows of the same columns, as many in one statement as the database takes."""
    if rows:
        found = table.metadata.tables[table.__tablename__]
        db.session.execute(found.insert(), [dict(row) for row in rows])
