"""Text with a delimiter (RFC 4180 and what programs make of it): which letters, which delimiter, which rows."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import islice

from petition.invitations.file_types import BYTE_ORDER_MARKS, SpreadsheetError

DELIMITERS = ",;\t|"
LOOKED_AT = 100
MOST_ROWS, MOST_COLUMNS, MOST_CELL = 2020, 100, 1000
BINARY = re.compile("[\x00-\x08\x0e-\x1f]")
NAMED_DELIMITER = re.compile(r'"?sep=([,;\t|])"?\r?\n', re.IGNORECASE)
HIGH = re.compile(rb"[\x80-\xff]+")
# ą ł ż ź as windows-1250 writes them; the same bytes are ¹ ³ ¿ Ÿ elsewhere, which stand in no word.
POLISH = re.compile(rb"[A-Za-z][\xb9\xb3\xbf\x9f][a-z]|[\xb9\xb3\xbf\x9f][a-z]{2}")


def decode_text(data: bytes) -> str:
    """The text, by its byte order mark, as UTF-8, or in the one-byte encoding that it looks like.

    In Cyrillic letters beyond ASCII stand side by side, in Latin one by one among ASCII letters: text in
    which most of them have such a neighbour is read as windows-1251, other text as windows-1252 (or
    windows-1250, where letters of Polish words say so). What a name then looks like the preview shows.
    """
    mark = next((mark for mark in BYTE_ORDER_MARKS if data.startswith(mark)), None)
    encoding = BYTE_ORDER_MARKS[mark] if mark else "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        try:
            text = data.decode(_one_byte_encoding(data))
        except UnicodeDecodeError:
            raise SpreadsheetError("not_a_spreadsheet", found="binary") from None
    if BINARY.search(text):
        raise SpreadsheetError("not_a_spreadsheet", found="binary")
    return text


def _one_byte_encoding(data: bytes) -> str:
    runs = [len(run) for run in HIGH.findall(data)]
    if sum(length for length in runs if length > 1) > sum(runs) / 2:
        return "windows-1251"
    return "windows-1250" if POLISH.search(data) else "windows-1252"


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
