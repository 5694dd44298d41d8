"""At the destruction date names go, and how many had signed stays: by kind, country and edition, on every output."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

import cast
import make
import make_public
import make_watch
from make_public import LIST, PAGE
from page import CheckedClient
from petition.core.db import db, now
from petition.list import recount
from petition.list.queries import counts
from petition.list.queries.places import counts_by_country
from petition.signing import queries as endorsements
from petition.signing import retention
from petition.signing.decide import actions as decisions
from petition.signing.deliveries import changes_since_delivery, current_delivery
from petition.signing.destroyed_counts import fold_small_groups
from petition.signing.models.destruction import DestroyedCountry, Destruction
from petition.signing.models.endorsement import Endorsement
from petition.signing.own import actions as own
from petition.statements.actions import schedule

pytestmark = pytest.mark.both_databases


def test_it_counts_on_after_names_are_destroyed(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    make_watch.rows(statement, 16)
    make_public.second_edition(statement)
    make.signed(client, cast.ALENA)
    make.signed(client, cast.QUIET)
    circle = make.signed(client, cast.CIRCLE)
    decisions.approve(endorsements.lock_endorsement(circle.id), by=make.coordinator().id)
    db.session.commit()
    before = counts.counts_with_editions(statement.id)
    statement.destroy_on = now().date()
    db.session.commit()
    # A batch at a time: the counts are right after each.
    for _round in range(10):
        done = retention.destroy_expired(now().date(), 5)
        db.session.commit()
        during = counts.counts_with_editions(statement.id)
        assert (during.organisations, during.individuals) == (before.organisations, before.individuals) == (3, 18)
        assert [(one.edition, one.individuals) for one in during.editions] == [(1, 16), (2, 2)]
        assert recount.count_differences() == []
        if not done:
            break
    left = select(func.count()).select_from(Endorsement).where(Endorsement.kind == "individual")
    assert db.session.scalar(left) == 0
    assert during.destroyed_individuals == 18 and during.withheld_individuals == 0 and during.destroyed_at is not None
    assert db.session.get_one(Destruction, statement.id).ended_at is not None
    # 7 from BY, 5 from PL, 5 from LT, and one that said none: with the smallest group beside it.
    assert {one.country: one.individuals for one in counts_by_country(statement.id) if one.individuals} == {
        "BY": 7, "PL": 5, "*": 6,
    }  # fmt: skip
    assert set(db.session.scalars(select(DestroyedCountry.country))) == {"BY", "PL", "*"}
    told = client.get("/open-courts/counts.json").get_json()
    assert told["individuals"] == told["names_destroyed"]["individuals"] == 18
    lines = client.get("/open-courts/signatories.csv").get_data().decode().strip().splitlines()
    assert len(lines) == 1 + 3 + 18
    for path in (PAGE, f"{LIST}?kind=individuals", f"{PAGE}/counts"):
        client.get(path)
        assert client.page is not None
        words = client.page.words()
        assert "The names of 18 people were deleted on" in words
        assert "Nobody is listed yet" not in words and "are not shown" not in words


def test_it_leaves_what_was_delivered_as_it_is(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    statement.late_rule = "listed"
    ids = make_watch.rows(statement, 4)
    assert schedule.mark_delivered(statement, by=make.coordinator().id)
    own.withdraw_signature(endorsements.lock_endorsement(ids[0]))
    db.session.commit()
    make.signed(client, cast.ALENA)
    delivery = current_delivery(statement.id)
    assert delivery is not None
    before = changes_since_delivery(delivery)
    assert (before["individual"].withdrawn, before["individual"].added) == (1, 1)
    statement.destroy_on = now().date() - timedelta(days=1)
    db.session.commit()
    while retention.destroy_expired(now().date()):
        db.session.commit()
    assert changes_since_delivery(delivery) == before
    assert counts.fresh_counts(statement.id).individuals == 4
    assert recount.count_differences() == []


def test_it_tells_of_no_group_under_five_not_even_by_difference() -> None:
    cases = {
        "a": ({"BY": 9, "PL": 4, "LT": 3}, {"BY": 9, "*": 7}),
        "one small group": ({"BY": 9, "PL": 6, "LT": 1}, {"BY": 9, "*": 7}),
        "nothing small": ({"BY": 9, "PL": 5}, {"BY": 9, "PL": 5}),
        "all small": ({"BY": 2, "PL": 1}, {"*": 3}),
        "folded before": ({"BY": 9, "*": 7, "PL": 1}, {"BY": 9, "*": 8}),
        "nobody": ({}, {}),
    }
    for name, (given, expected) in cases.items():
        assert fold_small_groups(given) == expected, name
