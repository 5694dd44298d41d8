"""Lines that are bulleted or numbered, and the line that comes next."""

from __future__ import annotations

from collections.abc import Sequence

from petition.statements.text import numbering
from petition.statements.text.line_layout import SourceLine

LONG_NUMBER_DIGITS = 6


def is_item(line: SourceLine) -> bool:
    """Whether a line is bulleted or numbered."""
    if line.literal:
        return False
    if numbering.BULLET.match(line.text) is not None:
        return True
    marker = numbering.read_marker(line.text)
    if marker is not None and marker.delimiter and len(marker.path) == 1:
        return marker.is_numeric or (marker.delimiter != "." and len(marker.rest) > 1)
    digits = line.text[:LONG_NUMBER_DIGITS].split(".")[0].split(")")[0]
    return digits.isdigit() and len(digits) > 3 and line.text[len(digits) : len(digits) + 2] in (". ", ") ")


def strip_item(text: str) -> str:
    """The text without its bullet."""
    bullet = numbering.BULLET.match(text)
    return text[bullet.end() :] if bullet else text


def next_line(lines: Sequence[SourceLine], at: int) -> SourceLine | None:
    """The first line from an index on that is no separator."""
    while at < len(lines) and lines[at].is_separator:
        at += 1
    return lines[at] if at < len(lines) else None
