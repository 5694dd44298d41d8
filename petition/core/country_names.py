"""Run as a program, writes the names of countries in all languages of Unicode CLDR into ``country_names.json``.

To ask Babel for all its languages takes seconds and much memory; therefore the names are kept as data. To be run
again with a new Babel, or when ``other_country_names`` changes: ``python -m petition.core.country_names``.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache

from babel import localedata
from babel.core import get_global

from petition.core.countries import LONGEST_ACRONYM, NAMES, country_key
from petition.core.other_country_names import COUNTRIES, DECISIONS, REGIONS

# Of languages in which many write, a name is that country's, whatever it means in others.
COMMON = ("en", "be", "ru", "uk", "pl", "de", "lt", "fr", "es", "it", "pt", "ar", "zh", "tr", "nl", "cs")
# Codes of Unicode CLDR that no country has.
NO_COUNTRY = frozenset({"EU", "EZ", "UN", "XA", "XB", "QO", "ZZ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"})
# Codes under which two names stand: "Myanmar (Burma)".
TWO_NAMES = ("MM", "FK")
SHORTEST = LONGEST_ACRONYM + 1  # a Latin name of fewer letters is a common word somewhere
SHORT_NAMES = frozenset({"lao"})
# How names of one word end in other cases; the first ending that fits counts.
CASES = {
    "ru": (("ия", "ии"), ("ь", "и"), ("ка", "ки ке"), ("ша", "ши ше"), ("а", "ы е"), ("я", "и е"), ("й", "я е")),
    "be": (("ія", "іі"), ("ь", "і"), ("а", "ы е"), ("я", "і"), ("й", "я і")),
    "uk": (("ія", "ії"), ("ь", "і"), ("а", "и і"), ("й", "ю ї"), ("я", "і")),
    "pl": (("ia", "ii"), ("ja", "ji"), ("ka", "ki"), ("ga", "gi"), ("ś", "si"), ("wa", "wy wie"), ("na", "ny nie")),
}
CONSONANTS = {"ru": ("бвгджзклмнпрстфхцчшщ", "а е"), "be": ("бвгджзклмнпрстфхцчш", "а е у"),
              "uk": ("бвгджзклмнпрстфхцчшщ", "у і а"), "pl": ("", "")}  # fmt: skip


def own_names() -> Iterator[tuple[str, str, str]]:
    """Each name that a locale of Babel has of its own: the locale, the territory's code, the name."""
    for locale in localedata.locale_identifiers():
        for code, name in localedata.load(locale, merge_inherited=False).get("territories", {}).items():
            yield locale, code, str(name)


@cache
def collect_claims() -> dict[str, Counter[str]]:
    """By the key of each name, the territories that have it, each with its weight."""
    claims: dict[str, Counter[str]] = defaultdict(Counter)
    for locale, code, name in own_names():
        weight = 1000 if locale in COMMON else 1
        for spelling in spellings(code, name, locale):
            key = country_key(spelling)
            if locale in COMMON or is_telling(key):
                claims[key][code] += weight
        for spelling in inflected_names(name, locale):
            claims[country_key(spelling)][code] += 0
    return claims


def spellings(code: str, name: str, locale: str) -> Iterator[str]:
    """A name and how it is written besides: "&" as "and", "St." as "Saint", each of two names."""
    yield name
    if locale == "en":
        yield name.replace("&", "and").replace("St.", "Saint")
        yield name.replace("&", "and")
    two = re.fullmatch(r"(.+?)\s*[(（](.+)[)）]", name)
    if two and code in TWO_NAMES:
        yield from two.groups()


def inflected_names(name: str, locale: str) -> Iterator[str]:
    """A name of one word in the cases in which it stands behind "of" and "in"."""
    if locale not in CASES or not name.isalpha():
        return
    ending, others = next((pair for pair in CASES[locale] if name.endswith(pair[0])), ("", ""))
    if not ending and name[-1] in CONSONANTS[locale][0]:
        others = CONSONANTS[locale][1]
    for other in others.split():
        yield name.removesuffix(ending) + other


def is_telling(key: str) -> bool:
    """Whether a name is none of the short Latin words that mean something else in other languages."""
    return bool(key) and not (key.isascii() and len(key) < SHORTEST and key not in SHORT_NAMES)


def is_country(code: str) -> bool:
    """Whether a code of CLDR is a country's; regions have numbers."""
    return len(code) == 2 and code.isalpha() and code not in NO_COUNTRY


def strongest(claims: Counter[str]) -> str:
    """Whose a name is: a country before a region, then the one that most say."""
    return max(claims, key=lambda code: (claims[code] > 0, is_country(code), claims[code], code))


def disputed_names() -> dict[str, Counter[str]]:
    """The names that mean different things in different languages, without those that are decided."""
    decided = {country_key(name) for name in DECISIONS} | _other_keys()
    return {
        key: claims
        for key, claims in collect_claims().items()
        if sum(number > 0 for number in claims.values()) > 1 and key not in decided and any(map(is_country, claims))
    }


def collect_names() -> dict[str, str]:
    """The territory by each key: a code of CLDR, ``region``, or nothing where it is undecided."""
    names = {key: strongest(claims) for key, claims in collect_claims().items()}
    names |= {country_key(name): "region" for name in REGIONS.split("|")}
    names |= {country_key(name): code for code, written in COUNTRIES.items() for name in written.split("|")}
    return names | {country_key(name): code for name, code in DECISIONS.items()}


def _other_keys() -> set[str]:
    written = [*REGIONS.split("|"), *(name for names in COUNTRIES.values() for name in names.split("|"))]
    return {country_key(name) for name in written}


def other_codes() -> dict[str, str]:
    """Codes beside those of two letters: of three letters, and "UK"."""
    aliases = {old: new[0] for old, new in get_global("territory_aliases").items() if len(new) == 1}
    named = {code for code in collect_names().values() if is_country(code)}
    wanted = {old: new for old, new in aliases.items() if re.fullmatch("[A-Z]{3}", old) and new in named}
    return {**wanted, "UK": "GB", "XKX": "XK", "KOS": "XK"}


def names_file() -> str:
    """The file: a line for each country, its keys in order."""
    names = collect_names()
    by_code: dict[str, list[str]] = defaultdict(list)
    for key, code in sorted(names.items()):
        by_code[code if code == "" or is_country(code) else "region"].append(key)
    regions = "|".join(by_code.pop("region"))
    acronyms = {key for key in _other_keys() if len(key.replace(" ", "")) <= LONGEST_ACRONYM}
    kept = {
        "countries": {code: "|".join(keys) for code, keys in sorted(by_code.items())},
        "acronyms": "|".join(sorted(acronyms - SHORT_NAMES)),
        "regions": regions,
        "codes": dict(sorted(other_codes().items())),
    }
    return json.dumps(kept, ensure_ascii=False, indent=0) + "\n"


def main() -> None:
    """Writes the file."""
    NAMES.write_text(names_file(), encoding="utf-8")


if __name__ == "__main__":
    main()
