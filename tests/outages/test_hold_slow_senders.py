"""``make run`` has no proxy in front of it: two hundred who send a form byte by byte keep nobody waiting all the same."""

from __future__ import annotations

import socket
from pathlib import Path

import services
from journeys.site import started
from make_starts import KEY, environment, fetch, signature
from page import Page
from slow_senders import ask_meanwhile, slow_senders

SIGN = "/en/human-rights-in-belarus/sign"


def test_it_answers_others_while_two_hundred_send_slowly(tmp_path: Path) -> None:
    port = services.free_port()
    url = f"http://127.0.0.1:{port}"
    keys = {"SECRET_KEY": KEY, "DATA_KEYS": KEY, "SIGN_LIMIT": ""}
    environ = environment(
        tmp_path / "instance", DATABASE_URL=f"sqlite:///{tmp_path}/site.sqlite", PORT=str(port), PUBLIC_URL=url, **keys
    )

    def connect(_number: int) -> socket.socket:
        return socket.create_connection(("127.0.0.1", port))

    with started(environ, tmp_path), slow_senders(connect, SIGN, f"127.0.0.1:{port}"):
        stamped = Page(fetch(url + SIGN, environ)[1]).form(SIGN).values()
        ask_meanwhile(lambda: fetch(f"{url}/readyz", environ)[0])
        assert fetch(url + SIGN, environ, signature(stamped))[0] == 303
