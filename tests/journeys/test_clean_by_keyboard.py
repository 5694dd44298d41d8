"""Keeping the list clean without a mouse: the quarantine, a removal rule, and two coordinators at one item."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

import make
import make_removals
import make_watch
from journeys.places import AT_WORK
from journeys.site import Site
from journeys.test_keyboard import SHOWN, has_focus, press, tab_to
from petition.accounts import actions as accounts
from petition.core.db import db
from petition.statements.models import Statement

pytestmark = [pytest.mark.chromium, pytest.mark.parametrize("site", [AT_WORK], indirect=True)]

# More than one batch, so that the worker removes them.
NUMBER, MANY = 7, 520
SOON = 20_000  # milliseconds
UNDOING = "form[action$='/undoing'] button"
WIDTHS = pytest.mark.parametrize("width", [390, pytest.param(1280, marks=pytest.mark.combination)])
HEADING = "document.activeElement.closest('.item')?.querySelector('h2').textContent ?? ''"
OTHER = "Jonas Pavyzdys"


@pytest.fixture
def odd(site: Site) -> str:
    """The path of a statement, newer than the others, with individuals in quarantine."""
    with site.app.app_context():
        mark = secrets.token_hex(4)
        made = make.statement(make.TEXT.replace("open courts", f"clean lists {mark}", 1), slug=f"clean-{mark}")
        make_removals.share(made, 100)
        make_watch.rows(made, NUMBER, quarantined=True)
        return f"/desk/statements/{made.id}"


@pytest.fixture
def sign_in(site: Site, visit: Callable[..., Page]) -> Callable[..., Page]:
    """Opens a window and signs in there by keyboard, as coordinator of the whole site."""

    def sign_in(email: str, name: str = "", width: int = 1280) -> Page:
        with site.app.app_context():
            one = make.coordinator("coordinator", email)
            one.name = name or None
            token = accounts.make_demo_link(one, by="test")
            db.session.commit()
        page = visit(width)
        page.goto(f"{site.url}/desk/enter/{token}")
        enter(page, "main form button")
        page.wait_for_url("**/desk/start")
        return page

    return sign_in


def enter(page: Page, selector: str, key: str = "Tab") -> None:
    """Goes to a link or a button and presses it; another page comes."""
    tab_to(page, selector, key)
    press(page, "Enter")


def seen(page: Page) -> str:
    """The name at which the focus is, once one has made sure that it can be seen."""
    assert page.evaluate(SHOWN) == ""
    return str(page.evaluate(HEADING))


def names(page: Page) -> list[str]:
    return page.locator(".item h2").all_text_contents()


def to_quarantine(page: Page) -> list[str]:
    """Leads from the overview into the list of those in quarantine; gives their names."""
    enter(page, ".awaiting a[href*='/quarantine']")
    expect(page.locator("h1")).to_have_text("Quarantine")
    tab_to(page, ".item")
    return names(page)


def reason(page: Page, key: str, words: str) -> None:
    """Opens the reason by its key, writes it, and goes on to the button that decides."""
    page.keyboard.press(key)
    assert has_focus(page, ".item details[open] :is(select, textarea)")
    while not has_focus(page, ".item details[open] textarea"):
        page.keyboard.press("Tab")
    page.keyboard.type(words)
    page.keyboard.press("Tab")
    assert page.evaluate(SHOWN) == ""
    press(page, "Enter")


@WIDTHS
def test_it_goes_through_the_quarantine_with_single_keys(width: int, odd: str, sign_in: Callable[..., Page]) -> None:
    page = sign_in("vera@coalition.example", width=width)
    first, second, third, *others = to_quarantine(page)
    page.keyboard.press("j")
    assert seen(page) == second
    page.keyboard.press("k")
    assert seen(page) == first
    press(page, "a")
    assert names(page) == [second, third, *others] and seen(page) == second
    reason(page, "r", "This is no name.")
    expect(page.locator(".letter")).to_contain_text("This is no name.")
    enter(page, ".ways form button")
    assert names(page) == [third, *others] and seen(page) == third
    press(page, "u")
    assert second in names(page) and seen(page)
    press(page, "u")
    assert names(page) == [first, second, third, *others] and seen(page)
    keys = page.locator(".keys dl")
    page.keyboard.press("?")
    expect(keys).to_be_visible()
    assert seen(page) == "", "the focus is at the list of keys"
    page.keyboard.press("?")
    expect(keys).to_be_hidden()
    assert seen(page) == first


@WIDTHS
def test_it_hides_and_decides_about_several(width: int, odd: str, sign_in: Callable[..., Page]) -> None:
    page = sign_in("vera@coalition.example", width=width)
    first, *others = to_quarantine(page)
    reason(page, "h", "An insult.")
    expect(page.locator(".done li").first).to_contain_text(f"Hidden: {first}")
    assert seen(page)
    press(page, "u")
    assert page.locator(".done li").count() == 0 and seen(page)
    ticked = [seen(page)]
    page.keyboard.press("x")
    page.keyboard.press("j")
    ticked.append(seen(page))
    page.keyboard.press("x")
    enter(page, "#bulk button:not([formaction])", "Shift+Tab")
    expect(page.locator(".done li").first).to_contain_text("Approved together: 2")
    assert not set(ticked) & set(names(page)) and seen(page)
    press(page, "u")
    assert names(page) == [first, *others] and seen(page)


@WIDTHS
def test_it_watches_a_rule_remove_and_restore(width: int, odd: str, site: Site, sign_in: Callable[..., Page]) -> None:
    with site.app.app_context():
        statement = db.session.get_one(Statement, int(odd.rsplit("/", 1)[1]))
        make_removals.people(statement, MANY - NUMBER, domain="fakes.example")
    page = sign_in("vera@coalition.example", width=width)
    enter(page, ".awaiting a[href*='/quarantine']")
    enter(page, ".group a[href*='/removals/new']")
    expect(page.locator("#domain")).to_have_value("fakes.example")
    tab_to(page, "#why")
    page.keyboard.type("They were bought.")
    enter(page, ".send button")
    expect(page.locator(".figure-line")).to_contain_text(f"{MANY} people match")
    expect(page.locator("table tbody tr").first).to_be_visible()
    enter(page, "form[action$='/beginning'] button")
    tab_to(page, UNDOING)
    expect(page.locator(".stage .tag")).to_have_text("done", timeout=SOON)
    expect(page.locator("main .notice")).to_contain_text(f"{MANY} people were removed")
    assert has_focus(page, UNDOING) and page.evaluate(SHOWN) == ""
    press(page, "Enter")
    expect(page.locator(".stage .tag")).to_have_text("undone", timeout=SOON)
    expect(page.locator("main .notice").last).to_contain_text(f"{MANY} people were restored")
    enter(page, ".statement-bar .of a", "Shift+Tab")
    enter(page, ".areas-of a[href*='/quarantine']")
    assert len(names(page)) == NUMBER


def test_it_says_who_has_it_open_and_decides_anyway(odd: str, sign_in: Callable[..., Page]) -> None:
    jonas = sign_in("jonas@coalition.example", OTHER)
    first, *_others = to_quarantine(jonas)
    with jonas.expect_response("**/attending") as answer:
        enter(jonas, ".item h2 a")
    assert answer.value.ok
    vera = sign_in("vera@coalition.example")
    to_quarantine(vera)
    assert seen(vera) == first
    expect(vera.locator(".item").first).to_contain_text(f"open with {OTHER}")
    press(vera, "a")
    expect(vera.locator("h1")).to_have_text(f"{OTHER} has this open")
    enter(vera, "main form a.button")
    assert first in names(vera), "nothing was changed"
    assert seen(vera) == first
    press(vera, "a")
    enter(vera, "main form button")
    assert first not in names(vera)
    enter(jonas, ".entry form[action$='/approval'] button")
    expect(jonas.locator(".flash, .notice.fault, .errors").first).to_contain_text(
        "Somebody decided this in the meantime"
    )


def test_it_works_without_scripts(odd: str, site: Site, browser: Browser, visit: Callable[..., Page]) -> None:
    page = visit(390, scripts=False, storage_state=site.signed_in(browser))
    page.goto(f"{site.url}/desk/start")
    enter(page, ".awaiting a[href*='/quarantine']")
    _first, second, third, *others = names(page)
    expect(page.locator(".keys")).to_be_hidden()
    tab_to(page, ".item input[type=checkbox]")
    page.keyboard.press("Space")
    tab_to(page, "#bulk button:not([formaction])", "Shift+Tab")
    press(page, "Enter")
    assert names(page) == [second, third, *others]
    enter(page, ".item form[action$='/approval'] button")
    assert names(page) == [third, *others]
    for folded in (".row-more > summary", ".row-rest details > summary"):
        tab_to(page, folded)
        page.keyboard.press("Enter")
    tab_to(page, ".row-rest details[open] textarea")
    page.keyboard.type("This is no name.")
    page.keyboard.press("Tab")
    press(page, "Enter")
    enter(page, ".ways form button")
    assert names(page) == others
    enter(page, ".done button")
    assert third in names(page)
    page.goto(f"{site.url}{odd}/removals/new?domain=fakes.example")
    tab_to(page, "#why")
    page.keyboard.type("They were bought.")
    enter(page, ".send button")
    enter(page, "form[action$='/beginning'] button")
    expect(page.locator(".stage .tag")).to_have_text("done", timeout=SOON)
    enter(page, UNDOING)
    expect(page.locator(".stage .tag")).to_have_text("undone", timeout=SOON)
