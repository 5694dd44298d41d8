"""What stands beside each demand: how many endorse it, who has a reservation, and what its number was before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from petition.core.db import db
from petition.list.queries.former_numbers import DroppedDemand, NumberHistory, number_histories
from petition.list.queries.signatories import Signatory
from petition.statements.models import Demand, Edition
from petition.statements.queries.lineage import editions_with_same_words, keyed_numbers
from petition.statements.queries.public_statements import ShownStatement


@dataclass(frozen=True)
class ReservingOrganisation:
    """An organisation with a reservation on a demand; ``earlier``: it signed an earlier wording of it."""

    organisation: str
    language: str
    reason: str
    edition: int
    earlier: bool


@dataclass(frozen=True)
class DemandSupport:
    """How a demand is endorsed.

    ``without``: organisations that endorse these words without reservation; ``earlier``: organisations that
    signed an earlier wording of the demand, likewise without one. Who gave a reservation that is not public, as it
    waits for its decision or was rejected, is in neither: nobody may be said to share a demand that they do not.
    """

    without: int
    earlier: int
    reserved: tuple[ReservingOrganisation, ...]


@dataclass(frozen=True)
class DemandNotes:
    """What stands beside one demand; ``support`` only where the statement tells it."""

    binding_number: str
    place: NumberHistory
    support: DemandSupport | None


@dataclass(frozen=True)
class TextNotes:
    """For each number as printed in the text shown, what stands beside it; and what was dropped."""

    demands: dict[str, DemandNotes]
    dropped_demands: tuple[DroppedDemand, ...]


def demand_notes(shown: ShownStatement, organisations: Sequence[Signatory]) -> TextNotes:
    """What stands beside the demands of a text, for the organisations that are listed at this moment."""
    printed = _printed_numbers(shown)
    tells = shown.statement.reservations_allowed_at is not None or any(row.reservations for row in organisations)
    support = _support_by_key(shown.edition, list(printed), organisations) if tells else {}
    placed, gone = number_histories(shown.edition, {binding: number for number, binding in printed.values()})
    found = {
        number: DemandNotes(binding, placed[binding], support.get(key)) for key, (number, binding) in printed.items()
    }
    return TextNotes(found, gone)


def _printed_numbers(shown: ShownStatement) -> dict[str, tuple[str, str]]:
    """For each demand's key, in order, its number in the text shown and in the binding text.

    A translation may print its numbers in another script; their order is that of the binding text.
    """
    demands = keyed_numbers(shown.edition)
    numbers = list(_numbers(shown.text.rendered["demands"]))
    if len(numbers) != len(demands):
        numbers = [number for _key, number in demands]
    return {key: (printed, number) for (key, number), printed in zip(demands, numbers, strict=True)}


def _numbers(items: list[dict[str, Any]]) -> Iterator[str]:
    for item in items:
        yield item["number"]
        yield from _numbers(item["demands"])


def _support_by_key(edition: Edition, keys: list[str], organisations: Sequence[Signatory]) -> dict[str, DemandSupport]:
    signed = Counter(row.edition for row in organisations)
    here, had = _editions_by_wording(edition, keys)
    reserving: dict[str, list[tuple[Signatory, str]]] = {key: [] for key in keys}
    for row in organisations:
        for one in row.reservations:
            reserving.setdefault(one.key, []).append((row, one.reason))
    found = {}
    for key in keys:
        unshown = Counter(row.edition for row in organisations if key in row.unshown_reservations)
        left = signed - Counter(row.edition for row, _reason in reserving[key]) - unshown
        without, earlier = (sum(left[number] for number in numbers) for numbers in (here[key], had[key] - here[key]))
        reserved = (
            ReservingOrganisation(row.name, row.language, reason, row.edition, row.edition not in here[key])
            for row, reason in reserving[key]
        )
        found[key] = DemandSupport(without, earlier, tuple(reserved))
    return found


def _editions_by_wording(edition: Edition, keys: list[str]) -> tuple[dict[str, set[int]], dict[str, set[int]]]:
    """For each key the numbers of the editions that have it in today's words, and of those that have it at all."""
    if edition.number == 1:
        return {key: {1} for key in keys}, {key: {1} for key in keys}
    same = editions_with_same_words(edition)
    query = select(Demand.key, Edition.id, Edition.number).join(Edition, Edition.id == Demand.edition_id)
    here: dict[str, set[int]] = {key: set() for key in keys}
    had: dict[str, set[int]] = {key: set() for key in keys}
    for key, edition_id, number in db.session.execute(query.where(Edition.statement_id == edition.statement_id)):
        if key in had:
            had[key].add(number)
            if edition_id in same.get(key, ()):
                here[key].add(number)
    return here, had
