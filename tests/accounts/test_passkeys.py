"""Passkeys: the second step of signing in, by a device that answers for this site alone."""

from __future__ import annotations

import hashlib
import html
import json
import os
import re
from dataclasses import dataclass, field, replace
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from flask import Flask
from sqlalchemy import text
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from werkzeug.test import TestResponse

from petition.accounts import actions
from petition.core import audit
from petition.core.db import db

SITE = "http://localhost:5000"
BORIS = "boris@viasna.example.org"
PRESENT, DESCRIBED = 0x01, 0x40


@dataclass
class Device:
    """What keeps a passkey: an authenticator as the W3C describes it, with one key (ES256)."""

    site: str = SITE
    counts: bool = True
    present: bool = True
    count: int = 0
    id: bytes = field(default_factory=lambda: os.urandom(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, asked: dict[str, Any]) -> str:
        """The answer to ``navigator.credentials.create``."""
        point = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}
        described = bytes(16) + len(self.id).to_bytes(2) + self.id + cbor2.dumps(cose)
        about = self._about(asked["rp"]["id"], DESCRIBED) + described
        kept = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": about})
        return self._say("webauthn.create", asked, attestationObject=kept)

    def answer(self, asked: dict[str, Any]) -> str:
        """The answer to ``navigator.credentials.get``."""
        about, said = self._about(asked["rpId"]), self._client("webauthn.get", asked)
        signature = self.key.sign(about + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._say("webauthn.get", asked, authenticatorData=about, signature=signature)

    def _about(self, domain: str, flags: int = 0) -> bytes:
        self.count += self.counts
        flags |= PRESENT if self.present else 0
        return hashlib.sha256(domain.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _client(self, kind: str, asked: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": asked["challenge"], "origin": self.site}).encode()

    def _say(self, kind: str, asked: dict[str, Any], **parts: bytes) -> str:
        parts["clientDataJSON"] = self._client(kind, asked)
        response: dict[str, Any] = {name: bytes_to_base64url(part) for name, part in parts.items()}
        called = bytes_to_base64url(self.id)
        response["transports"] = ["usb"]
        return json.dumps({"id": called, "rawId": called, "type": "public-key", "response": response})


def asked_on(page: TestResponse) -> tuple[str, str, dict[str, Any]]:
    """What a page asks a device, and where the answer goes, with which token."""
    action = re.search(r'<form method="post" action="([^"]+)"[^>]*data-passkey="(?:get|create)"', page.text)
    options = re.search(r'data-options="([^"]+)"', page.text)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert action and options and token, page.text
    return html.unescape(action[1]), token[1], json.loads(html.unescape(options[1]))


def add(browser: Any, device: Device, name: str = "blue key") -> TestResponse:
    """Adds a passkey on the page for it."""
    action, token, asked = asked_on(browser.send("/desk/passkeys/new", name=name))
    return browser.client.post(action, data={"csrf_token": token, "credential": device.make(asked)})


def show(browser: Any, device: Device, path: str = "/desk/passkey?next=/desk/") -> TestResponse:
    """Shows a passkey on the page that asks for one."""
    action, token, asked = asked_on(browser.send(path))
    return browser.client.post(action, data={"csrf_token": token, "credential": device.answer(asked)})


def sign_in(browser: Any, device: Device, **who: str) -> TestResponse:
    """Password and passkey."""
    assert browser.give_password(**who).location == "/desk/passkey?next=/desk/"
    return show(browser, device)


@pytest.fixture
def app(lent_app: Any) -> Flask:
    """The application at an address with a name."""
    made = lent_app(public_url=SITE)
    assert isinstance(made, Flask)
    return made


@pytest.fixture
def device(alena: Any) -> Device:
    """A device that keeps a passkey of Alena, and has counted once."""
    device = Device()
    assert add(alena, device).location == "/desk/account"
    return device


def of_account(look_up: Any) -> list[tuple[Any, ...]]:
    """The passkeys of Alena."""
    return list(look_up(lambda alena: [(one.name, one.sign_count, one.last_used_on) for one in alena.webauthn]))


def removals(browser: Any) -> list[str]:
    """Where the account page leads to remove a factor."""
    return re.findall(r'href="(/desk/[a-z0-9/]+/removal)"', browser.get("/desk/account").text)


def test_it_takes_the_place_of_the_code(device: Device, other_browser: Any, look_up: Any, later: Any) -> None:
    later(days=1)
    assert of_account(look_up) == [("blue key", 1, None)]
    assert sign_in(other_browser, device).location == "/desk/"
    assert other_browser.is_signed_in()
    name, count, day = of_account(look_up)[0]
    assert (name, count, str(day)) == ("blue key", 2, "2026-11-23")
    assert str(look_up(lambda alena: alena.last_sign_in_on)) == "2026-11-23"


def test_it_leaves_the_code_and_the_recovery_codes(
    device: Device, alena: Any, other_browser: Any, browser: Any
) -> None:
    other_browser.secret = alena.secret
    other_browser.give_password()
    page = other_browser.get("/desk/passkey?next=/desk/").text
    assert 'href="/desk/code?next=/desk/"' in page
    assert 'href="/desk/recovery?next=/desk/"' in page
    assert 'href="/desk/passkey?next=/desk/"' in other_browser.get("/desk/code?next=/desk/").text
    assert other_browser.give_code().location == "/desk/"
    other_browser.send("/desk/account", to="/desk/logout")
    other_browser.give_password()
    assert other_browser.send("/desk/recovery?next=/desk/", code=alena.codes[0]).location == "/desk/"


def test_it_says_what_it_needs_without_a_script(device: Device, other_browser: Any) -> None:
    other_browser.give_password()
    page = other_browser.get("/desk/passkey").text
    assert re.search(r"<p data-without>A passkey needs JavaScript", page)
    assert re.search(r'<form [^>]*novalidate hidden data-passkey="start"', page)


def test_it_opens_nothing_without_the_password(device: Device, other_browser: Any) -> None:
    for path in ("/desk/passkey", "/desk/passkeys/new", "/desk/passkeys/again", "/desk/passkeys/1/removal"):
        assert other_browser.get(path).location.startswith("/desk/login")
    assert other_browser.send("/desk/login", to="/desk/passkey").location == "/desk/login"
    assert other_browser.send("/desk/login", to="/desk/passkey/token").location == "/desk/login"
    assert not other_browser.is_signed_in()


def test_it_opens_no_account_but_its_own(
    device: Device, other_browser: Any, browser: Any, invite: Any, app: Any, later: Any
) -> None:
    boris = type(browser)(app)
    boris.accept(invite(BORIS))
    boris.set_up_app()
    add(boris, Device(), "own key")
    boris.make_recovery_codes()
    boris.send("/desk/account", to="/desk/logout")
    other_browser.give_password(email=BORIS)
    assert show(other_browser, device).location == "/desk/passkey"
    assert "This passkey was not accepted." in other_browser.get("/desk/passkey").text
    assert not other_browser.is_signed_in()


@pytest.mark.parametrize(
    "changed",
    [
        {"site": "https://desk.example.net"},
        {"present": False},
        {"id": b"another passkey"},
        {"key": ec.generate_private_key(ec.SECP256R1())},
        {"count": 0},
    ],
    ids=["another site", "nobody there", "unknown", "forged", "copied"],
)
def test_it_refuses_an_answer_that_is_not_right(
    device: Device, other_browser: Any, look_up: Any, changed: dict[str, Any]
) -> None:
    assert sign_in(other_browser, replace(device, **changed)).location == "/desk/passkey"
    assert not other_browser.is_signed_in()
    assert of_account(look_up) == [("blue key", 1, None)]


@pytest.mark.parametrize("nonsense", ["", "{", "[]", '{"id": "x"}', '{"id": "x", "rawId": "x", "response": {}}'])
def test_it_refuses_nonsense(device: Device, alena: Any, other_browser: Any, nonsense: str) -> None:
    other_browser.give_password()
    action, token, _ = asked_on(other_browser.send("/desk/passkey"))
    sent = {"csrf_token": token, "credential": nonsense}
    assert other_browser.client.post(action, data=sent).location == "/desk/passkey"
    action, token, _ = asked_on(alena.send("/desk/passkeys/new", name="second"))
    sent = {"csrf_token": token, "credential": nonsense}
    assert alena.client.post(action, data=sent).location == "/desk/passkeys/new"


def test_it_refuses_a_device_that_says_it_is_somewhere_else(alena: Any, look_up: Any) -> None:
    assert add(alena, Device(site="https://desk.example.net")).location == "/desk/passkeys/new"
    assert "This passkey was not accepted." in alena.get("/desk/passkeys/new").text
    assert of_account(look_up) == []


def test_it_takes_an_answer_once_and_from_the_browser_that_was_asked(
    alena: Any, other_browser: Any, browser: Any, app: Any
) -> None:
    device, third = Device(counts=False), type(browser)(app)
    add(alena, device)
    other_browser.give_password()
    third.give_password()
    action, token, asked = asked_on(other_browser.send("/desk/passkey"))
    elsewhere = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', third.get("/desk/passkey").text)
    assert elsewhere
    said = device.answer(asked)
    assert third.client.post(action, data={"csrf_token": elsewhere[1], "credential": said}).location == "/desk/passkey"
    assert not third.is_signed_in()
    bent = {"csrf_token": token, "credential": said.replace('"type"', '"kind"')}
    assert other_browser.client.post(action, data=bent).location == "/desk/passkey"
    assert other_browser.client.post(action, data={**bent, "credential": said}).location == "/desk/passkey"
    assert show(other_browser, device).location == "/desk/"


def test_it_waits_two_minutes(device: Device, other_browser: Any, later: Any) -> None:
    other_browser.give_password()
    action, token, asked = asked_on(other_browser.send("/desk/passkey"))
    later(seconds=121)
    sent = {"csrf_token": token, "credential": device.answer(asked)}
    assert other_browser.client.post(action, data=sent).location == "/desk/passkey"
    assert not other_browser.is_signed_in()


def test_it_takes_a_device_that_does_not_count(alena: Any, other_browser: Any, app: Any) -> None:
    device = Device(counts=False)
    add(alena, device)
    assert sign_in(other_browser, device).location == "/desk/"
    other_browser.send("/desk/account", to="/desk/logout")
    assert sign_in(other_browser, device).location == "/desk/"


def test_it_limits_tries(device: Device, other_browser: Any) -> None:
    stranger = replace(device, key=ec.generate_private_key(ec.SECP256R1()))
    other_browser.give_password()
    for _ in range(5):
        assert show(other_browser, stranger).status_code == 302
    assert show(other_browser, device).status_code == 429


def test_it_leads_to_recovery_codes_when_none_are_left(device: Device, other_browser: Any, look_up: Any) -> None:
    look_up(lambda alena: setattr(alena, "mf_recovery_codes", []))
    assert sign_in(other_browser, device).location == "/desk/recovery-codes"


def test_it_asks_the_devices_of_the_account_alone(device: Device, other_browser: Any) -> None:
    other_browser.give_password()
    _, _, asked = asked_on(other_browser.send("/desk/passkey"))
    ids = [base64url_to_bytes(one["id"]) for one in asked["allowCredentials"]]
    assert ids == [device.id]
    assert asked["rpId"] == "localhost"


def test_it_is_nothing_to_a_session_that_was_ended_half_way(device: Device, other_browser: Any, look_up: Any) -> None:
    other_browser.give_password()
    action, token, asked = asked_on(other_browser.send("/desk/passkey"))
    look_up(lambda alena: actions.end_all_sessions(alena))
    sent = {"csrf_token": token, "credential": device.answer(asked)}
    assert other_browser.client.post(action, data=sent).location == "/desk/login"


def test_it_opens_no_account_whose_access_has_ended(device: Device, other_browser: Any, look_up: Any) -> None:
    other_browser.give_password()
    action, token, asked = asked_on(other_browser.send("/desk/passkey"))
    look_up(lambda alena: (setattr(alena, "ended_at", alena.created_at), setattr(alena, "ended_by", "coordinator 9")))
    sent = {"csrf_token": token, "credential": device.answer(asked)}
    assert other_browser.client.post(action, data=sent).location == "/desk/passkey"
    assert not other_browser.is_signed_in()


def test_it_is_listed_on_the_account_page(device: Device, alena: Any, other_browser: Any, later: Any) -> None:
    page = alena.get("/desk/account").text
    assert "blue key" in page
    assert "22 November 2026" in page
    assert "not yet" in page
    later(days=1)
    sign_in(other_browser, device)
    assert "23 November 2026" in other_browser.get("/desk/account").text


def test_it_has_a_name_of_its_own(device: Device, alena: Any) -> None:
    assert "Give the passkey a name." in alena.send("/desk/passkeys/new", name=" ").text
    assert "Use at most 60 characters" in alena.send("/desk/passkeys/new", name="x" * 61).text
    assert "data-options" not in alena.send("/desk/passkeys/new", name=" blue  key ").text
    assert add(alena, Device(), "Алена’s phone <1> & Co").location == "/desk/account"
    assert "Алена’s phone &lt;1&gt; &amp; Co" in alena.get("/desk/account").text


def test_it_is_one_of_ten_at_most(device: Device, alena: Any, later: Any) -> None:
    for number in range(9):
        later(seconds=200)
        assert add(alena, Device(), f"key {number}").location == "/desk/account"
        if number % 4 == 3:
            later(minutes=16)
            alena.send("/desk/verify", password="sorrel-lantern-oblique-tuba")
    later(minutes=16)
    alena.send("/desk/verify", password="sorrel-lantern-oblique-tuba")
    assert "You have 10 passkeys." in alena.send("/desk/passkeys/new", name="one more").text


def test_it_is_kept_once(device: Device, alena: Any, look_up: Any) -> None:
    assert add(alena, device, "the same key again").location == "/desk/passkeys/new"
    assert len(of_account(look_up)) == 1


def test_it_is_added_after_the_password_alone(alena: Any, later: Any) -> None:
    later(minutes=20)
    assert alena.get("/desk/passkeys/new").location.startswith("/desk/verify")
    assert alena.get("/desk/authenticator/removal").location.startswith("/desk/verify")


def test_it_is_removed(device: Device, alena: Any, other_browser: Any, look_up: Any) -> None:
    (path,) = [one for one in removals(alena) if "passkeys" in one]
    assert "Remove the passkey “blue key”" in alena.get(path).text
    assert alena.client.post(path).status_code == 400
    assert alena.send(path).location == "/desk/account"
    assert of_account(look_up) == []
    assert other_browser.give_password().location == "/desk/code?next=/desk/"
    assert alena.send("/desk/account", to="/desk/passkeys/removal", name="blue key").status_code == 404


def test_it_is_removed_by_its_owner_alone(device: Device, alena: Any, app: Any, invite: Any, look_up: Any) -> None:
    (path,) = [one for one in removals(alena) if "passkeys" in one]
    boris = type(alena)(app)
    boris.accept(invite(BORIS))
    boris.set_up_app()
    assert boris.get(path).status_code == 404
    assert boris.send("/desk/account", to=path).status_code == 404
    assert len(of_account(look_up)) == 1


def test_it_may_be_the_only_second_factor_and_then_it_stays(
    device: Device, alena: Any, other_browser: Any, look_up: Any
) -> None:
    passkey, app_removal = sorted(removals(alena), reverse=True)
    assert alena.send(app_removal).location == "/desk/account"
    assert "your only second factor" in alena.get("/desk/account").text
    assert removals(alena) == []
    assert alena.get(app_removal).status_code == 404
    alena.send(passkey)
    assert "This is your only second factor." in alena.get("/desk/account").text
    assert len(of_account(look_up)) == 1
    other_browser.give_password()
    assert "/desk/code" not in other_browser.get("/desk/passkey").text
    assert other_browser.get("/desk/code").location == "/desk/passkey"
    assert other_browser.send("/desk/passkey", to="/desk/code", code="000000").location == "/desk/passkey"
    assert show(other_browser, device).location == "/desk/"
    assert other_browser.set_up_app().location == "/desk/account"
    assert len(removals(other_browser)) == 2


def test_it_is_needed_before_the_app_goes(alena: Any, look_up: Any) -> None:
    assert removals(alena) == []
    alena.send("/desk/authenticator/removal")
    assert "This is your only second factor." in alena.get("/desk/account").text
    assert look_up(lambda coordinator: coordinator.has_second_factor)


def test_it_is_shown_again_without_standing_for_the_password(device: Device, alena: Any, app: Any, later: Any) -> None:
    later(minutes=20)
    asked_again = "/desk/passkeys/again?next=/desk/account"
    assert show(alena, replace(device, count=0), asked_again).location == "/desk/passkeys/again"
    assert show(alena, device, asked_again).location == "/desk/account"
    cookie = alena.client.get_cookie("desk", domain="localhost", path="/desk")
    session = app.session_interface.get_signing_serializer(app).loads(cookie.value)
    assert session["again"] - session["fs_paa"] > 20 * 60
    assert alena.get("/desk/passkeys/new").location.startswith("/desk/verify")


def test_it_is_forgotten_when_the_second_factor_is_reset(device: Device, other_browser: Any, look_up: Any) -> None:
    look_up(lambda alena: actions.reset_second_factor(alena, by="coordinator 9"))
    assert of_account(look_up) == []
    assert other_browser.give_password().location == "/desk/authenticator"


def test_it_is_told_by_mail(device: Device, alena: Any, mails: Any) -> None:
    alena.send(removals(alena)[0])
    told = [mail.content["text"] for mail in mails() if mail.kind == "account-notice"]
    assert len(told) == 2
    assert "blue key" in told[0]
    assert "tell an owner of the desk" in told[1]


def test_it_is_stored_without_a_name_or_a_trace(device: Device, alena: Any, other_browser: Any, stored: Any) -> None:
    sign_in(other_browser, device)
    row = stored(lambda: db.session.execute(text("SELECT * FROM passkey")).one())
    plain = b" ".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
    for secret in (b"blue", device.id, b"alena", b"127.0.0.1", b"12:0"):
        assert secret not in plain


def test_it_is_not_offered_at_a_bare_address(browser: Any, make_app: Any, invite: Any, clock: Any) -> None:
    browser = type(browser)(make_app())
    browser.accept(invite())
    browser.set_up_app()
    assert "Passkeys are tied to a domain name." in browser.get("/desk/account").text
    assert browser.get("/desk/passkeys/new").status_code == 404


def test_it_gives_way_to_the_code_where_it_cannot_work(device: Device, alena: Any, make_app: Any) -> None:
    browser = type(alena)(make_app())
    assert browser.give_password().location == "/desk/code?next=/desk/"
    assert "Passkeys are tied to a domain name." in browser.get("/desk/passkey").text


def test_it_puts_on_record_which_factors_an_account_gets_and_loses(device: Device, alena: Any, stored: Any) -> None:
    for path in removals(alena)[:1]:
        assert alena.send(path).location == "/desk/account"
    on_record = stored(
        lambda: [(one.act, one.actor, one.object) for one, _note in audit.recent_entries(before=None, limit=9)]
    )
    acts = [act for act, actor, about in on_record if actor == about]
    assert len(acts) == 3
    assert acts[1:] == ["coordinator.add-passkey", "coordinator.set-up-app"]
    assert acts[0] in ("coordinator.remove-passkey", "coordinator.remove-app")
