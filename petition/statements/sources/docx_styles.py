"""What styles say of a Word document's paragraphs and runs: headings, lists, emphasis, hidden words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from petition.statements.sources.document import DEEPEST
from petition.statements.sources.docx_numbering import Numbering, W, integer

HEADING = re.compile(r"heading ([1-9])")
CONTENTS = re.compile(r"toc (?:heading|[1-9])|table of figures|index [1-9]")
OFF = ("0", "false", "off", "none")


def is_on(properties: etree._Element | None, name: str) -> bool | None:
    """Whether a property such as ``w:b`` is switched on; None where nothing is said."""
    found = None if properties is None else properties.find(f"{W}{name}")
    return None if found is None else found.get(f"{W}val", "1") not in OFF


def value_of(element: etree._Element | None, path: str) -> str:
    """The value of the element at a path below, such as ``pStyle``; empty where it is not there."""
    found = None if element is None else element.find("/".join(f"{W}{name}" for name in path.split("/")))
    return "" if found is None else found.get(f"{W}val", "")


class Styles:
    """The styles of a document by their ids."""

    def __init__(self, root: etree._Element | None) -> None:
        found = [] if root is None else root.findall(f"{W}style")
        self._styles = {one.get(f"{W}styleId", ""): one for one in found}
        self._standard = next(
            (one.get(f"{W}styleId", "") for one in found if one.get(f"{W}type") == "paragraph" and _is_default(one)), ""
        )
        self.has_title = False

    def chain(self, style: str) -> Iterator[etree._Element]:
        """A style and those that it is based on."""
        for _step in range(DEEPEST):
            found = self._styles.get(style)
            if found is None:
                return
            yield found
            style = value_of(found, "basedOn")

    def name(self, style: str) -> str:
        """The name that a style has in every language of the program, in small letters."""
        return value_of(self._styles.get(style), "name").lower()

    def style_of(self, properties: etree._Element | None) -> str:
        """The id of a paragraph's style."""
        return value_of(properties, "pStyle") or self._standard

    def heading_level(self, properties: etree._Element | None) -> int:
        """0 for no heading, 1 for the title or the first level, up to 6."""
        names = [value_of(one, "name").lower() for one in self.chain(self.style_of(properties))]
        if "title" in names:
            return 1
        found = next((int(match[1]) for name in names if (match := HEADING.fullmatch(name))), 0)
        outline = None if properties is None else properties.find(f"{W}outlineLvl")
        if outline is not None:
            level = integer(outline, 9)
            found = level + 1 if level < 9 else 0
        return min(found + self.has_title, 6) if found else 0

    def is_contents(self, properties: etree._Element | None) -> bool:
        """Whether a paragraph is a line of a table of contents."""
        return CONTENTS.fullmatch(self.name(value_of(properties, "pStyle"))) is not None

    def list_place(self, properties: etree._Element | None, numbering: Numbering) -> tuple[str, int] | None:
        """The list that a paragraph is in, by its own properties or its styles, and the level from 0.

        List and level are each taken from where they are said first: a style may say its level and leave the list to
        the one that it is based on.
        """
        own = None if properties is None else properties.find(f"{W}numPr")
        list_id, level = value_of(own, "numId"), value_of(own, "ilvl")
        styles = [] if list_id else list(self.chain(self.style_of(properties)))
        list_id = list_id or next((said for one in styles if (said := value_of(one, "pPr/numPr/numId"))), "")
        if list_id in ("", "0"):
            return None
        if not level:
            bound = (numbering.level_of_style(list_id, one.get(f"{W}styleId", "")) for one in styles)
            level = next((said for one in styles if (said := value_of(one, "pPr/numPr/ilvl"))), "")
            level = level or next((str(at) for at in bound if at is not None), "")
        return list_id, int(level) if level in tuple("012345678") else 0

    def run_property(self, properties: etree._Element | None, name: str) -> bool:
        """Whether a run has a property, by itself or by its character style."""
        own = is_on(properties, name)
        if own is not None:
            return own
        for one in self.chain(value_of(properties, "rStyle")):
            found = is_on(one.find(f"{W}rPr"), name)
            if found is not None:
                return found
        return False


def _is_default(style: etree._Element) -> bool:
    return style.get(f"{W}default", "0") not in OFF
