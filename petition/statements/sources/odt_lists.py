"""The numbers of lists and headings in an OpenDocument text, as its reader sees them.

Source: ODF 1.3 part 3, 5.3 (lists), 16.30 (list styles), 19.880 (text:start-value), 19.797 (text:display-levels).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from petition.statements.sources.numerals import format_number

OFFICE, STYLE, TEXT, TABLE, DRAW = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "style", "text", "table", "drawing")
)
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
XLINK = "{http://www.w3.org/1999/xlink}href"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
FORMATS = {
    "1": "decimal", "a": "letters:latin", "A": "upper-letters:latin", "i": "roman", "I": "upper-roman", "": "none",
    "①, ②, ③, ...": "circled", "一, 二, 三, ...": "cjk", "١, ٢, ٣, ٤, ...": "digits:arabic-indic",
    "أ, ب, ت, ...": "repeat:arabic", "أ, ب, ج, ...": "repeat:abjad", "א, ב, ג, ...": "letters:hebrew",
    "ก, ข, ฃ, ...": "repeat:thai", "१, २, ३, ...": "digits:devanagari",
}  # fmt: skip
# LibreOffice names alphabets by how they begin: "а, б, .., аа, аб, ... (ru)".
CYRILLIC = {"ru": "russian", "uk": "ukrainian", "bg": "bulgarian", "sr": "serbian"}
GREEK = re.compile(r"[αΑ], [βΒ]")


@dataclass(frozen=True)
class Level:
    """One level of a list style; ``shown`` levels make its number."""

    kind: str = "none"
    prefix: str = ""
    suffix: str = ""
    shown: int = 1
    start: int = 1


def integer(element: etree._Element, name: str, default: int) -> int:
    """An attribute that is a number."""
    value = element.get(name, "")
    return int(value) if re.fullmatch(r"\d{1,6}", value) else default


def number_kind(said: str, repeats: bool) -> str:
    """What a style:num-format means to ``format_number``."""
    if said in FORMATS:
        kind = FORMATS[said]
        return kind.replace("letters:latin", "repeat:latin") if repeats else kind
    language = said[-3:-1]
    if language in CYRILLIC and said.endswith(")"):
        pairs = [one.lower() for one in said.split(", ") if len(one) == 2]
        way = "letters" if any(one[0] != one[1] for one in pairs) else "repeat"
        return f"{'upper-' if said[0].isupper() else ''}{way}:{CYRILLIC[language]}"
    if GREEK.match(said):
        return f"{'upper-' if said[0] == 'Α' else ''}letters:greek"
    return "decimal"


def read_list_styles(roots: list[etree._Element]) -> dict[str, dict[int, Level]]:
    """Levels from 1 by the name of the list style; those of the outline under an empty name."""
    found: dict[str, dict[int, Level]] = {}
    for root in roots:
        for style in [*root.iter(f"{TEXT}list-style"), *root.iter(f"{TEXT}outline-style")]:
            is_outline = style.tag == f"{TEXT}outline-style"
            levels = {integer(one, f"{TEXT}level", 1): _read_level(one) for one in style}
            found["" if is_outline else style.get(f"{STYLE}name", "")] = levels
    return found


def _read_level(element: etree._Element) -> Level:
    if not element.tag.endswith(("-number", "outline-level-style")):
        return Level("bullet")
    repeats = element.get(f"{STYLE}num-letter-sync") == "true"
    return Level(
        number_kind(element.get(f"{STYLE}num-format", ""), repeats),
        element.get(f"{STYLE}num-prefix", ""),
        element.get(f"{STYLE}num-suffix", ""),
        integer(element, f"{TEXT}display-levels", 1),
        integer(element, f"{TEXT}start-value", 1),
    )


@dataclass
class Count:
    """How far the levels of a list, or of lists that go on in it, have counted."""

    levels: dict[int, Level]
    values: dict[int, int] = field(default_factory=dict)

    def next_label(self, at: int, start: int | None = None) -> str:
        """Counts one more item at a level from 1; what stands before it."""
        level = self.levels.get(at, Level())
        for above in range(1, at):
            # A list that begins below its first level has taken up the numbers above.
            self.values.setdefault(above, self.levels.get(above, Level()).start)
        before = self.values.get(at)
        self.values[at] = start if start is not None else level.start if before is None else before + 1
        for below in [one for one in self.values if one > at]:
            del self.values[below]
        if level.kind == "bullet":
            return "•"
        shown = range(max(1, at - level.shown + 1), at + 1)
        numbers = [number for one in shown if (number := self._write_number(one))]
        if level.kind == "none":
            return f"{level.prefix}{level.suffix}".strip()
        return f"{level.prefix}{'.'.join(numbers)}{level.suffix}".strip()

    def _write_number(self, at: int) -> str:
        level = self.levels.get(at, Level())
        return format_number(self.values.get(at, level.start), level.kind)
