"""The counts, of the whole statement and of each edition, from its tally in one snapshot."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event, select

from petition.core.content_version import current_version
from petition.core.db import db, now
from petition.removals import queries as removals
from petition.removals.queries import PublicRemoval
from petition.signing.deliveries import (
    ChangesSinceDelivery,
    changes_since_delivery,
    current_delivery,
    undone_deliveries,
)
from petition.signing.models.destruction import Destruction
from petition.signing.tallying import DESTROYED, read_tally
from petition.statements.models import Edition

KEPT_SECONDS = 3.0
_kept: dict[tuple[str, int, str], tuple[float, int | None, Counts]] = {}


@dataclass(frozen=True)
class EditionCount:
    """How many signed one edition; organisations and individuals apart.

    ``same_words``: it is the current edition, or differs from it in corrected typing mistakes only.
    """

    edition: int
    organisations: int
    individuals: int
    same_words: bool = True

    def to_json(self) -> dict[str, int]:
        """The counts under the names of ``counts.json``."""
        return {"edition": self.edition, "organisations": self.organisations, "individuals": self.individuals}


@dataclass(frozen=True)
class DeliveredCounts:
    """How many the delivered list had, and what has changed in it since; see ``Delivery``.

    ``recorded_at`` is set where the list was recorded later than it was delivered.
    """

    at: datetime
    organisations: int
    individuals: int
    by_edition: tuple[dict[str, int], ...]
    sha256: str | None
    recorded_at: datetime | None
    changes: dict[str, ChangesSinceDelivery]

    @property
    def is_unchanged(self) -> bool:
        """Whether nothing is to be told of what came and went since."""
        return all(one.is_none for one in self.changes.values())


@dataclass(frozen=True)
class UndoneDelivery:
    """A delivery that was undone, and how many its list had: told of, so that delivering again hides nothing."""

    at: datetime
    undone_at: datetime
    organisations: int
    individuals: int
    sha256: str | None

    def to_json(self) -> dict[str, Any]:
        """As ``counts.json`` has it."""
        moments = {"at": utc_text(self.at), "undone_at": utc_text(self.undone_at)}
        return {
            **moments, "organisations": self.organisations, "individuals": self.individuals, "sha256": self.sha256
        }  # fmt: skip


@dataclass(frozen=True)
class Counts:
    """How many signed a statement: organisations and individuals apart, never added up (promise 8).

    ``destroyed_individuals`` are those of them whose names were destroyed on the promised day, which began at
    ``destroyed_from`` and ended at ``destroyed_at``. ``editions`` has the current one and those that were signed, the
    oldest first; with it comes ``delivered``, where a list was. ``removed_by_rule`` is what removal rules took off the
    list. Each of these where it was asked for.
    """

    organisations: int
    individuals: int
    withheld_individuals: int
    as_of: datetime
    destroyed_individuals: int = 0
    destroyed_from: datetime | None = None
    destroyed_at: datetime | None = None
    editions: tuple[EditionCount, ...] = ()
    delivered: DeliveredCounts | None = None
    removed_by_rule: tuple[PublicRemoval, ...] = ()
    undone_deliveries: tuple[UndoneDelivery, ...] = ()

    @property
    def as_of_text(self) -> str:
        """The moment of counting, in UTC, as RFC 3339 writes it."""
        return utc_text(self.as_of)

    @property
    def unnamed_individuals(self) -> int:
        """How many of the individuals the list does not name."""
        return self.withheld_individuals + self.destroyed_individuals

    @property
    def has_editions(self) -> bool:
        """Whether there are several editions to tell apart."""
        return len(self.editions) > 1

    @property
    def current(self) -> EditionCount:
        """How many signed the current words; all, where the editions are not told apart."""
        return self._sum_editions(self.editions, True) if self.editions else self._whole()

    @property
    def earlier(self) -> EditionCount:
        """How many signed words that have changed since."""
        return self._sum_editions(self.editions, False)

    @property
    def differs_in_typing(self) -> bool:
        """Whether some of those who signed the current words signed them before a typing mistake was corrected."""
        signed = [one for one in self.editions if one.same_words and (one.organisations or one.individuals)]
        return any(one.edition != self.editions[-1].edition for one in signed)

    def _whole(self) -> EditionCount:
        return EditionCount(0, self.organisations, self.individuals)

    @staticmethod
    def _sum_editions(editions: tuple[EditionCount, ...], same_words: bool) -> EditionCount:
        those = [one for one in editions if one.same_words == same_words]
        numbers = (sum(one.organisations for one in those), sum(one.individuals for one in those))
        return EditionCount(those[-1].edition if those else 0, *numbers, same_words=same_words)


def utc_text(moment: datetime) -> str:
    """A moment in UTC, as RFC 3339 writes it, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def counts(statement_id: int) -> Counts:
    """The counts, kept for a few seconds.

    A commit in this process forgets what was kept, so that whoever confirms sees it counted; and so does, in every
    process, what takes somebody off.
    """
    return _cached_counts("totals", statement_id, lambda: fresh_counts(statement_id))


def counts_with_editions(statement_id: int) -> Counts:
    """The same with how many signed which edition, and with what was delivered, from one snapshot."""
    return _cached_counts("editions", statement_id, lambda: fresh_counts_with_editions(statement_id))


def counts_in_full(statement_id: int) -> Counts:
    """All that there is to tell of the counts, from one snapshot."""
    return _cached_counts(
        "full", statement_id, lambda: _add_removals(fresh_counts_with_editions(statement_id), statement_id)
    )


def fresh_counts(statement_id: int) -> Counts:
    """The counts of this moment, in one snapshot."""
    return _sum_tally(read_tally(statement_id))


def _sum_tally(tallied: dict[tuple[int, str, int], int]) -> Counts:
    found: Counter[tuple[str, int]] = Counter()
    for (_edition, kind, name), n in tallied.items():
        found[kind, name] += n
    return Counts(
        organisations=sum(n for (kind, _name), n in found.items() if kind == "organisation"),
        individuals=sum(n for (kind, _name), n in found.items() if kind == "individual"),
        withheld_individuals=found["individual", 1],
        destroyed_individuals=found["individual", DESTROYED],
        as_of=now(),
    )


def forget_counts(*_: Any) -> None:
    """Drops the kept counts of this process."""
    _kept.clear()


event.listen(db.session, "after_commit", forget_counts)


def _cached_counts(what: str, statement_id: int, count: Callable[[], Counts]) -> Counts:
    key = str(db.engine.url), statement_id, what
    version = current_version()
    kept = _kept.get(key)
    if kept and kept[1] == version and time.monotonic() - kept[0] < KEPT_SECONDS:
        return kept[2]
    fresh = count()
    _kept[key] = (time.monotonic(), version, fresh)
    return fresh


def fresh_counts_with_editions(statement_id: int) -> Counts:
    """The counts of this moment, by edition too, with what was delivered and what was destroyed; in one snapshot."""
    query = select(Edition.id, Edition.number, Edition.kind).where(Edition.statement_id == statement_id)
    editions = db.session.execute(query.order_by(Edition.number)).all()
    tallied = read_tally(statement_id)
    found: Counter[tuple[int, str]] = Counter()
    for (edition_id, kind, _name), n in tallied.items():
        found[edition_id, kind] += n
    destruction = db.session.get(Destruction, statement_id)
    return replace(
        _sum_tally(tallied),
        editions=tuple(_signed_editions(editions, found)),
        delivered=_delivered_counts(statement_id),
        destroyed_from=destruction.begun_at if destruction else None,
        destroyed_at=destruction.ended_at if destruction else None,
    )


def _signed_editions(editions: Sequence[Any], found: Counter[tuple[int, str]]) -> Iterator[EditionCount]:
    substance = max((row.number for row in editions if row.kind != "typing"), default=0)
    for row in editions:
        numbers = found[row.id, "organisation"], found[row.id, "individual"]
        if any(numbers) or row is editions[-1]:
            yield EditionCount(row.number, *numbers, same_words=row.number >= substance)


def _delivered_counts(statement_id: int) -> DeliveredCounts | None:
    delivery = current_delivery(statement_id)
    if delivery is None:
        return None
    return DeliveredCounts(
        delivery.delivered_at,
        delivery.organisations,
        delivery.individuals,
        tuple(delivery.by_edition),
        delivery.sha256,
        delivery.taken_at if delivery.sha256 is None else None,
        changes_since_delivery(delivery),
    )


def _add_removals(counted: Counts, statement_id: int) -> Counts:
    undone = tuple(
        UndoneDelivery(one.delivered_at, one.undone_at, one.organisations, one.individuals, one.sha256)
        for one in undone_deliveries(statement_id)
        if one.undone_at is not None
    )
    return replace(counted, removed_by_rule=removals.public_removals(statement_id), undone_deliveries=undone)
