"""What the database does for a page, counted: rows on PostgreSQL, instructions of its virtual machine on SQLite."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from petition.core.db import db
from petition.list.queries.counts import forget_counts

STEPS = 10


@contextmanager
def counted() -> Iterator[list[int]]:
    """What is done meanwhile, in parts to be summed; what the process still keeps of the counts is forgotten."""
    forget_counts()
    done: list[int] = []
    # The handler stays with a connection that goes back to the pool.
    db.session.rollback()
    db.engine.dispose()
    watch, happens = (_steps, "connect") if db.engine.dialect.name == "sqlite" else (_rows, "before_cursor_execute")
    listener = watch(done)
    event.listen(db.engine, happens, listener)
    try:
        yield done
    finally:
        event.remove(db.engine, happens, listener)
        db.session.rollback()
        db.engine.dispose()


def _steps(done: list[int]) -> Any:
    def step() -> int:
        done.append(STEPS)
        return 0

    def listen(connection: Any, _record: Any) -> None:
        connection.set_progress_handler(step, STEPS)

    return listen


def _rows(done: list[int]) -> Any:
    def listen(connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if not statement.startswith("SELECT"):
            return
        with connection.connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters)
            told = cursor.fetchone()[0]
        plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
        done.append(round(_visited(plan)))

    return listen


def _visited(node: dict[str, Any]) -> float:
    """The rows that a plan and its parts looked at."""
    own = node["Actual Rows"] + node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    if node["Node Type"] == "Bitmap Index Scan":
        # It counts rows that are deleted and not vacuumed yet; its heap scan counts those that are there.
        own = 0
    return own * node["Actual Loops"] + sum(_visited(part) for part in node.get("Plans", ()))
