"""Which passwords will do, and what is said where one will not."""

from __future__ import annotations

import ast
import inspect
import sys
from types import FrameType
from typing import Any

import pytest
from zxcvbn import feedback

from petition.accounts import passwords

PERSONAL = ["Undersigned", "alena.kavalenka@viasna.example.org", "alena.kavalenka"]


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("Sh0rt-one", "at least 12 characters"),
        ("x" * 257, "at most 256 characters"),
        ("leavemealone", "list of leaked passwords"),
        ("парольПАРОЛЬ", "list of leaked passwords"),
        ("qwertyuiop[]", "keyboard"),
        ("йцукенгшщзхъ", "keyboard"),
        ("aaaaaaaaaaaaaaa", "Repetitions"),
        ("abcdefghijklmn", "Sequences"),
        ("alena.kavalenka", "easy to guess"),
        ("Undersigned2026", "easy to guess"),
    ],
)
def test_it_refuses_with_help(app: Any, password: str, said: str) -> None:
    with app.test_request_context():
        faults = passwords.password_faults(passwords.normalise_password(password), PERSONAL)
    assert len(faults) == 1
    assert said in faults[0]


@pytest.mark.parametrize(
    "password",
    [
        "sorrel-lantern-oblique-tuba",
        "кветка дзверы шэпт зялёны вол",
        "9jK2#vLq0x!Tz",
        "正しい馬の電池ホチキスと青い空",
        "y" * 3 + "Wm" * 90 + "7q",
    ],
)
def test_it_takes_long_and_unlikely_ones(app: Any, password: str) -> None:
    with app.test_request_context():
        assert passwords.password_faults(passwords.normalise_password(password), PERSONAL) == []


def test_it_is_the_same_from_every_keyboard(browser: Any, other_browser: Any, invite: Any, clock: Any) -> None:
    browser.accept(invite(), "é café ﬁord qumquat 12")
    assert other_browser.give_password(password="e\u0301 cafe\u0301 fiord qumquat 12").status_code == 302


def test_it_is_said_beside_the_field(browser: Any, invite: Any, clock: Any, look_up: Any) -> None:
    answer = browser.accept(invite(), "leavemealone")
    assert answer.status_code == 200
    assert 'id="password-fault"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert look_up(lambda coordinator: coordinator.password) is None


def test_it_holds_for_every_way_to_a_password(alena: Any) -> None:
    answer = alena.send("/desk/password", password="sorrel-lantern-oblique-tuba", new_password="leavemealone")
    assert answer.status_code == 200
    assert "leaked passwords" in answer.text


def test_it_has_our_words_for_all_that_zxcvbn_says() -> None:
    calls = (node for node in ast.walk(ast.parse(inspect.getsource(feedback))) if isinstance(node, ast.Call))
    said = {call.args[0].value for call in calls if isinstance(call.func, ast.Name) and call.func.id == "_"}
    assert said == set(passwords.WORDS)


def test_it_has_the_judge_look_at_a_bounded_part() -> None:
    looked_at: list[int] = []

    def look(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and "zxcvbn" in frame.f_code.co_filename and "password" in frame.f_locals:
            looked_at.append(len(frame.f_locals["password"]))

    sys.setprofile(look)
    try:
        passwords.password_faults("4@8({[<369!1" * 21, [])
    finally:
        sys.setprofile(None)
    assert 0 < max(looked_at) <= 32
