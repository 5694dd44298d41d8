"""Coordinators at their browsers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any, cast
from urllib.parse import urlsplit

import pyotp
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

import copies
from petition.accounts import actions, queries
from petition.accounts.models import Coordinator
from petition.core import db as database
from petition.core.db import db
from petition.mail.models import OutgoingMail

EMAIL = "alena@viasna.example.org"
PASSWORD = "sorrel-lantern-oblique-tuba"
START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class Browser:
    """A browser that follows a form as a person does: open the page, fill in, send."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.cookie = {"domain": urlsplit(app.config["PUBLIC_URL"]).hostname or "", "path": "/desk"}
        self.secret = ""
        self.codes: list[str] = []

    def get(self, path: str) -> TestResponse:
        """A page."""
        return self.client.get(path)

    def send(self, path: str, *, to: str | None = None, **fields: str) -> TestResponse:
        """Opens a page and sends a form on it with the token it carries."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(path).text)
        token = found.group(1) if found else ""
        return self.client.post(to or path, data={"csrf_token": token, **fields})

    def give_password(self, email: str = EMAIL, password: str = PASSWORD) -> TestResponse:
        """The first step of signing in."""
        return self.send("/desk/login", email=email, password=password, next="/desk/")

    def give_code(self, code: str | None = None) -> TestResponse:
        """The second step."""
        return self.send("/desk/code?next=/desk/", code=code or self.code())

    def code(self) -> str:
        """What the authenticator app shows now."""
        return pyotp.TOTP(self.secret).at(datetime.now(UTC))

    def accept(self, token: str, password: str = PASSWORD) -> TestResponse:
        """Sets the password on the page of an invitation."""
        return self.send(f"/desk/invitation/{token}", password=password)

    def set_up_app(self) -> TestResponse:
        """Scans the QR code, as text, and sends the first code."""
        page = self.send("/desk/authenticator", setup="authenticator").text
        found = re.search(r'<code class="key">([A-Z2-7 -]+)</code>', page)
        assert found, page
        self.secret = re.sub("[ -]", "", found.group(1))
        action = re.search(r'<form method="post" action="([^"]+)"', page)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert action
        assert token
        return self.client.post(unescape(action.group(1)), data={"csrf_token": token.group(1), "code": self.code()})

    def make_recovery_codes(self) -> list[str]:
        """Asks for recovery codes and writes them down."""
        page = self.send("/desk/recovery-codes").text
        self.codes = re.findall(r"<li><code>([a-z0-9-]+)</code>", page)
        return self.codes

    def state(self) -> dict[str, Any]:
        """What the browser holds, and what whoever sits at it has noted."""
        cookie = self.client.get_cookie("desk", **self.cookie)
        assert cookie is not None
        return {"cookie": cookie.value, "secret": self.secret, "codes": self.codes}

    def resume(self, state: dict[str, Any]) -> None:
        """Goes on where another browser stood."""
        self.client.set_cookie("desk", state["cookie"], **self.cookie)
        self.secret, self.codes = state["secret"], list(state["codes"])

    def is_signed_in(self) -> bool:
        """Whether the desk opens."""
        return self.get("/desk/account").status_code == 200


@pytest.fixture
def app(lent_app: Any) -> Flask:
    """The application without a context of its own: who is signed in is kept in one."""
    return cast(Flask, lent_app())


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def later(clock: Any) -> Any:
    """Lets time pass; the authenticator app shows a new code after half a minute."""

    def pass_by(**span: float) -> None:
        clock.shift(timedelta(**span))

    return pass_by


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app)


@pytest.fixture
def other_browser(app: Flask) -> Browser:
    return Browser(app)


@pytest.fixture
def stored(app: Flask) -> Any:
    """Does something with the database as a command would, and commits."""

    def stored(deed: Any) -> Any:
        with app.app_context():
            database.begin_writing()
            answer = deed()
            db.session.commit()
            return answer

    return stored


@pytest.fixture
def invite(stored: Any) -> Any:
    """Invites an address as the command line does; gives the token."""

    def invite(email: str = EMAIL, role: str = "coordinator") -> str:
        return str(stored(lambda: actions.invite_coordinator(email, role, by="command line")))

    return invite


@pytest.fixture
def look_up(stored: Any) -> Any:
    """Does something with the account of an address."""

    def look_up(deed: Any, email: str = EMAIL) -> Any:
        def with_account() -> Any:
            coordinator = queries.find_by_email(email)
            assert isinstance(coordinator, Coordinator)
            return deed(coordinator)

        return stored(with_account)

    return look_up


@pytest.fixture
def mails(stored: Any) -> Any:
    """The mails that wait in the outbox."""
    return lambda: stored(lambda: list(db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id))))


@pytest.fixture
def alena(app: Flask, browser: Browser, invite: Any, later: Any) -> Browser:
    """A coordinator who is signed in, with authenticator and recovery codes."""

    def sign_in() -> dict[str, Any]:
        browser.accept(invite())
        browser.set_up_app()
        browser.make_recovery_codes()
        return browser.state()

    browser.resume(copies.make_or_copy(app, "alena", sign_in))
    later(minutes=1)
    return browser
