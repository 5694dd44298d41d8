"""A concerted position as text and as a tree: read, normalised, hashed, parsed, and written down again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from petition.statements.arrangement import arrange
from petition.statements.manuscript import to_text
from petition.statements.tree import Demand, Line, Position, Signatory, walk
from petition.statements.wording import LARGEST, PositionError, digest, normalise, read

__all__ = [
    "LARGEST",
    "Demand",
    "Line",
    "Position",
    "PositionError",
    "Signatory",
    "digest",
    "normalise",
    "parse",
    "read",
    "to_json",
    "to_text",
    "walk",
]


def parse(text: str, *, strict: bool = False) -> Position:
    """The tree in plain text or Markdown; what cannot be placed is kept as a paragraph and noted.

    Only ``strict`` raises PositionError: for no text, no title, or a number used by two demands.
    """
    wording = normalise(text)
    position, tree = arrange(wording)
    if strict:
        _refuse(position, tree.duplicates)
    return position


def _refuse(position: Position, duplicates: Sequence[tuple[str, int, int]]) -> None:
    if not position.placed:
        raise PositionError("there is no text")
    if not position.title:
        first = position.placed[0].number
        raise PositionError("no title was found; put one on top, as a line of its own or as “# Title”", first)
    for number, first, second in duplicates:
        message = f"demand number {number} is used twice, on line {first} and on line {second}"
        raise PositionError(message, second)


def to_json(position: Position) -> dict[str, Any]:
    """What ``flask statement import --json`` prints."""
    introduction = [position.introduction] if position.introduction else []
    return {
        "title": position.title,
        "opening": [*position.opening, *introduction],
        "demands": [_demand(demand) for demand in position.demands],
        "closing": list(position.closing),
        "signatories": [{"name": each.name, "country": each.country} for each in position.signatories],
        "notes": list(position.notes),
    }


def _demand(demand: Demand) -> dict[str, Any]:
    text = "\n\n".join((demand.text, *demand.paragraphs))
    return {"number": demand.number, "text": text, "demands": [_demand(below) for below in demand.demands]}
