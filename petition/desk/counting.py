"""Numbers of what waits at the desk: counted up to 1,000, and one more for all beyond."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select

from petition.core.db import db

COUNTED_AT_MOST = 1000


def count_rows(query: Select[Any]) -> int:
    """How many rows a query finds, counted by the database and no further than one beyond ``COUNTED_AT_MOST``."""
    return db.session.scalar(select(func.count()).select_from(query.limit(COUNTED_AT_MOST + 1).subquery())) or 0
