"""An OpenDocument text (ODF 1.3): its text as its reader sees it with all changes accepted and no comments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from petition.statements.sources.archive import Archive
from petition.statements.sources.document import DEEPEST, Block, Document, Paragraph, Run, SourceError, Table
from petition.statements.sources.odt_lists import (
    DRAW,
    OFFICE,
    SVG,
    TABLE,
    TEXT,
    XLINK,
    XML_ID,
    Count,
    integer,
    read_list_styles,
)  # fmt: skip
from petition.statements.sources.odt_styles import Styles

SPACES = re.compile(r"[ \t\r\n]+")
MOST_REPEATED = 100
# What holds blocks and says nothing itself.
GROUPS = frozenset(
    {f"{TEXT}section", f"{TEXT}index-body", f"{TEXT}list-header", f"{TABLE}table-header-rows", f"{OFFICE}text"}
)
INDEXES = frozenset(f"{TEXT}{name}" for name in (
    "table-of-content", "illustration-index", "table-index", "object-index", "user-index", "alphabetical-index",
))  # fmt: skip
UNREAD = frozenset(
    {f"{TEXT}tracked-changes", f"{TEXT}sequence-decls", f"{TEXT}variable-decls", f"{TEXT}ruby-text", f"{OFFICE}forms"}
)


def read_odt(data: bytes) -> Document:
    """The document; raises SourceError."""
    archive = Archive(data)
    content, common = archive.read_xml("content.xml"), archive.read_xml("styles.xml")
    body = None if content is None else content.find(f"{OFFICE}body/{OFFICE}text")
    if content is None or body is None:
        raise SourceError("damaged")
    return _Reader([root for root in (common, content) if root is not None]).read(body)


class _Reader:
    """Reads one document; counts of its lists go along."""

    def __init__(self, roots: list[etree._Element]) -> None:
        self.document = Document()
        self.styles = Styles(roots)
        self.list_styles = read_list_styles(roots)
        self.outline = Count(self.list_styles.get("", {}))
        self.counts: dict[str, Count] = {}
        self.boxes: list[Block] = []

    def read(self, body: etree._Element) -> Document:
        self.styles.has_title = any(
            self.styles.is_title(one.get(f"{TEXT}style-name", "")) for one in body.iter(f"{TEXT}p")
        )
        self.document.omissions["changes"] += sum(1 for _one in body.iter(f"{TEXT}deletion"))
        self.document.omissions["insertions"] += sum(1 for _one in body.iter(f"{TEXT}insertion"))
        self.document.blocks = self.read_blocks(body, 0)
        return self.document

    def read_blocks(self, parent: etree._Element, depth: int) -> list[Block]:
        if depth > DEEPEST:
            raise SourceError("too_much")
        found: list[Block] = []
        for element in parent:
            if element.tag in (f"{TEXT}p", f"{TEXT}h"):
                found += self.read_paragraph(element)
            elif element.tag == f"{TEXT}list":
                found += self.read_list(element, depth)
            elif element.tag == f"{TABLE}table":
                found.append(self.read_table(element, depth))
            elif element.tag in INDEXES:
                self.document.omissions["contents"] += 1
            elif element.tag == f"{DRAW}frame":
                self._read_frame(element, depth)
                found += self._take_boxes()
            elif element.tag in GROUPS:
                if element.get(f"{TEXT}display") == "none":
                    self.document.omissions["hidden"] += 1
                else:
                    found += self.read_blocks(element, depth + 1)
        return found

    def _take_boxes(self) -> list[Block]:
        boxes, self.boxes = self.boxes, []
        return boxes

    def read_paragraph(self, element: etree._Element, label: str | None = None, depth: int = 0) -> list[Block]:
        style = element.get(f"{TEXT}style-name", "")
        bold, italic = self.styles.emphasis("paragraph", style, False, False)
        runs = list(self.read_runs(element, Run("", bold, italic), depth))
        level = (
            integer(element, f"{TEXT}outline-level", 0)
            if element.tag == f"{TEXT}h"
            else self.styles.outline_level(style)
        )
        paragraph = Paragraph(runs, label=label or "", depth=depth)
        if self.styles.is_title(style):
            paragraph.heading = 1
        elif level:
            paragraph.heading = min(level + self.styles.has_title, 6)
        is_numbered = element.tag == f"{TEXT}h" and self.styles.list_style(style) in (None, "Outline")
        if is_numbered and label is None and element.get(f"{TEXT}is-list-header") != "true":
            start = (
                integer(element, f"{TEXT}start-value", 1) if element.get(f"{TEXT}restart-numbering") == "true" else None
            )
            paragraph.label = self.outline.next_label(level, start)
        return [paragraph, *self._take_boxes()]

    def read_list(self, element: etree._Element, depth: int, level: int = 1, count: Count | None = None) -> list[Block]:
        if depth > DEEPEST:
            raise SourceError("too_much")
        count = self._count_of(element, count)
        found: list[Block] = []
        for item in element:
            is_item = item.tag == f"{TEXT}list-item"
            for at, child in enumerate(one for one in item if one.tag != f"{TEXT}number"):
                if child.tag == f"{TEXT}list":
                    found += self.read_list(child, depth + 1, level + 1, count)
                elif child.tag in (f"{TEXT}p", f"{TEXT}h"):
                    start = integer(item, f"{TEXT}start-value", 1) if item.get(f"{TEXT}start-value") else None
                    label = count.next_label(level, start) if is_item and at == 0 else ""
                    found += self.read_paragraph(child, label, level - 1)
        return found

    def _count_of(self, element: etree._Element, above: Count | None) -> Count:
        """The count that a list goes on with: of the list around it, of one that it names, or a new one."""
        style = element.get(f"{TEXT}style-name", "")
        if above is not None:
            if style in self.list_styles:
                above.levels = {**above.levels, **self.list_styles[style]}
            return above
        going_on = element.get(f"{TEXT}continue-list") or (
            f"style {style}" if element.get(f"{TEXT}continue-numbering") == "true" else ""
        )
        count = self.counts.get(going_on) or Count(self.list_styles.get(style, {}))
        count.levels = self.list_styles.get(style, count.levels)
        self.counts[f"style {style}"] = count
        self.counts[element.get(XML_ID, "")] = count
        self.counts.pop("", None)
        return count

    def read_table(self, element: etree._Element, depth: int) -> Table:
        table = Table()
        for row in element.iter(f"{TABLE}table-row"):
            if next(row.iterancestors(f"{TABLE}table")) is not element:
                continue
            cells: list[list[Block]] = []
            for cell in row:
                times = min(integer(cell, f"{TABLE}number-columns-repeated", 1), MOST_REPEATED)
                is_cell = cell.tag == f"{TABLE}table-cell"
                cells += [self.read_blocks(cell, depth + 1) if is_cell else []] * times
            table.rows.append(cells[:MOST_REPEATED])
        return table

    def read_runs(self, parent: etree._Element, form: Run, depth: int) -> Iterator[Run]:
        if depth > DEEPEST:
            raise SourceError("too_much")
        yield _words(parent.text, form)
        for element in parent:
            yield from self._read_piece(element, form, depth)
            yield _words(element.tail, form)

    def _read_piece(self, element: etree._Element, form: Run, depth: int) -> Iterator[Run]:
        tag = element.tag
        if tag == f"{TEXT}s":
            yield _words(" " * min(integer(element, f"{TEXT}c", 1), MOST_REPEATED), form)
        elif tag in (f"{TEXT}tab", f"{TEXT}line-break"):
            yield Run("\t" if tag == f"{TEXT}tab" else "\n", form.bold, form.italic, form.link)
        elif tag == f"{TEXT}note":
            yield self._read_note(element, depth)
        elif tag == f"{OFFICE}annotation":
            self.document.omissions["comments"] += 1
        elif tag in (f"{DRAW}frame", f"{DRAW}custom-shape", f"{DRAW}g"):
            self._read_frame(element, depth)
        elif tag in UNREAD or tag == f"{TEXT}hidden-text":
            return
        elif tag == f"{TEXT}span":
            style = element.get(f"{TEXT}style-name", "")
            if self.styles.is_hidden("text", style):
                self.document.omissions["hidden"] += 1
                return
            bold, italic = self.styles.emphasis("text", style, form.bold, form.italic)
            yield from self.read_runs(element, Run("", bold, italic, form.link), depth + 1)
        else:
            link = element.get(XLINK, "") if tag == f"{TEXT}a" else form.link
            yield from self.read_runs(element, Run("", form.bold, form.italic, link), depth + 1)

    def _read_note(self, element: etree._Element, depth: int) -> Run:
        key, body = f"note {len(self.document.footnotes)}", element.find(f"{TEXT}note-body")
        self.document.footnotes[key] = []
        boxes = self._take_boxes()
        self.document.footnotes[key] = [] if body is None else self.read_blocks(body, depth + 1)
        self.boxes = boxes
        return Run("", note=key)

    def _read_frame(self, element: etree._Element, depth: int) -> None:
        box = element.find(f"{DRAW}text-box")
        if box is not None or element.tag == f"{DRAW}custom-shape":
            kept = self._take_boxes()
            blocks = self.read_blocks(element if box is None else box, depth + 1)
            self.boxes = [*kept, *blocks, *self.boxes]
        elif element.find(f"{DRAW}object") is not None or element.find(f"{DRAW}object-ole") is not None:
            self.document.omissions["objects"] += 1
        else:
            described = (element.findtext(f"{SVG}{name}") for name in ("desc", "title"))
            self.document.add_picture(next((one for one in described if one), None))


def _words(text: str | None, form: Run) -> Run:
    return Run(SPACES.sub(" ", text or ""), form.bold, form.italic, form.link)
