"""A text examined for its editor: what it consists of, what to mend, and whether its demands are the binding ones."""

from __future__ import annotations

from collections.abc import Sequence

from petition.statements.editions.translation_carrying import comparable_numbers
from petition.statements.text.problems import Problem, parse_with_problems
from petition.statements.text.tree import Demand, Position

DISAGREEING = frozenset({"demands_missing", "demand_unknown", "other_order", "no_words"})
"""The problems of a translation whose demands are not, or not all, those of the binding text."""


def examine_text(text: str, binding: Sequence[str] | None = None) -> tuple[Position, list[Problem]]:
    """The tree in a text, and every problem of it in the order of its lines, those of no line first.

    ``binding``: for a translation, the numbers of the binding text in order. Of a text that is too
    large nothing but that is said.
    """
    position, found = parse_with_problems(text)
    if binding is not None and position.line_roles:
        found += disagreements(binding, position)
    return position, sorted(found, key=lambda problem: problem.line or 0)


def disagreements(binding: Sequence[str], position: Position) -> list[Problem]:
    """Where a translation's demands are not those of the binding text.

    ``demands_missing`` (numbers), ``demand_unknown`` (number) and ``no_words`` (number) for each, else
    ``other_order`` (number, expected) for the first that stands elsewhere.
    """
    missing, unknown = missing_numbers(binding, position), extra_demands(binding, position)
    found = [Problem(None, "demands_missing", {"numbers": ", ".join(missing)})] if missing else []
    found += [Problem(demand.line, "demand_unknown", {"number": demand.number}) for demand in unknown]
    found += [Problem(each.line, "no_words", {"number": each.number}) for each in position.walk() if _is_empty(each)]
    return found or _misplaced_demands(binding, position)


def _is_empty(demand: Demand) -> bool:
    return not (demand.text or demand.paragraphs or demand.demands)


def missing_numbers(binding: Sequence[str], position: Position) -> list[str]:
    """The numbers of the binding text that a translation lacks, as the binding text prints them."""
    here = comparable_numbers([demand.number for demand in position.walk()])
    return [number for key, number in comparable_numbers(list(binding)).items() if key not in here]


def extra_demands(binding: Sequence[str], position: Position) -> list[Demand]:
    """The demands of a translation that the binding text has not."""
    known, demands = comparable_numbers(list(binding)), {demand.number: demand for demand in position.walk()}
    return [demands[number] for key, number in comparable_numbers(list(demands)).items() if key not in known]


def _misplaced_demands(binding: Sequence[str], position: Position) -> list[Problem]:
    known, demands = comparable_numbers(list(binding)), {demand.number: demand for demand in position.walk()}
    for here, there in zip(comparable_numbers(list(demands)).items(), known.items(), strict=False):
        if here[0] != there[0]:
            values: dict[str, str | int] = {"number": here[1], "expected": there[1]}
            return [Problem(demands[here[1]].line, "other_order", values)]
    return []
