"""Countries by the names that people write for them, in every language that Unicode CLDR has, and regions.

The names are data, ``country_names.json``, which ``python -m petition.core.country_names`` writes.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from petition.core.text import clean_line, normalise

NAMES = Path(__file__).with_name("country_names.json")
# What the name of a country, or of several, is never longer than.
LONGEST = 200
ALPHA = re.compile(r"[A-Z]{2,3}")
# Letters that have no mark to lose.
PLAIN_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
APOSTROPHES = re.compile("['’ʼ`´ʻʹ‘.]")
ARTICLE = re.compile(r"^(?:the|la|le|les|el|los|las|il|lo|gli|os|as|die|der|den|das|de) (?=\w)")
ELISION = re.compile(r"(?i)^l['’](?=\w)")
# "Islamic Republic of Iran", "República de Chile", "Республика Польша".
OFFICIAL = re.compile(
    r"^(?:(?:\w+ ){0,2}(?:republic|kingdom|states?|commonwealth|principality|duchy|sultanate|union) of(?: the)?"
    r"|(?:republique|royaume|principaute)(?: \w+)?? (?:de la|de l|du|des|de|d)"
    r"|(?:republica|reino|estado)(?: \w+)? (?:de la|de los|del|de|da|do|dos)|repubblica (?:della|del|di|d)"
    r"|republik|konigreich|republika|республика|республіка|рэспубліка|королевство|جمهورية|دولة|مملكة) (?=\w)"
)
# "Moldova, Republic of", "Venezuela (Bolivarian Republic of)": as ISO 3166 orders the words.
INVERTED = re.compile(r"([^,(]+?)(?:, | \()([^,()]* of(?: the)?)\)?", re.IGNORECASE)
SEPARATORS = re.compile(r"\s*[,;/&+|•·、，；\n]\s*|\s+[-–—]\s+|(?<=\w)[–—](?=\w)")
AND = re.compile(r"\s+(?:and|і|й|и|та|und|et|y|e|i|oraz|en|och|og|ja|ir|ve|și|si|a|и)\s+|\s+و\s*", re.IGNORECASE)
# Short names that are one in small letters too; any other of up to three letters would be many a word.
SMALL_TOO = frozenset({"usa", "uae", "bih", "lao", "сша", "зша", "рф", "рб", "оаэ", "оае", "юар", "кнр", "снг"})
LONGEST_ACRONYM = 3


def country_key(written: str) -> str:
    """What two spellings of a name have in common: no case, marks or punctuation, words by one space."""
    folded = normalise("NFKD", APOSTROPHES.sub("", written).casefold()).casefold()
    bare = "".join(sign for sign in folded if not unicodedata.combining(sign)).translate(PLAIN_LETTERS)
    return " ".join("".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in bare).split())


def find_country(written: str) -> str | None:
    """The country (ISO 3166-1 alpha-2, XK for Kosovo) whose name, other name or code in capitals is all of a text.

    "Georgia", "Jordan", "Guinea" and "Congo" are the countries that ISO 3166 calls so; what is one country in one
    language and another one in another is decided in ``other_country_names.DECISIONS``. "America" is a region.
    """
    text = clean_line(written)
    if not text or len(text) > LONGEST:
        return None
    code = _find_code(text)
    if code:
        return code
    inverted = INVERTED.fullmatch(text)
    for spelling in (text, ELISION.sub("", text), f"{inverted[2]} {inverted[1]}" if inverted else ""):
        found = _find_name(country_key(spelling), text)
        if found:
            return found
    return None


def find_countries(written: str) -> tuple[str, ...]:
    """The countries that a text lists and nothing else ("Belarus / Lithuania", "Belarus and Poland"), each once.

    A region between them is passed over; () where any other word stands there.
    """
    one = find_country(written)
    if one:
        return (one,)
    if len(written) > LONGEST:
        return ()
    found: dict[str, None] = {}
    for part in filter(None, SEPARATORS.split(written.strip())):
        codes = _find_joined(part)
        if not codes and find_region(part) is None:
            return ()
        found.update(dict.fromkeys(codes))
    return tuple(found)


def find_region(written: str) -> str | None:
    """The wording of what names no country but a region or a scope ("Europe", "MENA", "Global"), made clean."""
    text = clean_line(written)
    key = country_key(text)
    if not key or len(text) > LONGEST or find_country(text):
        return None
    known = not {key, ARTICLE.sub("", key, count=1)}.isdisjoint(_load_names().regions)
    return text if known and _is_written_so(key, text) else None


def country_codes() -> frozenset[str]:
    """Every country that has a name here."""
    return _load_names().codes


def _find_code(text: str) -> str | None:
    letters = text.replace(".", "").replace(" ", "") if "." in text else text
    if not ALPHA.fullmatch(letters):
        return None
    return letters if letters in country_codes() else _load_names().other_codes.get(letters)


def _find_name(key: str, text: str) -> str | None:
    names = _load_names().by_key
    bare = ARTICLE.sub("", key, count=1)
    for name in (key, bare, OFFICIAL.sub("", key, count=1)):
        if name in names:
            return (names[name] or None) if _is_written_so(name, text) else None
    return None


def _is_written_so(key: str, text: str) -> bool:
    """Whether a short name has the capitals without which it would be a word like any other ("us", "par")."""
    if len(key.replace(" ", "")) > LONGEST_ACRONYM or key in SMALL_TOO or text == text.upper():
        return True
    return key not in _load_names().acronyms and text[0] == text[0].upper()


def _find_joined(part: str) -> tuple[str, ...]:
    """The countries of "Belarus, Bosnia and Herzegovina": names that hold the word "and" themselves stay whole."""
    ends = [0, *(place for match in AND.finditer(part) for place in match.span()), len(part)]
    words = [part[start:end] for start, end in pairwise(ends)]  # names and what joins them, in turn
    found: list[str] = []
    first = 0
    while first < len(words):
        whole = ((last, find_country("".join(words[first:last]))) for last in range(len(words), first, -2))
        last, code = next(((last, code) for last, code in whole if code), (0, None))
        if code is None:
            return ()
        found.append(code)
        first = last + 1
    return tuple(found)


@dataclass(frozen=True)
class _Names:
    """Countries by the key of a name, "" where two have it; what is written in capitals only; other codes."""

    by_key: dict[str, str]
    acronyms: frozenset[str]
    regions: frozenset[str]
    codes: frozenset[str]
    other_codes: dict[str, str]


@cache
def _load_names() -> _Names:
    kept = json.loads(NAMES.read_text(encoding="utf-8"))
    return _Names(
        by_key={key: code for code, keys in kept["countries"].items() for key in keys.split("|")},
        acronyms=frozenset(kept["acronyms"].split("|")),
        regions=frozenset(kept["regions"].split("|")),
        codes=frozenset(kept["countries"]) - {""},
        other_codes=kept["codes"],
    )
