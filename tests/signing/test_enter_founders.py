"""Founding signatories: entered in steps, people without their names until somebody says that they agreed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

import make
from petition.core import audit, key_rotation
from petition.core.db import db, now
from petition.list import recount
from petition.list.queries.counts import counts
from petition.signing import retention
from petition.signing.decide import founders
from petition.signing.decide.founders import Founder
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.founding import Founding
from petition.signing.sign.key_rotation import rekey_endorsements, signer_text
from petition.statements.models import Statement

pytestmark = pytest.mark.both_databases

UNSIGNED = make.TEXT.split("*Association")[0]
PEOPLE = [Founder(f"Nina Example {number}", "Lithuania", "individual", "Teacher") for number in range(30)]
GROUPS = [Founder(f"Circle {number}", "Lithuania") for number in range(30)]


def begun(at_once: int = 10) -> Statement:
    statement = make.statement(UNSIGNED, is_open=False)
    by = make.coordinator().id
    founders.begin_founding(
        statement.editions[-1], [*GROUPS, *PEOPLE, GROUPS[0]], language="en", by=by, at_once=at_once
    )
    db.session.commit()
    return statement


def finish(statement: Statement, most: int = 7) -> None:
    while founders.unfinished_foundings():
        founders.continue_founding(statement.id, most)
        db.session.commit()


def number(*conditions: object) -> int:
    return db.session.scalar(select(func.count()).select_from(Endorsement).where(*conditions)) or 0  # type: ignore[arg-type]


def test_it_goes_on_where_it_stopped(app: Flask) -> None:
    statement = begun()
    assert number() == 10 and founders.unfinished_foundings() == [statement.id]
    founders.continue_founding(statement.id, 15)
    db.session.rollback()
    finish(statement)
    assert (number(), number(Endorsement.kind == "organisation")) == (60, 30)
    founding = db.session.get_one(Founding, statement.id)
    assert founding.ended_at is not None and founding.founders is None
    assert founders.continue_founding(statement.id, 5) == 0
    assert recount.count_differences() == []


def test_it_names_people_only_when_told_to(app: Flask) -> None:
    statement = begun()
    assert founders.show_people(statement, by=1)
    finish(statement)
    named = Endorsement.kind == "individual", Endorsement.shown_name.is_not(None)
    assert number(*named) == 30
    assert not founders.show_people(statement, by=1)
    other = make.statement(UNSIGNED, slug="another", is_open=False)
    founders.begin_founding(other.editions[-1], PEOPLE, language="en")
    assert number(Endorsement.statement_id == other.id, *named) == 0
    assert counts(other.id).individuals == 30
    assert founders.show_people(other, by=1)
    shown = db.session.scalars(
        select(Endorsement).where(Endorsement.statement_id == other.id).order_by(Endorsement.id)
    ).first()
    assert shown is not None
    assert (shown.shown_name, shown.shown_beside, shown.shown_country) == ("Nina Example 0", "Teacher", "LT")
    acts = [entry.act for entry, _note in audit.recent_entries(before=None, limit=5)]
    assert acts.count("statement.show-founders") == 2


def test_it_takes_all_of_them_off(app: Flask) -> None:
    statement = begun()
    assert founders.remove_founding_signatories(statement, by=1)
    finish(statement)
    assert number() == 0 and db.session.get(Founding, statement.id) is None
    assert recount.count_differences() == []
    founders.begin_founding(statement.editions[-1], GROUPS, language="en")
    assert number() == 30


def test_it_destroys_people_on_the_promised_day_and_keeps_organisations(app: Flask) -> None:
    statement = begun(at_once=100)
    statement.destroy_on = now().date() - timedelta(days=1)
    db.session.commit()
    while retention.destroy_expired(now().date(), 20):
        db.session.commit()
    assert (number(Endorsement.kind == "individual"), number()) == (0, 30)


def test_it_keeps_who_they_are_under_a_new_key(app: Flask) -> None:
    begun(at_once=100)
    list(key_rotation.reseal_all())
    list(rekey_endorsements())
    found = db.session.scalars(select(Endorsement)).all()
    assert {signer_text(one) for one in found} == {one.identity for one in (*GROUPS, *PEOPLE)}
