"""Text with a delimiter (RFC 4180 and what programs make of it): which delimiter, which rows."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import islice

from petition.invitations.file_types import SpreadsheetError

DELIMITERS = ",;\t|"
LOOKED_AT = 100
MOST_ROWS, MOST_COLUMNS, MOST_CELL = 10_020, 100, 1000
NAMED_DELIMITER = re.compile(r'"?sep=([,;\t|])"?\r?\n', re.IGNORECASE)


def parse_table(text: str) -> list[tuple[int, list[str]]]:
    """The rows in which something stands, with the number of the line where each begins."""
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
