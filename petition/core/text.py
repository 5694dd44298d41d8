"""Text that people typed: made clean, made comparable, cut where a reader would cut it."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

import regex
from anyascii import anyascii

DIGITS = 9  # of an id
# C0 and C1 controls but tab and line feed; bidirectional marks, embeddings, overrides and isolates;
# invisible formatting. The joiners U+200C and U+200D stay: Persian and Indic names need them; so does U+180E behind a
# Mongolian letter.
UNWANTED = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]|(?<![\u180b-\u180d\u180f\u1820-\u18aa])\u180e"
)
# No language piles up more than a few marks on one letter; what has more spills over its neighbours.
PILED_UP = regex.compile(r"(\p{M}{5})\p{M}+")
# Bringing marks into their order takes the square of how many follow one another; so many are enough
# (Stream-Safe Text Format, UAX #15, 13).
HEAPED_UP = regex.compile(r"(\p{M}{30})\p{M}+")
# By the newest Unicode; that of the interpreter may be years old.
LETTER = regex.compile(r"\p{L}")
WORD = regex.compile(r"[\w\p{M}]+")
# Spellings that different romanisations give to one sound, longest first.
ALIKE = (("shch", "s"), ("sch", "s"), ("zh", "z"), ("kh", "h"), ("ch", "c"), ("sh", "s"), ("ts", "c"), ("tz", "c"))
SAME_SOUND = str.maketrans({"g": "h", "w": "v", "y": "i", "j": "i", "q": "k", "x": "h"})


def clean_line(value: str | None) -> str:
    """One line as it should be kept: NFC, no control or direction characters, single spaces."""
    text = re.sub(r"[\r\n\t\u2028\u2029]", " ", value or "")
    text = PILED_UP.sub(r"\1", normalise("NFC", UNWANTED.sub("", text)))
    return re.sub(r"\s+", " ", text).strip()


def clean_text(value: str | None) -> str:
    """The same for text of several lines: line ends stay, at most one empty line in a row."""
    lines = re.split(r"\r\n|[\r\n\u2028\u2029]", value or "")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(clean_line(line) for line in lines)).strip()


def normalise(form: Literal["NFC", "NFKC", "NFKD"], value: str) -> str:
    """A text in a normalisation form (UAX #15), in time in proportion to it: of marks in a row, the first 30 stay."""
    return unicodedata.normalize(form, HEAPED_UP.sub(r"\1", value))


def normalise_dots(value: str) -> str:
    """A text as a browser's address bar reads it: compatibility forms folded, every full stop a dot."""
    return normalise("NFKC", value).replace("。", ".")


def has_letter(value: str) -> bool:
    """Whether there is a letter of any script in it."""
    return LETTER.search(value) is not None


def fold_text(value: str) -> str:
    """What is compared where two spellings are one name: compatibility forms, marks and case folded away.

    Words by one space, each in its own script; see ``transliterate`` for what search compares besides.
    """
    return _join_words(_strip_marks(value))


def name_spellings(value: str) -> tuple[str, str]:
    """A name folded (``fold_text``) and in Latin letters (``transliterate``), for the price of one of them.

    The vowels of Thai or Hindi, which are marks, are part of their words here.
    """
    bare = _strip_marks(value)
    folded = " ".join(WORD.findall(bare))
    return folded, folded if bare.isascii() else _write_in_latin(bare)


def _join_words(bare: str) -> str:
    return " ".join(re.findall(r"\w+", bare))


def _write_in_latin(bare: str) -> str:
    return " ".join(bare.replace("ου", "ou").translate(_LATIN).split())


def _strip_marks(value: str) -> str:
    without = re.sub("['’ʼ`´]", "", clean_line(value).casefold())
    decomposed = normalise("NFKD", without).casefold()
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return normalise("NFKC", bare)


class _LatinLetters(dict[int, str]):
    """Each character in Latin letters of ASCII, made when it is first met; a space for what is no part of a word."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        is_part = unicodedata.category(character)[0] in "LMN" or character == "_"
        latin = re.sub(r"[^a-z0-9_]", "", anyascii(character).lower()) if is_part else " "
        self[code] = latin
        return latin


_LATIN = _LatinLetters()


def transliterate(value: str) -> str:
    """A name in Latin letters of ASCII, whatever its script, marks and case folded away, words by one space.

    Letter by letter, as the library ``anyascii`` has them: "Новік" gives "novik", "Ødegård" "odegard", "ß" "ss". What
    stands in a name gives what stands in its transliteration, but in Greek, where "ου" is one sound.
    """
    return _write_in_latin(_strip_marks(value))


def sound_key(value: str) -> str:
    """A key that is the same for one name in several romanisations and in Cyrillic.

    "Вясна", "Viasna" and "Vyasna" all give "viasna"; it finds candidates, people decide.
    """
    text = transliterate(value)
    for spelling, one in ALIKE:
        text = text.replace(spelling, one)
    text = text.translate(SAME_SOUND)
    return " ".join(re.sub(r"(.)\1+", r"\1", word).replace("ii", "i") for word in text.split())


def parse_id(value: str) -> int | None:
    """A number as addresses and forms carry ids, of up to nine digits; None for anything else."""
    return int(value) if value.isascii() and value.isdigit() and len(value) <= DIGITS else None


def trigrams(value: str) -> frozenset[str]:
    """The three-letter pieces of each word of a key, for the likeness of two names."""
    padded = (f"  {word} " for word in value.split())
    return frozenset(word[at : at + 3] for word in padded for at in range(len(word) - 2))


def trigram_similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """How alike two sets of trigrams are, from 0 to 1 (Jaccard index)."""
    return len(one & other) / len(one | other) if one and other else 0.0


def initials_of(name: str) -> str:
    """The initials of a name, "A. S.", each a whole character as a reader sees it (UAX #29)."""
    letters = []
    for word in re.split(r"[\s\-‐-―]+", name):
        clusters = [cluster for cluster in regex.findall(r"\X", word) if has_letter(cluster)]
        if clusters:
            letters.append(clusters[0].upper())
    return " ".join(f"{letter}." for letter in letters)
