"""A web page, or what a browser, Word or Google Docs puts on the clipboard as HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from petition.statements.sources import html_page
from petition.statements.sources.document import BULLETS, Block, Document, Paragraph, Run, SourceError, Table
from petition.statements.sources.html_footnotes import find_footnotes
from petition.statements.sources.html_styles import (
    BULLET,
    Declarations,
    Stylesheet,
    kind_of_list,
    name_set,
    read_stylesheet,
    write_item_number,
)

DEEPEST = 300
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = HEADINGS.keys() | name_set(
    "address article blockquote body center dd details div dl dt fieldset figcaption figure footer form header hgroup "
    "hr legend main ol p pre section summary table td th tr ul li"
)
# The style of the title in what Word and Google Docs write.
TITLES = frozenset({"MsoTitle", "title"})
BOLD, ITALIC = frozenset({"b", "strong"}), frozenset({"i", "em", "cite", "dfn", "var"})
SPACES = re.compile(r"[ \t\r\n\f]+")
# Word's clipboard says where a paragraph stands in its list, and marks the number that it shows.
LIST_LEVEL = re.compile(r"level([1-9])")
LEVEL_IN_CLASS = re.compile(r"\blst-kix_\w{1,40}-([0-8])\b")
SYMBOL_FONTS = re.compile(r"Symbol|Wingdings|Courier New", re.IGNORECASE)


@dataclass(frozen=True)
class _Style:
    """How the words that come are formatted."""

    bold: bool = False
    italic: bool = False
    link: str = ""
    keeps_spaces: bool = False


@dataclass
class _List:
    """A list that is open: the number of its next item, and how numbers are written."""

    kind: str
    value: int = 1
    step: int = 1


@dataclass
class _Item:
    """What the next paragraph begins with."""

    label: str = ""
    depth: int = 0
    heading: int = 0


def read_html(data: bytes) -> Document:
    """The document; raises SourceError."""
    try:
        page = LexborHTMLParser(html_page.decode_page(data))
    except ValueError:
        raise SourceError("damaged") from None
    part = html_page.find_main_part(page)
    if part is None:
        raise SourceError("no_text")
    return _Reader(page, part).read()


class _Reader:
    """Walks through a page and gathers its blocks."""

    def __init__(self, page: LexborHTMLParser, part: LexborNode) -> None:
        self.page, self.part = page, part
        self.document = Document()
        self.styles: Stylesheet = read_stylesheet(page)
        self.whole = html_page.text_length(part)
        self.blocks: list[Block] = self.document.blocks
        self.open: Paragraph | None = None
        self.next = _Item()
        self.lists: list[_List] = []
        self.notes = find_footnotes(page)
        self.bodies = {note.mem_id for note in self.notes.values()}

    def read(self) -> Document:
        is_part = self.page.body is not None and self.part.mem_id != self.page.body.mem_id
        title = html_page.find_title(self.page, self.part) if is_part else ""
        if title:
            self.blocks.append(Paragraph([Run(title)], heading=1))
        self.document.omissions["page"] += is_part
        self.read_children(self.part, _Style(), 0)
        self.close()
        self._read_footnotes()
        return self.document

    def _read_footnotes(self) -> None:
        for key, node in self.notes.items():
            self.blocks, self.next = [], _Item()
            self.read_children(node, _Style(), 0)
            self.close()
            self.document.footnotes[key] = self.blocks
        for blocks in self.document.footnotes.values():
            for block in blocks:
                if isinstance(block, Paragraph):
                    block.label = ""

    def close(self) -> None:
        """Ends the paragraph that is open."""
        if self.open is not None and not self.open.is_blank:
            self.blocks.append(self.open)
            self.next = _Item(depth=self.next.depth)
        self.open = None

    def add(self, run: Run) -> None:
        """Adds words to the paragraph that is open, or to a new one."""
        if self.open is None:
            if not run.text.strip() and not run.note:
                return
            self.open = Paragraph([], self.next.heading, self.next.label, self.next.depth)
        self.open.runs.append(run)

    def read_children(self, node: LexborNode, style: _Style, depth: int) -> None:
        if depth > DEEPEST:
            raise SourceError("too_much")
        for child in node.iter(include_text=True):
            tag = child.tag or ""
            if tag == "-text":
                words = child.text_content or ""
                words = words if style.keeps_spaces else SPACES.sub(" ", words)
                self.add(Run(words, style.bold, style.italic, style.link))
            elif not tag.startswith("-"):
                self.read_element(child, tag, style, depth)

    def read_element(self, node: LexborNode, tag: str, style: _Style, depth: int) -> None:
        said = self.styles.declarations(node)
        omission = html_page.omission_of(node, said, self.whole)
        if omission is not None:
            self.document.omissions[omission] += 1 if omission else 0
        elif tag == "br":
            self._break_line()
        elif tag == "img":
            self.document.add_picture(node.attributes.get("alt"))
        elif said.get("mso-list", "").lower().startswith("ignore"):
            self._take_label(node)
        elif node.mem_id in self.bodies or (tag == "a" and self._is_footnote_link(node)):
            return
        elif tag == "table":
            self._read_table(node, style, depth)
        elif tag in ("ol", "ul"):
            self._read_list(node, tag, style, depth)
        elif tag in BLOCKS:
            self._read_block(node, tag, said, style, depth)
        else:
            self.read_children(node, _style_of(node, tag, said, style), depth + 1)

    def _break_line(self) -> None:
        if self.open is None:
            return
        if self.open.runs and self.open.runs[-1].text.endswith("\n"):
            self.close()
        else:
            self.add(Run("\n"))

    def _read_block(self, node: LexborNode, tag: str, said: Declarations, style: _Style, depth: int) -> None:
        self.close()
        kept = self.next
        if tag == "li":
            self.next = self._begin_item(node)
        heading = HEADINGS.get(tag, 0) or (
            _number(node, "aria-level", 2) if node.attributes.get("role") == "heading" else 0
        )
        heading = heading or int(tag == "p" and not TITLES.isdisjoint((node.attributes.get("class") or "").split()))
        level = LIST_LEVEL.search(said.get("mso-list", ""))
        if heading:
            self.next = replace(self.next, heading=min(heading, 6))
        if level:
            self.next = replace(self.next, depth=int(level[1]) - 1)
        self.read_children(node, _style_of(node, tag, said, style), depth + 1)
        self.close()
        if tag == "li" or heading or level:
            self.next = _Item(depth=kept.depth) if tag == "li" else replace(self.next, heading=0, depth=kept.depth)

    def _read_list(self, node: LexborNode, tag: str, style: _Style, depth: int) -> None:
        self.close()
        self.styles.begin_list(node)
        kind = kind_of_list(node, self.styles) or ("decimal" if tag == "ol" else "bullet")
        items = sum(1 for child in node.iter() if child.tag == "li")
        is_reversed = tag == "ol" and "reversed" in node.attributes
        start = _number(node, "start", items if is_reversed else 1)
        self.lists.append(_List(kind, start, -1 if is_reversed else 1))
        kept = self.next
        self.read_children(node, style, depth + 1)
        self.close()
        self.lists.pop()
        self.next = _Item(depth=kept.depth)

    def _begin_item(self, node: LexborNode) -> _Item:
        if not self.lists:
            return _Item(BULLET)
        around = self.lists[-1]
        parent = node.parent
        counted = self.styles.counted_label(parent) if parent is not None else None
        value = _number(node, "value", around.value)
        around.value = value + around.step
        kind = kind_of_list(node, self.styles) or around.kind
        named = LEVEL_IN_CLASS.search((parent.attributes.get("class") or "") if parent is not None else "")
        level = min(_number(node, "aria-level", int(named[1]) + 1 if named else 1), DEEPEST)
        return _Item(
            counted if counted is not None else write_item_number(value, kind), max(level, len(self.lists)) - 1
        )

    def _take_label(self, node: LexborNode) -> None:
        label = " ".join((node.text() or "").replace("\xa0", " ").split())
        font = " ".join(one.attributes.get("style") or "" for one in (node.parent, node, *node.css("span")) if one)
        is_bullet = len(label) == 1 and (label in BULLETS or SYMBOL_FONTS.search(font) is not None)
        self.next = replace(self.next, label=BULLET if is_bullet else label)

    def _read_table(self, node: LexborNode, style: _Style, depth: int) -> None:
        self.close()
        outer, kept, lists = self.blocks, self.next, self.lists
        table = Table()
        for row in node.css("tr"):
            if _nearest(row, "table") != node.mem_id:
                continue
            cells: list[list[Block]] = []
            for cell in row.iter():
                if cell.tag in ("td", "th"):
                    self.blocks, self.next, self.lists = [], _Item(), []
                    self.read_children(cell, style, depth + 1)
                    self.close()
                    cells += [self.blocks, *([[]] * (min(_number(cell, "colspan", 1), 100) - 1))]
            table.rows.append(cells)
        self.blocks, self.next, self.lists = outer, kept, lists
        self.blocks.append(table)

    def _is_footnote_link(self, node: LexborNode) -> bool:
        """Whether a link is the mark of a footnote, which is taken, or leads back to one, which is dropped."""
        target = node.attributes.get("href") or ""
        if not target.startswith("#"):
            return False
        if target[1:] in self.notes:
            self.add(Run("", note=target[1:]))
            return True
        above = node.parent
        while above is not None and above.mem_id not in self.bodies:
            above = above.parent
        return above is not None


def _style_of(node: LexborNode, tag: str, said: Declarations, style: _Style) -> _Style:
    weight, slant, space = said.get("font-weight", ""), said.get("font-style", ""), said.get("white-space", "")
    bold, italic, link = style.bold or tag in BOLD, style.italic or tag in ITALIC, style.link
    if weight:
        bold = weight in ("bold", "bolder") or (weight.isdecimal() and int(weight[:4]) >= 600)
    if slant:
        italic = slant.startswith(("italic", "oblique"))
    if tag == "a":
        link = (node.attributes.get("href") or "").strip() or link
    return _Style(bold, italic, link, tag == "pre" or (style.keeps_spaces and space != "normal"))


def _number(node: LexborNode, name: str, default: int) -> int:
    value = (node.attributes.get(name) or "").strip()
    return int(value) if re.fullmatch(r"-?\d{1,6}", value) else default


def _nearest(node: LexborNode, tag: str) -> int:
    above = node.parent
    while above is not None and above.tag != tag:
        above = above.parent
    return 0 if above is None else above.mem_id
