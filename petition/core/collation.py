"""Alphabetical order: keys that sort names as the readers of a language expect.

Source: Unicode Collation Algorithm (UTS #10) with the default table; the letters that Belarusian,
Russian and Ukrainian place elsewhere, and their own script first, as in CLDR.
"""

from __future__ import annotations

import unicodedata
from functools import cache

import regex
from pyuca import Collator

# A letter of its own right after another one: language → ((letter, after), …).
TAILORED = {
    "be": (("ё", "е"), ("ў", "у")),
    "uk": (("ґ", "г"),),
    "ru": (("ё", "е"),),
}
CYRILLIC_FIRST = frozenset({"be", "uk", "ru", "bg", "sr", "mk", "kk", "ky", "mn", "tg"})
# Articles under which nobody looks up a name, each with the space or apostrophe that ends it.
ARTICLES = ("the ", "der ", "die ", "das ", "la ", "le ", "les ", "l'", "l’", "el ", "los ", "las ", "il ")
MARKS = "«»„“”\"'‘’‚()[]"


@cache
def _collator() -> Collator:
    return Collator()


def sort_key(name: str, language: str) -> bytes:
    """A key whose byte order is the alphabetical order of names in ``language``.

    Quotation marks and a leading article do not count: «Viasna» stands under V, "The Barys Zvozkau
    House" under B. The name itself comes last in the key, so that equal keys mean equal names.
    """
    bare = _sortable_text(name)
    levels: list[list[int]] = [[], [], []]
    for character in _collation_pieces(unicodedata.normalize("NFC", bare), language):
        for level, weight in enumerate(_weights(character, language)):
            levels[level].extend(weight)
    packed = b"\0\0\0".join(b"".join(weight.to_bytes(3) for weight in level) for level in levels)
    return packed + b"\0\0\0" + name.encode()


def name_place(name: str, language: str, longest: int) -> tuple[int, bytes]:
    """Where a name stands among very many: a number for its first letter, and the first bytes of its ``sort_key``.

    Names that differ beyond those bytes, 3 a letter, have one place.
    """
    key = sort_key(name, language)
    return int.from_bytes(key[:3]), key[:longest]


def base_letter(name: str) -> str:
    """The letter under which a name is looked up, as a reader sees it: of Latin script without its marks."""
    clusters = regex.findall(r"\X", _sortable_text(name))
    first = clusters[0].upper() if clusters else ""
    bare = unicodedata.normalize("NFD", first)[:1]
    return bare if "A" <= bare <= "Z" else first


def _sortable_text(name: str) -> str:
    """What of a name is sorted."""
    article = next((one for one in ARTICLES if name.casefold().startswith(one)), "")
    rest = name[len(article) :]
    return "".join(mark for mark in rest if mark not in MARKS).strip() or name


def _collation_pieces(text: str, language: str) -> list[str]:
    """Pieces to weigh: each tailored letter for itself, the stretches between whole."""
    apart = {form for letter, _ in TAILORED.get(language, ()) for form in (letter, letter.upper())}
    pieces = [""]
    for character in text:
        if character in apart:
            pieces += [character, ""]
        else:
            pieces[-1] += character
    return [piece for piece in pieces if piece]


@cache
def _tailored_letter(piece: str, language: str) -> str | None:
    return next((after for letter, after in TAILORED.get(language, ()) if piece.lower() == letter), None)


def _weights(piece: str, language: str) -> tuple[list[int], list[int], list[int]]:
    after = _tailored_letter(piece, language)
    base = after if after and piece.islower() else after.upper() if after else piece
    first, second, third = _key_levels(_collator().sort_key(base))
    # Doubled, so that a tailored letter finds room between two neighbours.
    return [_reordered_weight(weight, language) * 2 + (1 if after else 0) for weight in first], second, third


def _reordered_weight(weight: int, language: str) -> int:
    """A primary weight, with Cyrillic moved before Latin where the language is written in Cyrillic."""
    if base_language(language) not in CYRILLIC_FIRST:
        return weight
    latin, cyrillic, end = _script_bounds()
    if cyrillic <= weight < end:
        return weight - cyrillic + latin
    if latin <= weight < cyrillic:
        return weight + (end - cyrillic)
    return weight


def base_language(tag: str) -> str:
    """The language of a tag, without script and region."""
    return tag.split("-")[0]


@cache
def _script_bounds() -> tuple[int, int, int]:
    """Primary weights at which Latin, Cyrillic and what follows Cyrillic begin."""
    key = _collator().sort_key
    return key("a")[0], key("а")[0], key("ა")[0]


def _key_levels(key: tuple[int, ...]) -> tuple[list[int], list[int], list[int]]:
    levels: list[list[int]] = [[]]
    for weight in key:
        if weight == 0:
            levels.append([])
        else:
            levels[-1].append(weight)
    levels += [[]] * (3 - len(levels))
    return levels[0], levels[1], levels[2]
