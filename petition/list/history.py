"""How the counts grew: what was public at each full hour, kept and shown for ever.

A change of fewer than five people is told together with the next ones, so that nobody who knows of one signature can
tell from it when that was given; organisations are listed by name and day anyway. What was told is not changed
when somebody withdraws: that is a step of its own, once there are five. So each number was the public count of its
hour, or the last one told that is fewer than five away from it (promise 8).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from petition.core.db import db, now
from petition.list.queries.counts import fresh_counts, utc_text
from petition.signing.models.tally import CountHistory
from petition.signing.tallying import start_of_hour
from petition.statements.queries.public_statements import published_statements

FEWEST = 5
# The count of an hour is taken by then, or not at all: a worker that was away cannot know it any more.
LATE = timedelta(minutes=2)
# For so long every hour is kept, and then the last of each day.
HOURLY_FOR, DAY = timedelta(days=90), timedelta(days=1)
THINNED_AT_ONCE = 7  # days


def record_hour() -> Iterator[int]:
    """Records the counts of the present hour of each published statement, where they have changed; one at a time."""
    at = now()
    hour = start_of_hour(at)
    if at - hour > LATE:
        return
    for statement_id in [one.id for one in published_statements()]:
        yield _record(statement_id, hour)


def _record(statement_id: int, hour: datetime) -> int:
    mine = CountHistory.statement_id == statement_id
    last = db.session.scalar(select(CountHistory).where(mine).order_by(CountHistory.hour.desc()).limit(1))
    counted, told = fresh_counts(statement_id), last.individuals if last else 0
    individuals = counted.individuals if abs(counted.individuals - told) >= FEWEST else told
    before = (last.organisations, last.individuals) if last else (0, 0)
    if (last is not None and last.hour >= hour) or before == (counted.organisations, individuals):
        return 0
    db.session.add(
        CountHistory(statement_id=statement_id, hour=hour, organisations=counted.organisations, individuals=individuals)
    )
    db.session.flush()
    _thin(statement_id, hour - HOURLY_FOR)
    return 1


def _thin(statement_id: int, before: datetime) -> None:
    """Keeps the last row of each of the days before a moment; as far back as a worker may have been away."""
    days = start_of_hour(before).replace(hour=0)
    old = CountHistory.hour >= days - THINNED_AT_ONCE * DAY, CountHistory.hour < days
    mine = CountHistory.statement_id == statement_id
    hours = list(db.session.scalars(select(CountHistory.hour).where(mine, *old).order_by(CountHistory.hour)))
    last_of_day = {hour.date(): hour for hour in hours}
    gone = [hour for hour in hours if last_of_day[hour.date()] != hour]
    if gone:
        db.session.execute(delete(CountHistory).where(mine, CountHistory.hour.in_(gone)))


def read_history(statement_id: int) -> list[CountHistory]:
    """The counts of a statement at the hours at which they had changed, the oldest first."""
    query = select(CountHistory).where(CountHistory.statement_id == statement_id)
    return list(db.session.scalars(query.order_by(CountHistory.hour)))


def history_records(statement_id: int) -> list[dict[str, Any]]:
    """The same as ``counts/history.json`` has it."""
    return [
        {"hour": utc_text(one.hour), "organisations": one.organisations, "individuals": one.individuals}
        for one in read_history(statement_id)
    ]


def last_of_days(history: list[CountHistory]) -> list[CountHistory]:
    """Of each day (UTC) the last row, the newest first."""
    return list({one.hour.astimezone(UTC).date(): one for one in history}.values())[::-1]
