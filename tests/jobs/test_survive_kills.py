"""A worker is killed in the middle of batches; what was done stays done, once, and the rest is done by the next."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

import make
import make_removals as fakes
from petition.core import audit
from petition.core.db import db, now
from petition.core.job_runs import latest_runs
from petition.list import recount
from petition.removals import actions as removals
from petition.removals.models import Removal
from petition.signing.models.endorsement import Endorsement
from petition.statements.models import Statement
from processes import Program, environ_of

MANY = 500
# Small steps, and a moment between them in which to be killed.
PROGRAM = """
from petition import create_app, worker
from petition.core import batches
batches.MOST = 50
batches.run_in_batches.__kwdefaults__["most"] = 50
worker.run_worker(create_app())
"""
Begin = Callable[[], Program]


@pytest.fixture
def begin(app: Flask, tmp_path: Path) -> Iterator[Begin]:
    started: list[Program] = []

    def start() -> Program:
        started.append(Program(PROGRAM, environ_of(app), tmp_path / "worker.log"))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def number(*conditions: object) -> int:
    people = Endorsement.kind == "individual"
    found = db.session.scalar(select(func.count()).select_from(Endorsement).where(people, *conditions))  # type: ignore[arg-type]
    # On SQLite even reading holds everybody else back here, until the transaction ends.
    db.session.rollback()
    return found or 0


def rule_now(removal_id: int) -> tuple[int, bool]:
    """How many a rule has removed, and whether it is at its end."""
    found = db.session.get_one(Removal, removal_id, populate_existing=True)
    told = found.removed, found.ended_at is not None
    db.session.rollback()
    return told


def has_ended(name: str) -> bool:
    run = latest_runs().get(name)
    ended = run is not None and run.ended_at is not None
    db.session.rollback()
    return ended


def counts_agree() -> bool:
    agree = recount.count_differences() == []
    db.session.rollback()
    return agree


def wait_until(true: Callable[[], object], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def test_it_destroys_all_of_it_once(app: Flask, begin: Begin) -> None:
    statement = make.statement()
    fakes.people(statement, MANY)
    before = db.session.get_one(Statement, statement.id)
    before.destroy_on = now().date() - timedelta(days=1)
    db.session.commit()
    for left in (MANY - 100, MANY - 300):
        process = begin()
        wait_until(lambda left=left: number() <= left)  # type: ignore[misc]
        process.kill()
        process.wait()
        assert 0 < number() <= left
    begin(), begin()
    wait_until(lambda: number() == 0)
    wait_until(lambda: has_ended("destroy"))
    wait_until(counts_agree)


@pytest.mark.parametrize(
    "database_url", ["postgresql", pytest.param("sqlite", marks=pytest.mark.combination)], indirect=True
)
def test_it_removes_each_once(app: Flask, begin: Begin) -> None:
    statement, by = make.statement(), make.coordinator().id
    fakes.people(statement, 50)
    fakes.people(statement, MANY, domain="fakes.example", name="Bot {}")
    fakes.share(statement, 100)
    rule = fakes.rule(statement, by=by, domain="fakes.example")
    removals.start_rule(rule, by=by)
    db.session.commit()
    number_of, gone = rule.id, Endorsement.removal_id == rule.id
    db.session.rollback()
    for done in (100, 300):
        process = begin()
        wait_until(lambda done=done: number(gone) >= done)  # type: ignore[misc]
        process.kill()
        process.wait()
        assert rule_now(number_of) == (number(gone), False)
    begin(), begin()
    wait_until(lambda: rule_now(number_of)[1])
    assert (rule_now(number_of)[0], number(gone), number()) == (MANY, MANY, MANY + 50)
    acts = [entry.act for entry, _note in audit.recent_entries(before=None, limit=20)]
    assert acts.count("removal.end") == 1
    assert counts_agree()
