"""A goal is set at the desk, for each kind, and is in the record."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

import make
from petition.core.audit import AuditEntry
from petition.core.db import db
from petition.signing.decide.goals import goals_of


def test_it_sets_changes_and_ends_a_goal(app: Flask) -> None:
    statement_id = make.statement().id
    desk = make.at_the_desk(app)
    path = f"/desk/statements/{statement_id}/goals"
    desk.get(path)
    assert desk.send(path, organisation="40", individual="2000").status_code == 303
    assert goals_of(statement_id) == {"organisation": 40, "individual": 2000}
    desk.get(path)
    assert desk.page is not None and "Goal: 40 organisations" in desk.page.words()
    assert desk.send(path, organisation="").status_code == 303
    assert goals_of(statement_id) == {"individual": 2000}
    desk.get(path)
    assert desk.send(path).status_code == 303
    # What is saved as it was is no change, and no entry.
    assert len(db.session.scalars(select(AuditEntry).where(AuditEntry.act == "statement.goals")).all()) == 2


@pytest.mark.parametrize("wrong", ["0", "-3", "many", "100000001", "1.5"])
def test_it_takes_whole_numbers_from_one_on(wrong: str, app: Flask) -> None:
    statement_id = make.statement().id
    desk = make.at_the_desk(app)
    path = f"/desk/statements/{statement_id}/goals"
    desk.get(path)
    assert desk.send(path, individual=wrong).status_code == 422
    assert goals_of(statement_id) == {}


def test_it_is_set_by_whoever_may_edit_the_statement(app: Flask) -> None:
    statement_id = make.statement().id
    desk = make.at_the_desk(app, "auditor")
    path = f"/desk/statements/{statement_id}/goals"
    assert desk.get(path).status_code == 200
    assert "Save goals" not in desk.get(path).get_data(as_text=True)
    assert desk.post(path, data={"individual": "5"}).status_code in (400, 403, 404)
    assert goals_of(statement_id) == {}
