"""Rows of a list of signatories: what stands on a line, or on several, and how lines with several names are parted."""

from __future__ import annotations

import re
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
SMALL_WORD = re.compile(r"\s[a-zа-яёіўїєґ]{2,3}\.$")
TITLE_INSIDE = re.compile(
    r"(?i)\b(?:prof|assoc|asst|dipl|univ|dott|inst|dept|assn|corp|resp|hons?|gesch|vors|stellv)\. ?"
)
# A year alone may be part of a name.
DATED = re.compile(r"(?<![\d.])\d{1,2}(?![\d])")
FULL_DATE = re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b|\b\d{4}-\d\d-\d\d\b")
NOTE_MARK = re.compile(r"\[\^?\d{1,3}\]")
# The place left for the next who signs.
PLACEHOLDER = re.compile(
    r"(?i)\W*(?:(?:add|insert|put|write|enter|place)\b.{0,24}|your |ihr |votre |tu |su |il tuo |seu |jouw |ваше? |"
    r"твае |ваш[аеу] |twoje |vaše )(?:name|nom|nombre|nome|naam|organi[sz]ation|signature|имя|ім.я|подпись|імя|imię|"
    r"jméno)s?\b(?: (?:here|hier|ici|aquí|above|below|qui|здесь|тут).{0,20})?\W*"
)
LONGEST_NAME, LONGEST_ROW = 160, 320
MOST_WORDS, MOST_WORDS_OF_ROW = 20, 45
LONGEST_LINE = 4000
FEWEST_IN_A_LINE, LONGEST_CALL = 3, 5
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
    calls = trimmed[-1] in "!?！？" and len(trimmed.split()) > LONGEST_CALL
    if _has_inner_sentence(trimmed) or is_dated or trimmed[-1] in ":：" or calls:
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
    # A small letter behind a stop goes on: "канд. биол. наук".
    if all(found[0][-1].islower() for found in INNER_SENTENCE.finditer(TITLE_INSIDE.sub("", text))):
        return False
    last = names.LAST_SENTENCE.search(text)
    return not (last and names.names_country(text[last.end() :].strip(" .")))


def is_row(text: str) -> bool:
    """Whether a bulleted or numbered line below a heading names somebody, with whatever is printed beside the name."""
    bare, _contacts = take_contacts(text)
    bare = names.clean_name(bare)
    if not bare or len(bare) > LONGEST_ROW or len(bare.split()) > MOST_WORDS_OF_ROW:
        return False
    if not any(character.isalpha() for character in bare) or bare[-1] in ":：?？" or NOTE_MARK.match(bare):
        return False
    if _is_only_date(bare):
        return False
    return not (
        _has_inner_sentence(bare) and bare[-1:] == "." and len(bare.split()) > MOST_WORDS // 2
    ) and not is_after(bare)


def _is_only_date(text: str) -> bool:
    """Whether a line is a date, perhaps with a place, and not a name with a date in it: "Movement 15.05.2011"."""
    figure = DATED.search(text)
    if figure is None or not line_layout.is_date_line(text):
        return False
    rest = FULL_DATE.sub(" ", text)
    words = [word for word in rest.split() if word[0].isalpha() and len(word) > 2]
    if rest != text:
        return not words
    # "Berlin, 3 May 2026"
    before = text[: figure.start()]
    has_place = before.rstrip().endswith(",") and len(before.split()) <= 2
    return text[0].isdigit() or len(words) < 2 or has_place


def is_placeholder(text: str) -> bool:
    """Whether a line only keeps the place for the next name: "[add your name here]"."""
    return len(text) <= LONGEST_NAME // 2 and PLACEHOLDER.fullmatch(text) is not None


def is_after(text: str) -> bool:
    """Whether a line ends a list: it asks to sign, or says whom to write to."""
    bare = text[:LONGEST_ROW].strip("*_# >[]")
    return AFTER.match(bare) is not None or CALLS.search(bare) is not None


def split_names(text: str, *, is_alone: bool) -> list[str]:
    """The names that stand in one line, parted by semicolons, bullets or commas.

    Commas part names only where the line ``is_alone`` in its list, or where all parts are evidently people.
    """
    if ";" in text or "；" in text:
        parts = split_at_signs(text, ";；")
        if len(parts) > 1 and all(is_name(part, listed=True) for part in parts):
            return parts
    beside = [part for part in BESIDE.split(text) if part.strip()] if len(text) <= LONGEST_LINE else []
    if len(beside) >= FEWEST_IN_A_LINE and all(is_name(part, listed=True) for part in beside):
        return beside
    if "," in text or "、" in text or "،" in text or "，" in text:
        parts = _join_parts(split_at_signs(text, ",、،，"))
        if len(parts) > 1 and _are_names(parts, is_alone):
            return parts
        if is_alone and sum(bool(person_sign(part)) for part in parts) > 1:
            return _join_roles(parts)
    return [text] if text.strip() else []


def split_at_signs(text: str, signs: str) -> list[str]:
    """The parts of a text between these signs that stand in no brackets."""
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
    bare = [names.BRACKETED.sub(r"\1", part) for part in parts]
    if all(person_sign(part) for part in bare):
        return True
    if not is_alone or any(part[0].islower() for part in parts):
        return False
    roles = sum(ROLE.search(part) is not None and not ORGANISATION.search(part) for part in bare)
    # "Doctors in Green" among organisations is one of them.
    few = roles * 4 <= len(parts) and not any(map(person_sign, bare))
    return (roles == 0 or few) and (len(parts) >= FEWEST_IN_A_LINE or all(ORGANISATION.search(part) for part in parts))


def take_others(text: str) -> tuple[str, str]:
    """The text without "and 23 others" at its end, and those words."""
    return (text, "") if len(text) > LONGEST_ROW else _take_others(text)


@lru_cache(maxsize=REMEMBERED)
def _take_others(text: str) -> tuple[str, str]:
    text = text.lstrip(".… ") if text.startswith(("...", "…")) else text
    found = OTHERS.search(text)
    return (text[: found.start()].rstrip(" ,;"), text[found.start() :].strip(" ,;")) if found else (text, "")
