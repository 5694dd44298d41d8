"""Signing out everywhere ends the sessions of every device."""

from __future__ import annotations

from typing import Any


def test_it_ends_every_session(alena: Any, other_browser: Any) -> None:
    other_browser.secret = alena.secret
    other_browser.give_password()
    other_browser.give_code()
    assert other_browser.is_signed_in()
    assert alena.send("/desk/account", to="/desk/sessions/end").location == "/desk/login"
    assert not alena.is_signed_in()
    assert not other_browser.is_signed_in()


def test_it_ends_a_sign_in_half_way(alena: Any, other_browser: Any) -> None:
    other_browser.secret = alena.secret
    other_browser.give_password()
    alena.send("/desk/account", to="/desk/sessions/end")
    assert other_browser.get("/desk/code").location == "/desk/login"


def test_it_is_done_by_post_with_a_token_alone(alena: Any) -> None:
    assert alena.get("/desk/sessions/end").status_code in (404, 405)
    assert alena.client.post("/desk/sessions/end").status_code == 400
    assert alena.is_signed_in()


def test_it_leaves_a_copied_cookie_worthless_after_any_sign_out(alena: Any) -> None:
    cookie = alena.client.get_cookie("desk", domain="127.0.0.1", path="/desk")
    assert cookie is not None
    assert alena.send("/desk/account", to="/desk/logout").status_code in (302, 303)
    alena.client.set_cookie("desk", cookie.value, domain="127.0.0.1", path="/desk")
    assert not alena.is_signed_in()
