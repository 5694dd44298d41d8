"""The cells of a workbook as text.

A workbook of one kilobyte can name a cell so far away that decoding it takes all memory and ends the
process. Therefore it is decoded by ``core.file_reading``, in a process of its own.
"""

from __future__ import annotations

import datetime
import io
from typing import Any

import python_calamine

SHEETS, MOST_NAMED = 20, 100
ROWS, COLUMNS, CELL, CHARACTERS = 10_020, 100, 1000, 8_000_000


def cell_text(value: Any) -> str:
    """A cell as a person reads it: "12", not "12.0"; dates as in ISO 8601."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ") if value.time() != datetime.time() else value.date().isoformat()
    return str(value)[:CELL]


def sheet_rows(sheet: python_calamine.CalamineSheet) -> list[tuple[int, list[str]]]:
    """The rows in which something stands, as many as a list may have and some, with their numbers."""
    found: list[tuple[int, list[str]]] = []
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [cell_text(value) for value in row[:COLUMNS]]
        if any(cell.strip() for cell in cells):
            found.append((number, cells))
        if len(found) > ROWS:
            break
    return found


def workbook_tables(data: bytes) -> list[tuple[str, list[tuple[int, list[str]]] | str]]:
    """Each sheet by its name: its rows, or in one word why they are not read; raises ValueError where they hold more
    than a list would.
    """
    workbook = python_calamine.load_workbook(io.BytesIO(data))
    sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet]
    found: list[tuple[str, list[tuple[int, list[str]]] | str]] = []
    read, left = 0, CHARACTERS
    for sheet in sheets[:MOST_NAMED]:
        is_shown = sheet.visible == python_calamine.SheetVisibleEnum.Visible
        if not is_shown or read == SHEETS:
            found.append((sheet.name, "sheet_beyond" if is_shown else "sheet_hidden"))
            continue
        rows = sheet_rows(workbook.get_sheet_by_name(sheet.name))
        found.append((sheet.name, rows))
        read, left = read + 1, left - sum(len(cell) for _number, cells in rows for cell in cells)
        if left < 0:
            raise ValueError(sheet.name)
    return found


def read_file(data: bytes, _name: str) -> list[tuple[str, list[tuple[int, list[str]]] | str]] | str:
    """The sheets, or in one word why there are none."""
    try:
        return workbook_tables(data)
    except python_calamine.PasswordError:
        return "protected"
    except (MemoryError, ValueError):
        return "zip_bomb"
    except python_calamine.CalamineError:
        return "damaged"
