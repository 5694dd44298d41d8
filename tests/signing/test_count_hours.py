"""How many confirm in each hour: counted by the worker, the same however often."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import time_machine
from flask import Flask
from sqlalchemy import select

import cast
import make
import make_watch
from page import CheckedClient
from petition import jobs, worker
from petition.core.db import db, now
from petition.signing import tallying
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.tally import HourCount
from petition.signing.own import erasure

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
UNSIGNED = make.TEXT.split("*Association")[0]


def counted() -> dict[tuple[str, datetime], int]:
    db.session.rollback()
    return {(one.kind, one.hour): one.confirmed for one in db.session.scalars(select(HourCount)) if one.confirmed}


def confirmed(client: CheckedClient, *moments: datetime) -> list[int]:
    """People who confirmed at these moments."""
    made = []
    for number, at in enumerate(moments):
        who = {**cast.ALENA, "email": f"person{at.timestamp():.0f}.{number}@example.org"}
        endorsement = make.signed(client, who)
        newest = db.session.scalars(select(Endorsement).order_by(Endorsement.id.desc())).first()
        assert newest is not None and endorsement is not None
        newest.confirmed_at = at
        made.append(newest.id)
        db.session.commit()
    return made


def count(at: datetime) -> int:
    with time_machine.travel(at, tick=False):
        number = sum(tallying.count_hours())
    db.session.commit()
    return number


def test_it_counts_the_kinds_apart_and_founding_organisations_too(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.signed(client, cast.CIRCLE)
    make.signed(client, cast.ALENA)
    sum(tallying.count_hours())
    db.session.commit()
    assert sorted((kind, number) for (kind, _hour), number in counted().items()) == [
        ("individual", 1),
        ("organisation", 1),
        ("organisation", 2),
    ]


def test_it_counts_thirty_days_back_at_first(app: Flask, client: CheckedClient) -> None:
    make.statement(UNSIGNED)
    confirmed(client, NOON - timedelta(days=31), NOON - timedelta(days=29), NOON - HOUR / 2, NOON)
    count(NOON + HOUR / 4)
    day = ("individual", NOON - timedelta(days=29))
    assert counted() == {day: 1, ("individual", NOON - HOUR): 1, ("individual", NOON): 1}


def test_it_changes_nothing_when_counting_again(app: Flask, client: CheckedClient) -> None:
    make.statement(UNSIGNED)
    confirmed(client, NOON, NOON + HOUR)
    count(NOON + HOUR)
    before = counted()
    count(NOON + HOUR)
    count(NOON + 2 * HOUR)
    assert counted() == before


def test_it_counts_what_came_late_and_after_a_pause_of_the_worker(app: Flask, client: CheckedClient) -> None:
    make.statement(UNSIGNED)
    confirmed(client, NOON)
    count(NOON + HOUR / 2)
    confirmed(client, NOON + timedelta(minutes=59), NOON + 5 * HOUR, NOON + 20 * HOUR)
    count(NOON + 21 * HOUR)
    hours = {NOON: 2, NOON + 5 * HOUR: 1, NOON + 20 * HOUR: 1}
    assert counted() == {("individual", hour): number for hour, number in hours.items()}


def test_it_counts_anew_what_was_erased_within_the_hour(app: Flask, client: CheckedClient) -> None:
    make.statement(UNSIGNED)
    (gone,) = confirmed(client, NOON)
    count(NOON + HOUR / 2)
    erasure.erase_endorsement(db.session.get_one(Endorsement, gone))
    db.session.commit()
    count(NOON + HOUR / 2)
    assert counted() == {}


def test_it_reads_no_older_hour_again(app: Flask, client: CheckedClient) -> None:
    make.statement(UNSIGNED)
    confirmed(client, NOON, NOON + 3 * HOUR, NOON + 9 * HOUR)
    assert count(NOON + 10 * HOUR) == 3
    assert count(NOON + 10 * HOUR) == 1


def test_it_counts_an_hour_that_is_over_no_more(app: Flask) -> None:
    """Only where it was counted after its end: a worker that was away in the middle of it counts it anew."""
    statement = make.statement()
    at = tallying.start_of_hour(now()) - timedelta(days=2)
    job = jobs.find_job(tallying.HOURS_JOB)
    counted = []
    for hours, more in ((0.5, 3), (2.5, 4), (5, 5)):
        make_watch.rows(statement, more, at=at + timedelta(minutes=10 * more))
        with time_machine.travel(at + timedelta(hours=hours), tick=True):
            worker.finish_job(job)
        which = HourCount.statement_id == statement.id, HourCount.kind == "individual", HourCount.hour == at
        counted.append(db.session.scalar(select(HourCount.confirmed).where(*which)))
    assert counted == [3, 7, 7]
