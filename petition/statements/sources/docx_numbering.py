"""The numbers that Word puts before paragraphs, as its reader sees them.

Source: ECMA-376-1, 17.9. Counters belong to the abstract definition: lists that share one go on counting together. An
instance that overrides a start counts from there where it is first met.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from petition.statements.sources.numerals import format_number

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEVELS = 9
KINDS = {
    "decimal": "decimal", "decimalZero": "zero", "lowerLetter": "repeat:latin", "upperLetter": "upper-repeat:latin",
    "lowerRoman": "roman", "upperRoman": "upper-roman", "russianLower": "repeat:russian", "none": "none",
    "russianUpper": "upper-repeat:russian", "bullet": "bullet", "hebrew1": "letters:hebrew",
    "hebrew2": "repeat:hebrew", "arabicAlpha": "repeat:arabic", "arabicAbjad": "repeat:abjad",
    "hindiNumbers": "digits:devanagari", "hindiVowels": "repeat:hindi", "thaiLetters": "repeat:thai",
    "thaiNumbers": "digits:thai", "decimalFullWidth": "digits:full-width", "decimalEnclosedCircle": "circled",
    "decimalEnclosedParen": "parentheses", "decimalEnclosedCircleChinese": "circled", "ideographDigital": "digits:cjk",
    "japaneseCounting": "cjk", "chineseCounting": "cjk", "chineseCountingThousand": "cjk", "koreanCounting": "cjk",
    "taiwaneseCounting": "cjk", "taiwaneseCountingThousand": "cjk", "japaneseDigitalTenThousand": "digits:cjk",
    "taiwaneseDigital": "digits:cjk", "ideographTraditional": "heavenly", "numberInDash": "hyphens",
}  # fmt: skip
PLACEHOLDER = re.compile(r"%([1-9])")


@dataclass
class Level:
    """One level of a list: ``template`` as "%1.%2", ``restart`` as the level, from 1, after which it begins anew."""

    start: int = 1
    kind: str = "decimal"
    template: str = ""
    style: str = ""
    restart: int | None = None
    only_digits: bool = False


@dataclass
class NumberedList:
    """An instance: its definition's key, its levels, and the starts that it overrides."""

    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)


def integer(element: etree._Element | None, default: int = 0) -> int:
    """The value of an element such as ``w:start``."""
    value = "" if element is None else element.get(f"{W}val", "")
    return int(value) if re.fullmatch(r"-?\d{1,6}", value) else default


class Numbering:
    """The lists of a document, and how far each has counted."""

    def __init__(self, root: etree._Element | None) -> None:
        self.lists: dict[str, NumberedList] = {}
        self.style_lists: dict[str, str] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._met: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root)

    def _read(self, root: etree._Element) -> None:
        abstracts = {one.get(f"{W}abstractNumId", ""): one for one in root.iterfind(f"{W}abstractNum")}
        styles = {
            link.get(f"{W}val", ""): key
            for key, one in abstracts.items()
            if (link := one.find(f"{W}styleLink")) is not None
        }
        for number in root.iterfind(f"{W}num"):
            reference = number.find(f"{W}abstractNumId")
            key = "" if reference is None else reference.get(f"{W}val", "")
            link = abstracts[key].find(f"{W}numStyleLink") if key in abstracts else None
            key = styles.get(link.get(f"{W}val", ""), key) if link is not None else key
            if key in abstracts:
                self.lists[number.get(f"{W}numId", "")] = _read_list(key, abstracts[key], number)

    def level_of_style(self, list_id: str, style: str) -> int | None:
        """The level of a list that is bound to a paragraph style."""
        found = self.lists.get(list_id)
        return next((at for at, level in found.levels.items() if level.style == style), None) if found else None

    def next_label(self, list_id: str, at: int) -> str | None:
        """Counts one more paragraph at a level from 0; what stands before it, None where there is no such list."""
        found = self.lists.get(list_id)
        if found is None or at not in found.levels:
            return None
        counters = self._counters.setdefault(found.abstract, {})
        if at in found.starts and (list_id, at) not in self._met:
            self._met.add((list_id, at))
            counters.pop(at, None)
        counters[at] = counters[at] + 1 if at in counters else found.starts.get(at, found.levels[at].start)
        for below in [level for level in counters if level > at]:
            restart = found.levels[below].restart if below in found.levels else None
            if restart is None or 0 < at + 1 <= restart:
                del counters[below]
        return _write_label(found, at, counters)


def _read_list(key: str, abstract: etree._Element, number: etree._Element) -> NumberedList:
    levels = {_level_of(one): _read_level(one) for one in abstract.iterfind(f"{W}lvl")}
    starts = {}
    for override in number.iterfind(f"{W}lvlOverride"):
        at = _level_of(override)
        replaced = override.find(f"{W}lvl")
        if replaced is not None:
            levels[at] = _read_level(replaced)
        start = override.find(f"{W}startOverride")
        if start is not None:
            starts[at] = integer(start)
    return NumberedList(key, levels, starts)


def _level_of(element: etree._Element) -> int:
    value = element.get(f"{W}ilvl", "0")
    return int(value) if value in "012345678" and value else LEVELS


def _read_level(element: etree._Element) -> Level:
    # Where a level has a format of its own with one to fall back on, the fallback is of the usual ones.
    formats = [one.get(f"{W}val", "") for one in element.iter(f"{W}numFmt")]
    text, style, restart = (element.find(f"{W}{name}") for name in ("lvlText", "pStyle", "lvlRestart"))
    legal = element.find(f"{W}isLgl")
    return Level(
        start=integer(element.find(f"{W}start")),
        kind=next((KINDS[one] for one in formats if one in KINDS), "decimal"),
        template="" if text is None else text.get(f"{W}val", ""),
        style="" if style is None else style.get(f"{W}val", ""),
        restart=None if restart is None else integer(restart),
        only_digits=legal is not None and legal.get(f"{W}val") not in ("0", "false", "off"),
    )


def _write_label(found: NumberedList, at: int, counters: dict[int, int]) -> str:
    level = found.levels[at]
    if level.kind == "bullet":
        return "•"

    def write(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        other = found.levels.get(place)
        if other is None or place > at:
            return ""
        value = counters.get(place, found.starts.get(place, other.start))
        digits = level.only_digits and other.kind not in ("none", "bullet")
        return format_number(value, "decimal" if digits else other.kind)

    return PLACEHOLDER.sub(write, level.template).strip()
