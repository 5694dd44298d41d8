"""The counts of each hour, kept and public, and nothing in them that tells when one person signed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import insert, select

import make
from page import CheckedClient
from petition.core.db import db
from petition.list import history
from petition.list.queries import counts
from petition.signing.models.tally import CountHistory, TallyChange
from petition.statements.models import Edition

pytestmark = pytest.mark.both_databases
TEN = datetime(2027, 3, 1, 10, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ADDRESS = "/open-courts/counts/history.json"


def join(number: int, kind: str = "individual") -> None:
    """So many more, or fewer, count, as the triggers write it down."""
    edition = db.session.scalars(select(Edition)).one()
    change = {"statement_id": edition.statement_id, "edition_id": edition.id, "kind": kind, "withheld": 0}
    db.session.execute(insert(TallyChange).values(**change, change=number))
    db.session.commit()


def record(at: datetime) -> None:
    """The worker's job at a moment."""
    with time_machine.travel(at, tick=False):
        for _ in history.record_hour():
            db.session.commit()
    db.session.rollback()


def shown(client: CheckedClient) -> list[tuple[Any, ...]]:
    return [tuple(one.values()) for one in client.get(ADDRESS).get_json()]


def test_it_records_what_is_public_at_each_full_hour(app: Flask, client: CheckedClient) -> None:
    statement = make.statement("# Open courts\n\nWe ask for open courts.\n\n1. Open them.")
    join(7)
    join(2, "organisation")
    record(TEN + timedelta(seconds=40))
    answer = client.get(ADDRESS)
    assert answer.get_json() == [{"hour": "2027-03-01T10:00:00Z", "individuals": 7, "organisations": 2}]
    assert "s-maxage" in answer.headers["Cache-Control"]
    counted = counts.fresh_counts(statement.id)
    assert (counted.organisations, counted.individuals) == (2, 7)
    # Once an hour; nothing where nothing has changed; and later it would not be the count of that hour.
    join(5)
    record(TEN + timedelta(seconds=90))
    record(TEN + HOUR + timedelta(minutes=3))
    assert len(shown(client)) == 1
    record(TEN + 2 * HOUR)
    record(TEN + 3 * HOUR)
    assert [one[0] for one in shown(client)] == ["2027-03-01T10:00:00Z", "2027-03-01T12:00:00Z"]


def test_it_tells_of_fewer_than_five_people_only_with_the_next_ones(app: Flask, client: CheckedClient) -> None:
    make.statement("# Open courts\n\nWe ask for open courts.\n\n1. Open them.")
    told = []
    for hour, more in enumerate((4, 1, 4, 1, -3, -2, 20)):
        join(more)
        record(TEN + hour * HOUR)
        told.append(client.get(ADDRESS).get_json()[-1:])
    assert [one["individuals"] for last in told for one in last] == [5, 5, 10, 10, 5, 25]
    steps = [one["individuals"] for one in client.get(ADDRESS).get_json()]
    assert all(abs(after - before) >= history.FEWEST for before, after in zip([0, *steps], steps, strict=False))
    # Neither where an organisation joins in the same hour.
    join(1)
    join(1, "organisation")
    record(TEN + 9 * HOUR)
    last = client.get(ADDRESS).get_json()[-1]
    assert (last["organisations"], last["individuals"]) == (1, 25)


def test_it_keeps_every_hour_for_ninety_days_and_then_the_last_of_each_day(app: Flask) -> None:
    statement = make.statement("# Open courts\n\nWe ask for open courts.\n\n1. Open them.")
    rows = [
        {"statement_id": statement.id, "hour": TEN + day * DAY + hour * HOUR, "organisations": 1, "individuals": 5}
        for day in range(4)
        for hour in range(3)
    ]
    db.session.execute(insert(CountHistory), rows)
    join(50)
    record(TEN + history.HOURLY_FOR + 2 * DAY)
    kept = [one.hour for one in history.read_history(statement.id)]
    twelve = TEN + 2 * HOUR
    assert kept == [twelve, twelve + DAY, *(TEN + day * DAY + hour * HOUR for day in (2, 3) for hour in range(3)),
                    TEN + history.HOURLY_FOR + 2 * DAY]  # fmt: skip


def test_it_draws_the_hours_and_tells_the_days(app: Flask, client: CheckedClient) -> None:
    make.statement("# Open courts\n\nWe ask for open courts.\n\n1. Open them.")
    client.get("/en/open-courts/history")
    assert client.page is not None and "Nothing is shown here yet" in client.page.text
    for hour, more in enumerate((10, 10, 10)):
        join(more)
        record(TEN + hour * 8 * HOUR)
    answer = client.get("/en/open-courts/history")
    said = answer.get_data(as_text=True)
    assert "s-maxage" in answer.headers["Cache-Control"]
    assert 'd="M0 66.7H300V33.3H600V0H600"' in said
    rows = [line for line in said.splitlines() if 'datetime="2027-03-0' in line and "<tr>" in line]
    assert ["2027-03-02" in rows[0], "2027-03-01" in rows[1], len(rows)] == [True, True, 2]
    for page in ("counts", "countries"):
        assert "/en/open-courts/history" in client.get(f"/en/open-courts/{page}").get_data(as_text=True)


def test_it_shows_no_history_of_what_is_not_public(app: Flask, client: CheckedClient) -> None:
    assert client.get("/nowhere/counts/history.json").status_code == 404
    assert client.get("/en/nowhere/history").status_code == 404
