"""Rows of a list of signatories: what stands on a line, or on several, and how lines with several names are parted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from petition.statements.text import line_layout, numbering
from petition.statements.text.line_layout import SourceLine
from petition.statements.text.roll import headings, names
from petition.statements.text.roll.contacts import is_contact_line, take_contacts
from petition.statements.text.roll.headings import HEADING
from petition.statements.text.roll.people import person_sign
from petition.statements.text.roll.person_words import CREDENTIALS, LEGAL, ORGANISATION, ROLE
from petition.statements.text.roll.vocabulary import AFTER, CALLS, OTHERS

INNER_SENTENCE = re.compile(r"[^\W\d_]{4,}[.!?] +[^\W\d_]")
SMALL_END = re.compile(r"\s[a-zа-яёіўїєґàâéèíóúäöü]{1,4}$")
SMALL_WORD = re.compile(r"\s[a-zа-яёіўїєґ]{2,3}\.$")
TITLE_INSIDE = re.compile(
    r"(?i)\b(?:prof|assoc|asst|dipl|univ|dott|inst|dept|assn|corp|resp|hons?|gesch|vors|stellv)\. ?"
)
# A year alone may be part of a name.
DATED = re.compile(r"(?<![\d.])\d{1,2}(?![\d])")
LONGEST_NAME, LONGEST_ROW = 160, 320
MOST_WORDS, MOST_WORDS_OF_ROW = 20, 45
LONGEST_LINE = 4000
FEWEST_IN_A_LINE, LINES_OF_NAMES = 3, 6
# A row is looked at again when its whole list is known.
REMEMBERED = 16384
BESIDE = re.compile(r"\s+[•·|]\s+|\s+–\s+(?=.* – )")


@dataclass
class Row:
    """One signatory as printed, and the lines it stands on.

    ``group`` is the kind that the heading above says, ``country`` the country it names. ``cells`` has the parts by
    name where they are known: ``name``, ``role``, ``organisation``, ``country``, ``place``.
    """

    text: str
    lines: list[SourceLine] = field(default_factory=list)
    group: str = ""
    country: str | None = None
    cells: dict[str, str] = field(default_factory=dict)
    starts_run: bool = True
    is_item: bool = False
    part: int = 0


def is_name(text: str, *, listed: bool = False, may_be_dated: bool = False) -> bool:
    """Whether a line reads like a name, not a sentence; ``listed`` below a heading, where more may pass.

    ``may_be_dated``: whether a year may be part of the name.
    """
    text = text.strip("*_ ")
    trimmed = text.rstrip(";,. ") if listed else text
    if not trimmed or len(trimmed) > LONGEST_NAME or len(trimmed.split()) > MOST_WORDS:
        return False
    if not any(character.isalpha() for character in trimmed) or is_contact_line(trimmed):
        return False
    is_dated = line_layout.is_date_line(trimmed) and (not (listed or may_be_dated) or DATED.search(trimmed) is not None)
    if _has_inner_sentence(trimmed) or is_dated or trimmed[-1] in ":：":
        return False
    if listed:
        return True
    if headings.match_heading(trimmed) or (numbering.read_marker(trimmed) and trimmed[0].isdigit()):
        return False
    first = next(character for character in trimmed if character.isalnum())
    abbreviated = names.ENDING_ABBREVIATION.search(trimmed[-12:]) and not SMALL_WORD.search(trimmed)
    ends = line_layout.PAUSE.search(trimmed) and not abbreviated
    return not first.islower() and not ends and not HEADING.fullmatch(trimmed)


def _has_inner_sentence(text: str) -> bool:
    found = INNER_SENTENCE.search(TITLE_INSIDE.sub("", text))
    if found is None:
        return False
    last = names.LAST_SENTENCE.search(text)
    return not (last and names.names_country(text[last.end() :].strip(" .")))


def is_row(text: str) -> bool:
    """Whether a bulleted or numbered line below a heading names somebody, with whatever is printed beside the name."""
    bare, _contacts = take_contacts(text)
    bare = names.clean_name(bare)
    if not bare or len(bare) > LONGEST_ROW or len(bare.split()) > MOST_WORDS_OF_ROW:
        return False
    if not any(character.isalpha() for character in bare) or bare[-1] in ":：?？":
        return False
    if DATED.search(bare) and line_layout.is_date_line(bare) and not person_sign(bare):
        return False
    return not (
        _has_inner_sentence(bare) and bare[-1:] == "." and len(bare.split()) > MOST_WORDS // 2
    ) and not is_after(bare)


def is_after(text: str) -> bool:
    """Whether a line ends a list: it asks to sign, or says whom to write to."""
    bare = text[:LONGEST_ROW].strip("*_# >[]")
    return AFTER.match(bare) is not None or CALLS.search(bare) is not None


def split_names(text: str, *, is_alone: bool) -> list[str]:
    """The names that stand in one line, parted by semicolons, bullets or commas.

    Commas part names only where the line ``is_alone`` in its list, or where all parts are evidently people.
    """
    if ";" in text or "；" in text:
        parts = _split_at_signs(text, ";；")
        if len(parts) > 1 and all(is_name(part, listed=True) for part in parts):
            return parts
    beside = [part for part in BESIDE.split(text) if part.strip()] if len(text) <= LONGEST_LINE else []
    if len(beside) >= FEWEST_IN_A_LINE and all(is_name(part, listed=True) for part in beside):
        return beside
    if "," in text or "、" in text or "،" in text or "，" in text:
        parts = _join_parts(_split_at_signs(text, ",、،，"))
        if len(parts) > 1 and _are_names(parts, is_alone):
            return parts
        if is_alone and sum(bool(person_sign(part)) for part in parts) > 1:
            return _join_roles(parts)
    return [text] if text.strip() else []


def _split_at_signs(text: str, signs: str) -> list[str]:
    parts, start, depth = [], 0, 0
    for at, sign in enumerate(text):
        depth += sign in "(（«[“" or -(sign in ")）»]”")
        if sign in signs and depth <= 0:
            parts.append(text[start:at])
            start = at + 1
    return [part.strip() for part in [*parts, text[start:]] if part.strip(" .;,")]


def _join_parts(parts: Sequence[str]) -> list[str]:
    """Parts that are no names themselves go with the name before them: "Inc.", "PhD", a country."""
    joined: list[str] = []
    for part in parts:
        if joined and (LEGAL.fullmatch(part) or CREDENTIALS.fullmatch(part) or names.names_country(part)):
            joined[-1] = f"{joined[-1]}, {part}"
        else:
            joined.append(part)
    return joined


def _join_roles(parts: Sequence[str]) -> list[str]:
    """Names with what people are behind them, each with its name."""
    joined: list[str] = []
    for part in parts:
        beside = part[0].islower() or (ROLE.search(part) is not None and not person_sign(part))
        if joined and beside:
            joined[-1] = f"{joined[-1]}, {part}"
        else:
            joined.append(part)
    return joined


def _are_names(parts: Sequence[str], is_alone: bool) -> bool:
    if not all(is_name(part, listed=True) for part in parts):
        return False
    if all(person_sign(part) for part in parts):
        return True
    if not is_alone or any(part[0].islower() for part in parts):
        return False
    roles = sum(ROLE.search(part) is not None and not ORGANISATION.search(part) for part in parts)
    return roles == 0 and (len(parts) >= FEWEST_IN_A_LINE or all(ORGANISATION.search(part) for part in parts))


def take_others(text: str) -> tuple[str, str]:
    """The text without "and 23 others" at its end, and those words."""
    return (text, "") if len(text) > LONGEST_ROW else _take_others(text)


@lru_cache(maxsize=REMEMBERED)
def _take_others(text: str) -> tuple[str, str]:
    text = text.lstrip(".… ") if text.startswith(("...", "…")) else text
    found = OTHERS.search(text)
    return (text[: found.start()].rstrip(" ,;"), text[found.start() :].strip(" ,;")) if found else (text, "")


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
    return len(text) > LONGEST_NAME and len(_split_at_signs(text, ",")) > MOST_WORDS // 4


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
    ends = sum(row.text.rstrip("*_ ").endswith((",", ";", "、", "،")) for row in run[:-1])
    commas = sum(row.text.count(",") + row.text.count(";") for row in run)
    is_list = ends * 10 >= (len(run) - 1) * 6 and commas > len(run)
    # A line that ends in a small word goes on in the next.
    broken = any(SMALL_END.search(row.text) for row in run[:-1])
    is_list = is_list or (broken and commas > 1 and len(run) <= LINES_OF_NAMES)
    if not is_list and commas >= 3 * len(run) and all(len(row.text) >= line_layout.SHORT for row in run[:-1]):
        is_list = not any(ROLE.search(row.text[:LONGEST_ROW]) for row in run)
    return [_join_rows(run, " ")] if is_list else run


def _join_rows(run: Sequence[Row], between: str) -> Row:
    texts = [row.text.strip().rstrip(",") if between == ", " else row.text.strip() for row in run]
    return Row(between.join(texts), [line for row in run for line in row.lines], run[0].group, run[0].country)
