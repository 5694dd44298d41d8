"""What a document holds, whatever it was written with: blocks of runs, tables, footnotes, and notes on the rest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

# Depth of lists, of tables in tables, of elements: beyond it nobody reads.
DEEPEST = 40


class SourceError(Exception):
    """Why no text can be taken from a file: a word, and what a sentence about it needs.

    Words: ``empty``, ``too_large`` (most, in MB), ``too_long`` (most, in kB), ``too_much``, ``damaged``, ``encrypted``,
    ``scanned``, ``no_text``, ``save_as`` (found: ``doc``, ``docm``, ``pages``), ``not_a_text`` (found: ``picture``,
    ``spreadsheet``, ``presentation``, ``archive``, ``program``, ``xml``, ``binary``).
    """

    def __init__(self, word: str, **values: str | int) -> None:
        super().__init__(word)
        self.word = word
        self.values = values


@dataclass(frozen=True)
class Run:
    """Words in one formatting; ``note`` is the key of a footnote whose mark stands here in place of words."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""
    note: str = ""


@dataclass
class Paragraph:
    """A paragraph; ``label`` is the number or the bullet that the reader of the document sees before it.

    ``heading`` is 1 to 6, 0 for none; ``depth`` counts the lists around it, from 0. A line break is a line feed.
    """

    runs: list[Run] = field(default_factory=list)
    heading: int = 0
    label: str = ""
    depth: int = 0

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(run.text for run in self.runs)

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to read in it."""
        return not self.text.strip() and not any(run.note for run in self.runs)


@dataclass
class Table:
    """Rows of cells, each of which holds blocks."""

    rows: list[list[list[Block]]] = field(default_factory=list)


Block = Paragraph | Table


@dataclass
class Document:
    """The blocks of a document, its footnotes by key, and how often what was left out."""

    blocks: list[Block] = field(default_factory=list)
    footnotes: dict[str, list[Block]] = field(default_factory=dict)
    omissions: Counter[str] = field(default_factory=Counter)
    pictures: list[str] = field(default_factory=list)

    def add_picture(self, description: str | None) -> None:
        """Notes a picture, with the words that stand for it."""
        self.omissions["pictures"] += 1
        words = " ".join((description or "").split())[:200]
        if words:
            self.pictures.append(words)

    def notes(self) -> list[dict[str, Any]]:
        """What was left out, or done to the text: a ``word``, a ``count``, and ``texts`` of pictures and dead links."""
        dead = [" ".join(words.split())[:200] for words in _dead_links(self.blocks)]
        links = [{"word": "links", "count": len(dead), "texts": dead[:20]}] if dead else []
        return links + [
            {"word": word, "count": count, "texts": self.pictures[:20] if word == "pictures" else []}
            for word, count in self.omissions.items()
            if count
        ]


# What a link of a text can lead to; a place in the document, or a file beside it, is not there any more.
LINKS = re.compile(r"(?i)(?:https?://|mailto:)[^\s<>]+")


def _dead_links(blocks: Iterable[Block]) -> Iterator[str]:
    """The words of links that lead nowhere outside the document."""
    for block in blocks:
        if isinstance(block, Table):
            yield from _dead_links(inner for row in block.rows for cell in row for inner in cell)
            continue
        before = ""
        for run in block.runs:
            if run.link and run.link != before and run.text.strip() and LINKS.fullmatch(run.link) is None:
                yield run.text.strip()
            before = run.link


BULLETS = "•◦▪‣·●○■□➢➤▶–—-*✓✔❖§"
"""Signs that documents put before the items of a list without numbers."""
