"""A list of organisations out of a file or a paste: a workbook, JSON, YAML, text with a delimiter, lines by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

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


@dataclass(frozen=True)
class ListFile:
    """What a file holds: its lists, the one that has most of one first; and its other sheets, each with the reason why
    it is none: ``sheet_hidden``, ``sheet_beyond`` (behind the last one that is read), or a word of SpreadsheetError.
    """

    sheets: list[Sheet]
    omitted: list[tuple[str, str]] = field(default_factory=list)


def read_sheet(data: bytes, name: str = "") -> Sheet:
    """The list in a file, of several the best; raises SpreadsheetError."""
    return read_list_file(data, name).sheets[0]


def read_list_file(data: bytes, name: str = "") -> ListFile:
    """The lists in a file; raises SpreadsheetError. The content decides what it is, ``name`` is only repeated."""
    try:
        if len(data) > MOST_BYTES:
            raise SpreadsheetError("too_large", most=MOST_BYTES // MIB)
        if not data.strip():
            raise SpreadsheetError("empty")
        if file_types.file_kind(data) == "workbook":
            return _find_lists(_read_workbook(data))
        return ListFile([read_text(_decode_text(data))])
    except SpreadsheetError as fault:
        fault.values.setdefault("name", clean_line(name)[:120])
        raise


def read_text(text: str) -> Sheet:
    """The list in a text: records, a table, or one organisation a line; raises SpreadsheetError."""
    text = _front_matter(text) or text
    if _is_json(text) or _is_yaml(text):
        try:
            tables = _read_tables("petition.invitations.record_reader", text.encode())
            return _find_lists([("", _numbered_rows(table)) for table in tables]).sheets[0]
        except SpreadsheetError as fault:
            if fault.word not in ("damaged", "no_records") or _is_json(text):
                raise
    return _find_lists([("", text_tables.parse_text(text))]).sheets[0]


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


def _read_workbook(data: bytes) -> list[tuple[str, Table | str]]:
    sheets = _read_tables("petition.invitations.workbook_reader", data)
    return [(clean_line(name), rows if isinstance(rows, str) else _numbered_rows(rows)) for name, rows in sheets]


def _numbered_rows(table: list[list[Any]]) -> Table:
    return [(line, cells) for line, cells in table]


def _read_tables(reader: str, data: bytes) -> list[Any]:
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
    return list(answer)


def _find_lists(tables: Sequence[tuple[str, Table | str]]) -> ListFile:
    """The tables that are lists; raises SpreadsheetError of the first table where none is one. Empty ones are nothing
    to speak of.
    """
    sheets: list[Sheet] = []
    faults: list[SpreadsheetError] = []
    omitted: list[tuple[str, str]] = []
    for name, table in tables:
        if isinstance(table, str):
            omitted.append((name, table))
        elif filled := _fill_table(table):
            try:
                sheets.append(replace(_make_list(filled), name=name))
            except SpreadsheetError as fault:
                faults.append(fault)
                omitted.append((name, fault.word))
    if not sheets:
        raise min(faults, key=lambda fault: len(fault.values), default=SpreadsheetError("empty"))
    # The first of equals stays before the others.
    return ListFile(sorted(sheets, key=lambda sheet: (bool(sheet.missing), -len(sheet.fields))), omitted)


def _fill_table(table: Table) -> Table:
    """The rows in which something stands."""
    cleaned = [(line, [_clean_cell(cell) for cell in cells]) for line, cells in table]
    return [row for row in cleaned if any(row[1])]


def _make_list(table: Table) -> Sheet:
    made = make_sheet(table)
    if len(made.cells) > MOST_ROWS:
        raise SpreadsheetError("too_many_rows", most=MOST_ROWS)
    return made


def _clean_cell(value: str) -> str:
    text = clean_line(value)
    return text[1:] if text.startswith(GUARDED) else text
