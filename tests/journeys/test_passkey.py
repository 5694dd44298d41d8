"""A passkey in a real browser, on a device that Chromium plays: added, shown after the password, removed."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pyotp
import pytest
from playwright.sync_api import Page, expect

import services
from journeys.site import KEY, started
from journeys.test_accessible import violations, wider_than_the_screen
from petition import config, create_app
from petition.accounts import actions as accounts
from petition.core.db import db

pytestmark = pytest.mark.chromium

WHO, PASSWORD = "alena@coalition.example", "seven quiet herons over the marsh"
# Where one is once both steps were right.
IN = re.compile(r"^http://[^/]+/desk/(?!login|code|passkey)")
SECURITY_KEY = {
    "protocol": "ctap2", "transport": "usb", "hasUserVerification": False, "hasResidentKey": False,
    "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def invitation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The link of an invitation, at a site that has a name: an address of digits has no passkeys."""
    folder = tmp_path_factory.mktemp("passkeys")
    settings = {
        "DATABASE_URL": f"sqlite:///{folder}/passkeys.sqlite",
        "INSTANCE_PATH": str(folder),
        "PUBLIC_URL": f"http://localhost:{services.free_port()}",
        "SECRET_KEY": KEY,
        "DATA_KEYS": KEY,
    }
    with started(settings, folder):
        app = create_app(config.load_settings(settings))
        with app.app_context():
            token = accounts.invite_coordinator(WHO, "owner", by="test")
            db.session.commit()
            yield f"{settings['PUBLIC_URL']}/desk/invitation/{token}"
            db.engine.dispose()


def plug_in(page: Page) -> Callable[[], None]:
    """Plugs a security key into the browser, which is touched whenever it blinks; gives what pulls it out."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    plugged = devices.send("WebAuthn.addVirtualAuthenticator", {"options": SECURITY_KEY})
    return lambda: devices.send("WebAuthn.removeVirtualAuthenticator", plugged) and None


def enter(page: Page, invitation: str) -> str:
    """Accepts the invitation, sets up the app and makes recovery codes; gives the app's secret."""
    page.goto(invitation)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("main form button").click()
    page.get_by_role("button", name="Show the code to scan").click()
    secret = page.locator("code.key").inner_text().replace(" ", "").replace("-", "")
    page.locator("#code").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Finish setting up").click()
    page.get_by_role("button", name="Create recovery codes").click()
    page.get_by_role("link", name="Saved; go to the desk").click()
    return secret


def account(page: Page) -> None:
    """Opens one's own account."""
    page.goto(page.url.split("/desk")[0] + "/desk/account")


def add(page: Page, name: str) -> None:
    """Asks for a passkey of this name."""
    account(page)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name of the passkey").fill(name)
    page.get_by_role("button", name="Continue").click()


def give_password(page: Page) -> None:
    """Signs out, and in again as far as the password goes."""
    account(page)
    if (menu := page.locator(".site-menu > summary")).is_visible():
        menu.click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    sign_in(page)


def sign_in(page: Page) -> None:
    """Gives address and password."""
    page.locator("#email").fill(WHO)
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def faults(page: Page) -> list[str]:
    """What is wrong with the page for somebody, in both widths."""
    return [*violations(page), *wider_than_the_screen(page)]


def test_it_is_added_shown_and_kept_as_the_last(invitation: str, visit: Callable[..., Page]) -> None:
    page = visit(bypass_csp=True)
    plug_in(page)
    enter(page, invitation)
    account(page)
    page.get_by_role("link", name="Add a passkey").click()
    assert faults(page) == []
    add(page, "blue key")
    expect(page.get_by_role("cell", name="blue key", exact=True)).to_be_visible()
    add(page, "blue key again")
    expect(page.get_by_text("This device has a passkey for your account already.")).to_be_visible()
    assert faults(page) == []
    account(page)
    assert faults(page) == []
    page.get_by_role("link", name="Remove the authenticator app").click()
    assert faults(page) == []
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_role("cell", name="your only second factor")).to_be_visible()
    give_password(page)
    expect(page.get_by_role("heading", name="Use your passkey")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Use the passkey").click()
    page.wait_for_url(IN)
    account(page)
    expect(page.get_by_role("cell", name="not yet")).to_have_count(0)


def test_it_is_refused_from_another_device_and_asked_for_again(invitation: str, visit: Callable[..., Page]) -> None:
    page = visit(bypass_csp=True)
    pull_out = plug_in(page)
    enter(page, invitation)
    add(page, "blue key")
    page.wait_for_url("**/account")
    pull_out()
    plug_in(page)
    give_password(page)
    page.get_by_role("button", name="Use the passkey").click()
    expect(page.get_by_text("The browser did not complete this.")).to_be_visible()
    expect(page.get_by_role("button", name="Ask again")).to_be_focused()
    assert faults(page) == []
    page.get_by_role("link", name="Use a code from the authenticator app instead").click()
    expect(page.get_by_label("Code from the app")).to_be_visible()


def test_it_gives_way_to_the_code_without_a_script(invitation: str, visit: Callable[..., Page]) -> None:
    page = visit()
    plug_in(page)
    secret = enter(page, invitation)
    add(page, "blue key")
    page.wait_for_url("**/account")
    quiet = visit(scripts=False)
    quiet.goto(invitation.split("/desk/")[0] + "/desk/login")
    sign_in(quiet)
    expect(quiet.get_by_text("A passkey needs JavaScript")).to_be_visible()
    expect(quiet.get_by_role("button", name="Use the passkey")).to_be_hidden()
    quiet.get_by_role("link", name="Use a code from the authenticator app instead").click()
    quiet.locator("#code").fill(pyotp.TOTP(secret).at(time.time() + 30))
    quiet.get_by_role("button", name="Continue").click()
    quiet.wait_for_url(IN)
    account(quiet)
    expect(quiet.get_by_role("heading", name="Your account")).to_be_visible()
