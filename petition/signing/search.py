"""Search among names that are shown: what is searched of each, and how what was typed is looked for.

Words are found in the script in which they were written, and in Latin letters: "Новік" by "новік" and by "novik".
Initials are found as initials: "A. S." finds "A. S.", and not every name with these letters.
"""

from __future__ import annotations

import re
import unicodedata

import regex
from sqlalchemy import ColumnElement, and_, false, literal, or_, true

from petition.core.text import clean_line, fold_text, name_spellings, transliterate
from petition.signing.models.endorsement import Endorsement

LONGEST, MOST_WORDS = 400, 8
# What is shorter in Latin letters stands in too many names: "李" is "li".
SHORTEST_LATIN = 3
BETWEEN_INITIALS = re.compile(r"[\s.\-‐-―]+")


def search_key(*parts: str | None) -> str:
    """What is searched of somebody who is shown in full: the folded words of each part, and each in Latin letters.

    The parts go in the order of their weight, for the key ends after 400 characters.
    """
    words: list[str] = []
    for part in filter(None, parts):
        folded, latin = name_spellings(part)
        words += folded.split()
        words += (word for word in latin.split() if word not in words)
    return " ".join(words)[:LONGEST]


def initials_key(initials: str) -> str | None:
    """What is searched of initials, "a s" of "A. S.": one letter each, as the database demands.

    A letter of the Latin script is the letter of ASCII that it goes back to, "l" of "Ł".
    """
    return " ".join(filter(None, map(_first_letter, initials.split()))) or None


def parse_initials(typed: str) -> str | None:
    """The key of the initials that somebody looks for, written "A. S.", "A.S." or "a s"; None for anything else."""
    line = clean_line(typed)
    parts = [part for part in BETWEEN_INITIALS.split(line) if part]
    if not parts or not all(regex.fullmatch(r"\X", part) for part in parts):
        return None
    if "." not in line and not (len(parts) > 1 and all(map(_has_case, parts))):
        return None
    return initials_key(" ".join(parts))


def shown_condition(typed: str) -> ColumnElement[bool]:
    """The condition that what is shown of an endorsement has all the words that were typed, or these initials."""
    # Between spaces, so that a word is found by where it begins and ends.
    spaced = literal(" ") + Endorsement.shown_key + literal(" ")
    initials = parse_initials(typed)
    if initials is not None:
        return spaced.contains(f" {initials} ", autoescape=True)
    words = fold_text(typed).split()[:MOST_WORDS]
    if not words:
        return false() if typed else true()
    return and_(*(_word_condition(word, spaced) for word in words))


def _word_condition(word: str, spaced: ColumnElement[str]) -> ColumnElement[bool]:
    if len(word) == 1 and _has_case(word):
        return or_(*(spaced.contains(f" {letter}", autoescape=True) for letter in {word, _first_letter(word)}))
    latin = transliterate(word)
    ways = [word, latin] if latin != word and len(word) > 1 and len(latin) >= SHORTEST_LATIN else [word]
    return or_(*(Endorsement.shown_key.contains(way, autoescape=True) for way in ways))


def _first_letter(text: str) -> str:
    letter = fold_text(text)[:1]
    is_latin = not letter.isascii() and unicodedata.name(letter, "").startswith("LATIN")
    return transliterate(letter)[:1] or letter if is_latin else letter


def _has_case(text: str) -> bool:
    return text.lower() != text.upper()
