"""The lines of a text and how they belong together: wrapped, set apart, or only markup."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from petition.statements.text import letter_head, numbering
from petition.statements.text.cleaning.clean_text import CleanText
from petition.statements.text.demands import labels
from petition.statements.text.numbering import Marker
from petition.statements.text.roll import headings, vocabulary
from petition.statements.text.roll.headings import HEADING

SEPARATOR = re.compile(r"[-*_=~#^—–―•·.+|`>\s]+|(?=[\s|:]*-)[\s|:-]+")
UNDERLINE = re.compile(r"={2,}|-{2,}")
MARKED_UP = re.compile(r"\||<!--|\{[%{:]|!\[|:::|</?[A-Za-z]|\+\+\+$|;;;$")
DEFINITION = re.compile(r"\[[^\[\]]+\]:")
QUOTED = re.compile(r"(?:>(?: |$|(?=>)))+")
KEPT_DASHES = ("- ", "– ", "— ")
SENTENCE_END = re.compile(r"[.!?…。؟।։][\"'”’»“)\]*_]*$")
PAUSE = re.compile(r"[.!?…。؟।։:;,：；،؛][\"'”’»“)\]*_]*$")
DATE = re.compile(r"(?=.{4,60}$)(?=.*\d)(?:.*\b(?:1[89]|20)\d\d(?:\b|年).*|.*\b\d{1,2}[./]\d{1,2}[./]\d{2}\b.*)")
# "3 maja 2026 r.", "3 мая 2026 г."
YEAR_SIGN = re.compile(r"(?<=\d) ?(?:r|г|р)\.$")
MARKUP = "*_`"
# Lines longer than this are not wrapped by hand: every line end is meant.
UNWRAPPED = 120
# Below this a line end was not forced by the width of a page.
SHORT = 50
ENDLESS = 1_000_000
DEEPEST_HEADING = 7


@dataclass(frozen=True)
class SourceLine:
    """A line that is not blank.

    ``raw`` is the text with its gaps, ``literal`` whether a backslash protected it from being read as markup,
    ``is_break`` whether it ends in a line break, ``is_note`` whether it is part of a footnote.
    """

    number: int
    indent: int
    text: str
    literal: bool = False
    is_separator: bool = False
    after_blank: bool = True
    run_width: int = 0
    raw: str = ""
    is_break: bool = False
    is_note: bool = False

    @property
    def width(self) -> int:
        """Columns taken, with the indent."""
        return self.indent + len(self.text)


@dataclass
class Block:
    """Lines that make one paragraph, heading, bullet or numbered item; ``list_number`` counts lists from 1.

    ``printed`` is a numbered item with its number, ``group`` the list it stands in, whatever becomes of it.
    """

    lines: list[SourceLine]
    first: str
    heading: int = 0
    marker: Marker | None = None
    role: str = ""
    after_roll: bool = False
    rest: list[str] = field(default_factory=list)
    is_bullet: bool = False
    list_number: int = 0
    printed: str = ""
    group: int = 0

    @property
    def indent(self) -> int:
        """The column its first line begins at."""
        return self.lines[0].indent

    @property
    def text(self) -> str:
        """Its words in one line, inline markup kept."""
        pieces = [self.first, *self.rest]
        joined = " ".join(piece.removesuffix("\\") for piece in pieces[:-1])
        text = " ".join(f"{joined} {pieces[-1]}".split())
        plain = not any(mark in text for mark in "*_`[")
        return f"**{text}**" if self.heading and self.role != "title" and plain and not self.marker else text

    def append(self, line: SourceLine) -> None:
        """Takes in a line that continues it."""
        self.lines.append(line)
        self.rest.append(line.text)


def source_lines(clean: CleanText) -> list[SourceLine]:
    """The lines of a cleaned text that are not blank, quotation marks of mails taken off."""
    runs: list[list[tuple[int, int, str, str]]] = [[]]
    for number, raw in clean.lines:
        indent, inner = _strip_quote_marks(raw)
        if inner.strip():
            runs[-1].append((number, indent, " ".join(inner.split()), inner))
        elif runs[-1]:
            runs.append([])
    # Without any blank line every line is a paragraph of its own, however wide the page was.
    width = ENDLESS if len([run for run in runs if run]) == 1 else 0
    return [line for run in runs for line in _lines_of_run(run, width, clean.footnotes)]


def _strip_quote_marks(raw: str) -> tuple[int, str]:
    bare = raw.strip()
    quoted = QUOTED.match(bare)
    inner = bare[quoted.end() :] + raw[len(raw.rstrip()) :] if quoted else raw
    return len(inner) - len(inner.lstrip()), inner


def _lines_of_run(run: list[tuple[int, int, str, str]], width: int, notes: frozenset[int]) -> list[SourceLine]:
    width = width or max((indent + len(bare) for _, indent, bare, _ in run), default=0)
    lines = []
    for at, (number, indent, bare, inner) in enumerate(run):
        text = unescape(bare)
        literal = text != bare
        separator = not literal and SEPARATOR.fullmatch(bare) is not None
        is_break = inner.endswith("  ") or (bare.endswith("\\") and len(bare) > 1)
        lines.append(
            SourceLine(number, indent, text, literal, separator, at == 0, width, inner, is_break, number in notes)
        )
    return lines


def is_structural(text: str) -> bool:
    """Whether a line of this text could be read as more than words."""
    return bool(
        SEPARATOR.fullmatch(text)
        or HEADING.match(text)
        or QUOTED.match(text)
        or numbering.BULLET.match(text)
        or numbering.read_marker(text)
        or labels.read_label(text, is_heading=True)
        or MARKED_UP.match(text)
        or DEFINITION.match(text)
        or headings.match_heading(text)
    )


def unescape(text: str) -> str:
    """The text without the backslash that keeps it from being read as markup."""
    return text[1:] if text.startswith("\\") and is_structural(text.lstrip("\\")) else text


def escape(text: str) -> str:
    """The text so that it is read as just these words; undone by ``unescape``."""
    return f"\\{text}" if is_structural(text.lstrip("\\")) else text


def as_paragraph(text: str) -> str:
    """The text so that it is read as a paragraph of just these words; its own bullet may stay."""
    bulleted = text.startswith(KEPT_DASHES) and not numbering.read_marker(text) and not SEPARATOR.fullmatch(text)
    return text if bulleted else escape(text)


def with_dash_bullet(text: str) -> str | None:
    """The text of a bulleted line with its bullet as a dash, or None where there is no bullet."""
    found = numbering.BULLET.match(text)
    if found is None:
        return None
    return f"{found[1] if found[1] in '–—' else '-'} {text[found.end() :]}"


def strip_emphasis(text: str) -> str:
    """The text without emphasis around the whole of it."""
    inner = text.strip(text[0]).strip() if text and text[0] in MARKUP and text[0] == text[-1] else ""
    return strip_emphasis(inner) if inner and text[0] not in inner else text


def is_date_line(text: str) -> bool:
    """Whether this is a short line around a date, as below a title or a signature."""
    text = YEAR_SIGN.sub("", text)
    return DATE.match(text) is not None and len(text.split()) <= 7 and not SENTENCE_END.search(text)


def looks_wrapped(line: SourceLine, previous: SourceLine | None) -> bool:
    """Whether the line looks like the second half of a sentence that the page was too narrow for."""
    if previous is None or line.after_blank or previous.is_separator:
        return False
    return previous.width >= SHORT and not PAUSE.search(previous.text)


def _parts_head(line: SourceLine, previous: SourceLine) -> bool:
    """Whether one of the lines is of a letter's head, where each stands for itself."""
    return letter_head.is_head_line(line.text) or bool(letter_head.find_subject(previous.text))


def begins_paragraph(line: SourceLine, previous: SourceLine, indent: int, is_first: bool) -> bool:
    """Whether a line without a blank line above begins a paragraph of its own.

    ``indent`` is the column of the block it would continue; ``is_first`` when that block is the
    first line of the document, so that the line may part a title from its text.
    """
    if line.number <= letter_head.LAST_LINE and _parts_head(line, previous):
        return True
    if is_first and (is_date_line(line.text) or is_date_line(previous.text)):
        return True
    if vocabulary.is_farewell(previous.text):
        return True
    if line.indent > indent or line.text[0].islower():
        return False
    needed = previous.width + 1 + len(line.text.split(" ", 1)[0])
    if is_first and not PAUSE.search(previous.text):
        return needed <= line.run_width * 3 // 4
    if previous.width > UNWRAPPED:
        return True
    ended = PAUSE.search(previous.text) is not None and previous.text[-1] != ","
    return ended and needed <= line.run_width - 10
