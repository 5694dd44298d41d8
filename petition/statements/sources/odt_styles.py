"""What the styles of an OpenDocument text say of its paragraphs and words."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from petition.statements.sources.document import DEEPEST
from petition.statements.sources.odt_lists import FO, STYLE, TEXT

BOLD_FROM = 600


class Styles:
    """Styles by family and name; automatic ones of the content go before common ones."""

    def __init__(self, roots: list[etree._Element]) -> None:
        self._styles: dict[tuple[str, str], etree._Element] = {}
        for root in roots:
            for style in root.iter(f"{STYLE}style"):
                self._styles[style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", "")] = style
        self.has_title = False

    def chain(self, family: str, name: str) -> Iterator[etree._Element]:
        """A style and those that it is based on."""
        for _step in range(DEEPEST):
            found = self._styles.get((family, name))
            if found is None:
                return
            yield found
            name = found.get(f"{STYLE}parent-style-name", "")

    def is_title(self, name: str) -> bool:
        """Whether a paragraph style is that of the title."""
        names = {name, *(one.get(f"{STYLE}parent-style-name", "") for one in self.chain("paragraph", name))}
        return "Title" in names

    def list_style(self, name: str) -> str | None:
        """The list style of a paragraph style; empty where it says that there is none, None where nothing is said."""
        said = (one.get(f"{STYLE}list-style-name") for one in self.chain("paragraph", name))
        return next((one for one in said if one is not None), None)

    def outline_level(self, name: str) -> int:
        """The level that a paragraph style has in the outline, 0 for none."""
        said = (one.get(f"{STYLE}default-outline-level") for one in self.chain("paragraph", name))
        found = next((one for one in said if one is not None), "")
        return int(found) if found in tuple("123456789") else 0

    def emphasis(self, family: str, name: str, bold: bool, italic: bool) -> tuple[bool, bool]:
        """Bold and italic under a style, given what stands around it."""
        weight = self._property(family, name, f"{FO}font-weight")
        slant = self._property(family, name, f"{FO}font-style")
        if weight:
            bold = weight == "bold" or (weight.isdecimal() and int(weight[:4]) >= BOLD_FROM)
        return bold, slant in ("italic", "oblique") if slant else italic

    def is_hidden(self, family: str, name: str) -> bool:
        """Whether what has this style is not shown."""
        return self._property(family, name, f"{TEXT}display") == "none"

    def _property(self, family: str, name: str, wanted: str) -> str:
        for style in self.chain(family, name):
            for properties in style.iterfind(f"{STYLE}text-properties"):
                if properties.get(wanted):
                    return str(properties.get(wanted))
        return ""
