"""Automatic jobs, at the desk; and a plain word where no worker is there while something waits."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import insert, update

import cast
import make
import make_oversight
from page import CheckedClient
from petition import worker
from petition.core import switches
from petition.core.db import db, now
from petition.core.job_runs import JobRun
from petition.core.received_forms import ReceivedForm
from petition.jobs import JOBS, find_job

MISSED = "the worker has not run for more than five minutes"


def test_it_shows_each_job_with_its_last_run_and_failure(app: Flask) -> None:
    worker.run_job(app, find_job("fold-tally"))
    failed = {"name": "destroy", "failed_at": now(), "failure": "IntegrityError", "done": 0, "longest_ms": 0}
    db.session.execute(insert(JobRun).values(failed))
    db.session.commit()
    words = make_oversight.words(make.at_the_desk(app, "auditor"), "/desk/jobs")
    assert all(str(one.does) in words for one in JOBS)
    assert "IntegrityError" in words and "every night" in words and "every 5 seconds" in words
    assert "The worker has" not in words


def test_it_says_that_no_worker_was_ever_seen(app: Flask) -> None:
    words = make_oversight.words(make.at_the_desk(app), "/desk/jobs")
    assert "The worker has never run." in words and "start it again" in words


def test_it_is_said_at_the_start_where_forms_wait(app: Flask) -> None:
    make.statement()
    worker.run_job(app, find_job("keep-time"))
    quiet = app.test_client()
    assert isinstance(quiet, CheckedClient)
    quiet.has_worker = False
    desk = make.at_the_desk(app)
    make.sign(quiet, cast.ALENA)
    assert MISSED not in make_oversight.words(desk, "/desk/start")
    long_ago = now() - timedelta(minutes=6)
    db.session.execute(update(ReceivedForm).values(due_at=long_ago))
    db.session.commit()
    assert MISSED not in make_oversight.words(desk, "/desk/start")
    db.session.execute(update(JobRun).values(started_at=long_ago, ended_at=long_ago))
    db.session.commit()
    assert MISSED in make_oversight.words(desk, "/desk/start")
    switches.turn_on("read-only", None, by="test", why="A test.")
    db.session.commit()
    switches.forget_switches()
    assert MISSED not in make_oversight.words(desk, "/desk/start")
