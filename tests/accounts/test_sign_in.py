"""Signing in: the same answer for everybody, limits, and a session that ends."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest

from petition.accounts import actions

SITE = "http://127.0.0.1:5000"
WRONG = "not-the-password-at-all"


def answer_without_token(page: str) -> str:
    return re.sub(r'value="[^"]*"', "", page)


def test_it_asks_for_password_and_code(alena: Any, other_browser: Any) -> None:
    other_browser.secret = alena.secret
    assert other_browser.give_password().location.startswith("/desk/code")
    assert not other_browser.is_signed_in()
    assert other_browser.give_code().location == "/desk/"
    assert other_browser.is_signed_in()


def test_it_answers_alike_whoever_exists(alena: Any, other_browser: Any, invite: Any) -> None:
    invite("asked@example.org")
    known = other_browser.give_password(password=WRONG)
    unknown = other_browser.give_password(email="nobody@example.org", password=WRONG)
    invited = other_browser.give_password(email="asked@example.org", password=WRONG)
    assert known.status_code == unknown.status_code == invited.status_code == 200
    assert answer_without_token(known.text) == answer_without_token(unknown.text)
    assert answer_without_token(known.text) == answer_without_token(invited.text)


@pytest.mark.own_app
def test_it_takes_as_long_whoever_exists(app: Any, browser: Any, invite: Any) -> None:
    browser.accept(invite())

    def effort(email: str) -> float:
        begun = time.process_time()
        browser.give_password(email=email, password=WRONG)
        return time.process_time() - begun

    efforts = [(effort("alena@viasna.example.org"), effort("nobody@example.org")) for _ in range(4)]
    known, unknown = (min(times) for times in zip(*efforts, strict=True))
    assert 0.7 < known / unknown < 1.4


def test_it_lets_nobody_in_by_the_password_of_somebody_else(alena: Any, other_browser: Any) -> None:
    """A password for an unknown address is judged against somebody's, so that it takes as long; it is wrong even so."""
    wrong = other_browser.give_password(email="nobody@example.org", password=WRONG)
    right = other_browser.give_password(email="nobody@example.org")
    assert right.status_code == 200
    assert answer_without_token(right.text) == answer_without_token(wrong.text)
    assert other_browser.get("/desk/code").location == "/desk/login"
    assert not other_browser.is_signed_in()


def test_it_does_not_let_in_an_ended_account(alena: Any, other_browser: Any, look_up: Any) -> None:
    look_up(lambda coordinator: actions.end_access(coordinator, by="coordinator 9"))
    assert not alena.is_signed_in()
    assert other_browser.give_password().status_code == 200
    assert other_browser.get("/desk/code").location == "/desk/login"


def test_it_limits_tries_per_account(app: Any, other_browser: Any, browser: Any, later: Any) -> None:
    for email in ("nobody@example.org", "NOBODY@example.org") * 5:
        assert browser.give_password(email=email, password=WRONG).status_code == 200
    answer = other_browser.give_password(email="nobody@example.org", password=WRONG)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert browser.give_password(email="somebody@example.org", password=WRONG).status_code == 200
    later(minutes=16)
    assert browser.give_password(email="nobody@example.org", password=WRONG).status_code == 200


def test_it_limits_tries_per_network(browser: Any, clock: Any) -> None:
    statuses = [browser.give_password(email=f"n{at}@example.org").status_code for at in range(21)]
    assert statuses == [200] * 20 + [429]


def test_it_ends_after_half_an_hour_without_a_click(alena: Any, later: Any) -> None:
    for _ in range(3):
        later(minutes=29)
        assert alena.is_signed_in()
    later(minutes=31)
    assert alena.get("/desk/account").location.startswith("/desk/login")


def test_it_ends_after_twelve_hours_whatever_happens(alena: Any, later: Any) -> None:
    for _ in range(26):
        later(minutes=27)
        assert alena.is_signed_in()
    later(minutes=20)
    assert not alena.is_signed_in()


def test_it_starts_a_session_from_nothing(alena: Any, other_browser: Any) -> None:
    other_browser.secret = alena.secret
    other_browser.give_password()
    with other_browser.client.session_transaction("/desk/", base_url=SITE) as cookie:
        cookie["planted"] = "yes"
        before = cookie["csrf_token"]
    other_browser.give_code()
    other_browser.get("/desk/account")
    with other_browser.client.session_transaction("/desk/", base_url=SITE) as cookie:
        assert "planted" not in cookie
        assert "tf_user_id" not in cookie
        assert cookie["csrf_token"] != before


def test_it_keeps_its_cookie_to_the_desk(alena: Any) -> None:
    cookie = alena.get("/desk/account").headers["Set-Cookie"]
    assert re.match(r"desk=.*; HttpOnly; Path=/desk; SameSite=Lax", cookie)
    assert alena.client.get_cookie("remember_token") is None


def test_it_notices_a_role_taken_away_at_once(alena: Any, look_up: Any) -> None:
    assert alena.get("/desk/").status_code == 200
    look_up(lambda coordinator: actions.revoke_role(coordinator.role_grants[0], by="coordinator 9"))
    assert alena.get("/desk/").location.startswith("/desk/login")


def test_it_leads_to_the_page_that_was_asked_for(alena: Any, other_browser: Any) -> None:
    asked = other_browser.get("/desk/account").location
    assert asked == "/desk/login?next=/desk/account"
    other_browser.secret = alena.secret
    step = other_browser.send(asked, email="alena@viasna.example.org", password="sorrel-lantern-oblique-tuba")
    assert other_browser.send(step.location, code=other_browser.code()).location == "/desk/account"


@pytest.mark.parametrize("elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_it_leads_to_no_other_site(alena: Any, other_browser: Any, elsewhere: str) -> None:
    other_browser.secret = alena.secret
    other_browser.give_password()
    where = other_browser.client.post
    page = other_browser.get("/desk/code").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token
    fields = {"csrf_token": token.group(1), "code": other_browser.code()}
    answer = where("/desk/code", query_string={"next": elsewhere}, data=fields)
    assert not answer.location.startswith(("http", "//", "/\\"))


def test_it_needs_the_token_of_the_page(alena: Any, browser: Any) -> None:
    answer = browser.client.post("/desk/login", data={"email": "alena@viasna.example.org", "password": "x"})
    assert answer.status_code == 400
    assert "open for too long" in answer.text


def test_it_signs_out_by_post_alone(alena: Any) -> None:
    assert alena.get("/desk/logout").status_code in (404, 405)
    assert alena.is_signed_in()
    assert alena.send("/desk/account", to="/desk/logout").location == "/desk/login"
    assert not alena.is_signed_in()


def test_it_notes_the_day_and_no_more(alena: Any, look_up: Any) -> None:
    assert str(look_up(lambda coordinator: coordinator.last_sign_in_on)) == "2026-11-22"
