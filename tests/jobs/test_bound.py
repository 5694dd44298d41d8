"""What runs every minute, or more often, costs no more when there are more signatories."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

import cost
import make
import make_watch
from petition import jobs, worker
from petition.core.db import db, now
from petition.signing import tallying
from petition.signing.name_order import place_names

pytestmark = pytest.mark.both_databases
FEW, MANY = 300, 1_500
OFTEN = [job for job in jobs.JOBS if job.every <= timedelta(minutes=1)]


def costs() -> dict[str, int]:
    """What the database does for each of these jobs, once everything is up to date."""
    while tallying.fold_tally() or place_names(5000):
        db.session.commit()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE"))
        db.session.commit()
    found = {}
    for job in OFTEN:
        worker.finish_job(job)
        with cost.counted() as done:
            worker.finish_job(job)
        found[job.name] = sum(done)
    return found


def test_it_takes_as_many_rows_for_few_as_for_many(app: Flask) -> None:
    statement = make.statement()
    make.coordinator("owner")
    make_watch.rows(statement, FEW, at=now() - timedelta(days=20))
    few = costs()
    make_watch.rows(statement, MANY, at=now() - timedelta(days=20))
    many = costs()
    assert len(few) > 8
    assert {name: (few[name], many[name]) for name in few if many[name] > few[name] * 1.3 + 100} == {}
