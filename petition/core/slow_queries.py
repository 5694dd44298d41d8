"""Statements that took long, in the log: their words, never their values."""

from __future__ import annotations

import logging
import re
from time import perf_counter
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import event
from sqlalchemy.engine import Engine

log = logging.getLogger(__name__)
LONGEST = 2000
# Written into a statement instead of being handed over beside it: texts, and numbers that could be somebody's id.
VALUES = re.compile(r"'[^']*'|(?<!\w)\d+")
# From how many milliseconds on, of each engine that says so.
_slow_from = WeakKeyDictionary[Engine, int]()


def log_slow_queries(engine: Engine, milliseconds: int) -> None:
    """Warns of each statement that the database took longer than so many milliseconds for; 0 for none.

    What is counted is the time until the database answers, not the reading of the rows.
    """
    if not milliseconds:
        return
    _slow_from[engine] = milliseconds

    def begin(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, is_many: bool) -> None:
        connection.info["statement_begun"] = perf_counter()

    def end(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, is_many: bool) -> None:
        warn_if_slow(engine, connection.info.pop("statement_begun"), statement)

    event.listen(engine, "before_cursor_execute", begin)
    event.listen(engine, "after_cursor_execute", end)


def warn_if_slow(engine: Engine, begun: float, statement: str) -> None:
    """Warns of a statement that began at ``begun`` (``perf_counter``) where it took long for this engine."""
    took, slow_from = (perf_counter() - begun) * 1000, _slow_from.get(engine)
    if slow_from is not None and took >= slow_from:
        log.warning("slow statement, %d ms: %s", took, describe_statement(statement))


def describe_statement(statement: str) -> str:
    """A statement in one line, without values; what is longer than 2,000 letters is cut."""
    return VALUES.sub("?", " ".join(statement.split()))[:LONGEST]
