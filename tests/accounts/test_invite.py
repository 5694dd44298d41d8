"""An invitation: one link, once, for seven days, to a password and a second factor."""

from __future__ import annotations

import re
from typing import Any

import pytest

from petition.accounts import actions
from petition.core import addresses, audit


def test_it_leads_from_the_link_to_the_desk(browser: Any, invite: Any, clock: Any) -> None:
    token = invite()
    page = browser.get(f"/desk/invitation/{token}")
    assert page.status_code == 200
    assert "alena@viasna.example.org" in page.text
    assert browser.accept(token).location == "/desk/authenticator"
    assert not browser.is_signed_in()
    assert browser.set_up_app().location == "/desk/recovery-codes"
    assert browser.is_signed_in()
    assert browser.get("/desk/").status_code == 200


def test_it_changes_nothing_by_being_looked_at(browser: Any, invite: Any, clock: Any, look_up: Any) -> None:
    token = invite()
    for _ in range(3):
        assert browser.get(f"/desk/invitation/{token}").status_code == 200
        assert browser.client.head(f"/desk/invitation/{token}").status_code == 200
    assert look_up(lambda coordinator: coordinator.password) is None
    assert browser.accept(token).status_code == 302


def test_it_works_once(browser: Any, other_browser: Any, invite: Any, clock: Any) -> None:
    token = invite()
    browser.accept(token)
    answer = other_browser.get(f"/desk/invitation/{token}")
    assert answer.status_code == 410
    assert "has been used" in answer.text
    assert "/desk/login" in answer.text
    answer = other_browser.send("/desk/login", to=f"/desk/invitation/{token}", password="walnut-octave-gravel-sphinx")
    assert answer.status_code == 410


def test_it_expires_after_seven_days(browser: Any, invite: Any, later: Any) -> None:
    token = invite()
    later(days=6, hours=23)
    assert browser.get(f"/desk/invitation/{token}").status_code == 200
    later(hours=1)
    answer = browser.get(f"/desk/invitation/{token}")
    assert answer.status_code == 410
    assert "has expired" in answer.text


@pytest.mark.parametrize("token", ["x", "A" * 32, "A" * 31, "A" * 400])
def test_it_says_when_a_link_is_mangled(browser: Any, clock: Any, token: str) -> None:
    answer = browser.get(f"/desk/invitation/{token}")
    assert answer.status_code == 404
    assert "not complete" in answer.text


def test_it_replaces_the_link_before(browser: Any, invite: Any, clock: Any) -> None:
    first, second = invite(), invite()
    assert browser.get(f"/desk/invitation/{first}").status_code == 410
    assert browser.get(f"/desk/invitation/{second}").status_code == 200


def test_it_adds_a_role_and_keeps_the_second_factor(alena: Any, other_browser: Any, invite: Any, look_up: Any) -> None:
    token = invite(role="owner")
    assert look_up(lambda coordinator: [role.name for role in coordinator.roles]) == ["coordinator", "owner"]
    assert other_browser.accept(token, "quartz-umbrella-heron-velvet").location.startswith("/desk/code")
    other_browser.secret = alena.secret
    assert other_browser.give_code().status_code == 302
    assert other_browser.is_signed_in()
    assert not alena.is_signed_in()


def test_it_opens_an_ended_account_with_the_new_role_alone(browser: Any, invite: Any, look_up: Any, clock: Any) -> None:
    browser.accept(invite("vera@viasna.example.org", "owner"))
    invite(role="owner")
    look_up(lambda coordinator: actions.end_access(coordinator, by="coordinator 9"))
    invite(role="auditor")
    assert look_up(lambda coordinator: (coordinator.active, [role.name for role in coordinator.roles])) == (
        True,
        ["auditor"],
    )


def test_it_refuses_what_is_no_role_and_no_address(invite: Any) -> None:
    with pytest.raises(actions.UnknownRole):
        invite("a@example.org", "king")
    with pytest.raises(addresses.NotAnAddress):
        invite("nobody", "owner")


def test_it_finds_the_account_in_any_spelling(invite: Any, look_up: Any, clock: Any) -> None:
    invite()
    assert look_up(lambda coordinator: coordinator.id, "Alena@Viasna.Example.ORG") == 1


def test_it_is_on_record_without_the_address(invite: Any, stored: Any) -> None:
    invite()
    entry, _ = stored(lambda: audit.recent_entries(before=None, limit=1)[0])
    assert (entry.actor, entry.act, entry.object) == ("command line", "coordinator.invite-coordinator", "coordinator 1")


def test_it_ends_the_sessions_of_before_once_it_is_accepted(alena: Any, other_browser: Any, invite: Any) -> None:
    assert other_browser.accept(invite(), "another-lantern-oblique-tuba").status_code == 302
    assert not alena.is_signed_in()


def test_it_opens_nothing_once_access_has_ended(browser: Any, invite: Any, look_up: Any, clock: Any) -> None:
    token = invite()
    link = look_up(lambda coordinator: actions.make_demo_link(coordinator, by="test"))
    opened = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(f"/desk/invitation/{token}").text)
    look_up(lambda coordinator: actions.end_access(coordinator, by="coordinator 9"))
    assert browser.get(f"/desk/invitation/{token}").status_code == 410
    sent = {"csrf_token": opened[0], "password": "another-lantern-oblique-tuba"}
    assert browser.client.post(f"/desk/invitation/{token}", data=sent).status_code == 410
    assert browser.get(f"/desk/enter/{link}").status_code == 410
    assert look_up(lambda coordinator: coordinator.password) is None
