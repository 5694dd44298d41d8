"""Letting a group through in one act: it stays so, counts follow, and it is taken back as one."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

import make
import make_watch
from petition.core import limits
from petition.core.db import db, now
from petition.list import recount
from petition.list.queries.counts import fresh_counts
from petition.signing.decide import actions as decisions
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.screening import Release, Suspicion
from petition.signing.screening import actions as screening
from petition.signing.screening import releases, traces
from petition.signing.screening.signals import Thresholds
from petition.signing.verdicts import DecisionError
from petition.statements.models import Statement


def watched() -> tuple[Statement, int]:
    """A statement with low thresholds, and an owner."""
    statement, by = make.statement(), make.coordinator("owner", "owner@coalition.example").id
    screening.set_thresholds(statement, Thresholds(same_domain=1, same_network=1, alike_names=1, hold_at=0), by=by)
    db.session.commit()
    return statement, by


def key_of(endorsement: Endorsement, signal: str) -> bytes:
    noted = select(Suspicion.key).where(Suspicion.endorsement_id == endorsement.id, Suspicion.signal == signal)
    found = db.session.scalar(noted)
    assert found is not None
    return found


def number_aside() -> int:
    db.session.expire_all()
    return len([one for one in db.session.scalars(select(Endorsement)) if one.state == "quarantined"])


def test_it_lets_a_university_through_and_it_stays_so(app: Flask) -> None:
    statement, by = watched()
    people = [make_watch.comes(statement, one, address=f"p{one}@mail.uni.example.org") for one in range(4)]
    assert number_aside() == 3
    released = releases.release_group(statement, "domain", key_of(people[1], "domain"), by=by, told="example.org")
    db.session.commit()
    assert number_aside() == 0
    assert released.done_at is not None
    assert fresh_counts(statement.id).individuals == 4
    assert all(one.shown_name for one in people)
    with time_machine.travel(now() + timedelta(days=20), tick=False):
        assert make_watch.comes(statement, 9, address="p9@uni.example.org").state != "quarantined"
    assert recount.count_differences() == []


def test_it_leaves_those_aside_against_whom_more_stands(app: Flask) -> None:
    statement, by = watched()
    make_watch.comes(statement, 1, address="p1@uni.example")
    both = make_watch.comes(statement, 2, address="p2@uni.example", seconds=2)
    releases.release_group(statement, "domain", key_of(both, "domain"), by=by)
    db.session.commit()
    assert both.state == "quarantined"
    assert make_watch.reasons(both) == ["fast"]


def test_it_lets_mailboxes_for_one_use_through_with_their_domain(app: Flask) -> None:
    statement, by = watched()
    one = make_watch.comes(statement, 1, address="a@mailinator.com")
    assert make_watch.reasons(one) == ["disposable"]
    releases.release_group(statement, "domain", key_of(one, "disposable"), by=by)
    db.session.commit()
    assert one.state != "quarantined"
    assert make_watch.comes(statement, 2, address="b@mailinator.com").state != "quarantined"


@pytest.mark.both_databases
def test_it_is_taken_back_as_one(app: Flask) -> None:
    statement, by = watched()
    people = [make_watch.comes(statement, one, address=f"p{one}@uni.example") for one in range(4)]
    decisions.approve_individual(people[3], by=by)
    released = releases.release_group(statement, "domain", key_of(people[1], "domain"), by=by)
    db.session.commit()
    releases.undo_release(released.id, by=by)
    db.session.commit()
    assert number_aside() == 2, "who was let through alone stays so"
    assert fresh_counts(statement.id).individuals == 2
    assert make_watch.comes(statement, 9, address="p9@uni.example").state == "quarantined"
    assert recount.count_differences() == []
    with pytest.raises(DecisionError):
        releases.undo_release(released.id, by=by)


@pytest.mark.both_databases
def test_it_goes_on_in_batches(app: Flask) -> None:
    statement, by = watched()
    ids = make_watch.rows(statement, 1200, quarantined=True)
    first = db.session.get(Endorsement, ids[0])
    assert first is not None
    released = releases.release_group(statement, "domain", key_of(first, "domain"), by=by)
    db.session.commit()
    assert number_aside() == 700
    assert releases.unfinished_releases() == [released.id]
    while releases.continue_release(released.id):
        db.session.commit()
    db.session.commit()
    assert (number_aside(), releases.unfinished_releases()) == (0, [])
    releases.undo_release(released.id, by=by)
    while releases.continue_release(released.id):
        db.session.commit()
    db.session.commit()
    assert number_aside() == 1200
    assert recount.count_differences() == []


@pytest.mark.both_databases
def test_it_renews_a_network_day_after_day_until_nobody_comes(app: Flask) -> None:
    statement, by = watched()
    start = now().replace(hour=12)

    def day(number: int, people: int) -> list[Endorsement]:
        keys = (bytes([number]) * 32, bytes([number - 1]) * 32)
        return [make_watch.comes(statement, number * 100 + one, network=keys) for one in range(people)]

    with time_machine.travel(start, tick=False):
        people = day(10, 3)
        assert [one.state == "quarantined" for one in people] == [False, True, True]
        root = releases.release_group(statement, "network", key_of(people[1], "network"), by=by)
        db.session.commit()
    for later in (1, 2, 3):
        with time_machine.travel(start + timedelta(days=later), tick=False):
            assert not any(one.state == "quarantined" for one in day(10 + later, 3)), later
            traces.forget_traces()
            db.session.commit()
    db.session.expire_all()
    kept = list(db.session.scalars(select(Release).order_by(Release.id)))
    assert [one.renews_id for one in kept[1:]] == [root.id] * 4, "the day before it, and each day since"
    assert kept[0].key is None, "the oldest hash has been wiped"
    with time_machine.travel(start + timedelta(days=6), tick=False):
        traces.forget_traces()
        db.session.commit()
        assert [one.state == "quarantined" for one in day(16, 3)] == [False, True, True]
        assert db.session.scalar(select(func.count()).where(Release.key.is_not(None))) == 0


def test_it_takes_the_renewals_back_too(app: Flask) -> None:
    statement, by = watched()
    people = [make_watch.comes(statement, one, network=(b"a" * 32, b"z" * 32)) for one in range(2)]
    released = releases.release_group(statement, "network", key_of(people[1], "network"), by=by)
    db.session.commit()
    make_watch.comes(statement, 5, network=(b"b" * 32, b"a" * 32))
    releases.undo_release(released.id, by=by)
    db.session.commit()
    assert make_watch.comes(statement, 6, network=(b"b" * 32, b"a" * 32)).state == "quarantined"


def test_it_releases_nothing_that_nobody_was_suspected_for(app: Flask) -> None:
    statement, by = watched()
    for signal, key in (("domain", b"k" * 32), ("fast", b"k" * 32), ("network", b"")):
        with pytest.raises(DecisionError):
            releases.release_group(statement, signal, key, by=by)


def test_it_knows_a_network_by_two_hashes_and_no_older_one(app: Flask) -> None:
    day = now().replace(hour=12)
    keys = []
    for later in range(3):
        with time_machine.travel(day + timedelta(days=later), tick=False), app.test_request_context():
            keys.append(limits.client_keys())
    assert [len(of) for of in keys] == [1, 2, 2]
    assert keys[1][1] == keys[0][0]
    assert keys[2][1] == keys[1][0]
    assert keys[0][0] not in keys[2]
    with time_machine.travel(day + timedelta(days=5), tick=False):
        limits.forget_expired()
        with limits.make_limits_engine(app.config["SETTINGS"].database_url).connect() as connection:
            assert connection.execute(select(func.count()).select_from(limits.daily_salt)).scalar() == 0
