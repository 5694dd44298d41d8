"""The second factor once more: before something that matters, and without losing what was typed."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest

from petition.accounts import actions
from petition.core import audit

TEAM = "/desk/team/new"


def asked_for(page: str) -> dict[str, str]:
    """The hidden fields of the page that asks."""
    found = re.findall(r'<input(?=[^>]*type="hidden")[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page)
    return dict(found)


def hire(alena: Any, look_up: Any) -> None:
    """Makes her an owner, so that there is something that matters."""
    look_up(lambda coordinator: actions.grant_role(coordinator, "owner", by="test"))


def test_it_asks_and_comes_back(alena: Any, look_up: Any, later: Any) -> None:
    hire(alena, look_up)
    asked = alena.get(TEAM).location
    assert asked == "/desk/again?next=/desk/team/new"
    answer = alena.send(asked, again="y", again_code=alena.code())
    assert (answer.status_code, answer.location) == (303, TEAM)
    assert alena.get(TEAM).status_code == 200


def test_it_is_enough_for_ten_minutes(alena: Any, look_up: Any, later: Any) -> None:
    hire(alena, look_up)
    alena.send("/desk/again", again="y", again_code=alena.code())
    later(minutes=9, seconds=59)
    assert alena.get(TEAM).status_code == 200
    later(seconds=1)
    assert alena.get(TEAM).location.startswith("/desk/again")


def test_it_is_not_given_by_signing_in(alena: Any, other_browser: Any, look_up: Any, later: Any) -> None:
    hire(alena, look_up)
    alena.send("/desk/again", again="y", again_code=alena.code())
    later(minutes=1)
    other_browser.secret = alena.secret
    other_browser.give_password()
    other_browser.give_code()
    assert other_browser.is_signed_in()
    assert other_browser.get(TEAM).location.startswith("/desk/again")


def test_it_keeps_what_was_typed(alena: Any, look_up: Any, mails: Any, stored: Any, later: Any) -> None:
    hire(alena, look_up)
    alena.send("/desk/again", again="y", again_code=alena.code())
    later(minutes=5)
    token = asked_for(alena.get(TEAM).text)["csrf_token"]
    later(minutes=6)
    typed = {"name": 'Nadzeya "Nadia" <b>', "email": "nadia@coalition.example", "role": "auditor", "place": "all"}
    page = alena.client.post(TEAM, data={**typed, "country": "", "language": "", "csrf_token": token})
    assert page.status_code == 200
    assert "Confirm with your second factor" in page.text
    assert mails() == []
    kept = {
        key: value.replace("&#34;", '"').replace("&lt;", "<").replace("&gt;", ">")
        for key, value in asked_for(page.text).items()
    }
    assert typed.items() <= kept.items()
    wrong = alena.client.post(TEAM, data={**kept, "again_code": "000000"})
    assert wrong.status_code == 422
    assert typed["email"] in wrong.text
    right = alena.client.post(TEAM, data={**kept, "again_code": alena.code()})
    assert right.status_code == 303
    assert [mail.recipient for mail in mails()] == ["nadia@coalition.example"]
    entry = stored(lambda: audit.recent_entries(before=None, limit=1)[0][0].act)
    assert entry == "coordinator.invite-auditor"


def test_it_takes_each_code_once(alena: Any, look_up: Any, later: Any) -> None:
    hire(alena, look_up)
    code = alena.code()
    assert alena.send("/desk/again", again="y", again_code=code).status_code == 303
    later(minutes=10)
    assert alena.send("/desk/again", again="y", again_code=code).status_code == 422
    assert alena.get(TEAM).location.startswith("/desk/again")


def test_it_takes_a_recovery_code_and_uses_it_up(alena: Any, look_up: Any, later: Any) -> None:
    hire(alena, look_up)
    assert alena.send("/desk/again", again="y", again_code=f" {alena.codes[0].upper()} ").status_code == 303
    assert look_up(lambda coordinator: coordinator.recovery_codes_left) == 9
    later(minutes=11)
    assert alena.send("/desk/again", again="y", again_code=alena.codes[0]).status_code == 422


def test_it_limits_guessing_in_whatever_session(alena: Any, other_browser: Any, look_up: Any, later: Any) -> None:
    hire(alena, look_up)
    other_browser.secret = alena.secret
    other_browser.give_password()
    other_browser.give_code()
    later(minutes=1)
    for guesser in (alena, other_browser, alena, other_browser, alena):
        assert guesser.send("/desk/again", again="y", again_code="000000").status_code == 422
    answer = other_browser.send("/desk/again", again="y", again_code=other_browser.code())
    assert answer.status_code == 429
    assert "Too many attempts" in answer.text
    later(minutes=16)
    assert other_browser.send("/desk/again", again="y", again_code=other_browser.code()).status_code == 303


def test_it_needs_a_code_where_there_is_a_second_factor(alena: Any, look_up: Any) -> None:
    """Only accounts of the demo that have none pass with a button."""
    hire(alena, look_up)
    assert alena.send("/desk/again", again="y").status_code == 422
    assert alena.send("/desk/again", again="demo", again_code="").status_code == 422


def test_it_leads_to_no_other_site(alena: Any, later: Any) -> None:
    for elsewhere in (
        "https://evil.example/",
        "//evil.example/desk/",
        "/\\evil.example",
        "/en/",
        "javascript:1",
        "/desk\\x",
    ):
        later(minutes=15)
        answer = alena.send("/desk/again?next=" + elsewhere, again="y", again_code=alena.code())
        assert answer.location == "/desk/start", elsewhere


@pytest.mark.parametrize(
    "target", ["//[", "https://[", "//evil.example", "/\t/evil.example", "/\\evil.example", "/desk"]
)
def test_it_leads_back_into_the_desk_whatever_the_address_says(
    alena: Any, look_up: Any, later: Any, target: str
) -> None:
    hire(alena, look_up)
    asked = f"/desk/again?next={quote(target, safe='')}"
    assert alena.get(asked).status_code == 200
    answer = alena.send(asked, again="y", again_code=alena.code())
    assert (answer.status_code, answer.location) == (303, "/desk/start")
