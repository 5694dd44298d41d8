"""The demo's sign-in link: once, for a day, and in the demo alone."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from petition.accounts import actions
from petition.config.values import Relay


@pytest.fixture
def token(invite: Any, look_up: Any, clock: Any) -> Any:
    invite(role="owner")
    return look_up(lambda coordinator: actions.make_demo_link(coordinator, by="command line"))


def test_it_shows_a_button_and_signs_in(browser: Any, token: str) -> None:
    assert browser.get(f"/desk/enter/{token}").status_code == 200
    assert not browser.is_signed_in()
    answer = browser.send(f"/desk/enter/{token}")
    assert answer.status_code == 303
    assert answer.location == "/desk/start"
    assert browser.is_signed_in()


def test_it_works_once(browser: Any, other_browser: Any, token: str) -> None:
    browser.send(f"/desk/enter/{token}")
    assert other_browser.get(f"/desk/enter/{token}").status_code == 410
    assert other_browser.send("/desk/login", to=f"/desk/enter/{token}").status_code == 410


def test_it_expires_after_a_day(browser: Any, token: str, later: Any) -> None:
    later(days=1)
    assert browser.get(f"/desk/enter/{token}").status_code == 410


def test_it_has_one_purpose(browser: Any, token: str, invite: Any) -> None:
    assert browser.get(f"/desk/invitation/{token}").status_code == 404
    assert browser.get(f"/desk/enter/{invite()}").status_code == 404


def test_it_is_not_there_outside_the_demo(app: Any, browser: Any, token: str) -> None:
    relay = Relay("mail.example.org", 465, None, None, "implicit")
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], relay=relay)
    assert browser.get(f"/desk/enter/{token}").status_code == 404
    assert browser.client.post(f"/desk/enter/{token}").status_code in (400, 404)
    assert not browser.is_signed_in()


def test_it_is_not_there_for_other_machines(browser: Any, token: str) -> None:
    path = f"/desk/enter/{token}"
    csrf = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(path).text)[0]
    elsewhere = {"REMOTE_ADDR": "203.0.113.5"}
    assert browser.client.get(path, environ_base=elsewhere).status_code == 404
    answer = browser.client.post(path, data={"csrf_token": csrf}, environ_base=elsewhere)
    assert answer.status_code == 404 and not browser.is_signed_in()
    assert browser.send(path).status_code == 303


def test_signing_out_leads_to_another_link(browser: Any, token: str) -> None:
    for way_out in ("/desk/logout", "/desk/sessions/end"):
        browser.send(f"/desk/enter/{token}")
        answer = browser.send("/desk/account", to=way_out)
        assert answer.status_code == 303 and not browser.is_signed_in()
        assert answer.location.startswith("/desk/enter/") and token not in answer.location
        token = answer.location.rpartition("/")[2]
    browser.send(f"/desk/enter/{token}")
    assert browser.is_signed_in()


def test_signing_out_gives_no_link_to_an_account_with_a_password(alena: Any) -> None:
    assert alena.send("/desk/account", to="/desk/logout").location == "/desk/login"


def test_signing_out_gives_no_link_outside_the_demo(app: Any, browser: Any, token: str) -> None:
    browser.send(f"/desk/enter/{token}")
    relay = Relay("mail.example.org", 465, None, None, "implicit")
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], relay=relay)
    assert browser.send("/desk/account", to="/desk/logout").location == "/desk/login"


def test_the_sign_in_page_says_where_the_link_is(app: Any, browser: Any) -> None:
    assert "“make run”" in browser.get("/desk/login").text
    relay = Relay("mail.example.org", 465, None, None, "implicit")
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], relay=relay)
    assert "“make run”" not in browser.get("/desk/login").text
