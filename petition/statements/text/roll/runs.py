"""Lines that stand together in a list: which are one signatory each, and which are pieces of one long line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from petition.statements.text import line_layout
from petition.statements.text.roll import names
from petition.statements.text.roll.people import person_sign
from petition.statements.text.roll.person_words import ORGANISATION, ROLE
from petition.statements.text.roll.rows import (
    LONGEST_LINE,
    LONGEST_NAME,
    LONGEST_ROW,
    MOST_WORDS,
    Row,
    split_at_signs,
    split_names,
)

SEPARATORS = (",", ";", "、", "،")
# The words at the end of a line that goes on in the next.
OPEN_END = re.compile(
    r"\s(?:and|und|et|y|e|i|и|і|й|та|og|och|en|ja|ve|ir|un|és|și|και|&|of|for|the|für|der|die|des|de|du|la|del|della|"
    r"da|do|van|het|для|за)$|\([^()]*$"
)


def arrange_rows(rows: Sequence[Row]) -> list[Row]:
    """The rows of one list, lines joined and parted so that each row is one signatory."""
    runs: list[list[Row]] = []
    for row in rows:
        if row.starts_run or row.is_item or not runs or runs[-1][-1].is_item or row.cells or runs[-1][-1].cells:
            runs.append([row])
        else:
            runs[-1].append(row)
    if _are_cards(runs):
        return [_join_rows(run, ", ") for run in runs]
    arranged = [row for run in runs for row in (_join_wrapped(run) if len(run) > 1 else run)]
    in_part = Counter(row.part for row in arranged if not row.cells)
    made: list[Row] = []
    for row in arranged:
        first = names.COUNTRY_FIRST.fullmatch(row.text) if ";" in row.text and len(row.text) < LONGEST_LINE else None
        if first and names.names_country(first[1]):
            row.country, row.text = first[1], first[2]
        parts = [] if row.cells else split_names(row.text, is_alone=in_part[row.part] == 1 or _is_long_row(row.text))
        if len(parts) > 1:
            made += [Row(part, row.lines, row.group, row.country, is_item=row.is_item) for part in parts]
        else:
            made.append(row)
    return made


def _is_long_row(text: str) -> bool:
    return len(text) > LONGEST_NAME and len(split_at_signs(text, ",")) > MOST_WORDS // 4


def _are_cards(runs: Sequence[Sequence[Row]]) -> bool:
    """Whether each run is one person: the name on its first line, role and organisation below."""
    if not runs or not all(1 < len(run) <= 4 and not run[0].cells for run in runs):
        return False
    people = sum(bool(person_sign(run[0].text.strip("*_ ").rstrip(","))) for run in runs)
    below = sum(any(_works(row.text[:LONGEST_ROW]) for row in run[1:]) for run in runs)
    named_below = sum(bool(person_sign(run[1].text.strip("*_ "))) for run in runs)
    return people * 10 >= len(runs) * 6 and below * 2 >= len(runs) and named_below * 3 < len(runs)


def _works(text: str) -> bool:
    return ROLE.search(text) is not None or ORGANISATION.search(text) is not None


def _join_wrapped(run: list[Row]) -> list[Row]:
    """One row of a run whose lines are the pieces of one long line of names."""
    texts = [row.text.rstrip("*_ ") for row in run]
    if _alternate(texts):
        return [_join_rows(run[at : at + 2], ", ") for at in range(0, len(run), 2)]
    # A line break that was set on purpose, or a separator behind each single name: every line is meant.
    if any(line.is_break for row in run[:-1] for line in row.lines) or all(map(_ends_alone, texts[:-1])):
        return run
    ends = sum(text.endswith(SEPARATORS) or bool(OPEN_END.search(text[-LONGEST_NAME:])) for text in texts[:-1])
    commas = sum(text.count(sign) for text in texts for sign in SEPARATORS)
    is_list = ends * 10 >= (len(run) - 1) * 6 and commas > len(run)
    if not is_list and commas >= 3 * len(run) and not any(ROLE.search(text[:LONGEST_ROW]) for text in texts):
        is_list = _fill_width(texts)
    return [_join_rows(run, " ")] if is_list else _join_open_ends(run)


def _alternate(texts: Sequence[str]) -> bool:
    """Whether names of people and what they do stand in turn, a line each."""
    if len(texts) < 4 or len(texts) % 2 or any(len(text) > LONGEST_NAME for text in texts):
        return False
    people, works = texts[::2], texts[1::2]
    named = sum(bool(person_sign(text)) for text in people)
    named_too = sum(person_sign(text) == "given_name" for text in works)
    if named * 10 < len(people) * 8 or named_too * 10 > len(works) * 2:
        return False
    return sum(map(_works, works)) * 10 >= len(works) * 4


def _ends_alone(text: str) -> bool:
    """Whether a line is one name and the separator behind it."""
    return text.endswith((";", "；")) and not any(sign in text[:-1] for sign in ";；")


def _fill_width(texts: Sequence[str]) -> bool:
    """Whether each line is as long as the widest allows, so that the page broke them and not a person."""
    widest = max(map(len, texts))
    filled = all(len(one) + 1 + len(two.split(" ", 1)[0]) > widest for one, two in pairwise(texts))
    if not filled or any(len(text) < line_layout.SHORT for text in texts[:-1]):
        return False
    ended = sum(names.take_country(text)[1] is not None for text in texts)
    return ended * 2 < len(texts)


def _join_open_ends(run: Sequence[Row]) -> list[Row]:
    """The rows, a line that ends in a conjunction or an open bracket joined with the next."""
    joined = [run[0]]
    for row in run[1:]:
        text = joined[-1].text
        if OPEN_END.search(text[-LONGEST_NAME:]) and len(text) < LONGEST_ROW:
            joined[-1] = _join_rows([joined[-1], row], " ")
        else:
            joined.append(row)
    return joined


def _join_rows(run: Sequence[Row], between: str) -> Row:
    texts = [row.text.strip().rstrip(",") if between == ", " else row.text.strip() for row in run]
    return Row(between.join(texts), [line for row in run for line in row.lines], run[0].group, run[0].country)
