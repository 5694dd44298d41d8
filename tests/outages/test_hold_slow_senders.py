"""``make run`` has no proxy in front of it: two hundred who send a form byte by byte keep nobody waiting all the same."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

import services
from journeys.site import started
from make_starts import KEY, environment, fetch, signature
from page import Page
from petition.core.form_stamps import QUICKEST_SECONDS

SIGN = "/en/human-rights-in-belarus/sign"
SLOW, SECONDS = 200, 4


@contextmanager
def slow_senders(port: int) -> Iterator[list[socket.socket]]:
    """Many who have announced a form, and send a byte of it each half a second."""
    head = f"POST {SIGN} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 5000\r\n"
    kind, ended = "Content-Type: application/x-www-form-urlencoded\r\n\r\nname=", threading.Event()
    with ExitStack() as open_:
        senders = [open_.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(SLOW)]
        for sender in senders:
            sender.sendall((head + kind).encode())

        def send() -> None:
            while not ended.wait(0.5):
                for sender in senders:
                    sender.sendall(b"x")

        sending = threading.Thread(target=send, daemon=True)
        sending.start()
        try:
            yield senders
        finally:
            ended.set()
            sending.join()


def test_it_answers_others_while_two_hundred_send_slowly(tmp_path: Path) -> None:
    port = services.free_port()
    url = f"http://127.0.0.1:{port}"
    keys = {"SECRET_KEY": KEY, "DATA_KEYS": KEY, "SIGN_LIMIT": ""}
    environ = environment(
        tmp_path / "instance", DATABASE_URL=f"sqlite:///{tmp_path}/site.sqlite", PORT=str(port), PUBLIC_URL=url, **keys
    )
    with started(environ, tmp_path), slow_senders(port) as senders:
        stamped = Page(fetch(url + SIGN, environ)[1]).form(SIGN).values()
        until = time.monotonic() + max(SECONDS, QUICKEST_SECONDS + 0.1)
        while time.monotonic() < until:
            assert fetch(f"{url}/readyz", environ)[0] == 200
            time.sleep(0.2)
        assert fetch(url + SIGN, environ, signature(stamped))[0] == 303
        for sender in senders:
            sender.setblocking(False)
            # Neither answered nor thrown out: they still send.
            with pytest.raises(BlockingIOError):
                sender.recv(1)
