"""Claiming mails."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask

from outbox import put, row
from petition.core.db import db, now
from petition.mail import actions
from petition.mail.delivery import keep_claims_alive

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
    assert actions.renew_claim(mail, worker="one") is None
    assert actions.renew_claim(mail, worker="two") == "confirm-individual"


def test_it_leaves_a_row_to_a_worker_that_lives_however_long_it_takes(app: Flask) -> None:
    begun = now() - actions.CLAIM + timedelta(seconds=2)
    mail = put(at=begun)
    assert claim("one", at=begun) == [mail]
    with keep_claims_alive([mail], "one", every=0.05):
        time.sleep(0.5)
    assert claim("two", at=now() + timedelta(seconds=10)) == []
    assert claim("two", at=now() + timedelta(minutes=1)) == [mail]
    with keep_claims_alive([mail], "one", every=0.05):
        time.sleep(0.3)
    assert row(mail).claimed_by == "two", "what was taken over stays there"


def test_it_takes_over_within_a_minute_what_a_dead_worker_had_claimed(app: Flask) -> None:
    mails = [put() for _ in range(3)]
    claim("dead")
    actions.renew_claim(mails[0], worker="dead")
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
