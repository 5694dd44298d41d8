"""Cells of CSV and values of JSON written by the database, to the same bytes as Python writes them.

A million lines cost Python seconds to write one by one, and the database a part of that. What is compared is in
``tests/list/test_write_lines.py``: every character that either format treats in a way of its own, on both databases.
"""

from __future__ import annotations

import sys
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Integer, Text, and_, case, func, literal_column, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from petition.core.csv_export import FORMULA

SPACE = "".join(letter for letter in map(chr, range(1, sys.maxunicode)) if letter.isspace())
# What begins between two of these, in the order of code points, is no formula: told of almost all by two looks.
PLAIN = ("A", "\x85"), ("\xa1", "\u1680"), ("\u3001", "＋")
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


class TextRange(FunctionElement[bool]):
    """Whether a text comes, in the order of code points, not before a second one and before a third one."""

    type = Boolean()
    inherit_cache = True


class JoinedLines(FunctionElement[str]):
    """The texts of many rows one behind the other, in the order in which they come."""

    type = Text()
    inherit_cache = True


@compiles(TextRange, "sqlite")
def _compare_letters(element: Any, compiler: Any, **given: Any) -> str:
    value, first, end = (compiler.process(one, **given) for one in element.clauses)
    return f"({value} >= {first} AND {value} < {end})"


@compiles(TextRange, "postgresql")
def _compare_bytes(element: Any, compiler: Any, **given: Any) -> str:
    value, first, end = (compiler.process(one, **given) for one in element.clauses)
    return f'({value} >= {first} COLLATE "C" AND {value} < {end} COLLATE "C")'


@compiles(JoinedLines, "sqlite")
def _group_concat(element: Any, compiler: Any, **given: Any) -> str:
    return f"group_concat({compiler.process(element.clauses, **given)}, '')"


@compiles(JoinedLines, "postgresql")
def _string_agg(element: Any, compiler: Any, **given: Any) -> str:
    return f"string_agg({compiler.process(element.clauses, **given)}, '')"


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
    # A date is written by a fraction of the work of ``to_char``, and so in ISO 8601 whatever the server is set to.
    return f"({compiler.process(element.clauses, **given)} AT TIME ZONE 'UTC')::date::text"


def constant(text: str) -> ColumnElement[str]:
    """A text of the program within a statement: two hundred parameters would cost Python as much as all the lines."""
    quoted = text.replace("'", "''")
    return literal_column(f"'{quoted}'", Text)


def csv_cell(value: ColumnElement[Any]) -> ColumnElement[str]:
    """A text as ``csv_export`` writes it: nothing that a spreadsheet would run, and quoted where it must be."""
    in_quotes = (
        constant('"').concat(_apostrophe(value)).concat(func.replace(value, constant('"'), constant('""'))).concat('"')
    )
    must_be = or_(*(PositionOf(value, constant(one)) > 0 for one in QUOTED))
    is_plain = or_(*(TextRange(value, constant(first), constant(end)) for first, end in PLAIN))
    return case(
        (value.is_(None), constant("")), (must_be, in_quotes), (is_plain, value),
        else_=_apostrophe(value).concat(value),
    )  # fmt: skip


def json_value(value: ColumnElement[Any]) -> ColumnElement[str]:
    """A text, or null, as ``json.dumps`` writes it."""
    return case((value.is_(None), constant("null")), else_=JsonText(value))


def concat_text(*parts: ColumnElement[Any] | str) -> ColumnElement[str]:
    """The parts one after the other, as text."""
    first, *others = (constant(part) if isinstance(part, str) else part for part in parts)
    for one in others:
        first = first.concat(one)
    return first


def _apostrophe(value: ColumnElement[Any]) -> ColumnElement[str]:
    bare = func.ltrim(value, constant(SPACE))
    is_formula = and_(bare != "", PositionOf(constant("".join(FORMULA)), func.substr(bare, 1, 1)) > 0)
    return case((is_formula, constant("'")), else_=constant(""))
