"""The counts: of the whole statement from its tally, of each edition from the rows, in one snapshot."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event, func, select, union_all

from petition.core.db import db, now
from petition.removals import queries as removals
from petition.removals.queries import RemovedByRule
from petition.signing.models import Endorsement, Tally, TallyChange, counting
from petition.statements.models import Edition

KEPT_SECONDS = 3.0
_kept: dict[tuple[str, int, str], tuple[float, Counts]] = {}


@dataclass(frozen=True)
class EditionCount:
    """How many signed one edition; organisations and individuals apart."""

    edition: int
    organisations: int
    individuals: int


@dataclass(frozen=True)
class Counts:
    """How many signed a statement: organisations and individuals apart, never added up (promise 8).

    ``editions`` has those that were signed, the oldest first, where it was asked for and there are several;
    ``removed_by_rule`` what removal rules took off the list, where that was asked for.
    """

    organisations: int
    individuals: int
    withheld_individuals: int
    as_of: datetime
    editions: tuple[EditionCount, ...] = ()
    removed_by_rule: tuple[RemovedByRule, ...] = ()

    @property
    def as_of_text(self) -> str:
        """The moment of counting, in UTC, as RFC 3339 writes it."""
        return self.as_of.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def counts(statement_id: int) -> Counts:
    """The counts, kept for a few seconds.

    A commit in this process forgets what was kept, so that whoever confirms sees it counted.
    """
    return _kept_or("totals", statement_id, lambda: counts_now(statement_id))


def counts_with_editions(statement_id: int) -> Counts:
    """The same with how many signed which edition, from the snapshot that has the totals."""
    return _kept_or("editions", statement_id, lambda: _with_editions(statement_id))


def counts_with_removals(statement_id: int) -> Counts:
    """The same with what was removed by rule, from one snapshot."""
    return _kept_or("removals", statement_id, lambda: _with_removals(counts_now(statement_id), statement_id))


def counts_in_full(statement_id: int) -> Counts:
    """All that there is to tell of the counts, from one snapshot."""
    return _kept_or("full", statement_id, lambda: _with_removals(_with_editions(statement_id), statement_id))


def counts_now(statement_id: int) -> Counts:
    """The counts of this moment, from the roll-up and what has changed since, in one snapshot."""
    rolled = select(Tally.kind, Tally.withheld, Tally.endorsements.label("n")).where(Tally.statement_id == statement_id)
    since = select(TallyChange.kind, TallyChange.withheld, TallyChange.change.label("n")).where(
        TallyChange.statement_id == statement_id
    )
    both = union_all(rolled, since).subquery()
    rows = db.session.execute(
        select(both.c.kind, both.c.withheld, func.sum(both.c.n)).group_by(both.c.kind, both.c.withheld)
    )
    found = {(kind, withheld): int(n) for kind, withheld, n in rows}
    return Counts(
        organisations=found.get(("organisation", 0), 0) + found.get(("organisation", 1), 0),
        individuals=found.get(("individual", 0), 0) + found.get(("individual", 1), 0),
        withheld_individuals=found.get(("individual", 1), 0),
        as_of=now(),
    )


def forget_counts(*_: Any) -> None:
    """Drops the kept counts of this process."""
    _kept.clear()


event.listen(db.session, "after_commit", forget_counts)


def _kept_or(what: str, statement_id: int, count: Callable[[], Counts]) -> Counts:
    key = str(db.engine.url), statement_id, what
    kept = _kept.get(key)
    if kept and time.monotonic() - kept[0] < KEPT_SECONDS:
        return kept[1]
    fresh = count()
    _kept[key] = (time.monotonic(), fresh)
    return fresh


def _with_editions(statement_id: int) -> Counts:
    """Counts every endorsement, which takes a while with very many: only where there are several editions."""
    query = select(Edition.id, Edition.number).where(Edition.statement_id == statement_id).order_by(Edition.number)
    numbers = {row.id: row.number for row in db.session.execute(query)}
    if len(numbers) < 2:
        return counts_now(statement_id)
    rows = db.session.execute(
        select(Endorsement.edition_id, Endorsement.kind, func.count())
        .where(
            Endorsement.statement_id == statement_id,
            counting(),
        )
        .group_by(Endorsement.edition_id, Endorsement.kind)
    )
    found = {(edition_id, kind): n for edition_id, kind, n in rows}
    signed = tuple(
        EditionCount(number, found.get((edition_id, "organisation"), 0), found.get((edition_id, "individual"), 0))
        for edition_id, number in numbers.items()
        if (edition_id, "organisation") in found or (edition_id, "individual") in found
    )
    return replace(counts_now(statement_id), editions=signed)


def _with_removals(counted: Counts, statement_id: int) -> Counts:
    return replace(counted, removed_by_rule=removals.told(statement_id))
