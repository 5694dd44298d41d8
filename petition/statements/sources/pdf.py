"""The text of a PDF, as far as it has any: lines put together into paragraphs by their places and their ends."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from petition.statements.sources.document import Document, Paragraph, Run, SourceError

MOST_PAGES, LEAST_LETTERS = 500, 20
# What pypdf raises on files that are not as they should be.
UNREADABLE = (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, AssertionError, OverflowError)
LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
PAGE_NUMBER = re.compile(r"[-–—]? ?\d{1,4} ?[-–—]?(?: ?(?:/|[^\W\d_]{1,5}) ?\d{1,4})?")
ITEM = re.compile(r"(?:[•◦▪‣●○■–—*-]|[(\[]?(?:\d{1,3}(?:\.\d{1,3}){0,5}|[^\W\d_]|[ivxlcIVXLC]{1,5})[.)\]])(?:\s+|$)")
GAP = re.compile(r" {5,}")
SENTENCE_END = re.compile(r"[.!?…:;。！？؟।][\"'”’»)\]]*$")
SHORT = 0.75


@dataclass
class _Line:
    """A line: its column, its words, and how many empty lines stand above; ``is_first`` on its page."""

    indent: int
    text: str
    gap: int
    is_first: bool

    @property
    def end(self) -> int:
        """The column where it ends."""
        return self.indent + len(self.text)


def read_pdf(data: bytes) -> Document:
    """The document; raises SourceError, with ``scanned`` where the pages are pictures only."""
    pages = _read_pages(data)
    if sum(len(re.findall(r"[^\W\d_]", page)) for page in pages) < LEAST_LETTERS:
        raise SourceError("scanned")
    document = Document()
    document.omissions["pdf"] = 1
    document.omissions["blank_pages"] += sum(not page.strip() for page in pages)
    split = [[line.rstrip() for line in page.translate(LIGATURES).split("\n")] for page in pages]
    lines = list(_place_lines(_without_margins(split, document)))
    document.blocks = [Paragraph([Run(text)]) for text in _join_lines(lines)]
    return document


def _read_pages(data: bytes) -> list[str]:
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise SourceError("encrypted")
        return [_read_page(page) for _number, page in zip(range(MOST_PAGES), reader.pages, strict=False)]
    except UNREADABLE:
        raise SourceError("damaged") from None


def _read_page(page: Any) -> str:
    try:
        return str(page.extract_text(extraction_mode="layout"))
    except UNREADABLE:
        return str(page.extract_text())


def _without_margins(pages: list[list[str]], document: Document) -> list[list[str]]:
    """The pages without numbers and lines that stand at the edge of most of them."""
    edges = Counter(form for page in pages for form in {_form(page[at]) for at in _edge(page)})
    repeated = {form for form, times in edges.items() if times > 1 and times * 2 >= len(pages)}
    kept = []
    for page in pages:
        dropped = {
            at
            for at in _edge(page)
            if _form(page[at]) in repeated or (len(pages) > 1 and PAGE_NUMBER.fullmatch(page[at].strip()))
        }
        document.omissions["margins"] += bool(dropped)
        kept.append([line for at, line in enumerate(page) if at not in dropped])
    document.omissions["margins"] = min(1, document.omissions["margins"])
    return kept


def _edge(page: list[str]) -> list[int]:
    """The first two and the last two lines of a page in which something stands."""
    filled = [at for at, line in enumerate(page) if line.strip()]
    return [*filled[:2], *filled[2:][-2:]]


def _form(line: str) -> str:
    return re.sub(r"\d+", "0", " ".join(line.split()))


def _place_lines(pages: list[list[str]]) -> Iterator[_Line]:
    for page in pages:
        gap, is_first = 0, True
        for line in page:
            if not line.strip():
                gap += 1
                continue
            indent = len(line) - len(line.lstrip())
            yield _Line(indent, line.strip(), 0 if is_first else gap, is_first)
            gap, is_first = 0, False


def _join_lines(lines: list[_Line]) -> Iterator[str]:
    """Paragraphs, each in one line."""
    usual = Counter(line.gap for line in lines if not line.is_first).most_common(1)
    within = usual[0][0] if usual else 0
    lengths = sorted(line.end for line in lines)
    width = lengths[len(lengths) * 9 // 10] if lengths else 0
    joined = ""
    for before, line in zip([None, *lines], lines, strict=False):
        if before is not None and _begins_paragraph(before, line, within, width):
            yield joined
            joined = ""
        joined = _join(joined, GAP.sub("\t", line.text))
    if joined:
        yield joined


def _begins_paragraph(before: _Line, line: _Line, within: int, width: int) -> bool:
    if line.gap > within or ITEM.match(line.text):
        return True
    if line.text[0].islower() or before.text.endswith("-"):
        return False
    is_short = before.end + len(line.text.split()[0]) + 1 < width * SHORT
    if is_short or (line.is_first and SENTENCE_END.search(before.text)):
        return True
    return line.indent > before.indent + 2 and SENTENCE_END.search(before.text) is not None


def _join(text: str, line: str) -> str:
    if not text:
        return line
    # A word that was parted at the end of a line.
    if re.search(r"[^\W\d_]-$", text) and line[0].islower():
        return f"{text[:-1]}{line}"
    return f"{text} {line}"
