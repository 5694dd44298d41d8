"""Where the numbers of earlier editions lead in the text of today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from petition.statements.models import Edition
from petition.statements.queries.lineage import Lineage, dropped_demands

Editions = tuple[int, ...]


@dataclass(frozen=True)
class MovedNumber:
    """What had a number in some editions, and has the numbers ``now`` in the text shown."""

    editions: Editions
    now: tuple[str, ...]


@dataclass(frozen=True)
class DroppedDemand:
    """A dropped demand: the last edition that had it, its number there, its words in the binding language.

    ``anchor``: its number, where no other demand has it.
    """

    edition: int
    number: str
    text: str
    anchor: str | None


@dataclass(frozen=True)
class NumberHistory:
    """What there is to say of a demand's number.

    ``former``: its other numbers before, each with its editions. ``moved``: what once had its number.
    ``anchors``: numbers that nothing has any more, from which one is led to this demand.
    """

    former: tuple[tuple[str, Editions], ...] = ()
    moved: tuple[MovedNumber, ...] = ()
    anchors: tuple[str, ...] = ()


def number_histories(
    edition: Edition, printed: Mapping[str, str]
) -> tuple[dict[str, NumberHistory], tuple[DroppedDemand, ...]]:
    """What there is to say of each number of the binding text, and the demands dropped before this edition.

    ``printed``: the number of the text shown for each of the binding text, which may be in another script.
    """
    if edition.number == 1:
        return {number: _same_number(number, printed) for number in printed}, ()
    leads = _numbers_by_successors(edition)
    owners: dict[str, str] = {number: number for number in printed}
    for old, now in leads:
        if now:
            owners.setdefault(old, now[0])
    found = {number: _history_of_number(number, leads, owners, printed) for number in printed}
    return found, _dropped_demands(edition, set(owners) | set(printed.values()))


def _same_number(number: str, printed: Mapping[str, str]) -> NumberHistory:
    own = printed[number]
    return NumberHistory(anchors=(number,) if number not in set(printed.values()) and own != number else ())


def _numbers_by_successors(edition: Edition) -> dict[tuple[str, tuple[str, ...]], Editions]:
    """In which editions an old number stood for what has these numbers now; of the binding text, both of them."""
    lineage = Lineage(edition.statement_id)
    found: dict[tuple[str, tuple[str, ...]], Editions] = {}
    for at in range(1, edition.number):
        for demand in lineage.in_edition.get(at, []):
            now = tuple(each.number for each in lineage.later_demands(demand, edition.number))
            found[demand.number, now] = (*found.get((demand.number, now), ()), at)
    return found


def _history_of_number(
    number: str,
    leads: Mapping[tuple[str, tuple[str, ...]], Editions],
    owners: Mapping[str, str],
    printed: Mapping[str, str],
) -> NumberHistory:
    taken = set(printed.values())
    former: dict[str, Editions] = {}
    moved = []
    for (old, now), editions in leads.items():
        if number in now and old != number:
            former[old] = tuple(sorted({*former.get(old, ()), *editions}))
        if old == number and now and now != (number,):
            moved.append(MovedNumber(editions, tuple(printed[each] for each in now)))
    anchors = tuple(old for old, owner in owners.items() if owner == number and old not in taken)
    return NumberHistory(tuple(former.items()), tuple(moved), anchors)


def _dropped_demands(edition: Edition, known: set[str]) -> tuple[DroppedDemand, ...]:
    found = []
    for at, number, text in dropped_demands(edition):
        found.append(DroppedDemand(at, number, text, None if number in known else number))
        known.add(number)
    return tuple(found)
