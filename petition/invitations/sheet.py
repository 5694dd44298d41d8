"""A list of organisations as it stands in its source, with what each of its columns is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from petition.core.countries import find_country
from petition.core.text import fold_text
from petition.invitations import columns, text_tables
from petition.invitations.column_content import MOST, ColumnContent, describe_column
from petition.invitations.file_types import SpreadsheetError

Table = list[tuple[int, list[str]]]
SAMPLES = 3
# What the column is called that rows with a country alone become.
COUNTRY_HEADING = "country"


@dataclass(frozen=True)
class Sheet:
    """Headings ("" where there are none), cells with the number of each line, and fields by the place of the column.

    ``name`` is what the sheet of a workbook is called.
    """

    headings: list[str]
    cells: Table
    fields: dict[int, str]
    name: str = ""

    @property
    def rows(self) -> list[tuple[int, dict[str, str]]]:
        """The rows by field, with the number of each line; those with nothing in a field are left out."""
        rows = ((line, self._row_of_cells(cells)) for line, cells in self.cells)
        return [(line, values) for line, values in rows if any(values.values())]

    @property
    def unknown(self) -> list[str]:
        """The headings of columns that are no field."""
        return [heading for at, heading in enumerate(self.headings) if heading and at not in self.fields]

    @property
    def missing(self) -> list[str]:
        """The fields without which nobody can be invited, and that no column is."""
        return [field for field in columns.REQUIRED if field not in self.fields.values()]

    @property
    def layout(self) -> str | None:
        """What lists with the same headings have in common, as a hash in hexadecimal; None without headings."""
        folded = [fold_text(heading) for heading in self.headings]
        return hashlib.sha256(json.dumps(folded).encode()).hexdigest() if any(folded) else None

    def sample(self, at: int) -> list[str]:
        """A few cells of a column that hold something, each once."""
        filled = dict.fromkeys(cells[at] for _line, cells in self.cells[:500] if at < len(cells) and cells[at])
        return list(filled)[:SAMPLES]

    def assign_fields(self, fields: Mapping[int, str]) -> Sheet:
        """The same list with other fields."""
        return replace(self, fields=dict(fields))

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        fields = list(self.fields.items())
        return {"name": self.name, "headings": self.headings, "cells": self.cells, "fields": fields}

    def without_lines(self, lines: Collection[int]) -> Sheet:
        """The same list without these lines."""
        return replace(self, cells=[(line, cells) for line, cells in self.cells if line not in lines])

    def _row_of_cells(self, cells: Sequence[str]) -> dict[str, str]:
        values = {field: cells[at] if at < len(cells) else "" for at, field in self.fields.items()}
        further = values.pop("further_email", "")
        if further and further != values.get("email"):
            values["email"] = "; ".join(filter(None, (values.get("email"), further)))
        names = [values.pop(part) for part in ("first_name", "last_name") if part in values]
        if names and not values.get("representative"):
            values["representative"] = " ".join(filter(None, names))
        return values


def from_json(kept: Mapping[str, Any] | None) -> Sheet:
    """A list as it was kept, an empty one where it is gone; older ones have their rows by field."""
    if kept is None:
        return Sheet([], [], {})
    if "cells" in kept:
        cells = [(line, row) for line, row in kept["cells"]]
        return Sheet(list(kept["headings"]), cells, dict(kept["fields"]), str(kept.get("name") or ""))
    fields = dict(enumerate(columns.FIELDS))
    rows = [(line, [values.get(field, "") for field in fields.values()]) for line, values in kept.get("rows", ())]
    return Sheet([""] * len(fields), rows, fields)


def make_sheet(table: Table) -> Sheet:
    """The list in a table; raises SpreadsheetError where there is neither an address nor a column for one."""
    sheet = _read_columns(table)
    mixed = _mixed_column(sheet)
    if mixed is not None and (sheet.missing or sheet.fields.get(mixed) == "organisation"):
        sheet = _read_columns(text_tables.split_cells(sheet.cells, mixed))
    if "email" not in sheet.fields.values():
        raise (
            SpreadsheetError("missing_columns", missing=sheet.missing)
            if sheet.fields
            else SpreadsheetError("no_addresses")
        )
    if not sheet.rows:
        raise SpreadsheetError("empty")
    return sheet


def _read_columns(table: Table) -> Sheet:
    at = columns.find_heading_row([cells for _line, cells in table])
    width = max(len(cells) for _line, cells in table)
    if at is None:
        headings, body = [""] * width, table
    else:
        headings, body = _headings_of(table, at, width), table[at + 1 :]
    body = [(line, cells) for line, cells in body if cells != headings]
    headings, body = _spread_countries(headings, body)
    return Sheet(headings, body, columns.match_columns(headings, describe_columns(headings, body)).fields)


def describe_columns(headings: Sequence[str], body: Table) -> dict[int, ColumnContent]:
    """What stands in each column."""
    beginning = [cells for _line, cells in body[:500]]
    return {at: describe_column([cells[at] for cells in beginning if at < len(cells)]) for at in range(len(headings))}


def _headings_of(table: Table, at: int, width: int) -> list[str]:
    """The headings in a row, each behind that of the group of columns above it where it says nothing alone."""
    headings = table[at][1] + [""] * (width - len(table[at][1]))
    above = table[at - 1][1] if at else []
    if sum(bool(cell) for cell in above) < 2:
        return headings
    group, found = "", []
    for place, heading in enumerate(headings):
        group = (above[place] if place < len(above) else "") or group
        tells = columns.field_of(heading) not in (None, "organisation") or not heading
        found.append(heading if tells or not group else f"{group} {heading}")
    return found


def _spread_countries(headings: list[str], body: Table) -> tuple[list[str], Table]:
    """Rows that hold a country alone stand above those of that country, which get a column for it."""
    countries = {line: filled[0] for line, cells in body if len(filled := list(filter(None, cells))) == 1}
    countries = {line: cell for line, cell in countries.items() if find_country(cell)}
    if not countries or len(headings) < 2 or len(countries) * 2 > len(body):
        return headings, body
    country, spread = "", []
    for line, cells in body:
        if line in countries:
            country = countries[line]
        else:
            spread.append((line, [*cells, *[""] * (len(headings) - len(cells)), country]))
    return [*headings, COUNTRY_HEADING], spread


def _mixed_column(sheet: Sheet) -> int | None:
    """The column in which addresses stand with other words, as lines written by hand."""
    contents = describe_columns(sheet.headings, sheet.cells)
    mixed = [at for at, content in contents.items() if content.mixed >= MOST]
    return max(mixed, key=lambda at: contents[at].mixed, default=None)
