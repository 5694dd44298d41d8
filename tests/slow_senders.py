"""Two hundred who have announced a form, and send a byte of it each half a second."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest

from petition.core.form_stamps import QUICKEST_SECONDS

SENDERS, BETWEEN = 200, 0.5  # seconds between two bytes of one
LENGTH = 5000  # what each has announced, in bytes; more than it sends while a test runs
# How long others are asked for meanwhile; a form that is opened when it begins may be sent when it ends.
SECONDS = max(4, QUICKEST_SECONDS + 0.1)


@contextmanager
def slow_senders(connect: Callable[[int], socket.socket], path: str, host: str) -> Iterator[None]:
    """Has them send meanwhile, each over a connection of its own; at the end each of them still does."""
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {LENGTH}\r\n"
    kind, ended = "Content-Type: application/x-www-form-urlencoded\r\n\r\nname=", threading.Event()
    with ExitStack() as open_:
        senders = [open_.enter_context(connect(number)) for number in range(SENDERS)]
        for sender in senders:
            sender.sendall((head + kind).encode())

        def send() -> None:
            while not ended.wait(BETWEEN):
                for sender in senders:
                    sender.sendall(b"x")

        sending = threading.Thread(target=send, daemon=True)
        sending.start()
        try:
            yield
        finally:
            ended.set()
            sending.join()
        for sender in senders:
            sender.setblocking(False)
            # Neither answered nor thrown out.
            with pytest.raises((BlockingIOError, ssl.SSLWantReadError)):
                sender.recv(1)


def ask_meanwhile(ask: Callable[[], int]) -> None:
    """Asks for a page that no cache answers, again and again; each is answered."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        assert ask() == 200
        time.sleep(0.2)
