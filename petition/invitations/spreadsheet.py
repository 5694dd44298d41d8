"""A list of organisations out of a file: XLSX, XLS, ODS, or text with a delimiter."""

from __future__ import annotations

from dataclasses import dataclass

from petition.core.file_reading import ReadingFailed, TooMuch, read_in_process
from petition.core.text import clean_line
from petition.invitations import columns, csv_import, file_types
from petition.invitations.file_types import MIB, SpreadsheetError

Table = list[tuple[int, list[str]]]


def read_tables(data: bytes) -> list[Table]:
    """The rows of each visible sheet with their numbers; raises SpreadsheetError.

    Whatever makes the decoder run out of memory or time is called a ``zip_bomb``: it grows when opened.
    """
    try:
        answer = read_in_process("petition.invitations.workbook_reader", data)
    except TooMuch:
        raise SpreadsheetError("zip_bomb") from None
    except ReadingFailed:
        raise SpreadsheetError("damaged") from None
    if isinstance(answer, str):
        raise SpreadsheetError(answer)
    return [[(line, cells) for line, cells in table] for table in answer]


MOST_BYTES, MOST_ROWS = 5 * MIB, 2000
# Programs that export lists put this before a cell that a spreadsheet would take for a formula.
GUARDED = tuple(f"'{sign}" for sign in "=+-@")


@dataclass(frozen=True)
class Sheet:
    """A list as it stands in the file: its headings, its rows by field with the number of each line."""

    headings: list[str]
    rows: list[tuple[int, dict[str, str]]]
    unknown: list[str]


def read_sheet(data: bytes, name: str = "") -> Sheet:
    """The list in a file; raises SpreadsheetError. The content decides what it is, ``name`` is only repeated."""
    try:
        return _make_sheet(_best_table(data))
    except SpreadsheetError as fault:
        fault.values.setdefault("name", clean_line(name)[:120])
        raise


def _best_table(data: bytes) -> list[tuple[int, list[str]]]:
    if len(data) > MOST_BYTES:
        raise SpreadsheetError("too_large", most=MOST_BYTES // MIB)
    if not data.strip():
        raise SpreadsheetError("empty")
    tables = read_tables(data) if file_types.file_kind(data) == "workbook" else [csv_import.parse_table(data)]
    tables = [[(line, [_cell(cell) for cell in cells]) for line, cells in table] for table in tables if table]
    tables = [filled for table in tables if (filled := [row for row in table if any(row[1])])]
    if not tables:
        raise SpreadsheetError("empty")
    return max(tables, key=_list_score)  # the first of equals


def _cell(value: str) -> str:
    text = clean_line(value)
    return text[1:] if text.startswith(GUARDED) else text


def _list_score(table: list[tuple[int, list[str]]]) -> int:
    rows = [cells for _line, cells in table]
    at = columns.find_heading_row(rows)
    return 0 if at is None else len(columns.match_columns(rows[at]).fields)


def _make_sheet(table: list[tuple[int, list[str]]]) -> Sheet:
    at = columns.find_heading_row([cells for _line, cells in table])
    if at is None:
        raise SpreadsheetError("no_headings")
    headings = table[at][1]
    recognised = columns.match_columns(headings)
    if recognised.missing:
        raise SpreadsheetError("missing_columns", missing=recognised.missing)
    rows = [(line, _row_of_cells(cells, recognised.fields)) for line, cells in table[at + 1 :]]
    rows = [(line, values) for line, values in rows if any(values.values())]
    if len(rows) > MOST_ROWS:
        raise SpreadsheetError("too_many_rows", most=MOST_ROWS)
    if not rows:
        raise SpreadsheetError("empty")
    return Sheet(headings, rows, recognised.unknown)


def _row_of_cells(cells: list[str], fields: dict[int, str]) -> dict[str, str]:
    return {field: cells[at] if at < len(cells) else "" for at, field in fields.items()}
