"""The lines of individuals as the database writes them: to the same bytes as ``list.export`` does one by one.

Of a million individuals Python sees one text a line, and no column of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from petition.core.csv_export import CHUNK
from petition.core.db import db
from petition.core.line_sql import UtcDay, concat_text, csv_cell, json_value
from petition.list.queries.signatories import LineColumns, line_columns, listed_condition, order_newest_first
from petition.statements.models import Edition

ROWS = 1000
CSV_END = "\r\n"
Editions = list[tuple[int, int]]


def csv_lines(statement_id: int) -> Iterator[tuple[str, int]]:
    """The individuals as lines of CSV, in pieces of about 64 KB, each with the number of its lines."""
    return _read_lines(statement_id, _csv_line(line_columns(statement_id), _editions(statement_id)))


def json_lines(statement_id: int) -> Iterator[tuple[str, int]]:
    """The individuals as JSON objects, each behind a comma and a line feed; likewise in pieces."""
    return _read_lines(statement_id, _json_line(line_columns(statement_id), _editions(statement_id)))


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


def _csv_line(of: LineColumns, editions: Editions) -> ColumnElement[str]:
    # As few parts as can be: each costs the database a copy of what stands before it.
    return concat_text(
        "individual,", csv_cell(of.name), ",,", func.coalesce(of.country, ""), ",,", csv_cell(of.beside), ",,",
        csv_cell(of.comment), case((of.is_founding, ",yes,"), else_=",,"), _edition(of, editions, "{},"),
        of.language, ",", UtcDay(of.confirmed_at), case((of.is_late, f",,,yes,{CSV_END}"), else_=f",,,,{CSV_END}"),
    )  # fmt: skip


def _json_line(of: LineColumns, editions: Editions) -> ColumnElement[str]:
    rest = '", "acronym": null, "organisation_kind": null, "late": {}, "reservations": []}}'
    return concat_text(
        ',\n{"kind": "individual", "name": ', json_value(of.name), ', "name_latin": null, "country": ',
        json_value(of.country), ', "website": null, "affiliation": ', json_value(of.beside),
        ', "representative": null, "comment": ', json_value(of.comment),
        case((of.is_founding, ', "founding": true, "edition": '), else_=', "founding": false, "edition": '),
        _edition(of, editions, '{}, "language": '), json_value(of.language), ', "confirmed_on": "',
        UtcDay(of.confirmed_at), case((of.is_late, rest.format("true")), else_=rest.format("false")),
    )  # fmt: skip


def _editions(statement_id: int) -> Editions:
    """The numbers of the editions by their ids: there are few, and no row looks its own up."""
    query = select(Edition.id, Edition.number).where(Edition.statement_id == statement_id)
    return [(one.id, one.number) for one in db.session.execute(query)]


def _edition(of: LineColumns, editions: Editions, words: str) -> ColumnElement[str]:
    column: Any = of.edition_id
    return case(*((column == edition_id, words.format(number)) for edition_id, number in editions))


def repeat_line(line: str, number: int) -> Iterator[str]:
    """One line so many times, in pieces."""
    left = number
    while left > 0:
        yield line * min(left, ROWS)
        left -= ROWS
