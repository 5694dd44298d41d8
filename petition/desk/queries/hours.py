"""How many confirmed in which hour and on which day, as the worker counted them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from petition.core.db import db
from petition.signing.models.endorsement import KINDS
from petition.signing.models.tally import HourCount

HOURS, DAYS = 48, 30
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """An hour or a day (UTC) by its beginning, and how many confirmed in it; the kinds apart, never added up."""

    start: datetime
    individual: int
    organisation: int


def recent_periods(statement_ids: Collection[int], at: datetime) -> tuple[list[Period], list[Period]]:
    """The last 48 hours and the last 30 days, the present ones too, of these statements; the oldest first."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    today = hour.replace(hour=0)
    counted = _counts_by_kind(statement_ids, today - (DAYS - 1) * DAY)
    hours = [_make_period(counted, hour - back * HOUR, HOUR) for back in reversed(range(HOURS))]
    return hours, [_make_period(counted, today - back * DAY, DAY) for back in reversed(range(DAYS))]


def _counts_by_kind(statement_ids: Collection[int], since: datetime) -> dict[str, dict[datetime, int]]:
    # Every column of the key is named, so that the database reads these hours and none before them.
    those = HourCount.statement_id.in_(statement_ids), HourCount.kind.in_(KINDS), HourCount.hour >= since
    query = select(HourCount.kind, HourCount.hour, func.sum(HourCount.confirmed)).where(*those)
    found: dict[str, dict[datetime, int]] = {kind: {} for kind in KINDS}
    for kind, hour, number in db.session.execute(query.group_by(HourCount.kind, HourCount.hour)):
        found[kind][hour] = int(number)
    return found


def _make_period(counted: dict[str, dict[datetime, int]], start: datetime, length: timedelta) -> Period:
    hours = [start + passed * HOUR for passed in range(length // HOUR)]
    individual, organisation = (sum(counted[kind].get(hour, 0) for hour in hours) for kind in KINDS)
    return Period(start, individual, organisation)
