"""Describing a rule: whom it matches, how much of the list that is, and whom nobody may look for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

import cast
import make
import make_removals as fakes
from page import CheckedClient
from petition.core.db import db, now
from petition.removals import actions, queries
from petition.removals.criteria import Criteria, comparable_name, pattern_regex
from petition.removals.models import Removal, RemovalMatch
from petition.signing import queries as endorsements
from petition.signing.own import actions as own
from petition.signing.verdicts import record_decision

pytestmark = pytest.mark.both_databases

NETWORK = bytes(range(32))


def count(statement_id: int, **conditions: Any) -> int:
    return len(queries.matching_ids(statement_id, Criteria(**conditions)))


def test_it_matches_by_each_condition_and_by_all_of_them_together(app: Flask) -> None:
    statement = make.statement()
    earlier = now() - timedelta(hours=5)
    fakes.people(statement, 7)
    fakes.people(statement, 5, domain="fakes.example", name="Bot {}", country="NL", confirmed_at=earlier)
    fakes.people(statement, 3, domain="fakes.example", network=NETWORK)
    fakes.people(statement, 2, quarantined_for="fast")
    for conditions, expected in (
        ({"domain": "fakes.example"}, 8),
        ({"network": NETWORK.hex()}, 3),
        ({"country": "NL"}, 5),
        ({"language": "en"}, 17),
        ({"language": "be"}, 0),
        ({"until": now() - timedelta(hours=1)}, 5),
        ({"since": earlier, "until": earlier}, 0),
        ({"since": earlier}, 17),
        ({"signal": "fast"}, 2),
        ({"signal": "domain"}, 0),
        ({"name": "bot *"}, 5),
        ({"domain": "fakes.example", "country": "PL"}, 3),
        ({"domain": "fakes.example", "name": "Reader ?", "network": NETWORK.hex()}, 3),
    ):
        assert count(statement.id, **conditions) == expected, conditions


def test_it_matches_nobody_of_another_statement_and_no_organisation(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    other = make.statement(slug="other-words", text=make.TEXT.replace("closed", "shut"))
    make.signed(client, cast.CIRCLE)
    fakes.people(other, 3)
    assert count(statement.id, since=now() - timedelta(days=9)) == 0


def test_it_leaves_out_who_withdrew_was_rejected_or_removed_already(app: Flask) -> None:
    statement, by = make.statement(), make.coordinator().id
    ids = fakes.people(statement, 6)
    own.withdraw_signature(endorsements.lock_endorsement(ids[0]))
    record_decision(endorsements.lock_endorsement(ids[1]), "reject", by=by, reason="a joke")
    db.session.commit()
    first = fakes.rule(statement, by=by, name="Reader 2")
    fakes.share(statement, 100)
    actions.start_rule(first, by=by)
    fakes.follow(first)
    assert count(statement.id, name="Reader *") == 3


@pytest.mark.parametrize(("visibility", "found"), [("full", 4), ("initials", 0), ("withheld", 0)])
def test_it_finds_no_name_that_its_owner_does_not_show_in_full(app: Flask, visibility: str, found: int) -> None:
    """A pattern must not serve to find out who signed without a name (promise 5)."""
    statement = make.statement()
    fakes.people(statement, 3, visibility=visibility)
    fakes.people(statement, 1, visibility=visibility, quarantined_for="domain")
    assert count(statement.id, name="Reader *") == found
    assert count(statement.id, name="R. *") == 0


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("ivan *", "Ivan Petrov", True),
        ("ivan *", "Ivan", False),
        ("IVAN", "Ivan", True),
        ("Ivan ?", "Ivan 7", True),
        ("Ivan ?", "Ivan 77", False),
        ("*petrov", "Ivan Petrov", True),
        ("petrov", "Ivan Petrov", False),
        ("алена*", "Алена Прыклад", True),
        ("Іван [a]", "Іван a", False),
        ("Іван [a]", "Іван [a]", True),
        ("й*", "иван", False),
        ("a.b", "axb", False),
        ("*" * 50 + "x", "y" * 120, False),
        ("*a*" * 40, "a" * 119 + "b", True),
    ],
)
def test_it_reads_a_pattern(pattern: str, name: str, expected: bool) -> None:
    assert (pattern_regex(pattern).match(comparable_name(name)) is not None) == expected


@pytest.mark.parametrize("criteria", [Criteria(), Criteria(name="*"), Criteria(name="* ?"), Criteria(name=" ")])
def test_it_takes_no_rule_that_says_nothing(app: Flask, criteria: Criteria) -> None:
    statement = make.statement()
    assert criteria.is_empty
    with pytest.raises(actions.RemovalError, match="empty"):
        actions.create_rule(statement, criteria, "why", [], by=make.coordinator().id)


def test_it_keeps_criteria_as_they_were(app: Flask) -> None:
    whole = Criteria("a.example", "ab" * 32, now() - timedelta(1), now(), "a*", "BY", "be", "fast")
    for criteria in (whole, Criteria(domain="a.example"), Criteria()):
        assert Criteria.from_json(criteria.to_json()) == criteria
    assert len(whole.words("Europe/Minsk")) == 8


def test_it_counts_first_and_shows_a_sample(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    fakes.people(statement, 60)
    fakes.people(statement, 38, domain="fakes.example", name="Bot {}", country="NL")
    fakes.people(statement, 2, domain="fakes.example", name="Hidden {}", visibility="withheld")
    desk = make.at_the_desk(app)
    desk.get(f"/desk/statements/{statement.id}/removals/new?domain=fakes.example")
    answer = desk.send(f"/desk/statements/{statement.id}/removals/new", why=fakes.WHY)
    assert answer.status_code == 303
    desk.get(answer.location)
    words = fakes.read_out(desk)
    assert "40 people match, 40.0 % of the list" in words
    assert "fakes.example 40" in words
    assert "Netherlands 38 Poland 2" in words
    assert "20 of 40" in words
    assert "Bot 0" in words
    assert "Hidden" not in words
    assert fakes.numbers(client) == {100}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "Enter at least one condition"),
        ({"name": "*"}, "Enter some letters"),
        ({"domain": "not a domain"}, "Enter a mail domain"),
        ({"domain": "a.example", "why": ""}, "Describe in a few words"),
        ({"since": "2026-11-20T10:00", "until": "2026-11-20T09:00"}, "Choose a time after"),
        ({"since": "yesterday"}, "Enter a date and a time"),
        ({"network": "12"}, "Keep the value that another page"),
    ],
)
def test_it_refuses_a_rule_that_is_no_rule(app: Flask, given: dict[str, str], told: str) -> None:
    statement = make.statement()
    desk = make.at_the_desk(app)
    desk.get(f"/desk/statements/{statement.id}/removals/new")
    answer = desk.send(f"/desk/statements/{statement.id}/removals/new", **{"why": fakes.WHY, **given})
    assert answer.status_code == 422
    assert told in answer.get_data(as_text=True)
    assert db.session.query(Removal).count() == 0


def test_it_forgets_a_rule_that_nobody_began_and_the_network(app: Flask) -> None:
    statement, by = make.statement(), make.coordinator().id
    fakes.people(statement, 30)
    fakes.people(statement, 1, network=NETWORK)
    left, begun = (fakes.rule(statement, by=by, network=NETWORK.hex()) for _ in range(2))
    actions.start_rule(begun, by=by)
    fakes.follow(begun)
    with time_machine.travel(now() + timedelta(hours=47), tick=False):
        assert actions.forget_expired_rules(now().date()) == 0
    with time_machine.travel(now() + timedelta(hours=49), tick=False):
        assert actions.forget_expired_rules(now().date(), dry_run=True) == 2
        assert actions.forget_expired_rules(now().date()) == 2
        db.session.commit()
    assert left.dropped_at is not None
    assert NETWORK.hex() not in str((left.criteria, begun.criteria))
    assert [one.removal_id for one in db.session.query(RemovalMatch)] == [begun.id], "whom it removed"
    assert begun.state == "done"
    assert Criteria.from_json(begun.criteria).words("UTC") == ["from one network, no longer stored"]
