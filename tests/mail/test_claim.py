"""Claiming mails."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

import cost
from outbox import put, row
from petition.core.db import db, now
from petition.mail import actions

pytestmark = pytest.mark.both_databases


def claim(worker: str, **more: object) -> list[int]:
    ids = actions.claim_mails(worker, **more)  # type: ignore[arg-type]
    db.session.commit()
    return ids


def test_it_gives_the_most_urgent_first(app: Flask) -> None:
    bulk, waiting, older = put(priority=9), put(), put(at=now() - timedelta(hours=1))
    assert claim("one", batch=2) == [older, waiting]
    assert claim("two") == [bulk]


def test_it_leaves_alone_what_is_not_due(app: Flask) -> None:
    put(delay=timedelta(minutes=1))
    assert claim("one") == []
    assert len(claim("one", at=now() + timedelta(minutes=2))) == 1


def test_it_gives_a_row_to_one_worker_only(app: Flask) -> None:
    mail = put()
    assert claim("one") == [mail]
    assert claim("two") == []


def test_it_gives_a_row_again_once_the_claim_ran_out(app: Flask) -> None:
    mail = put()
    claim("one")
    later = now() + actions.CLAIM + timedelta(seconds=1)
    assert claim("two", at=later) == [mail]
    assert actions.renew_claims([mail], worker="one") == set()
    assert actions.renew_claims([mail], worker="two") == {mail}


def test_it_leaves_a_row_to_a_worker_that_lives_however_long_it_takes(app: Flask) -> None:
    begun = now() - actions.CLAIM + timedelta(seconds=2)
    mail = put(at=begun)
    assert claim("one", at=begun) == [mail]
    assert actions.renew_claims([mail], worker="one") == {mail}
    db.session.commit()
    assert claim("two", at=now() + timedelta(seconds=10)) == []
    assert claim("two", at=now() + timedelta(minutes=1)) == [mail]
    assert actions.renew_claims([mail], worker="one") == set()
    assert row(mail).claimed_by == "two", "what was taken over stays there"


def test_it_gives_bulk_mail_to_nobody_who_asks_for_what_is_urgent(app: Flask) -> None:
    put(priority=actions.BULK)
    notice, awaited = put(priority=actions.NOTICE), put()
    assert claim("one", below=actions.BULK) == [awaited, notice]
    assert claim("one", below=actions.BULK) == []


def test_it_takes_over_within_a_minute_what_a_dead_worker_had_claimed(app: Flask) -> None:
    mails = [put() for _ in range(3)]
    claim("dead")
    actions.renew_claims([mails[0]], worker="dead")
    db.session.commit()
    assert claim("alive", at=now() + timedelta(seconds=58)) == mails


def test_it_gives_up_what_is_too_late(app: Flask) -> None:
    mail = put(at=now() - timedelta(days=8))
    assert claim("one") == []
    assert row(mail).given_up_at is not None
    assert row(mail).trouble == actions.TOO_LATE


def test_it_gives_back_what_was_not_tried(app: Flask) -> None:
    mail = put()
    claim("one")
    actions.return_claims([mail], worker="somebody else")
    db.session.commit()
    assert claim("two") == []
    actions.return_claims([mail], worker="one", trouble="The server is away.")
    db.session.commit()
    assert (row(mail).attempts, row(mail).trouble) == (0, "The server is away.")
    assert claim("two") == [mail]


def test_it_never_gives_a_row_to_two_of_many_workers(app: Flask) -> None:
    mails = [put() for _ in range(120)]

    def work(number: int) -> list[int]:
        mine: list[int] = []
        with app.app_context():
            while ids := claim(f"worker {number}", batch=3):
                mine += ids
        return mine

    with ThreadPoolExecutor(8) as pool:
        claimed = [mail for mine in pool.map(work, range(8)) for mail in mine]
    assert sorted(claimed) == mails


def test_it_claims_at_the_same_cost_however_much_bulk_mail_is_due(app: Flask) -> None:
    """What is awaited first, and then of the rest as many as are asked for."""
    taken = []
    for number in (100, 700):
        for _ in range(number):
            put(priority=actions.BULK)
        put()
        if db.engine.dialect.name == "postgresql":
            # It does so by itself; SQLite plans without.
            db.session.execute(text("ANALYZE"))
            db.session.commit()
        with cost.counted() as done:
            claimed = actions.claim_mails("one", below=actions.BULK) + actions.claim_mails("one", batch=5)
        assert len(claimed) > 5
        taken.append(sum(done))
    assert taken[1] <= taken[0] * 1.3 + 100, taken
