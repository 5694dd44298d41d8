"""The lines that the database writes are, byte for byte, those that Python writes one by one."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

import make
import make_public
import make_watch
from page import CheckedClient
from petition.core import line_sql, switches
from petition.core.csv_export import FORMULA
from petition.core.db import db
from petition.list import complete, export
from petition.list.queries import counts as counts_queries
from petition.list.queries import lines, signatories
from petition.signing.decide import actions as decisions
from petition.signing.models.endorsement import Endorsement
from petition.statements.models import Statement

pytestmark = pytest.mark.both_databases

# Each in front of a name and in the middle of it; what no text of the database may hold is left out.
LETTERS = [chr(number) for number in [*range(1, 0x100), 0x1680, *range(0x2000, 0x2030), 0x205F, 0x3000, 0xFEFF]]
LETTERS += ["＝", "＋", "－", "＠", "ﷺ", "𝒜", "👩‍🔬", "Ł", "ن", "中", "ก", "\ue000", "\uffff"]
NASTY = [
    "=SUM(A1)",
    " =x",
    "\t-x",
    "\u3000＝x",
    " ",
    "",
    '"',
    '""',
    'a "b", c\r\n\r\nd',
    "\\",
    "\\.",
    "'",
    "%",
    ":a",
    "\x7f",
]


def plain(statement: Statement, form: str, as_of: str) -> bytes:
    found, counted = list(signatories.all_signatories(statement.id)), counts_queries.fresh_counts_with_editions
    if form == "csv":
        return "".join(export.export_csv(found, counted(statement.id).unnamed_individuals)).encode()
    header = complete.make_header(statement, counted(statement.id))
    text = "".join(export.export_json(found, counted(statement.id), header))
    return text.replace(header.as_of, as_of).encode()


def is_same(statement: Statement) -> None:
    for form in complete.FORMS:
        written = b"".join(complete.write_list(statement, form))
        as_of = written.decode().partition('"as_of": "')[2][:20]
        assert written == plain(statement, form, as_of)


def test_it_writes_every_letter_as_python_does(app: Flask) -> None:
    statement = make.statement()
    texts = [*(letter for letter in LETTERS), *(f"Ada {letter} Test" for letter in LETTERS), *NASTY]
    ids = make_watch.rows(statement, len(texts))
    for one, text in zip(ids, texts, strict=True):
        shown = {"shown_name": text, "shown_beside": text[::-1] or None, "shown_comment": f"{text}\n{text}"}
        db.session.execute(update(Endorsement).where(Endorsement.id == one).values(shown))
    db.session.commit()
    is_same(statement)


def test_it_writes_what_else_a_line_says(app: Flask, client: CheckedClient) -> None:
    statement, by = make.statement(), make.coordinator().id
    ids = make_watch.rows(statement, 30)
    second = make_public.second_edition(statement)
    make_public.organisations(second, "Circle", "-Union")
    make_watch.rows(statement, 5, at=statement.created_at)
    db.session.execute(update(Endorsement).where(Endorsement.id == ids[7]).values(founding_at=Endorsement.confirmed_at))
    late = update(Endorsement).where(Endorsement.id == ids[9])
    db.session.execute(late.values(confirmed_at=Endorsement.asked_at, shown_country=None))
    hidden = db.session.get_one(Endorsement, ids[3])
    decisions.hide_name(hidden, "She asked for it.", by=by)
    db.session.commit()
    is_same(statement)
    switches.turn_on("comments", statement.id, by=f"coordinator {by}", why="?")
    db.session.commit()
    is_same(statement)


def test_it_writes_a_list_of_nobody_and_of_people_alone(app: Flask) -> None:
    statement = make.statement(text=make.TEXT.partition("*Association")[0])
    assert not db.session.scalars(select(Endorsement.id)).all()
    is_same(statement)
    make_watch.rows(statement, 3)
    is_same(statement)


@pytest.mark.parametrize("lines_a_text", [1, 2, 7, 40])
def test_it_leaves_out_nobody_between_two_texts(app: Flask, monkeypatch: pytest.MonkeyPatch, lines_a_text: int) -> None:
    monkeypatch.setattr(lines, "LINES", lines_a_text)
    statement = make.statement()
    ids = make_watch.rows(statement, 40)
    make_public.second_edition(statement)
    ids += make_watch.rows(statement, 3, at=statement.created_at + timedelta(days=40))
    # Some at one moment, told apart by their numbers; others at both ends of a day, in UTC.
    for some, moment in ((ids[5:20], "12:00:00"), (ids[25:28], "23:59:59"), (ids[28:30], "00:00:00")):
        at = datetime.fromisoformat(f"2026-10-0{3 if moment < '12' else 2}T{moment}+00:00")
        db.session.execute(update(Endorsement).where(Endorsement.id.in_(some)).values(confirmed_at=at))
    db.session.commit()
    is_same(statement)


def test_it_tells_by_two_looks_what_is_no_formula() -> None:
    beginnings = set(line_sql.SPACE) | set(FORMULA)
    for first, end in line_sql.PLAIN:
        assert not [letter for letter in beginnings if first <= letter < end]


def test_it_asks_twice_for_thousands_of_lines(app: Flask, client: CheckedClient) -> None:
    statement, asked = make.statement(), []
    for number in (10, 2 * lines.LINES + 10):
        make_watch.rows(statement, number, at=statement.created_at + timedelta(days=number))
        with make_public.counted_queries() as queries:
            client.get("/open-courts/signatories.json")
        asked.append(len(queries))
    assert asked[1] - asked[0] == 4
