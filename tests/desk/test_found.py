"""The desk looks through those who stand under a text, and enters them as founding signatories."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

import make
from desk.test_manage_a_statement import UNSIGNED, draft, page, words
from page import CheckedClient
from petition.core import audit
from petition.core.db import db
from petition.desk.queries import founders as queries
from petition.signing.models.endorsement import Endorsement
from petition.statements.models import Statement

PEOPLE = """
Signatories

- Harbour Circle (Lithuania)
- Prof. Nina Example, Teacher, Open School (Poland)
- Marta Example
"""


def founded(text: str = UNSIGNED + PEOPLE) -> Statement:
    statement = draft(UNSIGNED)
    db.session.execute(db.text("UPDATE translation SET wording = :text"), {"text": text})
    db.session.commit()
    return statement


def mark(statement: Statement) -> str:
    found = queries.named_signatories(statement)[1]
    db.session.rollback()
    return found


def rows() -> list[tuple[str, str | None]]:
    found = db.session.execute(select(Endorsement.kind, Endorsement.shown_name).order_by(Endorsement.id)).all()
    db.session.rollback()
    return [(kind, name) for kind, name in found]


def enter(desk: CheckedClient, statement: Statement, status: int = 303, **values: str) -> None:
    assert desk.get(f"{page(statement)}/founders").status_code == 200
    sent = {"mark": mark(statement), "kind-0": "organisation", "kind-1": "individual", "kind-2": "individual", **values}
    assert desk.send(f"{page(statement)}/founders", **sent).status_code == status


def test_it_lists_who_and_what_will_happen(app: Flask, client: CheckedClient) -> None:
    statement, desk = founded(), make.at_the_desk(app)
    desk.get(page(statement))
    assert "Check the 3 signatories under the text" in words(desk)
    desk.get(f"{page(statement)}/founders")
    assert "Harbour Circle" in words(desk) and "not a country, not saved" not in words(desk)
    assert desk.send(f"{page(statement)}/founders", do="people", mark=mark(statement)).status_code == 200
    assert "Add 3 founding signatories" in words(desk) and "3 people" in words(desk)
    assert rows() == []


def test_it_names_people_only_after_somebody_said_that_they_agreed(app: Flask, client: CheckedClient) -> None:
    statement, desk = founded(), make.at_the_desk(app)
    enter(desk, statement)
    assert rows() == [("organisation", "Harbour Circle"), ("individual", None), ("individual", None)]
    desk.get(f"{page(statement)}/founders")
    assert "nobody has confirmed yet that they may be named" in words(desk)
    assert desk.send(f"{page(statement)}/founders/names").status_code == 422
    assert rows()[1] == ("individual", None)
    desk.get(f"{page(statement)}/founders")
    assert desk.send(f"{page(statement)}/founders/names", consent="y").status_code == 303
    assert ("individual", "Marta Example") in rows()
    acts = [entry.act for entry, _note in audit.recent_entries(before=None, limit=2)]
    assert acts == ["statement.show-founders", "statement.found"]


def test_it_enters_them_once_and_takes_them_off(app: Flask, client: CheckedClient) -> None:
    statement, desk = founded(), make.at_the_desk(app)
    enter(desk, statement, **{"kind-2": "none"})
    assert len(rows()) == 2
    desk.get(f"{page(statement)}/founders")
    assert "Remove the founding signatories" in words(desk)
    assert desk.send(f"{page(statement)}/founders/undoing").status_code == 303
    assert rows() == []
    enter(desk, statement)
    assert len(rows()) == 3


def test_it_looks_again_where_the_text_was_changed(app: Flask, client: CheckedClient) -> None:
    statement, desk = founded(), make.at_the_desk(app)
    enter(desk, statement, 409, mark="0123456789abcdef")
    assert "The text was changed in the meantime" in words(desk)
    enter(desk, statement, 422, **{f"kind-{place}": "none" for place in range(3)})
    assert rows() == []


def test_it_enters_nobody_once_the_statement_is_delivered(app: Flask, client: CheckedClient) -> None:
    statement, desk = founded(), make.at_the_desk(app)
    for deed in ("opening", "delivery"):
        desk.get(page(statement))
        assert desk.send(f"{page(statement)}/{deed}").status_code == 303
    desk.get(f"{page(statement)}/founders")
    assert "Founding signatories can no longer be added" in words(desk)
    desk.send(f"{page(statement)}/founders", mark=mark(statement))
    assert rows() == []


def test_it_offers_addresses_for_invitations_and_publishes_none(app: Flask, client: CheckedClient) -> None:
    text = UNSIGNED + "\nSignatories\n\n- Harbour Circle <mail@harbour.example> (Lithuania)\n- Open Doors Society\n"
    statement, desk = founded(text), make.at_the_desk(app)
    desk.get(f"{page(statement)}/founders")
    assert "1 organisation has a mail address in the text" in words(desk)
    answer = desk.send(f"{page(statement)}/invitation-lists", **desk.page.form("invitation-lists").values())  # type: ignore[union-attr]
    assert answer.status_code == 303
    assert "mail@harbour.example" in desk.get(answer.location).get_data(as_text=True)
    enter(desk, statement)
    assert rows() == [("organisation", "Harbour Circle"), ("individual", None)]


@pytest.mark.parametrize("number", [queries.MOST_SHOWN + 20])
def test_it_takes_more_than_it_shows(app: Flask, client: CheckedClient, number: int) -> None:
    statement = founded(UNSIGNED + "\nSignatories\n\n" + "".join(f"- Circle {one}\n" for one in range(number)))
    desk = make.at_the_desk(app)
    desk.get(f"{page(statement)}/founders")
    assert "20 more are not shown here" in words(desk)
    assert desk.send(f"{page(statement)}/founders", mark=mark(statement), rest="individual").status_code == 303
    desk.get(f"{page(statement)}/founders")
    assert "have not been added yet" in words(desk)
    assert 0 < (db.session.scalar(select(func.count()).select_from(Endorsement)) or 0) < number
