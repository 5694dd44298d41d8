"""As much of CSS as tells emphasis, hidden parts and the numbers of lists in pages and clipboards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from petition.statements.sources.numerals import format_number

CLASS = re.compile(r"(?:[a-z0-9]*)\.([\w-]{1,80})")
CLASS_OF_ITEMS = re.compile(r"\.([\w-]{1,80})>li(?::before)?")
RESET = re.compile(r"[a-z]*\.([\w-]{1,80})\.start")
CONTENT = re.compile(r'"((?:[^"\\]|\\.){0,80})"|counter\(([\w-]{1,80})(?:,\s*([\w-]{1,40}))?\)')
MOST_RULES = 5000
BULLET = "•"
KINDS = {
    "decimal": "decimal", "decimal-leading-zero": "zero", "lower-alpha": "letters:latin",
    "lower-latin": "letters:latin", "upper-alpha": "upper-letters:latin", "upper-latin": "upper-letters:latin",
    "lower-roman": "roman", "upper-roman": "upper-roman", "lower-greek": "letters:greek",
    "arabic-indic": "digits:arabic-indic", "persian": "digits:persian", "devanagari": "digits:devanagari",
    "bengali": "digits:bengali", "thai": "digits:thai", "hebrew": "letters:hebrew", "cjk-decimal": "digits:cjk",
    "cjk-ideographic": "cjk", "simp-chinese-informal": "cjk", "trad-chinese-informal": "cjk",
    "japanese-informal": "cjk", "cjk-heavenly-stem": "heavenly", "none": "none", "disc": "bullet", "circle": "bullet",
    "square": "bullet",
}  # fmt: skip
TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
CJK = ("digits:cjk", "cjk", "heavenly")

Declarations = dict[str, str]


def name_set(text: str) -> frozenset[str]:
    """Names that stand in a text, apart by spaces."""
    return frozenset(text.split())


def read_declarations(text: str | None) -> Declarations:
    """Properties by their names in small letters."""
    pairs = (part.partition(":") for part in (text or "")[:8000].split(";"))
    return {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}


def kind_of_list(node: LexborNode | None, styles: Stylesheet) -> str:
    """The kind of number that a list or an item asks for by itself; empty where it says nothing."""
    if node is None:
        return ""
    said = styles.declarations(node)
    word = said.get("list-style-type") or next(iter(said.get("list-style", "").split()), "")
    word = word or TYPES.get(node.attributes.get("type") or "", "")
    if word.startswith(('"', "'")):
        return "bullet"
    return KINDS.get(word.lower(), "")


def write_item_number(value: int, kind: str) -> str:
    """What a browser puts before an item."""
    if kind in ("bullet", "none"):
        return BULLET if kind == "bullet" else ""
    return f"{format_number(value, kind)}{'、' if kind in CJK else '.'}"


@dataclass
class Stylesheet:
    """The rules of a page that are about one class; and the counters that Google Docs writes its numbers with."""

    classes: dict[str, Declarations] = field(default_factory=dict)
    templates: dict[str, str] = field(default_factory=dict)
    counted: dict[str, str] = field(default_factory=dict)
    resets: dict[str, tuple[str, int]] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)

    def declarations(self, node: LexborNode) -> Declarations:
        """What its classes and its own attribute say of an element."""
        found: Declarations = {}
        for name in (node.attributes.get("class") or "").split()[:50]:
            found |= self.classes.get(name, {})
        return found | read_declarations(node.attributes.get("style"))

    def begin_list(self, node: LexborNode) -> None:
        """Sets back the counter of a list that begins here."""
        names = (node.attributes.get("class") or "").split()
        for name in names if "start" in names else []:
            if name in self.resets:
                counter, value = self.resets[name]
                self.counters[counter] = value

    def counted_label(self, node: LexborNode) -> str | None:
        """The number of an item by the counters of its list; None where it has none."""
        for name in (node.attributes.get("class") or "").split():
            if name in self.counted:
                self.counters[self.counted[name]] = self.counters.get(self.counted[name], 0) + 1
            if name in self.templates:
                return "".join(self._write_content(self.templates[name])).strip()
        return None

    def _write_content(self, template: str) -> Iterator[str]:
        for words, counter, kind in CONTENT.findall(template):
            yield words if not counter else format_number(self.counters.get(counter, 0), KINDS.get(kind, "decimal"))


def read_stylesheet(page: LexborHTMLParser) -> Stylesheet:
    """The rules of all style elements."""
    sheet = Stylesheet()
    text = _without_comments("\n".join(one.text() or "" for one in page.css("style")))
    for rule in text.split("}", MOST_RULES)[:MOST_RULES]:
        selectors, _brace, body = rule.rpartition("{")
        said = read_declarations(body)
        for selector in selectors.rpartition("{")[2].split(",")[:100]:
            _add_rule(sheet, selector.strip(), said)
    return sheet


def _without_comments(text: str) -> str:
    first, *others = text.split("/*")
    return first + "".join(other.partition("*/")[2] for other in others)


def _add_rule(sheet: Stylesheet, selector: str, said: Declarations) -> None:
    reset = RESET.fullmatch(selector)
    if reset and (words := said.get("counter-reset", "").split()):
        value = int(words[1]) if len(words) > 1 and re.fullmatch(r"-?\d{1,6}", words[1]) else 0
        sheet.resets[reset[1]] = (words[0], value)
    items = CLASS_OF_ITEMS.fullmatch(selector)
    if items and "counter-increment" in said:
        sheet.counted[items[1]] = said["counter-increment"].split()[0]
    elif items and "counter(" in said.get("content", ""):
        sheet.templates[items[1]] = said["content"]
    only = CLASS.fullmatch(selector)
    if only:
        sheet.classes[only[1]] = sheet.classes.get(only[1], {}) | said
