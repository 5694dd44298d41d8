"""The lines of individuals as the database writes them: to the same bytes as ``list.export`` does one by one.

Of a million individuals Python sees one text for thousands of them, and no column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, bindparam, case, func, not_, or_, select, tuple_

from petition.core.db import Moment, db
from petition.core.line_sql import JoinedLines, UtcDay, concat_text, constant, csv_cell, json_value
from petition.list.queries.signatories import LineColumns, line_columns, listed_condition
from petition.signing.models.endorsement import Endorsement
from petition.statements.models import Edition

# So many lines are one text: some 300 KB, which costs Python as much as one line did.
LINES = 5_000
CSV_END = "\r\n"
PLACE = Endorsement.confirmed_at, Endorsement.id
# After every moment at which somebody confirmed.
FIRST_PLACE = datetime(9999, 12, 31, tzinfo=UTC), 0


class _Days:
    """How the day of a line is written, with what stands around it: the same for all of a day, or by the database."""

    def __init__(self, *, is_one: bool) -> None:
        self.around: dict[str, tuple[str, str]] | None = {} if is_one else None

    def write(self, before: str, behind: str) -> ColumnElement[str]:
        """A day between two texts: those of one day are one parameter with it."""
        if self.around is None:
            return concat_text(before, UtcDay(PLACE[0]), behind)
        name = f"day{len(self.around)}"
        self.around[name] = before, behind
        return bindparam(name, type_=Text)

    def parameters(self, day: date) -> dict[str, str]:
        """What stands for the parameters where all are of this day."""
        return {name: f"{before}{day.isoformat()}{behind}" for name, (before, behind) in (self.around or {}).items()}


Writer = Callable[[LineColumns, int, _Days], ColumnElement[str]]


def csv_lines(statement_id: int) -> Iterator[tuple[str, int]]:
    """The individuals as lines of CSV, so many of them a text, each with their number."""
    return _read_lines(statement_id, _csv_line)


def json_lines(statement_id: int) -> Iterator[tuple[str, int]]:
    """The individuals as JSON objects, each behind a comma and a line feed; likewise."""
    return _read_lines(statement_id, _json_line)


def _read_lines(statement_id: int, write: Writer) -> Iterator[tuple[str, int]]:
    of = line_columns(statement_id)
    query = select(Edition.id, Edition.number).where(Edition.statement_id == statement_id)
    for edition in db.session.execute(query.order_by(Edition.id.desc())).all():
        rows = select(*PLACE).where(*listed_condition(statement_id, "individual"), Endorsement.edition_id == edition.id)
        yield from _read_edition(rows, partial(write, of, edition.number))


def _read_edition(
    rows: Select[*tuple[Any, ...]], write: Callable[[_Days], ColumnElement[str]]
) -> Iterator[tuple[str, int]]:
    """The lines of one edition, the newest first, from one place in their index to the next; all in one snapshot."""
    start = tuple_(bindparam("at", type_=Moment), bindparam("id"))
    here = rows.where(tuple_(*PLACE) < start).order_by(*(column.desc() for column in PLACE)).limit(LINES)
    last = here.offset(LINES - 1).limit(1)
    one_day, many_days = _Days(is_one=True), _Days(is_one=False)
    of_day, of_days = (_join_lines(here, write(days)) for days in (one_day, many_days))
    at, number = FIRST_PLACE
    while (end := db.session.execute(last, {"at": at, "id": number}).first()) is not None:
        # Between two moments of a day all are of that day: it is written once, and not five thousand times.
        is_one_day = end[0].date() == at.date()
        query, more = (of_day, one_day.parameters(at.date())) if is_one_day else (of_days, {})
        yield _read_text(query, {"at": at, "id": number} | more)
        at, number = end
    text, many = _read_text(of_days, {"at": at, "id": number})
    if many:
        yield text, many


def _join_lines(rows: Select[*tuple[Any, ...]], line: ColumnElement[str]) -> Select[*tuple[Any, ...]]:
    lines = rows.with_only_columns(line.label("line")).subquery()
    return select(JoinedLines(lines.c.line), func.count()).select_from(lines)


def _read_text(query: Select[*tuple[Any, ...]], given: dict[str, Any]) -> tuple[str, int]:
    text, number = db.session.execute(query, given).one()
    return text, number


def _csv_line(of: LineColumns, edition: int, days: _Days) -> ColumnElement[str]:
    # As few parts as can be: each costs the database a copy of what stands before it. Most have a name and no more.
    has_more = or_(of.beside.is_not(None), of.comment.is_not(None), of.is_founding)
    founding = case((of.is_founding, constant(f",yes,{edition},")), else_=constant(f",,{edition},"))
    more = concat_text(",,", csv_cell(of.beside), ",,", csv_cell(of.comment), founding)
    return concat_text(
        "individual,", csv_cell(of.name), ",,", func.coalesce(of.country, constant("")),
        case((has_more, more), else_=constant(f",,,,,,{edition},")), of.language,
        case((of.is_late, days.write(",", f",,,yes,{CSV_END}")), else_=days.write(",", f",,,,{CSV_END}")),
    )  # fmt: skip


def _json_line(of: LineColumns, edition: int, days: _Days) -> ColumnElement[str]:
    founding = ', "founding": {}, "edition": ' + f'{edition}, "language": '
    rest = '", "acronym": null, "organisation_kind": null, "late": {}, "reservations": []}}'
    nothing_else = of.beside.is_(None) & of.comment.is_(None) & not_(of.is_founding)
    more = concat_text(
        json_value(of.beside), ', "representative": null, "comment": ', json_value(of.comment),
        case((of.is_founding, constant(founding.format("true"))), else_=constant(founding.format("false"))),
    )  # fmt: skip
    bare = constant('null, "representative": null, "comment": null' + founding.format("false"))
    return concat_text(
        ',\n{"kind": "individual", "name": ', json_value(of.name), ', "name_latin": null, "country": ',
        json_value(of.country), ', "website": null, "affiliation": ', case((nothing_else, bare), else_=more),
        json_value(of.language),
        case(
            (of.is_late, days.write(', "confirmed_on": "', rest.format("true"))),
            else_=days.write(', "confirmed_on": "', rest.format("false")),
        ),
    )  # fmt: skip


def repeat_line(line: str, number: int) -> Iterator[str]:
    """One line so many times, in pieces."""
    left = number
    while left > 0:
        yield line * min(left, LINES)
        left -= LINES
