"""How a statement grows: true figures, of what counts alone, and none that is zero."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

import cast
import make
from page import CheckedClient
from petition.core.db import db, now
from petition.list.momentum import count_momentum, read_momentum
from petition.signing.decide.goals import set_goals
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.momentum import Momentum
from petition.signing.own.actions import withdraw_signature
from petition.signing.publication import publish_endorsement
from petition.statements.models import Statement

UNSIGNED = make.TEXT.split("*Association")[0]


def page(client: CheckedClient, lang: str = "en") -> str:
    assert client.get(f"/{lang}/{make.SLUG}").status_code == 200
    assert client.page is not None
    return client.page.words()


def count() -> None:
    for _step in count_momentum(read_momentum()):
        db.session.commit()


def counted() -> tuple[int, int, int]:
    db.session.rollback()
    row = db.session.scalar(select(Momentum))
    assert row is not None
    return row.organisations_joined, row.individuals_joined, row.countries


def long_ago(endorsement: Endorsement, days: int = 10) -> None:
    """Moves a confirmation into the past, with its keys."""
    endorsement.confirmed_at = now() - timedelta(days=days)
    db.session.commit()


def test_it_asks_to_be_the_first_and_shows_no_zero(app: Flask, client: CheckedClient) -> None:
    make.statement(UNSIGNED)
    count()
    said = page(client)
    assert "Be the first to sign" in said
    assert "0 organisations" not in said and "0 people" not in said and "last 7 days" not in said
    make.signed(client, cast.ALENA)
    said = page(client)
    assert "1 person" in said and "0 organisations" not in said and "Be the first" not in said


def test_it_asks_nobody_to_be_the_first_once_signing_has_ended(app: Flask, client: CheckedClient) -> None:
    statement = make.statement(UNSIGNED)
    statement.closed_at = now()
    db.session.commit()
    said = page(client)
    assert "Nobody has signed yet" in said and "Be the first" not in said


def test_it_tells_who_joined_in_the_last_week(app: Flask, client: CheckedClient) -> None:
    make.statement()
    long_ago(make.signed(client, cast.ALENA))
    make.signed(client, cast.NOOR)
    make.signed(client, cast.QUIET)
    count()
    # Founding signatories did not join, and Alena did not in these days; whose name is withheld counts too.
    assert counted() == (0, 2, 3)
    assert "Joined in the last 7 days: 2 people" in page(client)
    assert "From 3 countries" in page(client)


def test_it_counts_only_what_counts(app: Flask, client: CheckedClient) -> None:
    make.statement()
    long_ago(make.signed(client, cast.ALENA))
    kept = make.signed(client, cast.NOOR)
    put_aside = make.signed(client, {**cast.QUIET, "visibility": "full", "country": "FR"})
    put_aside.quarantined_at = now()
    publish_endorsement(put_aside)
    db.session.commit()
    make.signed(client, cast.CIRCLE)
    count()
    assert counted() == (0, 1, 3)
    withdraw_signature(db.session.get_one(Endorsement, kept.id))
    db.session.commit()
    # Not counted anew yet: no more joined than are there.
    assert "Joined in the last 7 days: 1 person" in page(client)
    count()
    assert counted() == (0, 0, 2)
    assert "last 7 days" not in page(client)


def test_it_tells_nothing_that_the_count_says_already(app: Flask, client: CheckedClient) -> None:
    make.statement(UNSIGNED)
    make.signed(client, cast.ALENA)
    count()
    assert counted()[1] == 1
    assert "last 7 days" not in page(client)


def test_it_tells_nothing_that_was_counted_long_ago(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.signed(client, cast.ALENA)
    count()
    assert "last 7 days" in page(client)
    with time_machine.travel(now() + timedelta(days=2), tick=False):
        assert "last 7 days" not in page(client) and "countries" not in page(client)


@pytest.mark.parametrize("state", ["closed", "delivered", "embargo"])
def test_it_tells_nothing_of_a_statement_that_is_not_open(state: str, app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    make.signed(client, cast.ALENA)
    set_goals(statement, {"individual": 100}, by=1)
    statement.delivery_at = now() + timedelta(days=3)
    db.session.commit()
    count()
    assert "Goal: 100 people" in page(client)
    if state == "closed":
        statement.closed_at = now()
    elif state == "delivered":
        statement.delivered_at, statement.late_rule = now(), "listed"
    else:
        statement.embargo_until = now() + timedelta(days=1)
    db.session.commit()
    if state == "embargo":
        assert client.get(f"/en/{make.SLUG}").status_code == 404
        return
    said = page(client)
    assert "Goal" not in said and "last 7 days" not in said and "Delivery is planned" not in said


def test_it_tells_how_far_a_goal_is(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    set_goals(statement, {"organisation": 2, "individual": 2000}, by=1)
    db.session.commit()
    said = page(client)
    assert "Goal reached: 2 organisations" in said and "Goal: 2,000 people" in said
    assert client.page is not None
    bars = [(bar.get("value"), bar.get("max")) for bar in client.page.all("progress")]
    assert bars == [("2", "2")]
    make.signed(client, cast.ALENA)
    page(client)
    bars = [(bar.get("value"), bar.get("max")) for bar in client.page.all("progress")]
    assert bars == [("2", "2"), ("1", "2000")]


@pytest.mark.parametrize(
    ("hours", "said"),
    [(72, "Delivery is planned in 3 days"), (24, "Delivery is planned in 1 day"), (1, "Delivery is planned for today")],
)
def test_it_tells_the_days_to_delivery(hours: int, said: str, app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    with time_machine.travel("2027-03-01T09:00:00+00:00", tick=True):
        statement.delivery_at = now() + timedelta(hours=hours)
        db.session.commit()
        assert said in page(client)
    with time_machine.travel("2027-03-09T09:00:00+00:00", tick=True):
        assert "Delivery is planned" not in page(client)


def test_it_counts_the_days_in_the_zone_of_the_statement(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    statement.zone = "Asia/Tokyo"
    with time_machine.travel("2027-03-01T14:30:00+00:00", tick=True):  # 23:30 in Tokyo
        statement.delivery_at = now() + timedelta(hours=2)
        db.session.commit()
        assert "Delivery is planned in 1 day" in page(client)


def test_it_counts_open_statements_alone(app: Flask) -> None:
    statement = make.statement()
    statement.closed_at = now()
    db.session.commit()
    count()
    assert db.session.scalar(select(Momentum)) is None
    assert db.session.scalar(select(Statement.id)) == statement.id
