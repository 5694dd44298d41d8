"""Forms are taken in many at a time, by several workers at once, and nothing of it shows."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, select, text

import make
from petition.core import addresses, received_forms
from petition.core.db import db, now
from petition.core.received_forms import ReceivedForm
from petition.mail.models import OutgoingMail
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.screening import SigningTrace
from petition.signing.sign import actions as signing
from petition.signing.signature import Signature
from petition.statements.models import Edition

pytestmark = pytest.mark.both_databases
MANY = 40


def the_edition() -> Edition:
    return db.session.scalars(select(Edition)).one()


def receive(number: int, name: str = "Ada Novik") -> None:
    """A sign-on of the mailbox of a number, as the web process keeps it."""
    address = addresses.parse(f"reader{number}@reader.example")
    signature = Signature("individual", address, "en", {"name": name}, "full", network=(bytes(32),), seconds=30)
    signing.keep_signature(the_edition().id, replace(signature, consent="I agree.", consent_language="en"))
    db.session.commit()


def act_on_all() -> int:
    """What workers do, a transaction after the other; gives how many forms that was."""
    acted = 0
    while done := received_forms.act_on_next_forms():
        db.session.commit()
        acted += done
    db.session.rollback()
    return acted


def count(model: type, *which: object) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*which)) or 0  # type: ignore[arg-type]


def test_it_takes_in_many_by_a_handful_of_statements(app: Flask) -> None:
    make.statement()
    for number in range(MANY):
        receive(number)
    before, heard = count(Endorsement), list[str]()
    event.listen(db.engine, "before_cursor_execute", lambda *heard_of: heard.append(heard_of[2]))
    assert received_forms.act_on_next_forms() >= 2
    db.session.commit()
    assert len(heard) < 30
    act_on_all()
    assert count(Endorsement) == before + MANY
    assert (count(OutgoingMail), count(SigningTrace), count(ReceivedForm)) == (MANY, MANY, 0)
    linked = select(func.count(OutgoingMail.link_subject.distinct())).where(OutgoingMail.link_hash.is_not(None))
    assert db.session.scalar(linked) == MANY


def test_it_lets_one_that_cannot_be_taken_in_take_none_along(app: Flask) -> None:
    make.statement()
    for number in range(6):
        receive(number)
    broken = {"edition": the_edition().id, "signature": {"kind": "individual"}}
    received_forms.keep_form("signature", broken, edition_id=the_edition().id)
    received_forms.keep_form("signature", broken, edition_id=the_edition().id)
    sealed = ReceivedForm.__table__.update().where(
        ReceivedForm.id == select(func.max(ReceivedForm.id)).scalar_subquery()
    )
    db.session.execute(sealed.values(content=text("x'00'" if db.engine.dialect.name == "sqlite" else "'x'::bytea")))
    for number in range(6, 12):
        receive(number)
    db.session.commit()
    act_on_all()
    assert count(OutgoingMail) == 12
    left = db.session.execute(select(ReceivedForm.attempts, ReceivedForm.due_at)).all()
    assert [one.attempts for one in left] == [1, 1]
    assert all(one.due_at > now() for one in left)


def test_it_keeps_order_and_budget_of_a_mailbox_among_many_workers(app: Flask) -> None:
    """Each mailbox gets three mails an hour, exactly, and stands with what was sent last."""
    make.statement()
    for turn in range(5):
        for number in range(24):
            receive(number, f"Ada Number{turn}")
    begin = threading.Barrier(4)

    def work(_: int) -> None:
        with app.app_context():
            begin.wait()
            while received_forms.has_due_forms():
                received_forms.act_on_next_forms()
                db.session.commit()
            db.session.rollback()

    db.session.remove()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert count(ReceivedForm) == 0
    mails = Counter(db.session.scalars(select(OutgoingMail.correspondent)))
    assert sorted(mails.values()) == [3] * 24
    names = [one.details["name"] for one in db.session.scalars(select(Endorsement)) if one.address and one.details]
    assert names == ["Ada Number4"] * 24


def test_it_lets_workers_at_different_mailboxes_work_at_once(app: Flask) -> None:
    if db.engine.dialect.name != "postgresql":
        # There one transaction writes at a time.
        return
    make.statement()
    # The first to use a sentence of consent, or a language, writes it down, and for that others wait once.
    receive(MANY)
    act_on_all()
    for number in range(MANY):
        receive(number)
    db.session.remove()
    done: list[int] = []

    def work() -> None:
        with app.app_context():
            done.append(received_forms.act_on_next_forms())
            db.session.commit()

    assert received_forms.act_on_next_forms()
    another = threading.Thread(target=work)
    another.start()
    another.join(20)
    db.session.rollback()
    # Before the first has committed, and none of its forms.
    assert done and done[0] > 0
    assert done[0] + act_on_all() == MANY
    assert count(OutgoingMail) == MANY + 1


def test_it_waits_while_a_worker_of_an_older_version_is_at_it(app: Flask) -> None:
    if db.engine.dialect.name != "postgresql":
        return
    make.statement()
    receive(1)
    with db.engine.connect() as older:
        older.execute(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": received_forms.LOCK})
        assert received_forms.act_on_next_forms() == 0
        db.session.rollback()
    assert act_on_all() == 1


def test_it_puts_forms_of_one_mailbox_into_one_lane_however_it_is_spelled(app: Flask) -> None:
    lanes = {received_forms.lane_of(addresses.parse(one).mailbox) for one in ("a.b+x@gmail.com", "ab@gmail.com")}
    assert len(lanes) == 1
    spread = {received_forms.lane_of(f"reader{number}@reader.example") for number in range(200)}
    assert spread == set(range(received_forms.LANES))


def test_it_takes_as_many_at_a_time_as_go_in_a_fifth_of_a_second() -> None:
    pace = received_forms.Pace()
    pace.follow(pace.size, 0.01)
    assert pace.size == 2 * received_forms.FEWEST
    pace.follow(10, 0.01)
    assert pace.size == 2 * received_forms.FEWEST, "there were no more"
    for _ in range(9):
        pace.follow(pace.size, 0.001)
    assert pace.size == received_forms.MOST
    pace.follow(pace.size, timedelta(seconds=1).total_seconds())
    assert pace.size == received_forms.MOST / 5
