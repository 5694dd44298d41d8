"""A list of organisations out of a file or a paste: a workbook, JSON, YAML, text with a delimiter, lines by hand."""

from __future__ import annotations

import re

from petition.core import charsets
from petition.core.file_reading import ReadingFailed, TooMuch, read_in_process
from petition.core.text import clean_line
from petition.invitations import file_types, text_tables
from petition.invitations.file_types import MIB, SpreadsheetError
from petition.invitations.sheet import Sheet, Table, make_sheet

MOST_BYTES, MOST_ROWS = 5 * MIB, 10_000
# Of a paste: a form takes little more besides a file (``core.request_bodies``).
MOST_CHARACTERS = 100_000
# Programs that export lists put this before a cell that a spreadsheet would take for a formula.
GUARDED = tuple(f"'{sign}" for sign in "=+-@")
# A line of YAML, and one that only records have: "- name: …", or a name below another one.
YAML_LINE = re.compile(r"\s*(?:-\s+)*[\"']?\w[^:\n]{0,60}:(?:\s.*)?|\s*-(?:\s.*)?|\s*[#%].*|---.*|\.\.\.|\s+\S.*")
RECORD_LINE = re.compile(r"\s*-\s+\{.*|\s*-\s+[\"']?\w[^:\n]{0,60}:(?:\s.*)?|\s+[\"']?\w[^:\n]{0,60}:(?:\s.*)?|\s*-")


def read_sheet(data: bytes, name: str = "") -> Sheet:
    """The list in a file; raises SpreadsheetError. The content decides what it is, ``name`` is only repeated."""
    try:
        if len(data) > MOST_BYTES:
            raise SpreadsheetError("too_large", most=MOST_BYTES // MIB)
        if not data.strip():
            raise SpreadsheetError("empty")
        if file_types.file_kind(data) == "workbook":
            return _best_sheet(_read_tables("petition.invitations.workbook_reader", data))
        return read_text(_decode_text(data))
    except SpreadsheetError as fault:
        fault.values.setdefault("name", clean_line(name)[:120])
        raise


def read_text(text: str) -> Sheet:
    """The list in a text: records, a table, or one organisation a line; raises SpreadsheetError."""
    text = _front_matter(text) or text
    if _is_json(text) or _is_yaml(text):
        try:
            return _best_sheet(_read_tables("petition.invitations.record_reader", text.encode()))
        except SpreadsheetError as fault:
            if fault.word not in ("damaged", "no_records") or _is_json(text):
                raise
    return _best_sheet([text_tables.parse_text(text)])


def _decode_text(data: bytes) -> str:
    try:
        return charsets.decode_bytes(data)
    except ValueError:
        raise SpreadsheetError("not_a_spreadsheet", found="binary") from None


def _front_matter(text: str) -> str:
    """The records above the text of a page, as static sites have them; nothing where there are none."""
    lines = text.splitlines()
    ends = [at for at, line in enumerate(lines) if line.rstrip() == "---"]
    return "\n".join(lines[1 : ends[1]]) if len(ends) > 1 and ends[0] == 0 else ""


def _is_json(text: str) -> bool:
    bare = text.strip()
    return bare[:1] + bare[-1:] in ("{}", "[]")


def _is_yaml(text: str) -> bool:
    lines = [line[: text_tables.LONGEST] for line in text.splitlines()[:1000] if line.strip()]
    fits = sum(YAML_LINE.fullmatch(line) is not None for line in lines)
    return fits == len(lines) and any(map(RECORD_LINE.fullmatch, lines))


def _read_tables(reader: str, data: bytes) -> list[Table]:
    """What a reader finds, each table with the numbers of its rows; raises SpreadsheetError.

    Whatever makes it run out of memory or time is called a ``zip_bomb``: it grows when opened.
    """
    try:
        answer = read_in_process(reader, data)
    except TooMuch:
        raise SpreadsheetError("zip_bomb") from None
    except ReadingFailed:
        raise SpreadsheetError("damaged") from None
    if isinstance(answer, str):
        raise SpreadsheetError(answer)
    return [[(line, cells) for line, cells in table] for table in answer]


def _best_sheet(tables: list[Table]) -> Sheet:
    """The list in the table that has most of one; raises SpreadsheetError of the first table where none is a list."""
    cleaned = [[(line, [_clean_cell(cell) for cell in cells]) for line, cells in table] for table in tables]
    filled = [rows for table in cleaned if (rows := [row for row in table if any(row[1])])]
    sheets: list[Sheet] = []
    faults: list[SpreadsheetError] = []
    for table in filled:
        try:
            sheets.append(make_sheet(table))
        except SpreadsheetError as fault:
            faults.append(fault)
    if not sheets:
        raise min(faults, key=lambda fault: len(fault.values), default=SpreadsheetError("empty"))
    best = max(sheets, key=lambda sheet: (not sheet.missing, len(sheet.fields)))  # the first of equals
    if len(best.cells) > MOST_ROWS:
        raise SpreadsheetError("too_many_rows", most=MOST_ROWS)
    return best


def _clean_cell(value: str) -> str:
    text = clean_line(value)
    return text[1:] if text.startswith(GUARDED) else text
