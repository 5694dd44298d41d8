"""Each night the counts are compared with the rows, and a difference is an alarm that nothing repairs by itself."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

import cast
import make
from page import CheckedClient
from petition import jobs, worker
from petition.accounts import queries as coordinators
from petition.core.db import db, is_reading, now
from petition.core.job_runs import DAY
from petition.list import recount
from petition.notices.queries import open_things
from petition.signing import tallying
from petition.signing.models.tally import CountCheck, Tally

pytestmark = pytest.mark.both_databases


def check() -> CountCheck | None:
    worker.finish_job(jobs.find_job("check-counts"))
    return db.session.scalar(select(CountCheck))


def break_tally(by: int) -> None:
    tallying.fold_tally()
    db.session.execute(update(Tally).values(endorsements=Tally.endorsements + by))
    db.session.commit()


def test_it_compares_the_counts_every_night(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.signed(client, cast.ALENA)
    found = check()
    assert found is not None and (found.difference, found.differs_since) == (None, None)
    job = jobs.find_job("check-counts")
    assert (job.every, job.name in {one.name for one in jobs.JOBS}) == (DAY, True)


def test_it_raises_an_alarm_until_they_agree_again(
    app: Flask, client: CheckedClient, caplog: pytest.LogCaptureFixture
) -> None:
    statement = make.statement()
    make.signed(client, cast.ALENA)
    break_tally(1)
    first = check()
    assert first is not None and first.differs_since is not None
    since = first.differs_since
    assert first.difference and first.difference.startswith(f"{statement.slug}: ")
    (said,) = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert "flask counts check" in said.getMessage() and cast.ALENA["name"] not in said.getMessage()
    # Nothing is put right by itself, and the alarm has one beginning.
    with time_machine.travel(now() + timedelta(days=1), tick=True):
        second = check()
    assert second is not None and second.differs_since == since and recount.count_differences()
    break_tally(-1)
    third = check()
    assert third is not None and (third.difference, third.differs_since) == (None, None)


def test_it_tells_whoever_looks_after_the_site(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    make.signed(client, cast.ALENA)
    desk = make.at_the_desk(app, "owner", "owner@coalition.example")
    owner = coordinators.find_by_email("owner@coalition.example")
    assert owner is not None
    translator = make.coordinator("translator", "translator@coalition.example")
    words = "differed from its signatures"
    assert words not in desk.get("/desk/start").get_data(as_text=True)
    break_tally(1)
    check()
    for page in ("/desk/start", "/desk/jobs"):
        said = desk.get(page).get_data(as_text=True)
        assert words in said and statement.slug in said
    assert "counts" in {one.word for one in open_things(owner)}
    assert "counts" not in {one.word for one in open_things(translator)}


def test_it_holds_up_nobody_while_it_counts(app: Flask, client: CheckedClient) -> None:
    """It reads in a transaction that the database itself keeps from writing."""
    make.statement()
    seen = []

    def read() -> dict[int, str | None]:
        seen.append(is_reading())
        return {}

    worker.finish_job(replace(jobs.find_job("check-counts"), read=read))
    assert seen == [True]
