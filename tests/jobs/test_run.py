"""Jobs: when they are due, one worker at a time, in steps that nobody loses; and what is kept of a run."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from outbox import put
from petition import worker
from petition.core.batches import run_in_batches
from petition.core.db import db
from petition.core.job_runs import Job, JobBusy, JobRun, Run, latest_runs
from petition.jobs import JOBS
from petition.mail import actions
from petition.mail.models import OutgoingMail

pytestmark = pytest.mark.both_databases

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ADDRESS = "ales@reader.example"
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def job(*numbers: int, fails_after: bool = False, every: timedelta = MINUTE) -> Job:
    """One that puts a mail into the outbox in each step."""

    def steps() -> Iterator[int]:
        for number in numbers:
            put_uncommitted()
            yield number
        if fails_after:
            put_uncommitted()
            raise ValueError(ADDRESS)

    return Job("test", "A test", every, steps)


def put_uncommitted() -> None:
    actions.post_mail("own-link", to=ADDRESS, language="en", content={})


def mails() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(OutgoingMail)) or 0


def ran() -> JobRun:
    db.session.rollback()
    return latest_runs()["test"]


@pytest.mark.parametrize(
    ("every", "ended", "failed", "due"),
    [
        (MINUTE, NOON - timedelta(seconds=59), None, False),
        (MINUTE, NOON - timedelta(seconds=60), None, True),
        (DAY, NOON - timedelta(hours=8), None, False),
        (DAY, NOON - timedelta(hours=9), None, True),
        # The clock was set back since.
        (DAY, NOON + timedelta(hours=9), None, True),
        # A failure is tried again soon, and not at once.
        (DAY, NOON - timedelta(days=1), NOON - timedelta(minutes=14), False),
        (DAY, NOON - timedelta(days=1), NOON - timedelta(minutes=15), True),
    ],
)
def test_it_is_due(every: timedelta, ended: datetime, failed: datetime | None, due: bool) -> None:
    run = JobRun(name="test", started_at=min(ended, failed or ended), ended_at=ended, failed_at=failed)
    assert job(every=every).is_due(run, NOON) is due


def test_it_is_due_where_it_never_ran_or_was_stopped_half_way() -> None:
    assert job().is_due(None, NOON)
    assert job(every=DAY).is_due(JobRun(name="test", started_at=NOON, ended_at=NOON - timedelta(hours=1)), NOON)


def test_it_keeps_how_it_ran(app: Flask) -> None:
    worker.run_job(app, job(3, 4))
    run = ran()
    assert (run.done, run.failed_at, mails()) == (7, None, 2)
    assert run.started_at and run.ended_at and run.started_at <= run.ended_at


def test_it_keeps_the_steps_before_one_that_failed(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    worker.run_job(app, job(1, 1, fails_after=True))
    run = ran()
    assert (run.failure, run.done, mails()) == ("ValueError", 2, 2)
    assert run.failed_at is not None and run.ended_at is None
    assert "ValueError" in caplog.text and "reader.example" not in caplog.text


# On SQLite there is one writer at a time anyway.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_it_is_done_by_one_worker_at_a_time(app: Flask) -> None:
    one = Run(job(1, 1))
    assert one.advance()
    found: list[type[BaseException]] = []

    def other() -> None:
        with app.app_context():
            try:
                Run(job(1)).advance()
            except JobBusy as fault:
                found.append(type(fault))

    # Before the first one ever ran its row is not there yet, and whoever comes second waits for it.
    db.session.commit()
    assert one.advance()
    thread = threading.Thread(target=other)
    thread.start()
    thread.join(10)
    db.session.commit()
    assert found == [JobBusy]


def test_it_takes_turns_so_that_a_long_job_holds_up_no_other(app: Flask) -> None:
    turns: list[str] = []

    def named(name: str, steps: int) -> Job:
        def work() -> Iterator[int]:
            for _ in range(steps):
                turns.append(name)
                yield 1

        return Job(name, name, MINUTE, work)

    stopping = threading.Event()
    runner = worker.JobRunner(app, stopping, (named("long", 40), named("short", 1)))
    thread = threading.Thread(target=runner.work)
    thread.start()
    while turns.count("long") < 3 and thread.is_alive():
        stopping.wait(0.01)
    stopping.set()
    thread.join(10)
    assert turns[:2] == ["long", "short"] and 3 <= turns.count("long") < 40


def test_it_goes_on_with_what_was_stopped(app: Flask) -> None:
    stopping = threading.Event()
    once = Run(job(1, 1, 1))
    worker.advance(once)
    runner = worker.JobRunner(app, stopping, (job(1),))
    assert runner.turn(runner.jobs[0])
    assert ran().started_at is not None


def test_it_follows_the_time_that_a_batch_took() -> None:
    sizes: list[int] = []

    def step(most: int) -> int:
        sizes.append(most)
        return 1 if len(sizes) < 5 else 0

    assert list(run_in_batches(step)) == [1, 1, 1, 1, 0]
    assert sizes == [100, 200, 400, 800, 1600]


def test_it_wipes_in_batches_what_flask_tidy_counts(app: Flask) -> None:
    for _ in range(3):
        actions.mark_sent(put(at=datetime.now(UTC) - 200 * DAY), at=datetime.now(UTC) - 200 * DAY)
    db.session.commit()
    db.session.remove()
    dry = app.test_cli_runner().invoke(args=["tidy", "--dry-run"])
    assert "3 old mails deleted" in dry.output and "Nothing was changed." in dry.output
    assert "3 old mails deleted" in app.test_cli_runner().invoke(args=["tidy"]).output
    assert mails() == 0


def test_it_shows_by_command_what_runs(app: Flask) -> None:
    db.session.remove()
    told = app.test_cli_runner().invoke(args=["jobs"])
    assert told.exit_code == 0, told.output
    assert all(f"{one.name}: " in told.output for one in JOBS)
    assert "No worker has been active yet." in told.output
    worker.run_job(app, JOBS[0])
    told = app.test_cli_runner().invoke(args=["jobs"])
    assert "Opens and closes signing as scheduled, every 60 s" not in told.output
    assert "Opens and closes signing as scheduled, every 1 min" in told.output and "last active at 2" in told.output
