"""The lines of a text while they are cleaned: what each still says, and what those that were taken off were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

FRONT_MATTER = "front matter"
COMMENT = "comment"
TAG = "template tag"
PICTURE = "picture"
LINK_DEFINITION = "link definition"
FOOTNOTE = "footnote"
NAVIGATION = "navigation"
EMPTY_MARKUP = "markup"


@dataclass
class Sheet:
    """Lines on their way through the cleaning; they keep their numbers, which count from 1.

    ``lines`` has what is left of each line, "" where nothing is; one source line may have become several, parted by
    line feeds. ``roles`` says what a line was that was taken off as a whole. ``protected`` are lines of code, which
    stay as they are.
    """

    source: list[str]
    lines: list[str]
    roles: dict[int, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    protected: set[int] = field(default_factory=set)
    title: str = ""
    date: str | None = None
    signatories: list[dict[str, str]] = field(default_factory=list)

    def remaining_lines(self) -> Iterator[tuple[int, str]]:
        """The index and the text of each line that still says something and is no code."""
        for at, line in enumerate(self.lines):
            if line and at not in self.protected:
                yield at, line

    def remove_line(self, at: int, role: str) -> None:
        """Leaves nothing of a line."""
        self.lines[at] = ""
        self.roles.setdefault(at + 1, role)

    def replace_line(self, at: int, text: str, role: str) -> None:
        """Leaves this of a line; where it has no words any more, the line was of this role."""
        if text.strip():
            self.lines[at] = text
        else:
            self.remove_line(at, role)

    def note(self, at: int, words: str) -> None:
        """Says of a line what was taken off it."""
        self.notes.append(f"line {at + 1}: {words}")


def open_sheet(text: str) -> Sheet:
    """The sheet of a normalised text, its blocks of code marked."""
    lines = text.split("\n")
    sheet = Sheet(lines, list(lines))
    fence = ""
    for at, line in enumerate(lines):
        bare = line.strip()
        mark = bare[:3] if bare[:3] in ("```", "~~~") else ""
        if fence or mark:
            sheet.protected.add(at)
        if mark and not fence:
            fence = mark
        elif fence and bare == fence:
            fence = ""
    if fence:
        # A fence that nobody closed is no code.
        sheet.protected.clear()
    return sheet
