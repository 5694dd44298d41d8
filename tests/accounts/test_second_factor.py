"""The second factor: an app, ten codes for when it is lost, and no way around."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from petition.accounts import actions
from petition.accounts.models import Coordinator
from petition.core.db import db


def test_it_is_shown_as_a_picture_and_as_text(browser: Any, invite: Any, clock: Any) -> None:
    browser.accept(invite())
    page = browser.send("/desk/authenticator", setup="authenticator").text
    assert re.search(r"<svg[^>]* viewBox=[^>]*>.*<path", page, re.S)
    assert "data:" not in page
    assert "style=" not in page
    assert browser.set_up_app().status_code == 302


def test_it_takes_each_code_once(alena: Any, other_browser: Any, browser: Any, later: Any) -> None:
    other_browser.secret = alena.secret
    code = other_browser.code()
    other_browser.give_password()
    assert other_browser.give_code(code).location == "/desk/"
    alena.send("/desk/account", to="/desk/logout")
    alena.give_password()
    assert alena.give_code(code).status_code == 200
    later(seconds=30)
    assert alena.give_code().location == "/desk/"


def test_it_refuses_an_old_code(alena: Any, other_browser: Any, later: Any) -> None:
    other_browser.secret = alena.secret
    code = other_browser.code()
    later(minutes=2)
    other_browser.give_password()
    assert other_browser.give_code(code).status_code == 200
    assert not other_browser.is_signed_in()


def test_it_limits_guessing_across_browsers(alena: Any, browser: Any, other_browser: Any, later: Any) -> None:
    later(minutes=16)
    alena.send("/desk/account", to="/desk/logout")
    for guesser in (browser, other_browser, browser, other_browser, browser):
        guesser.give_password()
        assert guesser.give_code("000000").status_code == 200
    other_browser.give_password()
    other_browser.secret = alena.secret
    assert other_browser.give_code().status_code == 429
    assert other_browser.send("/desk/recovery", code="2222-2222-2222-2222").status_code == 200
    later(minutes=16)
    browser.give_password()
    assert browser.give_code().location == "/desk/"


def test_it_is_replaced_by_a_recovery_code_once(alena: Any, other_browser: Any, look_up: Any) -> None:
    assert len(alena.codes) == 10
    typed = alena.codes[3].upper().replace("-", " ")
    other_browser.give_password()
    assert other_browser.send("/desk/recovery?next=/desk/", code=typed).location == "/desk/"
    assert other_browser.is_signed_in()
    assert look_up(lambda coordinator: coordinator.recovery_codes_left) == 9
    other_browser.send("/desk/account", to="/desk/logout")
    other_browser.give_password()
    assert other_browser.send("/desk/recovery", code=typed).status_code == 200
    assert not other_browser.is_signed_in()


def test_it_shows_recovery_codes_once(alena: Any, look_up: Any) -> None:
    page = alena.get("/desk/recovery-codes?show_codes=1").text
    assert not any(code in page for code in alena.codes)
    assert not set(alena.codes) & set(look_up(lambda coordinator: coordinator.mf_recovery_codes))


def test_it_makes_new_recovery_codes_after_the_password(alena: Any, other_browser: Any, later: Any) -> None:
    old = alena.codes
    later(minutes=20)
    assert alena.get("/desk/recovery-codes").location.startswith("/desk/verify")
    answer = alena.send("/desk/verify?next=/desk/recovery-codes", password="sorrel-lantern-oblique-tuba")
    assert answer.location == "/desk/recovery-codes"
    assert len(alena.make_recovery_codes()) == 10
    assert not set(old) & set(alena.codes)
    other_browser.give_password()
    assert other_browser.send("/desk/recovery", code=old[0]).status_code == 200


def test_it_moves_to_another_app(alena: Any, other_browser: Any, later: Any) -> None:
    old = alena.secret
    later(minutes=20)
    assert alena.get("/desk/authenticator").location.startswith("/desk/verify")
    alena.send("/desk/verify", password="sorrel-lantern-oblique-tuba")
    assert alena.set_up_app().location == "/desk/account"
    assert alena.secret != old
    later(minutes=1)
    other_browser.give_password()
    other_browser.secret = old
    assert other_browser.give_code().status_code == 200
    other_browser.secret = alena.secret
    assert other_browser.give_code().location == "/desk/"


def test_it_cannot_be_walked_around(alena: Any, other_browser: Any) -> None:
    other_browser.give_password()
    for path in ("/desk/", "/desk/account", "/desk/recovery-codes", "/desk/password", "/desk/verify"):
        assert other_browser.get(path).location.startswith("/desk/login")
    assert other_browser.get("/desk/authenticator").location == "/desk/login"


def test_it_is_no_page_without_a_password(browser: Any, clock: Any) -> None:
    for path in ("/desk/code", "/desk/recovery", "/desk/authenticator"):
        assert browser.get(path).location == "/desk/login"
    for path in ("/desk/rescue", "/desk/second-factor"):
        assert browser.get(path).status_code == 404


def test_it_is_set_up_anew_after_a_reset(alena: Any, other_browser: Any, look_up: Any) -> None:
    look_up(lambda coordinator: actions.reset_second_factor(coordinator, by="coordinator 9"))
    assert not alena.is_signed_in()
    assert other_browser.give_password().location == "/desk/authenticator"
    assert other_browser.set_up_app().location == "/desk/recovery-codes"


def test_it_asks_again_when_the_first_code_is_wrong(browser: Any, invite: Any, clock: Any) -> None:
    browser.accept(invite())
    browser.send("/desk/authenticator", setup="authenticator")
    answer = browser.give_code("12")
    assert answer.status_code == 200
    assert not browser.is_signed_in()


@pytest.mark.parametrize("way", ["code", "recovery"])
def test_it_takes_a_code_once_of_those_who_send_it_at_once(app: Any, alena: Any, way: str) -> None:
    browsers = [type(alena)(app) for _ in range(3)]
    code, tokens = alena.code() if way == "code" else alena.codes[0], []
    for browser in browsers:
        browser.give_password()
        tokens.append(re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(f"/desk/{way}").text)[0])

    def send(browser: Any, token: str) -> None:
        browser.client.post(f"/desk/{way}", data={"csrf_token": token, "code": code})

    with app.app_context(), db.engine.begin() as somebody, ThreadPoolExecutor(3) as pool:
        # All of them have come before the first one is let in.
        somebody.execute(select(Coordinator.id).with_for_update())
        sent = [pool.submit(send, browser, token) for browser, token in zip(browsers, tokens, strict=True)]
        time.sleep(1)
        somebody.rollback()
        for one in sent:
            one.result()
    assert sorted(browser.is_signed_in() for browser in browsers) == [False, False, True]
