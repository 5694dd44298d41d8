"""Changing a password, and a new one for who has forgotten it."""

from __future__ import annotations

import re
from typing import Any

NEW = "walnut-octave-gravel-sphinx"
EMAIL = "alena@viasna.example.org"


def test_it_ends_other_sessions_and_keeps_this_one(alena: Any, other_browser: Any, later: Any) -> None:
    other_browser.secret = alena.secret
    other_browser.give_password()
    other_browser.give_code()
    answer = alena.send("/desk/password", password="sorrel-lantern-oblique-tuba", new_password=NEW)
    assert answer.location == "/desk/account"
    assert alena.is_signed_in()
    assert not other_browser.is_signed_in()
    assert other_browser.give_password().status_code == 200
    assert other_browser.give_password(password=NEW).status_code == 302


def test_it_needs_the_old_password(alena: Any) -> None:
    answer = alena.send("/desk/password", password="not-this-one-at-all", new_password=NEW)
    assert answer.status_code == 200
    assert 'id="password-fault"' in answer.text


def test_it_tells_by_mail(alena: Any, mails: Any) -> None:
    alena.send("/desk/password", password="sorrel-lantern-oblique-tuba", new_password=NEW)
    (mail,) = mails()
    assert mail.kind == "account-notice"
    assert mail.recipient == EMAIL
    assert "has been changed" in mail.content["text"]


def test_it_is_forgotten_and_set_anew(alena: Any, other_browser: Any, mails: Any) -> None:
    other_browser.send("/desk/password/forgotten", email=EMAIL)
    (mail,) = mails()
    link = re.search(r"http://127.0.0.1:5000(/desk/password/forgotten/\S+)", mail.content["text"])
    assert link
    assert other_browser.get(link.group(1)).status_code == 200
    assert other_browser.send(link.group(1), password=NEW).location == "/desk/login"
    assert not alena.is_signed_in()
    assert other_browser.get(link.group(1)).location == "/desk/password/forgotten"
    assert other_browser.give_password(password=NEW).location.startswith("/desk/code")


def test_it_answers_alike_whoever_has_forgotten(alena: Any, browser: Any, other_browser: Any, mails: Any) -> None:
    known = other_browser.send("/desk/password/forgotten", email=EMAIL)
    unknown = other_browser.send("/desk/password/forgotten", email="nobody@example.org")

    def page(answer: Any) -> str:
        return re.sub(r'value="[^"]*"|[a-z.]+@[a-z.]+', "", answer.text)

    assert known.status_code == unknown.status_code == 200
    assert page(known) == page(unknown)
    assert len(mails()) == 1


def test_it_is_not_for_an_invitation_never_accepted(browser: Any, invite: Any, mails: Any, clock: Any) -> None:
    invite()
    assert browser.send("/desk/password/forgotten", email=EMAIL).status_code == 200
    assert mails() == []


def test_it_floods_nobody(alena: Any, other_browser: Any, mails: Any) -> None:
    for _ in range(3):
        assert other_browser.send("/desk/password/forgotten", email=EMAIL).status_code == 200
    assert other_browser.send("/desk/password/forgotten", email=EMAIL).status_code == 429
    assert len(mails()) == 3
