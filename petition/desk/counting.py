"""Numbers of what waits at the desk: counted up to 1,000, and one more for all beyond."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select

from petition.core.db import db

COUNTED_AT_MOST = 1000


def count_rows(query: Select[Any]) -> int:
    """How many rows a query finds, counted by the database and no further than one beyond ``COUNTED_AT_MOST``."""
    return count_each([query])[0]


def count_each(queries: Sequence[Select[Any]]) -> list[int]:
    """How many rows each query finds, as ``count_rows`` counts them, in one question to the database."""
    if not queries:
        return []
    numbers = (select(func.count()).select_from(one.limit(COUNTED_AT_MOST + 1).subquery()) for one in queries)
    return list(db.session.execute(select(*(one.scalar_subquery() for one in numbers))).one())
