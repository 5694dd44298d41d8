"""A document written down as the little Markdown that a position has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import groupby

from markdown_it import MarkdownIt

from petition.statements.sources.document import BULLETS, DEEPEST, LINKS, Block, Document, Paragraph, Run, Table

# What could be more than itself; whether it is, the parser is asked.
SPECIAL = re.compile(r"[\\`*_\[\]<&]")
LIKELY = re.compile(r"([\\`*]|(?<![^\W_])_|_(?![^\W_])|\[(?!\^)|<(?=[a-z/!?])|&(?=#?\w+;))", re.IGNORECASE)
# What a line cannot begin with and be words. Numbers and bullets that somebody typed are what they look like.
STRUCTURAL = re.compile(r"(?:#{1,6}(?= )|>|```|~~~|\[[^\]\n]{1,200}\]:)")
LONGEST_BARE = 4
# Lines of a cell, which has one line only, are parted by a comma where nothing else parts them.
PAUSE = re.compile(r"[.!?…,:;·/–—-][\"'”’»)\]*_]*$")
# A cell of more is text in a frame, not a cell.
LONG_CELL = 600
LONGEST_CHECKED = 20_000


def write_markdown(document: Document) -> str:
    """The text of a document: blocks apart by a blank line, footnotes at its end, numbers as they are seen."""
    writer = _Writer(document)
    written = [*writer.write_blocks(document.blocks), *writer.write_footnotes()]
    pieces: list[str] = []
    for before, block in zip(["", *written], written, strict=False):
        pieces.append(("\n" if _is_item(before) and _is_item(block) else "\n\n") if pieces else "")
        pieces.append(block)
    return "".join(pieces) + ("\n" if pieces else "")


def _is_item(block: str) -> bool:
    return "\n" not in block and block.lstrip().startswith("- ")


class _Writer:
    """Writes blocks, and numbers the footnotes in the order in which the text refers to them."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.keys: list[str] = []

    def write_blocks(self, blocks: Iterable[Block], nesting: int = 0) -> Iterator[str]:
        for block in blocks:
            if isinstance(block, Paragraph):
                if not block.is_blank:
                    yield self.write_paragraph(block)
            elif nesting < DEEPEST:
                yield from self.write_table(block, nesting)

    def write_paragraph(self, paragraph: Paragraph) -> str:
        words = self.write_runs(paragraph.runs, is_heading=paragraph.heading > 0)
        label = " ".join(paragraph.label.split())
        if label.isalnum() and len(label) <= LONGEST_BARE and not paragraph.heading:
            # Nobody could tell a number without any sign from the first word of the text.
            label += "."
        label = "-" if label and all(sign in BULLETS for sign in label) else label
        if not label:
            words = "\n".join(escape_start(line) for line in words.split("\n"))
        if paragraph.heading:
            return " ".join(f"{'#' * paragraph.heading} {label if label != '-' else ''} {words}".split())
        indent = "   " * min(paragraph.depth, 9)
        return f"{indent}{label} {words}".rstrip().replace("\n", f"\\\n{indent}") if label else _with_breaks(words)

    def write_runs(self, runs: list[Run], *, is_heading: bool = False) -> str:
        """Runs as inline Markdown, with as much of their formatting as reads back as these words."""
        runs = _join_runs(replace(run, bold=False, italic=False) if is_heading else run for run in runs)
        words = _even_spaces("".join(self._mark_of(run.note) if run.note else run.text for run in runs))
        if not any(run.bold or run.italic or run.link for run in runs):
            return escape_words(words)
        for formatted in (True, False):
            kept = runs if formatted else _join_runs(replace(run, bold=False, italic=False) for run in runs)
            written = _even_spaces("".join(map(self._write_run, kept)))
            if len(written) <= LONGEST_CHECKED and _words_of(written) == _flat(words):
                return written
        return escape_words(words)

    def _write_run(self, run: Run) -> str:
        if run.note:
            return self._mark_of(run.note)
        bare = run.text.strip()
        if not bare:
            return run.text
        before, after = run.text[: len(run.text) - len(run.text.lstrip())], run.text[len(run.text.rstrip()) :]
        words = escape_words(bare)
        if LINKS.fullmatch(run.link) and bare != run.link:
            words = f"[{words}]({run.link.replace('(', '%28').replace(')', '%29')})"
        marks = "**" * run.bold + "*" * run.italic
        # Emphasis does not reach over a line break: each line of it has its own.
        lines = [f"{marks}{line.strip()}{marks}" if line.strip() else "" for line in words.split("\n")]
        return f"{before}{chr(10).join(lines)}{after}"

    def _mark_of(self, key: str) -> str:
        if key not in self.document.footnotes:
            return ""
        if key not in self.keys:
            self.keys.append(key)
        return f"[^{self.keys.index(key) + 1}]"

    def write_footnotes(self) -> Iterator[str]:
        for number, key in enumerate(self.keys, start=1):
            blocks = self.write_blocks(self.document.footnotes[key])
            yield f"[^{number}]: {' '.join(' '.join(blocks).replace(chr(92) + chr(10), ' ').split())}"

    def write_table(self, table: Table, nesting: int) -> Iterator[str]:
        rows = _filled_rows(table)
        if not rows:
            return
        if max(map(len, rows)) == 1 or any(_is_framed_text(cell) for row in rows for cell in row):
            self.document.omissions["tables"] += max(map(len, rows)) > 1
            for row in rows:
                for cell in row:
                    yield from self.write_blocks(cell, nesting + 1)
            return
        cells = [[self._write_cell(cell, nesting) for cell in row] for row in rows]
        lines = [f"| {' | '.join(row)} |" for row in cells]
        yield "\n".join([lines[0], f"|{' --- |' * len(cells[0])}", *lines[1:]])

    def _write_cell(self, cell: list[Block], nesting: int) -> str:
        lines = "\n".join(self.write_blocks(cell, nesting + 1)).replace("\\\n", "\n").split("\n")
        written = "".join(f"{line}{' ' if PAUSE.search(line) else ', '}" for line in lines if line.strip())
        return " ".join(written.removesuffix(", ").split()).replace("|", "\\|")


def _filled_rows(table: Table) -> list[list[list[Block]]]:
    """The rows of a table, equally long, without rows and columns in which nothing stands."""
    width = max((len(row) for row in table.rows), default=0)
    rows = [[*row, *([[]] * (width - len(row)))] for row in table.rows if any(map(_is_filled, row))]
    columns = [at for at in range(width) if any(_is_filled(row[at]) for row in rows)]
    return [[row[at] for at in columns] for row in rows]


def _is_filled(cell: list[Block]) -> bool:
    return any(isinstance(block, Table) or not block.is_blank for block in cell)


def _is_framed_text(cell: list[Block]) -> bool:
    """Whether a cell holds a part of the text rather than an entry: a table, a list, a heading, many words."""
    paragraphs = [block for block in cell if isinstance(block, Paragraph)]
    if len(paragraphs) < len(cell) or sum(len(one.text) for one in paragraphs) > LONG_CELL:
        return True
    return sum(bool(one.label) for one in paragraphs) > 1


def _join_runs(runs: Iterable[Run]) -> list[Run]:
    """Runs of one formatting as one; spaces between such runs take on their formatting."""
    found: list[Run] = []
    for (_key, bold, italic, link), group in groupby(runs, _form_of):
        each = list(group)
        found.append(Run("".join(run.text for run in each), bold, italic, link, each[0].note))
    joined: list[Run] = []
    for at, run in enumerate(found):
        following = found[at + 1] if at + 1 < len(found) else None
        if joined and not run.note and not run.text.strip() and following and _is_alike(joined[-1], following):
            run = replace(joined[-1], text=run.text)
        if joined and _is_alike(joined[-1], run) and not run.note:
            joined[-1] = replace(joined[-1], text=joined[-1].text + run.text)
        else:
            joined.append(run)
    return joined


def _is_alike(one: Run, other: Run) -> bool:
    return _form_of(one) == _form_of(other)


def _form_of(run: Run) -> tuple[str, bool, bool, str]:
    return run.note, run.bold, run.italic, run.link


def _even_spaces(text: str) -> str:
    lines = (re.sub(r"[^\S\n\t]+", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _with_breaks(words: str) -> str:
    return words.replace("\n", "\\\n")


def escape_words(text: str) -> str:
    """Words so that they are read as just these, with a backslash only where one is needed."""
    if SPECIAL.search(text) is None or (len(text) <= LONGEST_CHECKED and _words_of(text) == _flat(text)):
        return text
    escaped = LIKELY.sub(r"\\\1", text)
    if len(escaped) > LONGEST_CHECKED or _words_of(escaped) == _flat(text):
        return escaped
    return SPECIAL.sub(r"\\\g<0>", text)


def escape_start(line: str) -> str:
    """A line so that it is read as words, whatever it begins with."""
    if STRUCTURAL.match(line) is None or len(line) > LONGEST_CHECKED:
        return line
    return f"\\{line}" if _words_of(f"\\{line}") == _words_of(line) else line


def _flat(text: str) -> str:
    return " ".join(text.split())


def _words_of(source: str) -> str:
    """The words of inline Markdown."""
    tokens = [token for block in _parser().parseInline(source) for token in block.children or []]
    breaks = ("softbreak", "hardbreak")
    return _flat("".join(" " if token.type in breaks else token.content for token in tokens))


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).disable(["image", "html_inline"])
