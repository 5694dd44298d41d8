"""A document in Rich Text Format, version 1.9.1, whoever wrote it.

striprtf reads letters, encodings and groups; what it throws away (emphasis, headings, footnotes, cells, the shown
numbers of lists) is marked beforehand by characters that no text has, and taken from what it returns.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from striprtf.striprtf import rtf_to_text

from petition.statements.sources.document import BULLETS, Block, Document, Paragraph, Run, Table

TOKEN = re.compile(r"\\(\*\\)?([a-z]{1,32})(-?\d{1,10})?[ ]?|\\[^a-z]|[{}]")
BINARY = re.compile(rb"\\bin(\d{1,9}) ?")
# Pictures and objects, written as hexadecimal digits.
DIGITS = re.compile(r"[0-9a-fA-F\s]{400,}")
LINK = re.compile(r'\{\\\*\\fldinst[^"{}]{0,200}(?:\{[^"{}]{0,200}){0,3}HYPERLINK\s{1,9}"([^"{}\\]{1,2000})"')
PAGE = re.compile(r"\\ansicpg(\d{1,5})")
STYLE = re.compile(r"\{\\s(\d{1,4})([^{};]{0,500});\}")
OUTLINE = re.compile(r"\\outlinelevel([0-8])\b")
OPEN, CLOSE, NUMBER, WORDS_END = "\uf700", "\uf701", "\uf702", "\uf703"
# Control words, and the sign that says in the text where each stood.
SIGNS = {
    word: chr(0xF710 + at)
    for at, word in enumerate(
        ("b", "i", "plain", "pard", "line", "cell", "row", "footnote", "v", "deleted", "listtext", "pntext", "s",
         "outlinelevel", "ilvl", "intbl", "link", "nestcell")
    )
}  # fmt: skip
WORDS = {sign: word for word, sign in SIGNS.items()}
# These are taken away from the text, since they would otherwise hide what they hold or write something themselves.
REPLACED = frozenset({"footnote", "pntext", "cell", "row", "line", "nestcell"})
# A control word of no meaning: it ends what stands in for a letter that old programs cannot show.
MEANINGLESS = r"\zz"
PIECE = re.compile(f"([{OPEN}{CLOSE}]|[\uf710-\uf72f](?:{NUMBER}[^{WORDS_END}]{{0,2000}}{WORDS_END})?|\n)")
DEEPEST = 1000


@dataclass(frozen=True)
class _Form:
    """What holds for the words of a group."""

    bold: bool = False
    italic: bool = False
    hidden: bool = False
    deleted: bool = False
    link: str = ""
    in_label: bool = False
    note: str = ""


SWITCHES: dict[str, Callable[[_Form, bool], _Form]] = {
    "b": lambda form, is_on: replace(form, bold=is_on),
    "i": lambda form, is_on: replace(form, italic=is_on),
    "v": lambda form, is_on: replace(form, hidden=is_on),
    "deleted": lambda form, is_on: replace(form, deleted=is_on),
}


@dataclass
class _Story:
    """A run of paragraphs: the text, or a footnote."""

    blocks: list[Block] = field(default_factory=list)
    open: Paragraph = field(default_factory=Paragraph)
    cell: list[Block] = field(default_factory=list)
    row: list[list[Block]] = field(default_factory=list)
    in_table: bool = False


def read_rtf(data: bytes) -> Document:
    """The document; what is embedded in it is not looked at."""
    source = _decode(_without_binaries(data))
    document = Document()
    document.omissions["comments"] += len(re.findall(r"\\\*\\annotation\b", source))
    objects = len(re.findall(r"\\objdata\b|\\shptxt\b", source))
    document.omissions["objects"] += objects
    document.omissions["pictures"] += max(
        0, len(re.findall(r"\\pict\b", source)) - source.count("\\nonshppict") - objects
    )
    source = DIGITS.sub(" ", source)
    headings = _heading_styles(source)
    source = LINK.sub(lambda found: _sign("link", found[1]) + found[0], source)
    text: str = rtf_to_text(TOKEN.sub(_mark_token, source), errors="replace")  # type: ignore[no-untyped-call]
    _Reader(document, headings).read(text)
    return document


def _decode(data: bytes) -> str:
    page = PAGE.search(data[:4096].decode("latin-1"))
    try:
        return data.decode(f"cp{page[1]}" if page else "cp1252", "replace")
    except LookupError:
        return data.decode("cp1252", "replace")


def _without_binaries(data: bytes) -> bytes:
    kept, at = [], 0
    while found := BINARY.search(data, at):
        kept.append(data[at : found.start()])
        at = found.end() + int(found[1])
    return b"".join([*kept, data[at:]])


def _heading_styles(source: str) -> dict[str, int]:
    """Levels of headings by the numbers of styles: 1 for the title too."""
    found: dict[str, int] = {}
    for number, said in STYLE.findall(source):
        name = re.split(r"\\[a-z]+-?\d*", said)[-1].strip().lower()
        outline = OUTLINE.search(said)
        if outline or name == "title":
            found[number] = int(outline[1]) + 1 if outline and name != "title" else 1
    return found


def _sign(word: str, value: str = "") -> str:
    return SIGNS[word] + (f"{NUMBER}{value}{WORDS_END}" if value else "")


def _mark_token(found: re.Match[str]) -> str:
    piece, word, value = found[0], found[2], found[3] or ""
    if len(piece) == 1:
        return f"{OPEN}{{" if piece == "{" else f"}}{CLOSE}"
    if word not in SIGNS or word == "link":
        return piece
    return f"{MEANINGLESS if word in REPLACED else piece.rstrip()} {_sign(word, value)}"


class _Reader:
    """Takes marked text apart."""

    def __init__(self, document: Document, headings: dict[str, int]) -> None:
        self.document, self.headings = document, headings
        self.form = _Form()
        self.stack: list[_Form] = []
        self.stories = {"": _Story(document.blocks)}

    def read(self, text: str) -> None:
        for piece in PIECE.split(text):
            if piece == OPEN:
                self.stack.append(self.form)
            elif piece == CLOSE:
                self.form = self.stack.pop() if self.stack else _Form()
            elif piece == "\n":
                self._end_paragraph()
            elif piece and piece[0] in WORDS:
                self._read_sign(WORDS[piece[0]], piece[2:-1])
            elif piece:
                self._add(piece)
        for story in self.stories.values():
            _close_paragraph(story)
        for key, story in self.stories.items():
            if key:
                self.document.footnotes[key] = story.blocks

    @property
    def story(self) -> _Story:
        return self.stories[self.form.note]

    def _add(self, text: str) -> None:
        paragraph = self.story.open
        if self.form.hidden or self.form.deleted:
            self.document.omissions["changes" if self.form.deleted else "hidden"] += bool(text.strip())
        elif self.form.in_label:
            paragraph.label += text
        else:
            paragraph.runs.append(Run(text, self.form.bold, self.form.italic, self.form.link))

    def _end_paragraph(self) -> None:
        if self.form.deleted:
            return
        _close_paragraph(self.story)

    def _read_sign(self, word: str, value: str) -> None:
        is_on = value != "0"
        if word in SWITCHES:
            self.form = SWITCHES[word](self.form, is_on)
        elif word == "plain":
            self.form = replace(self.form, bold=False, italic=False, hidden=False, deleted=False)
        elif word in ("listtext", "pntext"):
            self.form = replace(self.form, in_label=True)
            self.story.open.label = ""
        elif word == "link":
            self.form = replace(self.form, link=value)
        elif word == "footnote":
            self._begin_note()
        else:
            self._format_paragraph(word, value)

    def _begin_note(self) -> None:
        key = f"note {len(self.stories)}"
        self.story.open.runs.append(Run("", note=key))
        self.document.footnotes[key] = []
        self.stories[key] = _Story()
        self.form = _Form(note=key)

    def _format_paragraph(self, word: str, value: str) -> None:
        story = self.story
        if word == "line":
            self._add("\n")
        elif word == "nestcell":
            self._add(" ")
        elif word in ("cell", "row"):
            _close_paragraph(story, in_cell=True)
            _end_cell(story) if word == "cell" else _end_row(story)
        elif self.form.in_label:
            return
        elif word == "pard":
            story.in_table = False
            story.open.heading = story.open.depth = 0
        elif word == "intbl":
            story.in_table = True
        elif word == "ilvl":
            story.open.depth = min(int(value or 0), 8)
        elif word == "outlinelevel":
            story.open.heading = int(value) + 1 if value in tuple("012345") else 0
        elif word == "s":
            story.open.heading = self.headings.get(value, 0)


def _close_paragraph(story: _Story, in_cell: bool = False) -> None:
    paragraph = story.open
    # What a paragraph is formatted as holds for those below it, until something else is said.
    story.open = Paragraph(heading=paragraph.heading, depth=paragraph.depth)
    label = paragraph.label.strip()
    paragraph.label = "•" if len(label) == 1 and (label in BULLETS or not label.isalnum()) else label
    if not paragraph.is_blank:
        (story.cell if story.in_table or in_cell else story.blocks).append(paragraph)


def _end_cell(story: _Story) -> None:
    story.row.append(story.cell)
    story.cell = []


def _end_row(story: _Story) -> None:
    if not story.row:
        return
    if not story.blocks or not isinstance(story.blocks[-1], Table):
        story.blocks.append(Table())
    table = story.blocks[-1]
    if isinstance(table, Table):
        table.rows.append(story.row)
    story.row = []
