"""Claiming mails."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from flask import Flask

from outbox import put, row
from petition.core.db import db, now
from petition.mail import actions


def claim(worker: str, **more: object) -> list[int]:
    ids = actions.claim(worker, **more)  # type: ignore[arg-type]
    db.session.commit()
    return ids


def test_it_gives_the_most_urgent_first(app: Flask) -> None:
    bulk, waiting, older = put(priority=9), put(), put(at=now() - timedelta(hours=1))
    assert claim("one", batch=2) == [older, waiting]
    assert claim("two") == [bulk]


def test_it_leaves_alone_what_is_not_due(app: Flask) -> None:
    put(at=now() + timedelta(minutes=1))
    assert claim("one") == []


def test_it_gives_a_row_to_one_worker_only(app: Flask) -> None:
    mail = put()
    assert claim("one") == [mail]
    assert claim("two") == []


def test_it_gives_a_row_again_once_the_claim_ran_out(app: Flask) -> None:
    mail = put()
    claim("one")
    later = now() + actions.CLAIM + timedelta(seconds=1)
    assert claim("two", at=later) == [mail]
    assert actions.renew(mail, worker="one") is None
    assert actions.renew(mail, worker="two") == "confirm-individual"


def test_it_holds_a_renewed_row_for_longer(app: Flask) -> None:
    mail = put()
    claim("one")
    assert actions.renew(mail, worker="one")
    db.session.commit()
    assert claim("two", at=now() + actions.CLAIM + timedelta(seconds=1)) == []


def test_it_gives_up_what_is_too_late(app: Flask) -> None:
    mail = put(at=now() - timedelta(days=8))
    assert claim("one") == []
    assert row(mail).given_up_at is not None
    assert row(mail).trouble == actions.TOO_LATE


def test_it_gives_back_what_was_not_tried(app: Flask) -> None:
    mail = put()
    claim("one")
    actions.release([mail], worker="somebody else")
    db.session.commit()
    assert claim("two") == []
    actions.release([mail], worker="one", trouble="The server is away.")
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
