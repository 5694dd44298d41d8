"""Numbers as they are printed before demands: "1.", "(1)", "2.1", "a)", "IV.", in any script."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

DEEPEST = 8
"""The most components a number may have."""

ALPHABETS = {
    "latin": "abcdefghijklmnopqrstuvwxyz",
    # Belarusian, Russian and Ukrainian in one order; SKIPPED says which letters a list may leave out.
    "cyrillic": "абвгґдеёєжзиіїйклмнопрстуўфхцчшщъыьэюя",
    "greek": "αβγδεζηθικλμνξοπρστυφχψω",
    "hebrew": "אבגדהוזחטיכלמנסעפצקרשת",
    "arabic": "أبجدهوزحطيكلمنسعفصقرشت",
    "georgian": "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
    "armenian": "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփք",
}
SKIPPED = frozenset("ґёєиіїйўщъыь")
PLACES = {letter: (name, at) for name, letters in ALPHABETS.items() for at, letter in enumerate(letters, 1)}
# Keyboards without Latin letters write Roman numerals with Cyrillic ones.
ROMAN_LOOKALIKES = str.maketrans("ІіХх", "IiXx")
ROMAN = re.compile(r"(?=.)m{0,3}(cm|cd|d?c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})")
ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
ABBREVIATIONS = frozenset({"i.e", "e.g", "a.m", "p.m", "p.s", "n.b", "e.v", "u.s", "u.n", "e.u", "t.b"})

BULLETS = "-*+•·‣◦▪●○■□➢►✓–—―∙\uf0b7\uf0a7"
BULLET = re.compile(rf"([{BULLETS}])\s+(?=\S)")
_COMPONENT = r"(?:\d{1,3}|[IVXLCDMivxlcdmІіХх]{1,7}|[^\W\d_])"
# Converters write "1\\." where a paragraph of a web page began with a number.
NUMBER = re.compile(
    rf"(?:(?P<bullet>[{BULLETS}]|o(?=\s+\(?\d))\s+)?(?P<wrap>\*\*|__|[*_])?(?P<open>[(（])?"
    rf"(?P<path>{_COMPONENT}(?:\\?\.{_COMPONENT}){{0,{DEEPEST - 1}}})(?![^\W_ºª])"
    r"\\?(?P<close>\.[-–](?=\s)|\.?[ºª°](?=\s)|[.)．）、]|\s?[-–—](?=\s)|[:/](?=\s))?(?P<end>\*\*|__|[*_])?(?P<rest>.*)",
    re.DOTALL,
)
DELIMITERS = {
    "．": ".",
    "、": ".",
    "）": ")",
    "–": "-",
    " -": "-",
    " –": "-",
    " —": "-",
    ".-": ".",
    ".–": ".",
    ".º": "º",
    "—": "-",
}


@dataclass(frozen=True)
class Reading:
    """One way to understand a component: which kind of counting, and how far it has got."""

    kind: str
    value: int


@dataclass(frozen=True)
class Marker:
    """What looks like a number at the start of a line, and the text behind it."""

    path: tuple[str, ...]
    delimiter: str
    bulleted: bool
    rest: str

    @property
    def as_printed(self) -> str:
        """The number without brackets, bullet and final stop."""
        return ".".join(self.path)

    @property
    def is_numeric(self) -> bool:
        """Whether no component is a letter."""
        return all(component.isdecimal() for component in self.path)

    @property
    def is_sure(self) -> bool:
        """Whether it is a number even where it is out of order: a bullet, a number and its delimiter."""
        digits = self.path[-1].isdecimal()
        return self.bulleted and (self.delimiter in (")", "()") or (digits and self.delimiter != ""))


def read_marker(text: str) -> Marker | None:
    """The number a line begins with, or None; whether it counts as one depends on what came before."""
    found = NUMBER.match(text)
    if found is None or not _is_whole(found):
        return None
    path = tuple(found["path"].replace("\\", "").split("."))
    if not all(readings_of(component) for component in path):
        return None
    if _is_part_of_word(path, found):
        return Marker(path[:1], ".", found["bullet"] is not None, f"{path[1]} {_text_after_marker(found)}")
    delimiter = "()" if found["open"] else DELIMITERS.get(found["close"] or "", found["close"] or "")
    return Marker(path, delimiter, found["bullet"] is not None, _text_after_marker(found))


def _is_whole(found: re.Match[str]) -> bool:
    close, rest = found["close"], found["rest"]
    if found["open"] and close not in (")", "）"):
        return False
    if found["end"] and found["end"] != found["wrap"]:
        return False
    if not close:
        return "." in found["path"] and (not rest or rest[0].isspace())
    glued = found["path"][-1].isdecimal() or close in (")", "）")
    return not rest or rest[0].isspace() or close == "、" or (glued and rest[0].isalpha())


def _is_part_of_word(path: tuple[str, ...], found: re.Match[str]) -> bool:
    # "1.A plan": a capital after the stop is the first word, where nothing else closes the number.
    digits, *letters = path
    word = "".join(letters)
    return digits.isdecimal() and len(letters) == 1 and word.isupper() and len(word) == 1 and not found["close"]


def _text_after_marker(found: re.Match[str]) -> str:
    rest = found["rest"].strip()
    return f"{found['wrap']}{rest}" if found["wrap"] and not found["end"] and rest else rest


@lru_cache(maxsize=4096)
def readings_of(component: str) -> tuple[Reading, ...]:
    """All ways to understand a component: "i" is the ninth letter and the first Roman numeral."""
    if component.isdecimal():
        return (Reading("digit", int(component)),)
    plain = unicodedata.normalize("NFKC", component)
    case = "lower" if plain == plain.lower() else "upper"
    found = [_letter_reading(plain.lower(), case)] if len(plain) == 1 else []
    return tuple(reading for reading in (*found, _roman_reading(plain, case)) if reading)


def _letter_reading(letter: str, case: str) -> Reading | None:
    name, value = PLACES.get(letter.replace("ا", "أ"), ("", 0))
    return Reading(f"{name} {case}", value) if value else None


def _roman_reading(component: str, case: str) -> Reading | None:
    latin = component.translate(ROMAN_LOOKALIKES)
    if latin not in (latin.lower(), latin.upper()) or not ROMAN.fullmatch(latin.lower()):
        return None
    digits = [ROMAN_DIGITS[letter] for letter in latin.lower()]
    following = [*digits[1:], 0]
    return Reading(f"roman {case}", sum(-a if a < b else a for a, b in zip(digits, following, strict=True)))


def is_next(previous: Reading, reading: Reading) -> bool:
    """Whether one reading is the next after another of its kind."""
    if previous.kind != reading.kind or reading.value <= previous.value:
        return False
    if reading.kind.startswith("cyrillic"):
        return SKIPPED.issuperset(ALPHABETS["cyrillic"][previous.value : reading.value - 1])
    return reading.value == previous.value + 1


def successors(reading: Reading) -> tuple[Reading, ...]:
    """The readings that may come next."""
    reach = 6 if reading.kind.startswith("cyrillic") else 1
    following = (Reading(reading.kind, reading.value + step) for step in range(1, reach + 1))
    return tuple(each for each in following if is_next(reading, each))
