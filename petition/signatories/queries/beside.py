"""What stands beside each demand: how many endorse it, who has a reservation, and what its number was before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from petition.core.db import db
from petition.signatories.queries.listed import Signatory
from petition.signatories.queries.places import Gone, Place, places
from petition.statements.models import Demand, Edition
from petition.statements.queries import Shown
from petition.statements.queries.editions import keys, standing


@dataclass(frozen=True)
class Reserved:
    """An organisation with a reservation on a demand; ``earlier``: it signed an earlier wording of it."""

    organisation: str
    language: str
    reason: str
    edition: int
    earlier: bool


@dataclass(frozen=True)
class Support:
    """How a demand is endorsed.

    ``without``: organisations that endorse these words without reservation; ``earlier``: organisations that
    signed an earlier wording of the demand, likewise without one.
    """

    without: int
    earlier: int
    reserved: tuple[Reserved, ...]


@dataclass(frozen=True)
class Beside:
    """What stands beside one demand; ``support`` only where the statement tells it."""

    binding_number: str
    place: Place
    support: Support | None


@dataclass(frozen=True)
class Besides:
    """For each number as printed in the text shown, what stands beside it; and what was dropped."""

    demands: dict[str, Beside]
    gone: tuple[Gone, ...]


def besides(shown: Shown, organisations: Sequence[Signatory]) -> Besides:
    """What stands beside the demands of a text, for the organisations that are listed at this moment."""
    printed = _printed(shown)
    tells = shown.statement.reservations_allowed_at is not None or any(row.reservations for row in organisations)
    support = _support(shown.edition, list(printed), organisations) if tells else {}
    placed, gone = places(shown.edition, {binding: number for number, binding in printed.values()})
    found = {number: Beside(binding, placed[binding], support.get(key)) for key, (number, binding) in printed.items()}
    return Besides(found, gone)


def _printed(shown: Shown) -> dict[str, tuple[str, str]]:
    """For each demand's key, in order, its number in the text shown and in the binding text.

    A translation may print its numbers in another script; their order is that of the binding text.
    """
    demands = keys(shown.edition)
    numbers = list(_numbers(shown.text.rendered["demands"]))
    if len(numbers) != len(demands):
        numbers = [number for _key, number in demands]
    return {key: (printed, number) for (key, number), printed in zip(demands, numbers, strict=True)}


def _numbers(items: list[dict[str, Any]]) -> Iterator[str]:
    for item in items:
        yield item["number"]
        yield from _numbers(item["demands"])


def _support(edition: Edition, keys: list[str], organisations: Sequence[Signatory]) -> dict[str, Support]:
    signed = Counter(row.edition for row in organisations)
    here, had = _wordings(edition, keys)
    reserving: dict[str, list[tuple[Signatory, str]]] = {key: [] for key in keys}
    for row in organisations:
        for one in row.reservations:
            reserving.setdefault(one.key, []).append((row, one.reason))
    found = {}
    for key in keys:
        left = signed - Counter(row.edition for row, _reason in reserving[key])
        without, earlier = (sum(left[number] for number in numbers) for numbers in (here[key], had[key] - here[key]))
        reserved = (
            Reserved(row.name, row.language, reason, row.edition, row.edition not in here[key])
            for row, reason in reserving[key]
        )
        found[key] = Support(without, earlier, tuple(reserved))
    return found


def _wordings(edition: Edition, keys: list[str]) -> tuple[dict[str, set[int]], dict[str, set[int]]]:
    """For each key the numbers of the editions that have it in today's words, and of those that have it at all."""
    if edition.number == 1:
        return {key: {1} for key in keys}, {key: {1} for key in keys}
    same = standing(edition)
    query = select(Demand.key, Edition.id, Edition.number).join(Edition, Edition.id == Demand.edition_id)
    here: dict[str, set[int]] = {key: set() for key in keys}
    had: dict[str, set[int]] = {key: set() for key in keys}
    for key, edition_id, number in db.session.execute(query.where(Edition.statement_id == edition.statement_id)):
        if key in had:
            had[key].add(number)
            if edition_id in same.get(key, ()):
                here[key].add(number)
    return here, had
