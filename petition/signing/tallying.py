"""The counts: waiting changes folded into the tally, and how many confirm in each hour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, Select, bindparam, delete, func, literal, select, union_all
from sqlalchemy.dialects import postgresql, sqlite

from petition.core.db import Base, db, now
from petition.core.job_runs import JobRun
from petition.signing.models.delivery import DeliveryChange, DeliveryTally
from petition.signing.models.destruction import DestroyedTally
from petition.signing.models.endorsement import KINDS, Endorsement
from petition.signing.models.listed_individual import CountryChange, CountryTally
from petition.signing.models.tally import HourCount, Tally, TallyChange
from petition.statements.models import Statement

FOLD_AT_ONCE = 10_000
HOUR = timedelta(hours=1)
# How far back hours are counted of a statement that has none counted yet.
AT_FIRST = timedelta(days=30)
DESTROYED = 2
# The job that counts hours; when it last came to its end tells which hours are over.
HOURS_JOB = "count-hours"


def fold_tally(most: int = FOLD_AT_ONCE) -> int:
    """Adds the next waiting changes to the roll-ups and deletes them, in one transaction; gives their number.

    Any number of folders may run at once: each takes changes that no other holds.
    """
    counted = _fold_changes(TallyChange, Tally, ("statement_id", "edition_id", "kind", "withheld"), most)
    counted += _fold_changes(CountryChange, CountryTally, ("statement_id", "country", "commented"), most)
    return counted + _fold_changes(DeliveryChange, DeliveryTally, ("delivery_id", "kind", "member", "state"), most)


def _fold_changes(changes: type[Base], rollup: type[Base], places: tuple[str, ...], most: int) -> int:
    table = changes.__table__.c
    waiting = select(table.id).order_by(table.id).limit(most).with_for_update(skip_locked=True)
    columns = [table[place] for place in places]
    taken = db.session.execute(delete(changes).where(table.id.in_(waiting)).returning(*columns, table.change)).all()
    sums: Counter[tuple[Any, ...]] = Counter()
    for row in taken:
        sums[tuple(row[:-1])] += row.change
    for key, change in sorted(sums.items()):
        add_to_rollup(rollup, dict(zip(places, key, strict=True)), change)
    return len(taken)


def add_to_rollup(rollup: type[Base], place: dict[str, Any], number: int) -> None:
    """Adds to a row of counts at its place, or makes it."""
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    upsert = dialect.insert(rollup).values(place | {"endorsements": number})
    added = {"endorsements": rollup.__table__.c.endorsements + number}
    db.session.execute(upsert.on_conflict_do_update(index_elements=list(place), set_=added))


def count_hours() -> Iterator[int]:
    """Counts the hours since the last one that was counted anew, that one too, a statement and kind at a time.

    Gives the number of hours of each; the caller may commit after it.

    Founding signatories count in the hour in which they were entered. Counting again changes nothing but what has
    changed, so any number of workers may do it at once.
    """
    at = now()
    before = db.session.scalar(select(JobRun.ended_at).where(JobRun.name == HOURS_JOB))
    for statement_id in list(db.session.scalars(select(Statement.id).order_by(Statement.id))):
        for kind in sorted(KINDS):
            yield _keep(_hour_rows(statement_id, kind, at, before))


def _keep(rows: list[dict[str, object]]) -> int:
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    for row in rows:
        written = dialect.insert(HourCount).values(row)
        anew = written.on_conflict_do_update(
            index_elements=["statement_id", "kind", "hour"], set_={"confirmed": row["confirmed"]}
        )
        db.session.execute(anew)
    return len(rows)


def _hour_rows(statement_id: int, kind: str, at: datetime, counted_before: datetime | None) -> list[dict[str, object]]:
    which = HourCount.statement_id == statement_id, HourCount.kind == kind
    last = db.session.scalar(select(func.max(HourCount.hour)).where(*which))
    if last is None:
        since = start_of_hour(at - AT_FIRST)
    else:
        # Who confirmed in the last moment of an hour may have been committed in the next one; after that it is over.
        since = last + HOUR if counted_before is not None and counted_before >= last + 2 * HOUR else last - HOUR
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


def _tally_query() -> Select[Any]:
    which = bindparam("statement_id", type_=Integer)
    rolled = select(Tally.edition_id, Tally.kind, Tally.withheld, Tally.endorsements.label("n"))
    since = select(TallyChange.edition_id, TallyChange.kind, TallyChange.withheld, TallyChange.change.label("n"))
    destroyed = select(
        DestroyedTally.edition_id, DestroyedTally.kind, literal(DESTROYED), DestroyedTally.endorsements.label("n")
    )
    both = union_all(
        rolled.where(Tally.statement_id == which),
        since.where(TallyChange.statement_id == which),
        destroyed.where(DestroyedTally.statement_id == which),
    ).subquery()
    place = both.c.edition_id, both.c.kind, both.c.withheld
    return select(*place, func.sum(both.c.n)).group_by(*place)


# Made once: whoever confirms while few have signed asks it.
TALLY = _tally_query()


def read_tally(statement_id: int) -> dict[tuple[int, str, int], int]:
    """How many count by edition (its id), kind, and what became of the name; in one snapshot.

    The last is 0 for a name that is listed, 1 for one that is withheld, ``DESTROYED`` for one that is kept no longer.
    """
    rows = db.session.execute(TALLY, {"statement_id": statement_id})
    return {(edition_id, kind, withheld): int(n) for edition_id, kind, withheld, n in rows}


@dataclass(frozen=True)
class SignatureCounts:
    """How many count under a statement; organisations and individuals apart, never added up (promise 8)."""

    organisations: int
    individuals: int


def count_signed(statement_id: int) -> SignatureCounts:
    """How many count at this moment, of whichever edition."""
    found: Counter[str] = Counter()
    for (_edition_id, kind, _withheld), n in read_tally(statement_id).items():
        found[kind] += n
    return SignatureCounts(found["organisation"], found["individual"])


def read_country_tally(statement_id: int) -> dict[str, tuple[int, int]]:
    """How many listed individuals show each country, and how many of them a comment; ``--`` is for no country."""
    rolled = select(CountryTally.country, CountryTally.commented, CountryTally.endorsements.label("n"))
    since = select(CountryChange.country, CountryChange.commented, CountryChange.change.label("n"))
    both = union_all(
        rolled.where(CountryTally.statement_id == statement_id),
        since.where(CountryChange.statement_id == statement_id),
    ).subquery()
    number, commented = func.sum(both.c.n), func.sum(both.c.n * both.c.commented)
    rows = db.session.execute(select(both.c.country, number, commented).group_by(both.c.country))
    return {country: (int(all_of_it), int(some)) for country, all_of_it, some in rows if all_of_it}
