"""Delivering mails to a real server."""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import OperationalError

from mail_servers import HangingUp, Postbox, connection_to, deliver_mails, delivery_to, wait_for
from outbox import put, row
from petition.core.db import db, now
from petition.mail import actions
from petition.mail.delivery import RENEWED_EVERY
from petition.mail.models import OutgoingMail
from petition.mail.replies import ServerUnavailable


def test_it_sends_and_wipes(app: Flask, postbox: Postbox) -> None:
    mail = put("ales@reader.example")
    with connection_to(postbox.port) as connection:
        assert deliver_mails(connection) == 1
        assert deliver_mails(connection) == 0
    sent = row(mail)
    assert postbox.recipients == ["ales@reader.example"]
    assert sent.sent_at is not None
    assert (sent.recipient, sent.content, sent.claimed_by, sent.claimed_until) == (None, None, None, None)
    raw = db.session.execute(text("SELECT recipient, content FROM outgoing_mail")).one()
    assert tuple(raw) == (None, None)


def test_it_sends_many_over_one_connection(app: Flask, postbox: Postbox) -> None:
    for number in range(30):
        put(f"reader{number}@reader.example")
    with connection_to(postbox.port) as connection:
        assert deliver_mails(connection, batch=100) == 30
    assert len(postbox.letters) == 30
    assert len(postbox.said_hello) == 1


def test_it_gives_up_what_is_refused_for_good_and_names_nobody(app: Flask, postbox: Postbox) -> None:
    postbox.at_rcpt["ales@reader.example"] = "550 5.1.1 <ales@reader.example>: no such user Ales here"
    mail = put("ales@reader.example")
    with connection_to(postbox.port) as connection:
        deliver_mails(connection)
    refused = row(mail)
    assert refused.given_up_at is not None and refused.sent_at is None
    assert refused.trouble == "The mail server refuses the recipient: 550 5.1.1 … no such user … here"


def test_it_goes_on_after_a_refused_mail(app: Flask, postbox: Postbox) -> None:
    postbox.at_data["bad@reader.example"] = "554 5.6.0 not wanted"
    bad, good = put("bad@reader.example"), put("good@reader.example")
    with connection_to(postbox.port) as connection:
        deliver_mails(connection)
    assert row(bad).given_up_at and row(good).sent_at
    assert postbox.recipients == ["good@reader.example"]
    assert postbox.commands == ["MAIL", "RCPT", "DATA", "RSET", "MAIL", "RCPT", "DATA"]
    assert len(postbox.said_hello) == 1


@pytest.mark.both_databases
def test_it_puts_off_what_is_refused_for_now_with_growing_pauses(app: Flask, postbox: Postbox) -> None:
    postbox.at_rcpt["ales@reader.example"] = "450 4.2.0 greylisted, come back later"
    mail, waits = put("ales@reader.example"), []
    with time_machine.travel(now(), tick=False) as clock, connection_to(postbox.port) as connection:
        for _ in range(7):
            deliver_mails(connection)
            tried = row(mail)
            assert tried.given_up_at is None and tried.recipient
            waits.append((tried.due_at - now()) / timedelta(minutes=1))
            clock.move_to(tried.due_at)
        del postbox.at_rcpt["ales@reader.example"]
        deliver_mails(connection)
    for wait, least in zip(waits, (1, 5, 15, 60, 180, 360, 360), strict=True):
        assert least <= wait <= least * 1.1
    assert row(mail).attempts == 7
    assert row(mail).sent_at and row(mail).trouble is None


@pytest.mark.parametrize(("lasts", "days"), [(timedelta(days=7), 5), (timedelta(days=1), 1), (None, 5)])
def test_it_gives_up_after_days_or_with_its_link(
    app: Flask, postbox: Postbox, lasts: timedelta | None, days: int
) -> None:
    postbox.at_rcpt["ales@reader.example"] = "451 4.3.0 not now"
    begun = now()
    mail = put("ales@reader.example", kind="own-link" if lasts else "account-notice", lasts=lasts, at=begun)
    with time_machine.travel(begun, tick=False) as clock, connection_to(postbox.port) as connection:
        while not row(mail).given_up_at:
            clock.move_to(row(mail).due_at)
            assert deliver_mails(connection) == 1
        age = now() - begun
    assert timedelta(days=days, hours=-7) <= age <= timedelta(days=days)
    assert row(mail).trouble == "The mail server refuses the recipient: 451 4.3.0 not now"


@pytest.mark.both_databases
def test_it_tries_again_what_was_cut_in_the_middle(app: Flask, postbox: Postbox) -> None:
    mail = put()
    server = HangingUp(after_data=False)
    with connection_to(server.port) as connection:
        deliver_mails(connection)
    server.stop()
    cut = row(mail)
    assert cut.sent_at is None and cut.attempts == 1 and "broke" in (cut.trouble or "")
    with time_machine.travel(cut.due_at, tick=False), connection_to(postbox.port) as connection:
        deliver_mails(connection)
    assert len(postbox.letters) == 1 and row(mail).sent_at


def test_it_sends_twice_only_where_the_answer_was_cut_off(app: Flask, postbox: Postbox) -> None:
    mail = put()
    server = HangingUp(after_data=True)
    with connection_to(server.port) as connection:
        deliver_mails(connection)
    server.stop()
    with time_machine.travel(row(mail).due_at, tick=False), connection_to(postbox.port) as connection:
        deliver_mails(connection)
    assert len(server.taken) == len(postbox.letters) == 1
    # Alike to the letter, so that whoever gets both can drop one.
    assert postbox.letters[0]["Message-ID"].encode() in server.taken[0]


def test_it_does_not_wait_for_ever(app: Flask) -> None:
    mail = put()
    server = HangingUp(after_data=True, silent=True)
    begun = time.monotonic()
    with connection_to(server.port, timeout=0.3) as connection:
        deliver_mails(connection)
    server.stop()
    assert time.monotonic() - begun < 20
    assert row(mail).attempts == 1 and row(mail).sent_at is None


def test_it_blames_no_mail_while_the_server_is_away(app: Flask, postbox: Postbox) -> None:
    mails = [put(f"reader{number}@reader.example") for number in range(5)]
    postbox.stop()
    for _ in range(3):
        with connection_to(postbox.port) as connection, pytest.raises(ServerUnavailable):
            deliver_mails(connection)
    for mail in map(row, mails):
        assert (mail.attempts, mail.claimed_by, mail.sent_at, mail.given_up_at) == (0, None, None, None)
    # Of those that were to go next.
    assert row(mails[0]).trouble == "The mail server cannot be reached (ConnectionRefusedError)."
    postbox.start()
    with connection_to(postbox.port) as connection:
        assert deliver_mails(connection) == 5
    assert sorted(postbox.recipients) == [f"reader{number}@reader.example" for number in range(5)]


def test_it_comes_back_over_a_new_connection(app: Flask, postbox: Postbox) -> None:
    first = put("first@reader.example")
    with connection_to(postbox.port) as connection:
        deliver_mails(connection)
        postbox.stop()
        postbox.start()
        second = put("second@reader.example")
        deliver_mails(connection)
        third = put("third@reader.example")
        deliver_mails(connection)
    assert row(first).sent_at and row(third).sent_at
    # Cut before anything was said about it: tried again like any other.
    assert row(second).sent_at or row(second).attempts == 1


def test_it_stops_the_round_where_our_sender_is_refused(app: Flask, postbox: Postbox) -> None:
    postbox.at_mail = "553 5.7.1 not your address: no-reply@coalition.example"
    first, second = put(), put()
    with connection_to(postbox.port) as connection, pytest.raises(ServerUnavailable):
        deliver_mails(connection)
    assert (row(first).attempts, row(second).attempts) == (1, 0)
    assert row(first).given_up_at is None
    assert "@" not in (row(first).trouble or "") + (row(second).trouble or "")


def test_it_gives_up_what_cannot_be_written(app: Flask, postbox: Postbox) -> None:
    bad, good = put(kind="no-such-mail"), put()
    with connection_to(postbox.port) as connection:
        deliver_mails(connection)
    assert row(bad).trouble == "It could not be written (TemplateNotFound)."
    assert row(bad).given_up_at and row(good).sent_at


def test_it_keeps_what_no_key_opens(app: Flask, postbox: Postbox) -> None:
    locked, good = put(), put()
    db.session.execute(text("UPDATE outgoing_mail SET recipient = :junk WHERE id = :id"), {"junk": b"x", "id": locked})
    db.session.commit()
    with connection_to(postbox.port) as connection:
        deliver_mails(connection)
    state = db.session.execute(text("SELECT attempts, given_up_at FROM outgoing_mail ORDER BY id LIMIT 1")).one()
    assert tuple(state) == (1, None)
    assert row(good).sent_at


def test_it_stops_when_told_and_gives_back_the_rest(app: Flask, postbox: Postbox) -> None:
    postbox.slow, mails = 0.3, [put() for _ in range(3)]
    delivery = delivery_to(postbox.port)
    assert delivery.step()
    wait_for(lambda: "DATA" in postbox.commands)
    delivery.end()
    assert [row(mail).sent_at is not None for mail in mails] == [True, False, False]
    assert [row(mail).claimed_by for mail in mails] == [None, None, None]


def test_it_logs_no_address_and_nothing_of_the_mail(
    app: Flask, postbox: Postbox, caplog: pytest.LogCaptureFixture
) -> None:
    postbox.at_rcpt["bad@reader.example"] = "550 <bad@reader.example> unknown"
    bad, good = put("bad@reader.example"), put("good@reader.example")
    with caplog.at_level(logging.DEBUG), connection_to(postbox.port) as connection:
        deliver_mails(connection)
    # The server of these tests logs too, all that it hears.
    said = "\n".join(entry.getMessage() for entry in caplog.records if entry.name != "mail.log")
    assert f"mail {bad} (confirm-individual)" in said and f"mail {good} (confirm-individual): sent" in said
    for secret in ("reader.example", "Novik", "Free them", "/confirm/"):
        assert secret not in said


@pytest.mark.both_databases
def test_it_sends_each_mail_once_from_many_workers(app: Flask, postbox: Postbox) -> None:
    for number in range(60):
        put(f"reader{number}@reader.example")
    begin = threading.Barrier(4)

    def work(_: int) -> None:
        with app.app_context(), connection_to(postbox.port) as connection:
            begin.wait()
            while deliver_mails(connection, batch=4):
                pass

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert sorted(postbox.recipients) == sorted(f"reader{number}@reader.example" for number in range(60))
    assert set(postbox.message_ids.values()) == {1}
    unsent = select(func.count()).select_from(OutgoingMail).where(OutgoingMail.sent_at.is_(None))
    assert db.session.scalar(unsent) == 0


@pytest.mark.both_databases
def test_it_skips_what_somebody_else_took_meanwhile(app: Flask, postbox: Postbox) -> None:
    first, second = put("first@reader.example"), put("second@reader.example")
    postbox.slow, delivery = 0.5, delivery_to(postbox.port)
    assert delivery.step()
    wait_for(lambda: "DATA" in postbox.commands)
    assert set(actions.claim_mails("another", at=now() + actions.CLAIM + timedelta(seconds=1))) == {first, second}
    db.session.commit()
    delivery.renewed_at -= RENEWED_EVERY
    delivery.step()
    delivery.end()
    assert postbox.recipients == ["first@reader.example"]
    assert row(second).claimed_by == "another"
    assert row(first).sent_at


@pytest.mark.both_databases
def test_it_begins_no_mail_whose_claim_runs_out(app: Flask, postbox: Postbox) -> None:
    """Somebody else may be about to send it."""
    first, second = put("first@reader.example"), put("second@reader.example")
    postbox.slow, delivery = 0.3, delivery_to(postbox.port)
    assert delivery.step()
    wait_for(lambda: "DATA" in postbox.commands)
    delivery.pool.prolong({first, second}, time.monotonic())
    wait_for(lambda: delivery.pool.count_queued() == 0)
    delivery.end()
    assert postbox.recipients == ["first@reader.example"]
    assert (row(second).claimed_by, row(second).attempts, row(second).trouble) == (None, 0, None)


@pytest.mark.both_databases
def test_it_keeps_its_claims_however_long_the_server_takes(app: Flask, postbox: Postbox) -> None:
    mail = put()
    postbox.slow, delivery = 0.5, delivery_to(postbox.port)
    assert delivery.step()
    before = row(mail).claimed_until
    delivery.renewed_at -= RENEWED_EVERY
    assert delivery.step()
    after = row(mail).claimed_until
    assert before and after and after > before
    # What nobody has begun to send is given back at the end.
    wait_for(lambda: postbox.commands)
    delivery.end()
    assert row(mail).sent_at


@pytest.mark.both_databases
def test_it_writes_down_what_was_sent_once_the_database_is_back(app: Flask, postbox: Postbox) -> None:
    mail, delivery = put(), delivery_to(postbox.port)
    assert delivery.step()
    wait_for(lambda: postbox.letters)
    delivery.pool.wait(5)
    event.listen(db.engine, "before_cursor_execute", refuse_updates)
    with pytest.raises(OperationalError):
        delivery.step()
    db.session.rollback()
    event.remove(db.engine, "before_cursor_execute", refuse_updates)
    assert row(mail).sent_at is None
    assert not delivery.step()
    assert row(mail).sent_at
    delivery.end()
    assert len(postbox.letters) == 1


def refuse_updates(_connection: object, _cursor: object, sql: str, *_rest: object) -> None:
    """As a database that is away."""
    if sql.startswith("UPDATE outgoing_mail"):
        raise OperationalError(sql, {}, RuntimeError("away"))
