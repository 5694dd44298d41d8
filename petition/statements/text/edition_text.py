"""Texts that are part of an edition, read so that they have the edition's demands."""

from __future__ import annotations

from collections.abc import Sequence

from petition.statements.editions.translation_carrying import comparable_numbers
from petition.statements.text.arrangement import arrange_text
from petition.statements.text.normalisation import normalise_text
from petition.statements.text.position import parse
from petition.statements.text.tree import Position


def parse_stored(text: str, numbers: Sequence[str]) -> Position:
    """The tree in a text that became part of an edition with demands of these ``numbers``, in its binding text's order.

    Texts were once read so that every number was a demand, wherever it stood, and no bullet was one. Where the reading
    of today finds other demands than the edition has, the text is read in that way, if that finds them. A translation
    may print its numbers in another script.
    """
    found = parse(text)
    if _has_numbers(found, numbers):
        return found
    before, _tree = arrange_text(normalise_text(text), every_number=True)
    return before if _has_numbers(before, numbers) else found


def _has_numbers(position: Position, numbers: Sequence[str]) -> bool:
    own = [demand.number for demand in position.walk()]
    return own == list(numbers) or list(comparable_numbers(own)) == list(comparable_numbers(list(numbers)))
