"""A coordinator's day without a mouse: evidence, entries, merges, editions; without scripts, and the outline with them."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

import make
import make_editions as editions
from journeys.places import AT_WORK
from journeys.site import Site
from journeys.test_keyboard import has_focus, press, tab_to, tab_within, waits
from petition.core.db import db
from petition.organisations import actions as register

pytestmark = [pytest.mark.chromium, pytest.mark.parametrize("site", [AT_WORK], indirect=True)]

CALLED = "The secretary answered on the number of their website."
Desk = Callable[..., Page]


@pytest.fixture
def desk(site: Site, browser: Browser, visit: Callable[..., Page]) -> Desk:
    """Opens a page of the desk."""

    def desk(path: str, *, scripts: bool = False) -> Page:
        page = visit(scripts=scripts, storage_state=site.signed_in(browser))
        page.goto(f"{site.url}/desk/{path}")
        return page

    return desk


@pytest.fixture
def mark() -> str:
    """Something that is in no other name."""
    return secrets.token_hex(4)


@pytest.fixture
def signed(site: Site, mark: str) -> str:
    """The path of a statement that two organisations have signed."""
    with site.app.app_context():
        made = make.statement(editions.FIRST, slug=f"signed-{mark}")
        return f"statements/{made.id}"


def enter(page: Page, selector: str, key: str = "Tab") -> None:
    """Goes to a link or a button and presses it; the page that comes leads on."""
    tab_to(page, selector, key)
    press(page, "Enter")


def written_over(page: Page, selector: str, text: str) -> None:
    """Puts other words in the place of those in a field."""
    tab_to(page, selector)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)


def test_it_weighs_the_evidence_and_corrects_the_entry(mark: str, desk: Desk, site: Site) -> None:
    name = f"Union of {mark}"
    site.waiting(name)
    page = desk("")
    tab_within(page, name, "[id^=call-]", opening="details:has([id^=call-]) > summary")
    page.keyboard.insert_text(CALLED)
    page.keyboard.press("Tab")
    press(page, "Enter")
    item = page.locator(".item").filter(has=page.get_by_role("heading", name=name))
    expect(item.locator(".authority")).to_contain_text(CALLED)
    tab_within(page, name, ".row-act button")
    press(page, "Enter")
    assert not waits(page, name)
    enter(page, ".desk-nav a[href$='/organisations']", "Shift+Tab")
    written_over(page, "[name=q]", mark)
    press(page, "Enter")
    enter(page, "td b a")
    expect(page.locator(".desk-nav [aria-current]")).to_have_text("Register")
    tab_to(page, "details:has([action$='/correction']) > summary")
    page.keyboard.press("Enter")
    written_over(page, "[action$='/correction'] [name=acronym]", mark.upper())
    enter(page, "[action$='/correction'] button")
    expect(page.locator(".record")).to_contain_text(mark.upper())


def test_it_merges_and_takes_it_back(mark: str, desk: Desk, site: Site) -> None:
    with site.app.app_context():
        vera = make.coordinator().id
        kept, _twin = (
            register.add_organisation({"name": f"{word} {mark}"}, by=vera) for word in ("Beekeepers", "Beekeeper")
        )
        db.session.commit()
        path = f"organisations/{kept.id}"
    page = desk(path)
    enter(page, ".likely a[href*='/merge/']")
    expect(page.locator(".compared")).to_contain_text(f"Beekeeper {mark}")
    enter(page, "form[action*='/merge/'] button")
    expect(page.locator("main")).to_contain_text("Merged into this entry")
    enter(page, "form[action$='/undoing'] button")
    expect(page.locator("main")).to_contain_text("undone")
    expect(page.locator(".likely")).to_contain_text(f"Beekeeper {mark}")


def test_it_corrects_the_text_and_issues_an_edition(signed: str, desk: Desk) -> None:
    page = desk(f"{signed}/text/en")
    written_over(page, "#text", editions.MENDED)
    enter(page, "button[value=preview]")
    expect(page.locator(".outlined .summary")).to_contain_text("9 demands")
    enter(page, "button[value=save]")
    expect(page.get_by_text("Saved", exact=False).first).to_be_visible()
    enter(page, ".kicker a", "Shift+Tab")
    enter(page, "a[href$='/editions']")
    enter(page, "a[href$='/editions/new']")
    tab_to(page, "[name=kind]")
    page.keyboard.press("Space")
    tab_to(page, "[name=read]")
    page.keyboard.press("Space")
    enter(page, "main form .send button.button:not(.quiet)")
    expect(page.locator("main")).to_contain_text("What will happen")
    enter(page, "main .deeds button.grave")
    expect(page.locator(".editions > li").first).to_contain_text("Edition 2")
    expect(page.locator(".editions > li").first).to_contain_text("a typing error corrected")


def test_it_goes_from_the_outline_to_the_line(signed: str, desk: Desk) -> None:
    page = desk(f"{signed}/text/en", scripts=True)
    written_over(page, "#text", editions.SUBSTANCE)
    expect(page.locator(".found")).to_contain_text("protecting lawyers")
    tab_to(page, ".found li li:last-child a")
    page.keyboard.press("Enter")
    assert has_focus(page, "#text")
    selected = (
        "() => { const box = document.activeElement; return box.value.slice(box.selectionStart, box.selectionEnd) }"
    )
    assert page.evaluate(selected) == " - 2.6. recording the hearings."
