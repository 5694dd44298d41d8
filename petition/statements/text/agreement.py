"""A text examined for its editor: what it consists of, what to mend, and whether its demands are the binding ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from petition.statements.editions.translation_carrying import comparable_numbers
from petition.statements.editions.translation_parts import AFTER, BEFORE, TextPart, split_text
from petition.statements.text.problems import Problem, parse_with_problems
from petition.statements.text.translation_faults import is_in_other_script, is_translatable, is_untranslated
from petition.statements.text.tree import Demand, Position
from petition.statements.text.words import is_word, split_words

DISAGREEING = frozenset({"demands_missing", "demand_unknown", "other_order", "no_words"})
"""The problems of a translation whose demands are not, or not all, those of the binding text."""
UNTRANSLATED = frozenset(
    {
        "text_untranslated",
        "part_untranslated",
        "demand_untranslated",
        "text_other_script",
        "part_other_script",
        "demand_other_script",
        "part_missing",
    }
)
"""The problems of a translation that is not finished: parts are missing, or not in its language."""


@dataclass(frozen=True)
class BindingText:
    """What a translation into ``target`` is measured by: the binding text and the numbers of its demands.

    ``words`` are those of every part that the binding text has now, or had in an earlier edition or revision.
    """

    position: Position
    numbers: tuple[str, ...]
    language: str
    target: str
    words: frozenset[str]


def examine_text(text: str, binding: BindingText | None = None) -> tuple[Position, list[Problem]]:
    """The tree in a text, and every problem of it in the order of its lines, those of no line first.

    ``binding``: for a translation, the text that it translates. Of a text that is too large nothing but that is said.
    """
    position, found = parse_with_problems(text)
    if binding is not None and position.line_roles:
        found += disagreements(binding.numbers, position)
        found += [each for each in unfinished_parts(binding, position) if each not in found]
    return position, sorted(found, key=lambda problem: problem.line or 0)


def unfinished_parts(binding: BindingText, position: Position) -> list[Problem]:
    """The parts of a translation that are missing, have the binding text's words, or are in another script.

    ``text_untranslated`` and ``text_other_script`` where that is true of all of it, else for each part
    ``part_missing`` (part), ``no_words`` (number), ``part_untranslated`` (part), ``demand_untranslated`` (number),
    ``part_other_script`` (part) and ``demand_other_script`` (number); ``paragraphs_differ`` (part, here, there).
    """
    there, here = split_text(binding.position, binding.numbers), split_text(position, binding.numbers)
    faults = {key: fault for key in here if (fault := part_fault(binding, there[key], here[key])) is not None}
    if _opening_has_introduction(there, here):
        faults.pop("introduction", None)
    written = [part for part in here.values() if is_translatable(part.words)]
    for fault in ("untranslated", "other_script"):
        if written and all(faults.get(part.key) == fault for part in written):
            return [Problem(None, f"text_{fault}")]
    found = [
        _part_problem(position, here[key], fault) for key, fault in faults.items() if not _is_told(here[key], fault)
    ]
    return found + list(_other_paragraphs(position, there, here))


def part_fault(binding: BindingText, there: TextPart, here: TextPart) -> str | None:
    """What a part of a translation lacks: "missing", "untranslated" or "other_script"; None where it is translated."""
    if _has_words(there) and not _has_words(here):
        return "missing"
    if is_untranslated(here.words, binding.words, binding.target, binding.language):
        return "untranslated"
    is_other = is_in_other_script(here.words, binding.target, is_sentence=is_translatable(there.words))
    return "other_script" if is_other else None


def _has_words(part: TextPart) -> bool:
    return any(is_word(token) for token in split_words(part.words))


def _is_told(part: TextPart, fault: str) -> bool:
    """Whether a demand is not there at all, which is said of all such demands together."""
    return bool(part.key not in (*BEFORE, *AFTER) and fault == "missing" and not part.is_there)


def _opening_has_introduction(there: dict[str, TextPart], here: dict[str, TextPart]) -> bool:
    """Whether the words above the demands stand among the paragraphs before them, read so for lack of a colon."""
    return len(here["opening"].blocks) > len(there["opening"].blocks)


def _part_problem(position: Position, part: TextPart, fault: str) -> Problem:
    if part.key in (*BEFORE, *AFTER):
        return Problem(_line_of(position, part.key), f"part_{fault}", {"part": part.key})
    word = "no_words" if fault == "missing" else f"demand_{fault}"
    return Problem(_line_of(position, f"demand {part.number}"), word, {"number": part.number})


def _other_paragraphs(position: Position, there: dict[str, TextPart], here: dict[str, TextPart]) -> Iterator[Problem]:
    for part in ("opening", "closing"):
        above = part == "opening" and not here["introduction"].blocks and bool(there["introduction"].blocks)
        expected, found = len(there[part].blocks) + above, len(here[part].blocks)
        if found and found != expected:
            values: dict[str, str | int] = {"part": part, "here": found, "there": expected}
            yield Problem(_line_of(position, part), "paragraphs_differ", values)


def _line_of(position: Position, role: str) -> int | None:
    return next((line.number for line in position.line_roles if line.role == role), None)


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
