"""The counts: waiting changes folded into the tally, and how many confirm in each hour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, union_all
from sqlalchemy.dialects import postgresql, sqlite

from petition.core.db import db, now
from petition.signing.models.endorsement import KINDS, Endorsement
from petition.signing.models.tally import HourCount, Tally, TallyChange
from petition.statements.models import Statement

FOLD_AT_ONCE = 10_000
HOUR = timedelta(hours=1)
# How far back hours are counted of a statement that has none counted yet.
AT_FIRST = timedelta(days=30)


def fold_tally(most: int = FOLD_AT_ONCE) -> int:
    """Adds the next waiting changes to the roll-up and deletes them, in one transaction; gives their number.

    Any number of folders may run at once: each takes changes that no other holds.
    """
    waiting = select(TallyChange.id).order_by(TallyChange.id).limit(most).with_for_update(skip_locked=True)
    place = TallyChange.statement_id, TallyChange.edition_id, TallyChange.kind, TallyChange.withheld
    taken = db.session.execute(
        delete(TallyChange).where(TallyChange.id.in_(waiting)).returning(*place, TallyChange.change)
    ).all()
    sums: Counter[tuple[Any, ...]] = Counter()
    for row in taken:
        sums[row[:-1]] += row.change
    names = [column.key for column in place]
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    for key, change in sorted(sums.items()):
        upsert = dialect.insert(Tally).values(dict(zip(names, key, strict=True)) | {"endorsements": change})
        db.session.execute(
            upsert.on_conflict_do_update(index_elements=names, set_={"endorsements": Tally.endorsements + change})
        )
    return len(taken)


def count_hours() -> Iterator[int]:
    """Counts the hours since the last one that was counted anew, that one too, a statement and kind at a time.

    Gives the number of hours of each; the caller may commit after it.

    Founding signatories count in the hour in which they were entered. Counting again changes nothing but what has
    changed, so any number of workers may do it at once.
    """
    at = now()
    for statement_id in list(db.session.scalars(select(Statement.id).order_by(Statement.id))):
        for kind in sorted(KINDS):
            yield _keep(_hour_rows(statement_id, kind, at))


def _keep(rows: list[dict[str, object]]) -> int:
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    for row in rows:
        written = dialect.insert(HourCount).values(row)
        anew = written.on_conflict_do_update(
            index_elements=["statement_id", "kind", "hour"], set_={"confirmed": row["confirmed"]}
        )
        db.session.execute(anew)
    return len(rows)


def _hour_rows(statement_id: int, kind: str, at: datetime) -> list[dict[str, object]]:
    which = HourCount.statement_id == statement_id, HourCount.kind == kind
    last = db.session.scalar(select(func.max(HourCount.hour)).where(*which))
    # Who confirmed in the last moment of an hour may have been committed in the next one.
    since = start_of_hour(at - AT_FIRST) if last is None else last - HOUR
    counted = dict.fromkeys(db.session.scalars(select(HourCount.hour).where(*which, HourCount.hour >= since)), 0)
    counted.update(_confirmed_by_hour(statement_id, kind, since))
    return [
        {"statement_id": statement_id, "kind": kind, "hour": hour, "confirmed": number}
        for hour, number in sorted(counted.items())
    ]


def _confirmed_by_hour(statement_id: int, kind: str, since: datetime) -> Iterator[tuple[datetime, int]]:
    """Each hour in which somebody confirmed or was entered, and how many; from one to the next by the index."""
    those = Endorsement.statement_id == statement_id, Endorsement.kind == kind
    confirmed, number = Endorsement.confirmed_at, func.count(Endorsement.confirmed_at)
    while (first := db.session.scalar(select(func.min(confirmed)).where(*those, confirmed >= since))) is not None:
        hour = start_of_hour(first)
        within = (*those, confirmed >= hour, confirmed < hour + HOUR)
        if confirmed_then := db.session.scalar(select(number).where(*within)):
            yield hour, confirmed_then
        since = hour + HOUR


def start_of_hour(at: datetime) -> datetime:
    """The full hour, in UTC, in which a moment lies."""
    return at.replace(minute=0, second=0, microsecond=0)


def read_tally(statement_id: int) -> dict[tuple[int, str, int], int]:
    """How many count by edition (its id), kind, and whether the name is withheld (1 or 0); in one snapshot."""
    rolled = select(Tally.edition_id, Tally.kind, Tally.withheld, Tally.endorsements.label("n"))
    since = select(TallyChange.edition_id, TallyChange.kind, TallyChange.withheld, TallyChange.change.label("n"))
    both = union_all(
        rolled.where(Tally.statement_id == statement_id), since.where(TallyChange.statement_id == statement_id)
    ).subquery()
    place = both.c.edition_id, both.c.kind, both.c.withheld
    rows = db.session.execute(select(*place, func.sum(both.c.n)).group_by(*place))
    return {(edition_id, kind, withheld): int(n) for edition_id, kind, withheld, n in rows}
