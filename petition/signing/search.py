"""Search among names that are shown: what is searched of each, and how what was typed is looked for.

Words are found by their beginning, in the script in which they were written, and in Latin letters: "Новік" by "нов"
and by "novik"; within a word where a script puts no space between words: "王小明" by "小明". Initials are found as
initials: "A. S." finds "A. S.", and not every name with these letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import regex
from sqlalchemy import ColumnElement, and_, false, literal, or_, true

from petition.core.text import clean_line, fold_text, name_spellings, transliterate
from petition.signing.models.endorsement import Endorsement

LONGEST, MOST_WORDS = 400, 8
# What is shorter in Latin letters stands in too many names: "李" is "li".
SHORTEST_LATIN = 3
BETWEEN_INITIALS = re.compile(r"[\s.\-‐-―]+")
# Scripts in which a name is written in one, or a given name follows the family's without a space.
UNSPACED = regex.compile(
    r"(?V1)[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}]"
)
# Of a word from a letter within it on: so many letters, and of so long a word in Latin letters, too.
LONGEST_INNER, LONGEST_NAME = 8, 4
AFTER_APOSTROPHE = re.compile(r"[^\W\d_]['’ʼ`´]([^\W\d_]{3,})")
ARTICLE, SHORTEST_WITH_ARTICLE = "ال", 5
# Above whatever a word goes on with; and above its end alone.
END, END_OF_WORD = "\U0010ffff", "\u0001"


@dataclass(frozen=True)
class SoughtWord:
    """One word that is looked for, or initials: from where to where it is found in the index, and on which condition
    in the search key itself; ``is_exact``: the index has no other one there.
    """

    stretches: tuple[tuple[str, str], ...]
    condition: ColumnElement[bool]
    is_exact: bool = False


def search_key(*parts: str | None) -> str:
    """What is searched of somebody who is shown in full: the folded words of each part, and each in Latin letters.

    Behind them by what a word is found besides: "O'Neill" by "neill", "王小明" by "小明". The parts go in the order of
    their weight, for the key ends after 400 characters.
    """
    words: list[str] = []
    for part in filter(None, parts):
        folded, latin = name_spellings(part)
        words += folded.split()
        words += (word for word in latin.split() if word not in words)
        words += (word for word in dict.fromkeys(_further_words(part, folded.split())) if word not in words)
    return " ".join(words)[:LONGEST]


def _further_words(part: str, folded: list[str]) -> Iterator[str]:
    for after in AFTER_APOSTROPHE.findall(part):
        yield from name_spellings(after)
    for word in folded:
        if word.startswith(ARTICLE) and len(word) >= SHORTEST_WITH_ARTICLE:
            yield word.removeprefix(ARTICLE)
        elif not word.isascii():
            yield from _inner_words(word)


def _inner_words(word: str) -> Iterator[str]:
    for at in range(1, len(word)):
        if UNSPACED.match(word, at) and unicodedata.category(word[at])[0] != "M":
            yield word[at : at + LONGEST_INNER]
            latin = transliterate(word[at:]) if len(word) <= LONGEST_NAME else ""
            if len(latin) >= SHORTEST_LATIN:
                yield latin


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
    """The condition that what is shown of an endorsement has all that was typed somewhere in it, or these initials."""
    initials = parse_initials(typed)
    if initials is not None:
        return _spaced_key().contains(f" {initials} ", autoescape=True)
    words = fold_text(typed).split()[:MOST_WORDS]
    if not words:
        return false() if typed else true()
    return and_(*(_word_condition(word) for word in words))


def words_condition(typed: str) -> ColumnElement[bool]:
    """The condition that the words that were typed are in a search key, each at the beginning of one, or initials."""
    sought = parse_words(typed)
    return and_(*(word.condition for word in sought)) if sought else false()


def parse_words(typed: str) -> list[SoughtWord]:
    """What was typed, word by word, as the index of words has it. Empty: there is no letter in it."""
    initials = parse_initials(typed)
    if initials is not None:
        condition = _spaced_key().contains(f" {initials} ", autoescape=True)
        # Of somebody shown by initials, the index has them together; else each is a word, and the rarest leads on.
        together = initials.replace(" ", ".") + "."
        stretches = ((together, together + END), *((one, one + END_OF_WORD) for one in dict.fromkeys(initials.split())))
        return [SoughtWord((stretches[0], stretch), condition) for stretch in stretches[1:]]
    folded = name_spellings(typed)[0]
    return [_seek_word(word) for word in dict.fromkeys(folded.split()[:MOST_WORDS])]


def _seek_word(word: str) -> SoughtWord:
    ways, is_unspaced = _spellings(word), UNSPACED.search(word) is not None
    beginnings = dict.fromkeys(way[:LONGEST_INNER] if is_unspaced and way == word else way for way in ways)
    # Within a word only what the index has from there on as a word of its own.
    places = [_spaced_key().contains(f" {way}", autoescape=True) for way in ways]
    if is_unspaced:
        places.append(Endorsement.shown_key.contains(word, autoescape=True))
    stretches = tuple((beginning, beginning + END) for beginning in beginnings)
    return SoughtWord(stretches, or_(*places), is_exact=set(beginnings) == set(ways))


def _word_condition(word: str) -> ColumnElement[bool]:
    if len(word) == 1 and _has_case(word):
        return or_(*(_spaced_key().contains(f" {letter}", autoescape=True) for letter in _spellings(word)))
    return or_(*(Endorsement.shown_key.contains(way, autoescape=True) for way in _spellings(word)))


def _spellings(word: str) -> list[str]:
    """The ways in which a word that was typed may stand in a search key."""
    if len(word) == 1:
        return list(dict.fromkeys((word, _first_letter(word)))) if _has_case(word) else [word]
    latin = transliterate(word)
    return [word, latin] if latin != word and len(latin) >= SHORTEST_LATIN else [word]


def _spaced_key() -> ColumnElement[str]:
    """Between spaces, so that a word is found by where it begins and ends."""
    return literal(" ") + Endorsement.shown_key + literal(" ")


def _first_letter(text: str) -> str:
    letter = fold_text(text)[:1]
    is_latin = not letter.isascii() and unicodedata.name(letter, "").startswith("LATIN")
    return transliterate(letter)[:1] or letter if is_latin else letter


def _has_case(text: str) -> bool:
    return text.lower() != text.upper()
