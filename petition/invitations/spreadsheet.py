"""A list of organisations out of a file: XLSX, XLS, ODS, or text with a delimiter."""

from __future__ import annotations

from dataclasses import dataclass

from petition.core.text import clean
from petition.invitations import columns, content, delimited, workbook
from petition.invitations.content import MIB, SpreadsheetError

__all__ = ["MOST_BYTES", "MOST_ROWS", "Sheet", "SpreadsheetError", "read"]

MOST_BYTES, MOST_ROWS = 5 * MIB, 2000
# Programs that export lists put this before a cell that a spreadsheet would take for a formula.
GUARDED = tuple(f"'{sign}" for sign in "=+-@")


@dataclass(frozen=True)
class Sheet:
    """A list as it stands in the file: its headings, its rows by field with the number of each line."""

    headings: list[str]
    rows: list[tuple[int, dict[str, str]]]
    unknown: list[str]


def read(data: bytes, name: str = "") -> Sheet:
    """The list in a file; raises SpreadsheetError. The content decides what it is, ``name`` is only repeated."""
    try:
        return _sheet(_table(data))
    except SpreadsheetError as fault:
        fault.values.setdefault("name", clean(name)[:120])
        raise


def _table(data: bytes) -> list[tuple[int, list[str]]]:
    if len(data) > MOST_BYTES:
        raise SpreadsheetError("too_large", most=MOST_BYTES // MIB)
    if not data.strip():
        raise SpreadsheetError("empty")
    tables = workbook.tables(data) if content.kind(data) == "workbook" else [delimited.table(data)]
    tables = [[(line, [_cell(cell) for cell in cells]) for line, cells in table] for table in tables if table]
    tables = [filled for table in tables if (filled := [row for row in table if any(row[1])])]
    if not tables:
        raise SpreadsheetError("empty")
    return max(tables, key=_likeness_to_a_list)  # the first of equals


def _cell(value: str) -> str:
    text = clean(value)
    return text[1:] if text.startswith(GUARDED) else text


def _likeness_to_a_list(table: list[tuple[int, list[str]]]) -> int:
    rows = [cells for _line, cells in table]
    at = columns.heading_row(rows)
    return 0 if at is None else len(columns.recognise(rows[at]).fields)


def _sheet(table: list[tuple[int, list[str]]]) -> Sheet:
    at = columns.heading_row([cells for _line, cells in table])
    if at is None:
        raise SpreadsheetError("no_headings")
    headings = table[at][1]
    recognised = columns.recognise(headings)
    if recognised.missing:
        raise SpreadsheetError("missing_columns", missing=recognised.missing)
    rows = [(line, _by_field(cells, recognised.fields)) for line, cells in table[at + 1 :]]
    rows = [(line, values) for line, values in rows if any(values.values())]
    if len(rows) > MOST_ROWS:
        raise SpreadsheetError("too_many_rows", most=MOST_ROWS)
    if not rows:
        raise SpreadsheetError("empty")
    return Sheet(headings, rows, recognised.unknown)


def _by_field(cells: list[str], fields: dict[int, str]) -> dict[str, str]:
    return {field: cells[at] if at < len(cells) else "" for at, field in fields.items()}
