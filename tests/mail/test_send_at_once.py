"""Several connections at once: as many as the relay takes and the setting says, and what is awaited before bulk."""

from __future__ import annotations

import socketserver
import threading
import time

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from mail_servers import delivery_to, send_everything, wait_for
from outbox import put, row
from petition.core.db import db
from petition.mail import actions
from petition.mail.models import OutgoingMail


class Relay(socketserver.ThreadingTCPServer):
    """A relay that answers each command after a while, and says 421 to more connections than it takes."""

    daemon_threads, allow_reuse_address, request_queue_size = True, True, 50

    def __init__(self, *, pause: float = 0.0, most: int = 100) -> None:
        super().__init__(("127.0.0.1", 0), Dialogue)
        self.port, self.pause, self.most = self.server_address[1], pause, most
        self.one_at_a_time, self.open, self.peak, self.refused = threading.Lock(), 0, 0, 0
        self.taken: list[tuple[float, str]] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Dialogue(socketserver.StreamRequestHandler):
    server: Relay

    def handle(self) -> None:
        relay = self.server
        with relay.one_at_a_time:
            is_welcome = relay.open < relay.most
            relay.open += is_welcome
            relay.refused += not is_welcome
            relay.peak = max(relay.peak, relay.open)
        if not is_welcome:
            self.wfile.write(b"421 4.7.0 too many connections\r\n")
            return
        try:
            self.wfile.write(b"220 hello\r\n")
            self.talk(relay)
        finally:
            with relay.one_at_a_time:
                relay.open -= 1

    def talk(self, relay: Relay) -> None:
        recipient = ""
        for line in self.rfile:
            time.sleep(relay.pause)
            word = line[:4].upper()
            if word == b"RCPT":
                recipient = line.decode().partition("<")[2].partition(">")[0]
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                while self.rfile.readline() != b".\r\n":
                    pass
                time.sleep(relay.pause)
                relay.taken.append((time.monotonic(), recipient))
            if word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 OK\r\n")


@pytest.mark.both_databases
def test_it_sends_each_once_over_no_more_connections_than_the_setting_says(app: Flask) -> None:
    relay = Relay(pause=0.005)
    for number in range(60):
        put(f"reader{number}@reader.example")
    send_everything(delivery_to(relay.port, size=4))
    assert sorted(one for _, one in relay.taken) == sorted(f"reader{number}@reader.example" for number in range(60))
    assert 2 <= relay.peak <= 4
    assert db.session.scalar(select(func.count()).where(OutgoingMail.sent_at.is_(None))) == 0


def test_it_does_with_fewer_where_the_relay_takes_fewer(app: Flask) -> None:
    relay = Relay(pause=0.005, most=2)
    mails = [put(f"reader{number}@reader.example") for number in range(30)]
    delivery = delivery_to(relay.port, size=6)
    send_everything(delivery)
    assert len(relay.taken) == len({one for _, one in relay.taken}) == 30
    assert relay.peak == 2 and relay.refused >= 1
    assert delivery.pool.limit <= 2
    # Nothing of it is any mail's fault.
    assert {row(mail).attempts for mail in mails} == {0}


def test_it_opens_no_connection_that_is_not_needed(app: Flask) -> None:
    relay, delivery = Relay(), None
    delivery = delivery_to(relay.port, size=4)
    for _ in range(6):
        put()
        while delivery.step():
            delivery.pool.wait(5)
    delivery.end()
    assert len(relay.taken) == 6 and relay.peak == 1


@pytest.mark.both_databases
def test_it_sends_what_is_awaited_before_any_bulk_mail(app: Flask) -> None:
    relay = Relay(pause=0.02)
    for number in range(40):
        put(f"bulk{number}@reader.example", priority=actions.BULK)
    delivery = delivery_to(relay.port, size=2)
    assert delivery.step()
    wait_for(lambda: relay.taken)
    urgent = [put(f"urgent{number}@reader.example") for number in range(6)]
    begun = len(relay.taken)
    while any(row(mail).sent_at is None for mail in urgent):
        delivery.step()
        delivery.pool.wait(5)
    order = [one for _, one in relay.taken][begun:]
    last = max(place for place, one in enumerate(order) if one.startswith("urgent"))
    # Those that each connection was at, and the one that it may have begun while the others were put in.
    assert sum(one.startswith("bulk") for one in order[:last]) <= 4
    delivery.end()
    assert len(relay.taken) < 46


def test_it_sends_no_more_a_minute_than_the_relay_takes(app: Flask) -> None:
    relay = Relay()
    for _ in range(5):
        put()
    send_everything(delivery_to(relay.port, size=3, per_minute=300))
    moments = [at for at, _ in relay.taken]
    # Four pauses of 0.2 s; each mail may be taken a little later than it was begun.
    assert moments[-1] - moments[0] > 0.6


def test_it_records_and_claims_in_few_transactions(app: Flask) -> None:
    relay, commits = Relay(), list[object]()
    for _ in range(60):
        put()

    def count(connection: object) -> None:
        commits.append(connection)

    event.listen(db.engine, "commit", count)
    send_everything(delivery_to(relay.port, size=8))
    event.remove(db.engine, "commit", count)
    assert len(relay.taken) == 60
    assert len(commits) < 60


@pytest.mark.combination
def test_it_sends_over_eight_connections_five_times_as_much_as_over_one(app: Flask) -> None:
    """At a relay far away: 40 ms for each command, in one run."""
    rates = {}
    for size, number in ((1, 10), (8, 80)):
        relay = Relay(pause=0.04)
        for _ in range(number):
            put()
        begun = time.monotonic()
        send_everything(delivery_to(relay.port, size=size))
        rates[size] = number / (time.monotonic() - begun)
        assert len(relay.taken) == number
    assert rates[8] >= 5 * rates[1], rates
