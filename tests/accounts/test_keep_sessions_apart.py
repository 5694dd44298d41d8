"""Sessions: none is fixed before signing in, kept beyond it, or lends its tokens to another one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask_login.utils import encode_cookie

HERE = {"domain": "127.0.0.1", "path": "/desk"}


def token(page: str) -> str:
    return re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]


def cookie(browser: Any) -> str:
    return str(browser.client.get_cookie("desk", **HERE).value)


def renames(browser: Any, csrf_token: str) -> int:
    """What an act of whoever is signed in answers, sent with this token."""
    return int(browser.client.post("/desk/account/name", data={"csrf_token": csrf_token, "name": "X"}).status_code)


@pytest.mark.parametrize("step", ["before", "half-way"])
def test_it_is_of_no_use_to_whoever_set_it_before(alena: Any, browser: Any, other_browser: Any, step: str) -> None:
    """Somebody puts an own cookie into the browser of another, who then signs in."""
    secret = alena.secret
    alena.send("/desk/account", to="/desk/logout")
    planter = type(alena)(browser.client.application)
    known = token(planter.get("/desk/login").text)
    planted = cookie(planter)
    other_browser.client.set_cookie("desk", planted, **HERE)
    other_browser.give_password()
    if step == "half-way":
        planted, known = cookie(other_browser), token(other_browser.get("/desk/code").text)
    other_browser.secret = secret
    assert other_browser.give_code().location == "/desk/"
    assert cookie(other_browser) != planted
    planter.client.set_cookie("desk", planted, **HERE)
    assert not planter.is_signed_in()
    assert renames(other_browser, known) == 400
    assert renames(other_browser, token(other_browser.get("/desk/account").text)) == 303


def test_it_takes_no_token_of_another_session(alena: Any, other_browser: Any) -> None:
    other_browser.secret = alena.secret
    other_browser.give_password()
    other_browser.give_code()
    theirs = token(other_browser.get("/desk/account").text)
    assert renames(other_browser, theirs) == 303
    assert renames(alena, theirs) == 400


def test_it_is_remembered_nowhere(app: Any, alena: Any, other_browser: Any, look_up: Any) -> None:
    other_browser.secret = alena.secret
    page = other_browser.get("/desk/login")
    given = {"email": "alena@viasna.example.org", "password": "sorrel-lantern-oblique-tuba", "remember": "y"}
    other_browser.client.post("/desk/login", data={"csrf_token": token(page.text), **given})
    other_browser.send("/desk/code?remember=y", code=other_browser.code(), remember="y")
    assert other_browser.is_signed_in()
    assert other_browser.client.get_cookie("remember_token", **HERE) is None
    assert other_browser.client.get_cookie("remember_token", domain="127.0.0.1", path="/") is None
    # Not even one that we had signed ourselves opens anything.
    identity = look_up(lambda coordinator: coordinator.fs_uniquifier)
    forged = type(alena)(app)
    with app.app_context():
        forged.client.set_cookie("remember_token", encode_cookie(str(identity)), domain="127.0.0.1", path="/")
    assert not forged.is_signed_in()
