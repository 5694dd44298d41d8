"""A Word document (ECMA-376): its text as its reader sees it when all changes are accepted and comments are hidden.

The parts are read as they are: python-docx knows neither shown numbers nor tracked changes, footnotes, text boxes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from petition.statements.sources.archive import Archive, parse_xml
from petition.statements.sources.document import DEEPEST, Block, Document, Paragraph, Run, SourceError, Table
from petition.statements.sources.docx_numbering import Numbering, W, integer
from petition.statements.sources.docx_styles import Styles, is_on, value_of

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MAIN = "word/document.xml"
CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "", "ptab": "\t"}
# Signs of the fonts for symbols that forms use.
SYMBOLS = {"F0A8": "☐", "F06F": "☐", "F0FE": "☒", "F0FC": "✓", "F0B7": "•", "F0A7": "▪", "F0E0": "→"}
FIELD_LINK = re.compile(r'HYPERLINK\s+"([^"]*)"')
# The names of ISO/IEC 29500 Strict, and the usual ones.
STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", R[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", M[1:-1].encode()),
)


@dataclass
class _Field:
    """A field that is open: its instruction as far as it was read, then its result."""

    instruction: str = ""
    has_result: bool = False


def read_docx(data: bytes) -> Document:
    """The document; raises SourceError."""
    archive = Archive(data)
    root = _read_part(archive, _main_part(archive))
    body = None if root is None else root.find(f"{W}body")
    if body is None:
        raise SourceError("damaged")
    return _Reader(archive).read(body)


def _read_part(archive: Archive, name: str) -> etree._Element | None:
    data = archive.read_part(name)
    for strict, usual in STRICT:
        data = data.replace(strict, usual)
    return parse_xml(data) if data else None


def _main_part(archive: Archive) -> str:
    if MAIN in archive.names:
        return MAIN
    numbered = re.compile(r"word/document\d*\.xml")
    return next((name for name in sorted(archive.names) if numbered.fullmatch(name)), MAIN)


class _Reader:
    """Reads one document; counters of its lists and open fields go along."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.document = Document()
        self.styles = Styles(_read_part(archive, "word/styles.xml"))
        self.numbering = Numbering(_read_part(archive, "word/numbering.xml"))
        self.links = _read_links(archive)
        self.fields: list[_Field] = []
        self.boxes: list[Block] = []
        # What stands before a paragraph mark that was deleted goes on in the paragraph below.
        self.carried: list[Run] = []

    def read(self, body: etree._Element) -> Document:
        self.styles.has_title = any(
            self.styles.name(value_of(one, "pStyle")) == "title" for one in body.iter(f"{W}pPr")
        )
        self.document.blocks = self.read_blocks(body)
        for kind in ("footnote", "endnote"):
            root = _read_part(self.archive, f"word/{kind}s.xml")
            for note in [] if root is None else root.iterfind(f"{W}{kind}"):
                if note.get(f"{W}type") not in ("separator", "continuationSeparator", "continuationNotice"):
                    self.document.footnotes[f"{kind} {note.get(f'{W}id', '')}"] = self.read_blocks(note)
        self._note_margins()
        return self.document

    def _note_margins(self) -> None:
        for name in sorted(self.archive.names):
            if re.fullmatch(r"word/(?:header|footer)\d*\.xml", name):
                root = _read_part(self.archive, name)
                words = "".join(root.itertext(f"{W}t")).strip() if root is not None else ""
                self.document.omissions["margins"] += bool(re.search(r"[^\W\d]{3}", words))

    def read_blocks(self, parent: etree._Element, depth: int = 0) -> list[Block]:
        found: list[Block] = []
        if depth > DEEPEST:
            raise SourceError("too_much")
        for element in parent:
            if element.tag == f"{W}p":
                found += self.read_paragraph(element)
            elif element.tag == f"{W}tbl":
                found.append(self.read_table(element, depth))
            elif element.tag == f"{W}sdt":
                found += self._read_control(element, depth)
            elif element.tag in (f"{W}ins", f"{W}moveTo", f"{W}customXml"):
                found += self.read_blocks(element, depth + 1)
            elif element.tag == f"{MC}AlternateContent":
                found += self.read_blocks(element[0], depth + 1) if len(element) else []
        if self.carried and not depth:
            found.append(Paragraph(self.carried))
            self.carried = []
        return found

    def _read_control(self, element: etree._Element, depth: int) -> list[Block]:
        if value_of(element, "sdtPr/docPartObj/docPartGallery") == "Table of Contents":
            self.document.omissions["contents"] += 1
            return []
        content = element.find(f"{W}sdtContent")
        return [] if content is None else self.read_blocks(content, depth + 1)

    def read_table(self, element: etree._Element, depth: int) -> Table:
        table = Table()
        for row in element.iter(f"{W}tr"):
            if next(row.iterancestors(f"{W}tbl")) is not element:
                continue
            if row.find(f"{W}trPr/{W}del") is not None:
                self.document.omissions["changes"] += 1
                continue
            cells: list[list[Block]] = [[]] * integer(row.find(f"{W}trPr/{W}gridBefore"))
            for cell in row.iter(f"{W}tc"):
                if next(cell.iterancestors(f"{W}tr")) is row:
                    cells += self._read_cell(cell, depth)
            table.rows.append(cells[:100])
        return table

    def _read_cell(self, cell: etree._Element, depth: int) -> list[list[Block]]:
        properties = cell.find(f"{W}tcPr")
        span = max(1, min(100, integer(None if properties is None else properties.find(f"{W}gridSpan"), 1)))
        merged = None if properties is None else properties.find(f"{W}vMerge")
        is_lower = merged is not None and merged.get(f"{W}val", "continue") == "continue"
        return [[] if is_lower else self.read_blocks(cell, depth + 1), *([[]] * (span - 1))]

    def read_paragraph(self, element: etree._Element) -> list[Block]:
        properties = element.find(f"{W}pPr")
        if self.styles.is_contents(properties):
            self.document.omissions["contents"] = 1
            return []
        runs, self.carried = [*self.carried, *self.read_runs(element)], []
        # What a field shows reads as it stands; one that is never closed must not hide what follows.
        self.fields.clear()
        boxes, self.boxes = self.boxes, []
        mark = None if properties is None else properties.find(f"{W}rPr")
        if mark is not None and (mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None):
            self.carried = runs
            return boxes
        paragraph = Paragraph(runs, heading=self.styles.heading_level(properties))
        place = self.styles.list_place(properties, self.numbering)
        # Word counts no paragraph in which nothing stands but a picture or a break of the page.
        if place is not None:
            paragraph.label = self.numbering.next_label(*place) or ""
            paragraph.depth = place[1]
        return [paragraph, *boxes]

    def read_runs(self, parent: etree._Element, link: str = "", depth: int = 0) -> Iterator[Run]:
        if depth > DEEPEST:
            raise SourceError("too_much")
        for element in parent:
            tag = element.tag
            if tag == f"{W}r":
                yield from self.read_run(element, link)
            elif tag == f"{W}hyperlink":
                yield from self.read_runs(element, self.links.get(element.get(f"{R}id", ""), link), depth + 1)
            elif tag in (
                f"{W}ins",
                f"{W}moveTo",
                f"{W}smartTag",
                f"{W}fldSimple",
                f"{W}customXml",
                f"{W}dir",
                f"{W}bdo",
            ):
                self.document.omissions["insertions"] += tag == f"{W}ins"
                yield from self.read_runs(element, link, depth + 1)
            elif tag == f"{W}sdt":
                content = element.find(f"{W}sdtContent")
                yield from () if content is None else self.read_runs(content, link, depth + 1)
            elif tag in (f"{W}del", f"{W}moveFrom"):
                self.document.omissions["changes"] += tag == f"{W}del"
            elif tag in (f"{M}oMath", f"{M}oMathPara"):
                yield Run("".join(element.itertext(f"{M}t")))

    def read_run(self, element: etree._Element, link: str) -> Iterator[Run]:
        properties = element.find(f"{W}rPr")
        if is_on(properties, "vanish"):
            self.document.omissions["hidden"] += any(True for _text in element.iter(f"{W}t"))
            return
        form = Run("", self.styles.run_property(properties, "b"), self.styles.run_property(properties, "i"))
        for child in element:
            yield from self._read_piece(child, replace(form, link=link))

    def _read_piece(self, child: etree._Element, form: Run) -> Iterator[Run]:
        name = etree.QName(child).localname
        if child.tag == f"{W}fldChar" or child.tag == f"{W}instrText":
            self._follow_field(child)
        elif self.fields and not self.fields[-1].has_result:
            return
        elif child.tag == f"{W}t":
            yield replace(form, text=child.text or "", link=form.link or self._field_link())
        elif name in CHARACTERS and child.tag.startswith(W):
            is_page = child.get(f"{W}type") in ("page", "column")
            yield replace(form, text="" if is_page else CHARACTERS[name])
        elif child.tag == f"{W}sym":
            yield replace(form, text=SYMBOLS.get(child.get(f"{W}char", "").upper(), ""))
        elif name in ("footnoteReference", "endnoteReference"):
            yield Run("", note=f"{name.removesuffix('Reference')} {child.get(f'{W}id', '')}")
        elif name == "commentReference":
            self.document.omissions["comments"] += 1
        elif child.tag == f"{W}ruby":
            base = child.find(f"{W}rubyBase")
            yield from () if base is None else self.read_runs(base, form.link)
        elif name in ("drawing", "pict", "object", "AlternateContent"):
            self._read_drawing(child)

    def _read_drawing(self, element: etree._Element) -> None:
        if element.tag == f"{MC}AlternateContent":
            element = element[0] if len(element) else element
        boxes = [
            box
            for box in element.iter(f"{W}txbxContent")
            if not any(True for _up in box.iterancestors(f"{W}txbxContent"))
        ]
        for box in boxes:
            kept, self.boxes, carried, self.carried = self.boxes, [], self.carried, []
            kept += self.read_blocks(box)
            self.boxes, self.carried = kept + self.boxes, carried
        if boxes:
            return
        if element.tag == f"{W}object":
            self.document.omissions["objects"] += 1
            return
        described = (one.get("descr") for one in element.iter() if isinstance(one.tag, str) and one.get("descr"))
        self.document.add_picture(next(described, None))

    def _follow_field(self, element: etree._Element) -> None:
        kind = element.get(f"{W}fldCharType")
        if kind == "begin" and len(self.fields) < DEEPEST:
            self.fields.append(_Field())
        elif kind == "separate" and self.fields:
            self.fields[-1].has_result = True
        elif kind == "end" and self.fields:
            self.fields.pop()
        elif element.tag == f"{W}instrText" and self.fields:
            self.fields[-1].instruction += (element.text or "")[:4000]

    def _field_link(self) -> str:
        found = (FIELD_LINK.search(one.instruction) for one in reversed(self.fields))
        return next((match[1] for match in found if match), "")


def _read_links(archive: Archive) -> dict[str, str]:
    root = archive.read_xml("word/_rels/document.xml.rels")
    if root is None:
        return {}
    return {one.get("Id", ""): one.get("Target", "") for one in root if one.get("Type", "").endswith("/hyperlink")}
