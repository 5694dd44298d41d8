"""A site that really runs: the server in a process of its own, and a hand in its database for what is there before."""

from __future__ import annotations

import os
import secrets
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, StorageState

import cast
import make
import services
from petition import config, create_app, serve
from petition.accounts import actions as accounts
from petition.core.addresses import parse
from petition.core.db import db
from petition.signing.decide import actions as decisions
from petition.signing.models.endorsement import Endorsement
from petition.signing.sign import actions as signing
from petition.signing.signature import Signature
from petition.statements.queries import public_statements
from processes import Program

SLUG = "human-rights-in-belarus"
KEY = "a-test-key-of-forty-characters-0123456789"
START_SECONDS = 90
SERVER = """
import sys
from flask.cli import main
sys.argv = ["flask", "--app", "wsgi", "serve"]
main()
"""
DETAILS = (
    "name", "country", "affiliation", "comment",
    "organisation", "organisation_latin", "website", "representative", "role", "reservations",
)  # fmt: skip


class Site:
    """A running site on a database of its own, with the example statement and a few people and organisations."""

    def __init__(self, app: Flask, printed: str) -> None:
        self.app, self.url = app, str(app.config["PUBLIC_URL"])
        # What else is to be found here: by a word, the path or the id.
        self.there: dict[str, str] = {"slug": SLUG}
        self._printed: list[str] = [word for word in printed.split() if "/desk/enter/" in word]
        self._state: StorageState | None = None
        with app.app_context():
            people(app)

    def sign_in_link(self) -> str:
        """The link that the start printed; when that is used up, one as another start would print."""
        if self._printed:
            return self._printed.pop()
        with self.app.app_context():
            return f"{self.url}/desk/enter/{serve.make_demo_token()}"

    def signed_in(self, browser: Browser) -> StorageState:
        """What a browser holds in which the coordinator has signed in."""
        if self._state is None:
            context = browser.new_context()
            page = context.new_page()
            page.goto(self.sign_in_link())
            page.locator("main form button").click()
            page.wait_for_url("**/desk/start")
            self._state = context.storage_state()
            context.close()
        return self._state

    def invitation(self) -> str:
        """The address of a new coordinator's invitation."""
        with self.app.app_context():
            token = accounts.invite_coordinator(f"{secrets.token_hex(4)}@coalition.example", "moderator", by="test")
            db.session.commit()
            return f"{self.url}/desk/invitation/{token}"

    def to_confirm(self, who: dict[str, Any], language: str) -> str:
        """The address behind the link in the mail to somebody who has just signed."""
        with self.app.app_context():
            return self.url + sign(anew(who), language)

    def own(self, who: dict[str, Any], language: str) -> str:
        """The address of a page at which somebody sees the own endorsement."""
        with self.app.app_context():
            signed(self.app, anew(who), language)
            return self.url + make.link()

    def waiting(self, *names: str) -> None:
        """Organisations that wait for a decision."""
        with self.app.app_context():
            for name in names:
                signed(self.app, named(name))


def people(app: Flask) -> None:
    """Some of everything: listed, withheld, hidden, waiting, on hold, approved, rejected."""
    vera = int(make.coordinator().id)
    for who in ({**cast.ALENA, "comment": "Бо гэта справядліва. " * 9}, cast.NOOR, cast.QUIET, cast.CIRCLE):
        signed(app, who)
    signed(app, named("Lawyers’ Circle (North)"))
    decisions.hide_name(signed(app, {**anew(cast.ALENA), "name": "Not Nice"}), "An insult.", by=vera)
    db.session.commit()
    decisions.put_on_hold(signed(app, named("Lawyers Circle, North")), "Asked by telephone.", by=vera)
    db.session.commit()
    decisions.approve(signed(app, cast.COURT, "be"), by=vera)
    db.session.commit()
    decisions.reject(signed(app, named("Made Up")), "Nobody has heard of it.", by=vera)
    db.session.commit()


def signed(app: Flask, who: dict[str, Any], language: str = "en", slug: str = SLUG) -> Endorsement:
    """An endorsement that its signatory has confirmed."""
    assert app.test_client().post(sign(who, language, slug)).status_code == 200
    made = make.endorsement(who.get("organisation") or who["name"])
    assert made is not None
    return made


def sign(who: dict[str, Any], language: str = "en", slug: str = SLUG) -> str:
    """Signs; gives the path behind the link in the mail."""
    shown = public_statements.find_shown(slug, language)
    assert shown is not None
    signature = Signature(
        kind="organisation" if "organisation" in who else "individual",
        address=parse(who["email"]),
        language=language,
        details={name: value or None for name, value in who.items() if name in DETAILS},
        visibility=who.get("visibility", "full"),
        updates=False,
    )
    signing.accept_signature(shown.edition, signature)
    db.session.commit()
    return make.link()


def named(organisation: str) -> dict[str, Any]:
    """An organisation of this name, represented by the same person."""
    return {**anew(cast.CIRCLE), "organisation": organisation}


def anew(who: dict[str, Any]) -> dict[str, Any]:
    """The same person under another address."""
    local, domain = who["email"].split("@")
    return {**who, "email": f"{local}{secrets.token_hex(4)}@{domain}"}


@contextmanager
def serving(database_url: str, folder: Path) -> Iterator[Site]:
    """Starts what ``make run`` starts, with settings from the environment alone, and ends it."""
    settings = {
        "DATABASE_URL": database_url,
        "INSTANCE_PATH": str(folder),
        "PUBLIC_URL": f"http://127.0.0.1:{services.free_port()}",
        "SECRET_KEY": KEY,
        "DATA_KEYS": KEY,
        "SIGN_LIMIT": "",
    }
    with started(settings, folder) as printed:
        app = create_app(config.load_settings(settings))
        yield Site(app, printed.read_text())
        with app.app_context():
            db.engine.dispose()


@contextmanager
def started(settings: dict[str, str], folder: Path) -> Iterator[Path]:
    """The server as a process; gives the file into which it prints."""
    url, printed = settings["PUBLIC_URL"], folder / "printed.txt"
    here = {"HOST": "127.0.0.1", "PORT": url.rsplit(":", 1)[1], "PYTHONUNBUFFERED": "1"}
    process = Program(SERVER, {**os.environ, **settings, **here}, printed)
    try:
        wait_for(f"{url}/readyz", process, printed)
        yield printed
    finally:
        # Not as Ctrl+C does: whoever is started in the background by a shell ignores that.
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=START_SECONDS)


def wait_for(url: str, process: Program, printed: Path) -> None:
    """Waits until the site is ready."""
    for _ in range(START_SECONDS * 20):
        assert process.poll() is None, printed.read_text()
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except urllib.error.HTTPError as fault:
            fault.close()
        except OSError:
            pass
        time.sleep(0.05)
    raise RuntimeError(f"the site did not start: {printed.read_text()}")
