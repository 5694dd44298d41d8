"""The page by country: what the list shows, small groups together, and the same sum as everywhere."""

from __future__ import annotations

import pytest
from flask import Flask

import cast
import make
import make_removals
from page import CheckedClient
from petition.core.db import db, now
from petition.list.queries.counts import fresh_counts_with_editions
from petition.list.queries.places import individuals_by_country, organisations_by_country
from petition.signing import queries as endorsements
from petition.signing import retention, tallying
from petition.signing.decide import actions as decisions
from petition.signing.own import actions as own
from petition.statements.models import Statement

pytestmark = pytest.mark.both_databases

PAGE = f"/en/{make.SLUG}/countries"


def people(statement: Statement) -> dict[str, int]:
    counted = fresh_counts_with_editions(statement.id)
    found = individuals_by_country(statement.id, counted)
    assert sum(found.values()) == counted.individuals
    return found


def test_it_counts_those_whose_country_is_shown(app: Flask) -> None:
    statement = make.statement()
    poles = make_removals.people(statement, 7, domain="a.example")
    make_removals.people(statement, 5, domain="b.example", name="Other {}", country="LT")
    assert people(statement) == {"PL": 7, "LT": 5}
    by = make.coordinator().id
    own.choose_visibility(endorsements.lock_endorsement(poles[0]), "withheld")
    decisions.hide_name(endorsements.lock_endorsement(poles[1]), "Danger", by=by)
    db.session.commit()
    # Who is withheld or hidden counts, and nobody learns for which country.
    assert people(statement) == {"PL": 5, "LT": 5, "--": 2}
    while tallying.fold_tally(3):
        db.session.commit()
    assert people(statement) == {"PL": 5, "LT": 5, "--": 2}


def test_it_puts_small_countries_together(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    make_removals.people(statement, 6, domain="a.example")
    make_removals.people(statement, 3, domain="b.example", name="Other {}", country="LT")
    make_removals.people(statement, 2, domain="c.example", name="Third {}", country="GE")
    assert people(statement) == {"PL": 6, "*": 5}
    client.get(PAGE)
    assert client.page is not None
    words = client.page.words()
    assert "Poland" in words and "Other countries" in words
    assert "Georgia" not in words.split("All countries.")[1]
    make.signed(client, cast.NOOR)
    # One of another country among the few: still no number by itself.
    assert people(statement) == {"PL": 6, "*": 6}


def test_it_lets_no_small_group_be_had_by_subtraction(app: Flask) -> None:
    statement = make.statement()
    make_removals.people(statement, 9, domain="a.example")
    make_removals.people(statement, 6, domain="b.example", name="Other {}", country="LT")
    make_removals.people(statement, 1, domain="c.example", name="Third {}", country="GE")
    assert people(statement) == {"PL": 9, "*": 7}


def test_it_counts_organisations_apart(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    counted = fresh_counts_with_editions(statement.id)
    assert sum(organisations_by_country(statement.id, counted).values()) == counted.organisations == 2
    assert client.get(PAGE).status_code == 200


def test_it_counts_on_when_names_are_destroyed(app: Flask) -> None:
    statement = make.statement()
    make_removals.people(statement, 6, domain="a.example")
    statement.destroy_on = now().date()
    db.session.commit()
    while retention.destroy_expired(now().date()):
        db.session.commit()
    retention.destroy_expired(now().date())
    db.session.commit()
    assert people(statement) == {"PL": 6}


def test_it_is_there_when_nobody_has_signed(app: Flask, client: CheckedClient) -> None:
    make.statement(make.TEXT.split("*Association")[0])
    client.get(PAGE)
    assert client.page is not None
    assert "Nobody has signed yet." in client.page.words()
    assert client.get("/en/nowhere/countries").status_code == 404
