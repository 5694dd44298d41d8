"""How many confirm in each hour: counted by the worker, so that no page reads many rows to draw a few bars."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from petition.core.db import db, now
from petition.signing.models import KINDS, Endorsement, HourCount
from petition.statements.models import Statement

HOUR = timedelta(hours=1)
# How far back hours are counted of a statement that has none counted yet.
AT_FIRST = timedelta(days=30)


def count_hours() -> int:
    """Counts the hours since the last one that was counted anew, that one too; gives their number."""
    return sum(count_hours_in_steps())


def count_hours_in_steps() -> Iterator[int]:
    """The same, one statement and kind at a time; the caller may commit after each.

    Whoever was entered with the text confirmed nothing. Counting again changes nothing but what has changed, so any
    number of workers may do it at once.
    """
    at = now()
    for statement_id in list(db.session.scalars(select(Statement.id).order_by(Statement.id))):
        for kind in sorted(KINDS):
            yield _keep(_rows(statement_id, kind, at))


def _keep(rows: list[dict[str, object]]) -> int:
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    for row in rows:
        written = dialect.insert(HourCount).values(row)
        anew = written.on_conflict_do_update(
            index_elements=["statement_id", "kind", "hour"], set_={"confirmed": row["confirmed"]}
        )
        db.session.execute(anew)
    return len(rows)


def _rows(statement_id: int, kind: str, at: datetime) -> list[dict[str, object]]:
    which = HourCount.statement_id == statement_id, HourCount.kind == kind
    last = db.session.scalar(select(func.max(HourCount.hour)).where(*which))
    # Who confirmed in the last moment of an hour may have been committed in the next one.
    since = start_of_hour(at - AT_FIRST) if last is None else last - HOUR
    counted = dict.fromkeys(db.session.scalars(select(HourCount.hour).where(*which, HourCount.hour >= since)), 0)
    counted.update(_confirmed(statement_id, kind, since))
    return [
        {"statement_id": statement_id, "kind": kind, "hour": hour, "confirmed": number}
        for hour, number in sorted(counted.items())
    ]


def _confirmed(statement_id: int, kind: str, since: datetime) -> Iterator[tuple[datetime, int]]:
    """Each hour in which somebody confirmed, and how many; from one such hour to the next by the index."""
    those = Endorsement.statement_id == statement_id, Endorsement.kind == kind
    confirmed, number = Endorsement.confirmed_at, func.count(Endorsement.confirmed_at)
    # Only organisations are entered with the text; for individuals the index alone is read.
    entered = (Endorsement.founding_at.is_(None),) if kind == "organisation" else ()
    while (first := db.session.scalar(select(func.min(confirmed)).where(*those, confirmed >= since))) is not None:
        hour = start_of_hour(first)
        within = (*those, confirmed >= hour, confirmed < hour + HOUR, *entered)
        if confirmed_then := db.session.scalar(select(number).where(*within)):
            yield hour, confirmed_then
        since = hour + HOUR


def start_of_hour(at: datetime) -> datetime:
    """The full hour, in UTC, in which a moment lies."""
    return at.replace(minute=0, second=0, microsecond=0)
