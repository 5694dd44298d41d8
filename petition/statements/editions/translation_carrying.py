"""A translation taken along into a new edition before its translator has been at it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from petition.statements.editions.renumbering import mapping_kinds
from petition.statements.text.roll.section import HEADING_ROLE
from petition.statements.text.tree import Demand, Position

Status = Literal["up_to_date", "stale", "missing"]


def carry_translation(
    translation: Position,
    origins: Mapping[str, tuple[str, ...]],
    binding_new: Position,
    old_numbers: Sequence[str] | None = None,
) -> Position:
    """The translation with the demands and numbers of the new binding text, texts taken where they can be.

    ``origins`` says for each new number which old ones it comes from. Only a demand that is still the
    same has a text; one that is new, merged or split has "" and no paragraphs. ``old_numbers`` are those
    of the old binding text in order; with them, the translation may print its numbers in another script.
    """
    own = comparable_numbers([demand.number for demand in translation.walk()])
    binding = comparable_numbers(list(old_numbers)) if old_numbers is not None else own
    translated = {demand.number: demand for demand in translation.walk()}
    found = {number: translated[own[key]] for key, number in binding.items() if key in own}
    by_kind = mapping_kinds([each for numbers in origins.values() for each in numbers], origins)
    texts = {new: found.get(origins[new][0]) for new, kind in by_kind.items() if kind == "same"}
    return Position(
        title=translation.title,
        opening=translation.opening,
        introduction=translation.introduction,
        demands=_carry_demands(binding_new.demands, texts),
        closing=translation.closing,
        signatories=translation.signatories,
        # The heading above the signatories is written as it was printed; the other lines are no longer where they were.
        line_roles=tuple(line for line in translation.line_roles if line.role == HEADING_ROLE),
    )


def _carry_demands(demands: Sequence[Demand], texts: Mapping[str, Demand | None]) -> tuple[Demand, ...]:
    return tuple(_carry_demand(demand, texts.get(demand.number), texts) for demand in demands)


def _carry_demand(demand: Demand, own: Demand | None, texts: Mapping[str, Demand | None]) -> Demand:
    below = _carry_demands(demand.demands, texts)
    if own is None:
        return Demand(demand.number, "", demands=below)
    return Demand(demand.number, own.text, own.paragraphs, below)


def comparable_numbers(numbers: list[str]) -> dict[str, str]:
    """Printed numbers under a form that is the same in every script: "а)" in Belarusian is "a)" in English.

    Digits count as what they say, letters by their place among their siblings.
    """
    keys: dict[str, str] = {"": ""}
    siblings: dict[str, int] = {}
    for number in numbers:
        parent, _dot, last = number.rpartition(".")
        siblings[parent] = siblings.get(parent, 0) + 1
        own = str(int(last)) if last.isdecimal() else f"#{siblings[parent]}"
        keys[number] = f"{keys.get(parent, parent)}.{own}"
    return {key: number for number, key in keys.items() if number}
