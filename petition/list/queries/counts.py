"""The counts, of the whole statement and of each edition, from its tally in one snapshot."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event, select

from petition.core.db import db, now
from petition.removals import queries as removals
from petition.removals.queries import PublicRemoval
from petition.signing.tallying import read_tally
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
    removed_by_rule: tuple[PublicRemoval, ...] = ()

    @property
    def as_of_text(self) -> str:
        """The moment of counting, in UTC, as RFC 3339 writes it."""
        return self.as_of.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def counts(statement_id: int) -> Counts:
    """The counts, kept for a few seconds.

    A commit in this process forgets what was kept, so that whoever confirms sees it counted.
    """
    return _cached_counts("totals", statement_id, lambda: fresh_counts(statement_id))


def counts_with_editions(statement_id: int) -> Counts:
    """The same with how many signed which edition, from the snapshot that has the totals."""
    return _cached_counts("editions", statement_id, lambda: _counts_with_editions(statement_id))


def counts_with_removals(statement_id: int) -> Counts:
    """The same with what was removed by rule, from one snapshot."""
    return _cached_counts("removals", statement_id, lambda: _add_removals(fresh_counts(statement_id), statement_id))


def counts_in_full(statement_id: int) -> Counts:
    """All that there is to tell of the counts, from one snapshot."""
    return _cached_counts(
        "full", statement_id, lambda: _add_removals(_counts_with_editions(statement_id), statement_id)
    )


def fresh_counts(statement_id: int) -> Counts:
    """The counts of this moment, in one snapshot."""
    return _sum_tally(read_tally(statement_id))


def _sum_tally(tallied: dict[tuple[int, str, int], int]) -> Counts:
    found: Counter[tuple[str, int]] = Counter()
    for (_edition, kind, withheld), n in tallied.items():
        found[kind, withheld] += n
    return Counts(
        organisations=found["organisation", 0] + found["organisation", 1],
        individuals=found["individual", 0] + found["individual", 1],
        withheld_individuals=found["individual", 1],
        as_of=now(),
    )


def forget_counts(*_: Any) -> None:
    """Drops the kept counts of this process."""
    _kept.clear()


event.listen(db.session, "after_commit", forget_counts)


def _cached_counts(what: str, statement_id: int, count: Callable[[], Counts]) -> Counts:
    key = str(db.engine.url), statement_id, what
    kept = _kept.get(key)
    if kept and time.monotonic() - kept[0] < KEPT_SECONDS:
        return kept[1]
    fresh = count()
    _kept[key] = (time.monotonic(), fresh)
    return fresh


def _counts_with_editions(statement_id: int) -> Counts:
    query = select(Edition.id, Edition.number).where(Edition.statement_id == statement_id).order_by(Edition.number)
    numbers = {row.id: row.number for row in db.session.execute(query)}
    tallied = read_tally(statement_id)
    counted = _sum_tally(tallied)
    if len(numbers) < 2:
        return counted
    found: Counter[tuple[int, str]] = Counter()
    for (edition_id, kind, _withheld), n in tallied.items():
        found[edition_id, kind] += n
    signed = (
        EditionCount(number, found[edition_id, "organisation"], found[edition_id, "individual"])
        for edition_id, number in numbers.items()
    )
    return replace(counted, editions=tuple(one for one in signed if one.organisations or one.individuals))


def _add_removals(counted: Counts, statement_id: int) -> Counts:
    return replace(counted, removed_by_rule=removals.public_removals(statement_id))
