"""A concerted position as text and as a tree: read, normalised, hashed, parsed, and written down again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from petition.statements.text.arrangement import arrange_text
from petition.statements.text.choices import Choices
from petition.statements.text.normalisation import PositionError, normalise_text
from petition.statements.text.tree import Demand, Position, Signatory


def parse(text: str, *, strict: bool = False, choices: Choices | None = None) -> Position:
    """The tree in plain text or Markdown; what cannot be placed is kept as a paragraph and noted.

    ``choices`` are what a person said of parts of the text, by default those that are kept in it;
    ``Position.blocks`` tells what each part was taken for.
    Only ``strict`` raises PositionError: for no text, no title, or a number used by two demands.
    """
    position, tree = arrange_text(normalise_text(text), choices)
    obstacle = _find_obstacle(position, tree.duplicates)
    if strict and obstacle is not None:
        raise obstacle
    return position


def parse_with_obstacle(text: str) -> tuple[Position, PositionError | None]:
    """The tree in a text, and what ``strict`` would raise."""
    position, tree = arrange_text(normalise_text(text))
    return position, _find_obstacle(position, tree.duplicates)


def _find_obstacle(position: Position, duplicates: Sequence[tuple[str, int, int]]) -> PositionError | None:
    if not position.line_roles:
        return PositionError("there is no text")
    if not position.title:
        first = position.line_roles[0].number
        return PositionError("no title was found; put one on top, as a line of its own or as “# Title”", first)
    for number, first, second in duplicates:
        return PositionError(f"demand number {number} is used twice, on line {first} and on line {second}", second)
    return None


def to_json(position: Position) -> dict[str, Any]:
    """What ``flask statement import --json`` prints."""
    introduction = [position.introduction] if position.introduction else []
    return {
        "title": position.title,
        "opening": [*position.opening, *introduction],
        "demands": [_demand_to_json(demand) for demand in position.demands],
        "closing": list(position.closing),
        "signatories": [_signatory_to_json(each) for each in position.signatories],
        "notes": list(position.notes),
    }


def _signatory_to_json(signatory: Signatory) -> dict[str, Any]:
    more = {
        "kind": signatory.kind,
        "reason": signatory.reason,
        "role": signatory.role,
        "organisation": signatory.organisation,
        "place": signatory.place,
        "contacts": list(signatory.contacts),
    }
    return {"name": signatory.name, "country": signatory.country, **more}


def _demand_to_json(demand: Demand) -> dict[str, Any]:
    text = "\n\n".join((demand.text, *demand.paragraphs))
    return {"number": demand.number, "text": text, "demands": [_demand_to_json(below) for below in demand.demands]}
