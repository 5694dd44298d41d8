"""A crowd is let in and fakes are not: made-up people and attacks, in memory and through the real confirming."""

from __future__ import annotations

import random
import sys
from datetime import timedelta
from itertools import chain
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

import make
import make_watch
from petition.core.db import db
from petition.list import recount
from petition.signing import queries as endorsements
from petition.signing.confirm import actions as confirmation
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.screening import NotedGroup, SigningTrace, Suspicion
from petition.signing.screening import group_queries
from petition.signing.screening.queries import thresholds_of
from petition.statements.models import Statement

sys.path.append(str(Path(__file__).resolve().parents[1] / "bench"))

import attacks
import crowd
import honest_crowds as honest
from crowd_counting import START, CountedStatement, network_keys
from honest_crowds import HOUR, Visit

SMALL = {
    "ordinary": lambda chance: honest.ordinary(chance, 800),
    "an event hall": lambda chance: honest.one_place(
        honest.within(honest.ordinary(chance, 400), HOUR, 2, chance), 33, 0.95, chance
    ),
    "the first of one organisation": lambda chance: honest.colleagues(
        chance, 200, "workers.example", 34, at=HOUR, hours=3, inside=0.8
    ),
    "numbers for addresses": lambda chance: honest.numbered(
        honest.colleagues(chance, 300, "school.example", 34, at=HOUR, hours=1, inside=1.0)
    ),
    "one carrier": lambda chance: honest.one_place(honest.ordinary(chance, 500), 37, 1.0, chance),
    "few names": lambda chance: honest.ordinary(chance, 600, make_name=honest.korean_name),
    "families": lambda chance: honest.families(chance, 400),
    "without scripts": lambda chance: honest.without_scripts(honest.ordinary(chance, 500), 0.3, chance),
    "another script": lambda chance: honest.ordinary(chance, 500, make_name=honest.cyrillic_name),
}


# Of a list over five domains each is noticed by itself; speed alone shows beside others who sign at that time.
SIZES = {"copy of a phone book": (2_500, 1_000), "name list over proxies": (300, 3_000)}


@pytest.mark.parametrize("name", SMALL)
@pytest.mark.parametrize("seed", [1, 2])
def test_it_lets_an_honest_crowd_in(name: str, seed: int) -> None:
    outcome = crowd.follow(SMALL[name](random.Random(seed)))
    assert outcome.share_held <= 0.3
    assert not [one for one in outcome.proposed if one[1] == "source"], "nor is a rule against it proposed"


# Nothing tells these from people; the document says so.
NOT_FOUND = {("name list over proxies", True)}


@pytest.mark.parametrize(
    ("name", "careful"), sorted({(name, careful) for name in attacks.ATTACKS for careful in (False, True)} - NOT_FOUND)
)
def test_it_holds_an_attack_or_finds_it_as_one_group(name: str, careful: bool) -> None:
    size = SIZES.get(name, (400, 900))
    outcome = crowd.follow(crowd.attacks(*size)[name + (", careful" if careful else "")](random.Random(5)))
    rule = outcome.best_rule
    is_found = rule is not None and rule[2] >= 0.95 * outcome.fakes and rule[3] <= 0.05 * outcome.fakes
    assert outcome.recall >= 95 or is_found
    assert outcome.share_held <= 1


def visits() -> list[Visit]:
    """Honest people of a morning, and a hurried attack among them."""
    chance = random.Random(3)
    fakes = list(attacks.catch_all(chance, 90))
    crowd_ = chain(
        honest.within(honest.ordinary(chance, 90), 8 * HOUR, 6, chance),
        honest.colleagues(chance, 40, "uni.example", 31, at=9 * HOUR, hours=4),
        fakes,
    )
    return sorted(crowd_, key=lambda one: one.at)


def confirm(statement: Statement, number: int, visit: Visit) -> Endorsement:
    """One visit through the real signing and confirming, at its time."""
    at = START + timedelta(seconds=visit.at)
    with time_machine.travel(at - timedelta(seconds=visit.confirm_seconds), tick=False):
        facts = {"name": visit.name, "address": visit.address, "seconds": visit.seconds}
        keys = network_keys(visit)
        made = make_watch.sent(statement, number, network=keys, proof_missing=visit.proof_missing, **facts)
    with time_machine.travel(at, tick=False):
        held = endorsements.lock_endorsement(made)
        confirmation.confirm_endorsement(held, None)
        db.session.commit()
    return held


@pytest.mark.both_databases
def test_it_lets_people_in_and_holds_fakes_as_they_confirm(app: Flask) -> None:
    """The database and the memory of the benchmark agree on everybody, and on the numbers of each group."""
    with time_machine.travel(START, tick=False):
        statement = make.statement()
    memory, came = CountedStatement(thresholds_of(statement.id)), visits()
    for number, visit in enumerate(came):
        is_held, reasons = memory.confirm(visit)
        held = confirm(statement, number, visit)
        noted = db.session.execute(
            select(Suspicion.signal, Suspicion.points).where(Suspicion.endorsement_id == held.id)
        )
        written = sorted((signal, points) for signal, points in noted)
        assert (held.quarantined_at is not None) is is_held, visit
        assert not is_held or written == sorted((one.signal, one.points) for one in reasons)
    quarantined = select(func.count()).where(Endorsement.quarantined_at.is_not(None))
    fakes = sum(one.is_fake for one in came)
    assert db.session.scalar(select(func.count()).where(Endorsement.founding_at.is_(None))) == len(came), (
        "nobody is dropped"
    )
    assert fakes - 60 <= (db.session.scalar(quarantined) or 0) <= fakes
    assert db.session.scalars(select(NotedGroup.signal)).first() == "domain"
    assert recount.count_differences() == []


@pytest.mark.both_databases
def test_it_reads_a_bounded_number_of_rows(app: Flask) -> None:
    statement = make.statement()
    make_watch.rows(statement, 1_500, quarantined=True)
    waiting = db.session.get_one(Endorsement, make_watch.sent(statement, 9_000, address="p@fakes.example"))
    trace = db.session.get_one(SigningTrace, waiting.id)
    one = group_queries.arrival_of(waiting, trace, START + timedelta(days=900))
    groups = group_queries.read_groups(waiting, one, trace, thresholds_of(statement.id))
    assert all(group.counts.recent <= group_queries.MOST for _key, group in groups)
    assert all(len(group.members) <= group_queries.MEMBERS for _key, group in groups)
