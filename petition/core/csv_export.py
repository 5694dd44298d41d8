"""CSV (RFC 4180) as it is downloaded here: in chunks, and with nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

BOM = "\ufeff"
CHUNK = 64 * 1024  # characters
# What a spreadsheet takes for the start of a formula (OWASP, "CSV Injection").
FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def csv_lines(columns: Sequence[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A table with a byte order mark and a line of its columns, a line at a time."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(columns)
    yield BOM + _drain_buffer(buffer)
    for row in rows:
        writer.writerow([escape_formula(cell) for cell in row])
        yield _drain_buffer(buffer)


def escape_formula(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: such a one gets an apostrophe in front."""
    return f"'{text}" if text.lstrip().startswith(FORMULA) else text


def join_chunks(pieces: Iterable[str]) -> Iterator[str]:
    """Joined up to a size that costs the server little, since a line at a time is slow."""
    waiting: list[str] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= CHUNK:
            yield "".join(waiting)
            waiting, size = [], 0
    yield "".join(waiting)


def _drain_buffer(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
