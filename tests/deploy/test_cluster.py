"""The shipped files together, as far as one machine can: people sign, a switch holds, limits are shared, and all is restarted."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlencode

import pytest
from flask import Flask

import make
from conftest import settings
from deploy.cluster import PATIENCE, Cluster, cluster
from deploy.running import SITE
from mail.mail_servers import Postbox
from make_starts import signature, wait_for
from page import Page
from petition import create_app
from petition.core import switches
from petition.core.db import db
from petition.core.form_stamps import QUICKEST_SECONDS

pytestmark = [
    *(pytest.mark.nginx, pytest.mark.redis, pytest.mark.pgbouncer),
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
]
SIGN, LIST = "/en/open-courts/sign", "/en/open-courts/signatories"
ORIGIN = f"Origin: https://{SITE}"
PAUSED = "Signing is paused for now"
# s-maxage and stale-while-revalidate of public pages.
SHARED_SECONDS = 6
LIMIT = 3


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """One process more, with an open statement."""
    app = create_app(settings(database_url, tmp_path / "own", public_url=f"https://{SITE}"))
    with app.app_context():
        make.statement()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def post() -> Iterator[Postbox]:
    """Where all mails arrive."""
    box = Postbox()
    box.start()
    yield box
    box.stop()


def test_it_is_one_site_through_a_restart_of_all(app: Flask, database_url: str, post: Postbox, tmp_path: Path) -> None:
    with cluster(database_url, post.port, tmp_path, sign_limit=f"{LIMIT} per minute") as site:
        stamped = Page(page_of(site.proxy.get(SIGN))).form(SIGN).values()
        time.sleep(QUICKEST_SECONDS + 0.1)
        signs_and_is_listed(site, post, stamped)
        shares_limits(site, stamped)
        restarts_without_a_failure(site, post, stamped)
        follows_a_switch(site)


def page_of(answer: tuple[int, str]) -> str:
    assert answer[0] == 200, answer
    return answer[1].partition("\n\n")[2]


def signs_and_is_listed(site: Cluster, post: Postbox, stamped: dict[str, str]) -> None:
    """The main journey: form, mail, confirmation, list; whichever process is asked."""
    assert site.proxy.get(SIGN, ORIGIN, method="POST", body=signature(stamped))[0] == 303
    wait_for(lambda: post.letters)
    body = post.letters[0].get_body(("plain",))
    assert body is not None
    link = next(word for word in body.get_content().split() if "/confirm/" in word).removeprefix(f"https://{SITE}")
    form = Page(page_of(site.proxy.get(link))).form(link).values()
    assert site.proxy.get(link, ORIGIN, method="POST", body=encoded(form))[0] == 200
    for which in range(2):
        wait_for(lambda which=which: "Alena" in site.web(which).get(f"{LIST}?kind=individuals")[1])  # type: ignore[misc]


def encoded(form: dict[str, str]) -> bytes:
    return urlencode(form).encode()


def shares_limits(site: Cluster, stamped: dict[str, str]) -> None:
    """Whoever may sign three times a minute may do so three times at all of them together."""
    known = f"X-Forwarded-For: {network(200)}"
    codes = [
        site.web(which).get(SIGN, ORIGIN, known, method="POST", body=signature(stamped))[0] for which in (0, 1, 0, 1, 0)
    ]
    assert codes == [303] * LIMIT + [429] * 2


def follows_a_switch(site: Cluster) -> None:
    """What one process switches holds in the others soon: with what a shared cache may show besides, within ten seconds."""
    assert switches.KEPT_SECONDS + SHARED_SECONDS <= 10
    for turn, is_paused in ((switches.turn_on, True), (switches.turn_off, False)):
        turn("pause", None, by="test")
        db.session.commit()
        for which in range(2):
            wait_for(
                lambda which=which, is_paused=is_paused: (PAUSED in site.web(which).get(SIGN)[1]) == is_paused  # type: ignore[misc]
            )


def restarts_without_a_failure(site: Cluster, post: Postbox, stamped: dict[str, str]) -> None:
    """Every process is ended and started anew, one after the other, while people read and sign."""
    signed: list[str] = []

    def sign(turn: int) -> int:
        body = signature(stamped)
        there = replace(site.proxy, visitor=network(turn % 190))
        code, _ = there.get(SIGN, ORIGIN, method="POST", body=body)
        signed.append(parse_qs(body.decode())["email"][0])
        return code

    def read(turn: int) -> int:
        # With words in its address, so that no cache answers.
        return site.proxy.get(f"{LIST}?q=x{turn}")[0]

    with under_load(read, sign, sign) as codes:
        for which, unit in enumerate(site.webs):
            assert unit.restart() == 0, unit.printed.read_text()
            # As `systemctl restart` does, which ends when it is up.
            wait_for(lambda which=which: site.web(which).get("/readyz")[0] == 200, PATIENCE)  # type: ignore[misc]
        for unit in site.workers:
            assert unit.restart() == 0, unit.printed.read_text()
    assert set(codes) == {200, 303}, codes
    assert len(signed) > 3
    # The first one's arrived before, and so did those of the limit.
    wait_for(lambda: set(signed) <= set(post.recipients), PATIENCE)
    arrived = Counter(post.recipients)
    # Two workers at once take nothing from each other, nor from the database.
    assert [unit.printed.read_text() for unit in site.workers] == ["", ""]
    assert {address: arrived[address] for address in signed} == dict.fromkeys(signed, 1)


@contextmanager
def under_load(*asks: Callable[[int], int]) -> Iterator[Counter[int]]:
    """Each is asked again and again meanwhile; gives what they answered, 0 for no answer."""
    codes, ended = Counter[int](), threading.Event()

    def ask(one: Callable[[int], int]) -> None:
        turn = 0
        while not ended.wait(0.1):
            turn += 1
            try:
                codes[one(turn)] += 1
            except OSError:
                codes[0] += 1

    threads = [threading.Thread(target=ask, args=(one,), daemon=True) for one in asks]
    for thread in threads:
        thread.start()
    try:
        yield codes
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def network(number: int) -> str:
    """Somebody of a network of their own."""
    return f"127.0.{number + 2}.1"
