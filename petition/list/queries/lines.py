"""The lines of individuals as the database writes them: to the same bytes as ``list.export`` does one by one.

Of a million individuals Python sees one text a line, and no column of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import ColumnElement, Text, case, cast, func, select

from petition.core.csv_export import CHUNK
from petition.core.db import db
from petition.core.line_sql import UtcDay, concat_text, csv_cell, json_value
from petition.list.queries.signatories import LineColumns, line_columns, listed_condition, order_newest_first
from petition.statements.models import Edition

ROWS = 1000
CSV_END = "\r\n"


def csv_lines(statement_id: int) -> Iterator[tuple[str, int]]:
    """The individuals as lines of CSV, in pieces of about 64 KB, each with the number of its lines."""
    return _read_lines(statement_id, _csv_line(line_columns(statement_id), _edition_number(statement_id)))


def json_lines(statement_id: int) -> Iterator[tuple[str, int]]:
    """The individuals as JSON objects, each behind a comma and a line feed; likewise in pieces."""
    return _read_lines(statement_id, _json_line(line_columns(statement_id), _edition_number(statement_id)))


def _read_lines(statement_id: int, line: ColumnElement[str]) -> Iterator[tuple[str, int]]:
    query = order_newest_first(select(line).where(*listed_condition(statement_id, "individual")))
    with closing(db.session.execute(query.execution_options(yield_per=ROWS)).scalars()) as lines:
        yield from _join_lines(lines.partitions(ROWS // 4))


def _join_lines(parts: Iterator[Sequence[str]]) -> Iterator[tuple[str, int]]:
    waiting: list[str] = []
    number = size = 0
    for part in parts:
        waiting.append("".join(part))
        number, size = number + len(part), size + len(waiting[-1])
        if size >= CHUNK:
            yield "".join(waiting), number
            waiting, number, size = [], 0, 0
    if waiting:
        yield "".join(waiting), number


def _csv_line(of: LineColumns, edition: ColumnElement[str]) -> ColumnElement[str]:
    return concat_text(
        "individual,", csv_cell(of.name), ",,", func.coalesce(of.country, ""), ",,", csv_cell(of.beside), ",,",
        csv_cell(of.comment), ",", case((of.is_founding, "yes"), else_=""), ",", edition, ",", of.language, ",",
        UtcDay(of.confirmed_at), ",,,", case((of.is_late, "yes"), else_=""), "," + CSV_END,
    )  # fmt: skip


def _json_line(of: LineColumns, edition: ColumnElement[str]) -> ColumnElement[str]:
    return concat_text(
        ',\n{"kind": "individual", "name": ', json_value(of.name), ', "name_latin": null, "country": ',
        json_value(of.country), ', "website": null, "affiliation": ', json_value(of.beside),
        ', "representative": null, "comment": ', json_value(of.comment), ', "founding": ',
        _truth(of.is_founding), ', "edition": ', edition, ', "language": ', json_value(of.language),
        ', "confirmed_on": "', UtcDay(of.confirmed_at), '", "acronym": null, "organisation_kind": null, "late": ',
        _truth(of.is_late), ', "reservations": []}',
    )  # fmt: skip


def _truth(condition: ColumnElement[bool]) -> ColumnElement[str]:
    return case((condition, "true"), else_="false")


def _edition_number(statement_id: int) -> ColumnElement[str]:
    """The number of the edition as text; there are few, and no row looks its own up."""
    editions = db.session.execute(select(Edition.id, Edition.number).where(Edition.statement_id == statement_id)).all()
    column: Any = line_columns(statement_id).edition_id
    return case(*((column == one.id, str(one.number)) for one in editions), else_=cast(column, Text))


def repeat_line(line: str, number: int) -> Iterator[str]:
    """One line so many times, in pieces."""
    left = number
    while left > 0:
        yield line * min(left, ROWS)
        left -= ROWS
