"""Text with a delimiter (RFC 4180 and what programs make of it): which letters, which delimiter, which rows."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import islice

from petition.core import charsets
from petition.invitations.file_types import SpreadsheetError

DELIMITERS = ",;\t|"
LOOKED_AT = 100
MOST_ROWS, MOST_COLUMNS, MOST_CELL = 2020, 100, 1000
NAMED_DELIMITER = re.compile(r'"?sep=([,;\t|])"?\r?\n', re.IGNORECASE)


def decode_text(data: bytes) -> str:
    """The text, in the encoding that it looks like; what a name then looks like the preview shows."""
    try:
        return charsets.decode_bytes(data)
    except ValueError:
        raise SpreadsheetError("not_a_spreadsheet", found="binary") from None


def parse_table(data: bytes) -> list[tuple[int, list[str]]]:
    """The rows in which something stands, with the number of the line where each begins."""
    text = decode_text(data)
    named = NAMED_DELIMITER.match(text)
    skipped = 1 if named else 0
    text = text[named.end() :] if named else text
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=named[1] if named else guess_delimiter(text))
    rows, line = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((line + skipped, [cell[:MOST_CELL] for cell in cells[:MOST_COLUMNS]]))
            line = reader.line_num + 1
            if len(rows) > MOST_ROWS:
                break
    except csv.Error:
        raise SpreadsheetError("damaged", line=line + skipped) from None
    return rows


def guess_delimiter(text: str) -> str:
    """The delimiter with which most rows have equally many cells, two or more; the comma in doubt."""
    return max(DELIMITERS, key=lambda sign: (_consistency(text, sign), -DELIMITERS.index(sign)))


def _consistency(text: str, sign: str) -> tuple[int, int]:
    widths: Counter[int] = Counter()
    try:
        for cells in islice(csv.reader(io.StringIO(text, newline=""), delimiter=sign), LOOKED_AT):
            widths[len(cells)] += len(cells) > 1
    except csv.Error:
        pass
    return max(((rows, width) for width, rows in widths.items()), default=(0, 0))
