"""Cells of CSV and values of JSON written by the database, to the same bytes as Python writes them.

A million lines cost Python seconds to write one by one, and the database a part of that. What is compared is in
``tests/list/test_write_lines.py``: every character that either format treats in a way of its own, on both databases.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Integer, Text, and_, case, cast, func, literal, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from petition.core.csv_export import FORMULA

# No character beyond the first plane is a space; to look through a million more would be a tenth of every start.
SPACE = "".join(letter for letter in map(chr, range(1, 0x10000)) if letter.isspace())
# A cell that begins with none of these is no formula, which is told of almost all by one look.
DOUBTFUL = SPACE + "".join(FORMULA)
QUOTED = ",", '"', "\r", "\n"


class PositionOf(FunctionElement[int]):
    """Where a text stands in another one, from 1 on; 0 where it does not."""

    type = Integer()
    inherit_cache = True


class JsonText(FunctionElement[str]):
    """A text as a string of JSON, with all but what must be escaped as it is (RFC 8259)."""

    type = Text()
    inherit_cache = True


class UtcDay(FunctionElement[str]):
    """The day of a moment in UTC, as RFC 3339 writes it."""

    type = Text()
    inherit_cache = True


@compiles(PositionOf, "sqlite")
def _instr(element: Any, compiler: Any, **given: Any) -> str:
    return f"instr({compiler.process(element.clauses, **given)})"


@compiles(PositionOf, "postgresql")
def _strpos(element: Any, compiler: Any, **given: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **given)})"


@compiles(JsonText, "sqlite")
def _json_quote(element: Any, compiler: Any, **given: Any) -> str:
    return f"json_quote({compiler.process(element.clauses, **given)})"


@compiles(JsonText, "postgresql")
def _to_json(element: Any, compiler: Any, **given: Any) -> str:
    return f"to_json(CAST({compiler.process(element.clauses, **given)} AS text))::text"


@compiles(UtcDay, "sqlite")
def _first_letters(element: Any, compiler: Any, **given: Any) -> str:
    return f"substr({compiler.process(element.clauses, **given)}, 1, 10)"


@compiles(UtcDay, "postgresql")
def _to_char(element: Any, compiler: Any, **given: Any) -> str:
    return f"to_char({compiler.process(element.clauses, **given)} AT TIME ZONE 'UTC', 'YYYY-MM-DD')"


def csv_cell(value: ColumnElement[Any]) -> ColumnElement[str]:
    """A text as ``csv_export`` writes it: nothing that a spreadsheet would run, and quoted where it must be."""
    in_quotes = literal('"').concat(_apostrophe(value)).concat(func.replace(value, '"', '""')).concat('"')
    must_be = or_(*(PositionOf(value, one) > 0 for one in QUOTED))
    return case(
        (func.coalesce(value, "") == "", ""), (must_be, in_quotes), else_=_apostrophe(value).concat(value)
    )  # fmt: skip


def json_value(value: ColumnElement[Any]) -> ColumnElement[str]:
    """A text, or null, as ``json.dumps`` writes it."""
    return func.coalesce(JsonText(value), "null")


def concat_text(*parts: ColumnElement[Any] | str) -> ColumnElement[str]:
    """The parts one after the other, as text."""
    first, *others = (cast(literal(part), Text) if isinstance(part, str) else part for part in parts)
    for one in others:
        first = first.concat(one)
    return first


def _apostrophe(value: ColumnElement[Any]) -> ColumnElement[str]:
    bare = func.ltrim(value, SPACE)
    is_formula = and_(bare != "", PositionOf("".join(FORMULA), func.substr(bare, 1, 1)) > 0)
    is_doubtful = PositionOf(DOUBTFUL, func.substr(value, 1, 1)) > 0
    return case((and_(is_doubtful, is_formula), "'"), else_="")
