"""Countries by the names that people write for them, in every language that Unicode CLDR has, and regions.

The names are data, ``country_names.json``, which ``python -m petition.core.country_names`` writes.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from petition.core.text import clean_line, normalise

NAMES = Path(__file__).with_name("country_names.json")
# What the name of a country, or of several, is never longer than.
LONGEST = 200
# Rows of one list say the same countries, and one text is asked about by several rules.
REMEMBERED = 4096
ALPHA = re.compile(r"[A-Z]{2,3}")
# Letters that have no mark to lose.
PLAIN_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
APOSTROPHES = re.compile("['’ʼ`´ʻʹ‘.]")
ARTICLE = re.compile(r"^(?:the|la|le|les|el|los|las|il|lo|gli|os|as|die|der|den|das|de) (?=\w)")
ELISION = re.compile(r"(?i)^l['’](?=\w)")
ELIDED = ("l'", "l’", "L'", "L’")
# "Islamic Republic of Iran", "República de Chile", "Республика Польша".
OFFICIAL = re.compile(
    r"^(?:(?:\w+ ){0,2}(?:republic|kingdom|states?|commonwealth|principality|duchy|sultanate|union) of(?: the)?"
    r"|(?:republique|royaume|principaute)(?: \w+)?? (?:de la|de l|du|des|de|d)"
    r"|(?:republica|reino|estado)(?: \w+)? (?:de la|de los|del|de|da|do|dos)|repubblica (?:della|del|di|d)"
    r"|republik|konigreich|republika|республика|республіка|рэспубліка|королевство|جمهورية|دولة|مملكة) (?=\w)"
)
# "Moldova, Republic of", "Venezuela (Bolivarian Republic of)": as ISO 3166 orders the words.
INVERTED = re.compile(r"([^,(]+?)(?:, | \()([^,()]* of(?: the)?)\)?", re.IGNORECASE)
INVERTED_ENDS = ("of", "the")
SEPARATORS = re.compile(r"\s*[,;/&+|•·、，；\n]\s*|\s+[-–—]\s+|(?<=\w)[–—](?=\w)")
AND = re.compile(r"\s+(?:and|і|й|и|та|und|et|y|e|i|oraz|en|och|og|ja|ir|ve|și|si|a|и)\s+|\s+و\s*", re.IGNORECASE)
# Short names that are one in small letters too; any other of up to three letters would be many a word.
SMALL_TOO = frozenset({"usa", "uae", "bih", "lao", "сша", "зша", "рф", "рб", "оаэ", "оае", "юар", "кнр", "снг"})
LONGEST_ACRONYM = 3


class _KeptSigns(dict[int, str | None]):
    """What becomes of a sign in a key, by its code: marks go, all but letters and figures are a space."""

    def __missing__(self, code: int) -> str | None:
        sign = chr(code)
        kept = sign if unicodedata.category(sign)[0] in "LMN" else " "
        self[code] = None if unicodedata.combining(sign) else PLAIN_LETTERS.get(code, kept)
        return self[code]


KEPT_SIGNS = _KeptSigns()


def country_key(written: str) -> str:
    """What two spellings of a name have in common: no case, marks or punctuation, words by one space."""
    folded = APOSTROPHES.sub("", written).casefold()
    folded = folded if folded.isascii() else normalise("NFKD", folded).casefold()
    return " ".join(folded.translate(KEPT_SIGNS).split())


def find_country(written: str) -> str | None:
    """The country (ISO 3166-1 alpha-2, XK for Kosovo) whose name, other name or code in capitals is all of a text.

    "Georgia", "Jordan", "Guinea" and "Congo" are the countries that ISO 3166 calls so; what is one country in one
    language and another one in another is decided in ``other_country_names.DECISIONS``. "America" is a region.
    """
    text = written if len(written) <= LONGEST else clean_line(written)
    return _find_country(text) if len(text) <= LONGEST else None


@lru_cache(maxsize=REMEMBERED)
def _find_country(written: str) -> str | None:
    text = clean_line(written)
    if not text:
        return None
    code = _find_code(text)
    if code:
        return code
    found = _find_name(country_key(text), text)
    if found or (not text.startswith(ELIDED) and " of" not in text.casefold()):
        return found
    inverted = INVERTED.fullmatch(text)
    spellings = (ELISION.sub("", text), f"{inverted[2]} {inverted[1]}" if inverted else "")
    return next(filter(None, (_find_name(country_key(spelling), text) for spelling in spellings)), None)


def find_countries(written: str) -> tuple[str, ...]:
    """The countries that a text lists and nothing else ("Belarus / Lithuania", "Belarus and Poland"), each once.

    A region between them is passed over; () where any other word stands there.
    """
    one = find_country(written)
    if one:
        return (one,)
    if len(written) > LONGEST or not _may_end_name(country_key(written)):
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
    text = written if len(written) <= LONGEST else clean_line(written)
    return _find_region(text) if len(text) <= LONGEST else None


@lru_cache(maxsize=REMEMBERED)
def _find_region(written: str) -> str | None:
    text = clean_line(written)
    key = country_key(text)
    known = key and not {key, ARTICLE.sub("", key, count=1)}.isdisjoint(_load_names().regions)
    return text if known and _is_written_so(key, text) and not find_country(text) else None


def country_codes() -> frozenset[str]:
    """Every country that has a name here."""
    return _load_names().codes


def _find_code(text: str) -> str | None:
    letters = text.replace(".", "").replace(" ", "") if "." in text else text
    if not ALPHA.fullmatch(letters):
        return None
    return letters if letters in country_codes() else _load_names().other_codes.get(letters)


def _may_end_name(key: str) -> bool:
    """Whether the last word of a key ends some name or is a code: most texts are told apart from countries by that."""
    last = key.rpartition(" ")[2]
    return len(last) == 1 or last in _load_names().last_words


def _find_name(key: str, text: str) -> str | None:
    names = _load_names().by_key
    if not _may_end_name(key):
        return None
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
    """Countries by the key of a name, "" where two have it; what is written in capitals only; other codes.

    ``last_words`` are those that a name of a country, of several, or of a region can end in, and codes.
    """

    by_key: dict[str, str]
    last_words: frozenset[str]
    acronyms: frozenset[str]
    regions: frozenset[str]
    codes: frozenset[str]
    other_codes: dict[str, str]


@cache
def _load_names() -> _Names:
    kept = json.loads(NAMES.read_text(encoding="utf-8"))
    by_key = {key: code for code, keys in kept["countries"].items() for key in keys.split("|")}
    regions = frozenset(kept["regions"].split("|"))
    codes = {code.casefold() for code in (*kept["countries"], *kept["codes"])}
    return _Names(
        by_key=by_key,
        last_words=frozenset(key.rpartition(" ")[2] for key in (*by_key, *regions, *codes, *INVERTED_ENDS)),
        acronyms=frozenset(kept["acronyms"].split("|")),
        regions=regions,
        codes=frozenset(kept["countries"]) - {""},
        other_codes=kept["codes"],
    )
