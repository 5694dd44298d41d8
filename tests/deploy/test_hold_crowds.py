"""The shipped proxy holds those who send slowly, and turns a flood away without turning a crowd away."""

from __future__ import annotations

import re
import socket
import time
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.conftest import Deployed
from deploy.running import SITE, Server, nginx, read
from deploy.test_keep_private import careless
from make_starts import signature
from page import Page
from petition.proxy_pages import FOLDER
from slow_senders import ask_meanwhile, slow_senders

pytestmark = pytest.mark.nginx
FLOOD = 700


def test_it_answers_others_while_two_hundred_send_slowly(site: Deployed) -> None:
    page = "/en/open-courts/sign"
    stamped = Page(site.proxy.get(page)[1].partition("\n\n")[2]).form(page).values()

    def connect(number: int) -> socket.socket:
        # From many networks, so that no limit keeps them away.
        return replace(site.proxy, visitor=f"127.1.{number}.1").connect()

    with slow_senders(connect, page, SITE):
        ask_meanwhile(lambda: site.proxy.get("/readyz")[0])
        assert site.proxy.get(page, f"Origin: https://{SITE}", method="POST", body=signature(stamped))[0] == 303


def flood(proxy: Server, path: str, count: int) -> list[int]:
    """Asks many times, as fast as can be, over one connection; gives the codes."""
    request = f"GET {path} HTTP/1.1\r\nHost: {SITE}\r\nAccept-Language: be\r\n"
    with proxy.connect() as connection:
        sending = request.encode() + b"\r\n"
        last = request.encode() + b"Connection: close\r\n\r\n"
        connection.sendall(sending * (count - 1) + last)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    return [int(code) for code in re.findall(rb"HTTP/1\.1 (\d{3}) ", answer)]


def test_it_turns_a_flood_away_and_nobody_else(tmp_path: Path) -> None:
    # What was used up does not come back while a slow machine asks.
    more = {"keepalive_timeout 30s;": "keepalive_timeout 30s; keepalive_requests 2000;", "rate=100r/s": "rate=1r/m"}
    with careless() as port, nginx(tmp_path / "front", port, instead=more) as proxy:
        assert set(flood(proxy, "/en/", 300)) == {200}
        codes = flood(proxy, "/en/", FLOOD)
        assert codes.count(429) > 100 and set(codes) == {200, 429}
        status, answer = proxy.get("/", "Accept-Language: be")
        assert status == 429 and "\r\nRetry-After: 10\r\n" in answer
        assert answer.endswith((FOLDER / "be" / "too-many.html").read_text())
        # Somebody of another network meanwhile.
        assert replace(proxy, visitor="127.0.1.77").get("/en/")[0] == 200


def test_it_has_a_page_fetched_before_all_ask_for_it_anew(tmp_path: Path) -> None:
    """Every ten seconds the key changes: in the second before, a few ask under the next one."""
    more = {"    limit_req zone=undersigned_requests burst=400 nodelay;\n": ""}
    with careless() as port, nginx(tmp_path / "front", port, instead=more) as proxy:
        time.sleep((9.05 - time.time()) % 10)
        turn = int(time.time()) // 10 + 1
        for _ in range(8):
            assert set(flood(proxy, "/en/", 500)) == {200}
        key = f"KEY: {turn % 10} https".encode()
        kept = [one for one in (tmp_path / "front" / "run-cache").rglob("*") if one.is_file() and key in read(one)]
        assert kept and kept[0].stat().st_mtime < turn * 10


def test_it_takes_the_posts_of_a_booth_and_of_no_machine(tmp_path: Path) -> None:
    with careless() as port, nginx(tmp_path / "front", port) as proxy:
        codes = [proxy.get("/en/open-courts/sign", method="POST", body=b"name=x")[0] for _ in range(50)]
        assert 429 not in codes
