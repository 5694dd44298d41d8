"""The way of a signature on a phone: above the fold, with and without scripts, and with letters twice as large."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from journeys.places import PUBLIC
from journeys.site import SLUG, Site
from petition.core.form_stamps import QUICKEST_SECONDS
from petition.core.languages import INTERFACE
from petition.signing.sign.address_slips import suggest_domain
from signing.test_suggest_an_address import RIGHT, SLIPS

pytestmark = pytest.mark.chromium

PHONE, FOLD, CONFIRM_FOLD = 390, 900, 700
BAR_SHARE = 0.2
LARGE = "html { font-size: 200% }"
TARGET = 44
# What is pressed outside a running text, and is seen; of a box or a circle the label beside it counts too.
SMALL = """() => [...document.querySelectorAll('a, button, summary, input:not([type=hidden]), select, textarea')]
  .filter((one) => one.checkVisibility() && !one.closest('.trap, .skip, p:not(.send):not(.doors):not(.share-first), li > :not(a)'))
  .map((one) => [one, (one.closest('.choice, .tick') ?? one).getBoundingClientRect()])
  .filter(([, box]) => box.height && box.height < 43.5)
  .map(([one, box]) => `${Math.round(box.height)} ${one.outerHTML.slice(0, 80)}`)"""


# What the page asks about an address of each domain, once it has been typed.
ASKED_ABOUT = """(domains) => {
  const field = document.querySelector('#email');
  // It waits for a finger that presses something; here is none.
  window.setTimeout = (act) => act();
  return domains.map((domain) => {
    field.value = `a@${domain}`;
    field.dispatchEvent(new Event('blur'));
    return document.querySelector('.asked [value=use]')?.textContent ?? null;
  });
}"""


def bottom(page: Page, selector: str) -> float:
    box = page.locator(selector).last.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def test_it_has_the_whole_form_above_the_fold(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(PHONE)
    for language in INTERFACE:
        page.goto(f"{site.url}/{language}/{SLUG}/sign")
        expect(page.locator(".more-fields")).not_to_have_attribute("open", "")
        assert bottom(page, "form .send button") <= FOLD, language
        for field in ("#name", "#email", "#visibility-2", "#consent"):
            assert bottom(page, field) < bottom(page, "form .send button"), language
        assert page.evaluate(SMALL) == [], language
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE, language


@pytest.mark.parametrize("place", ["confirm", "confirm for an organisation"])
@pytest.mark.parametrize("language", ["en", "be"])
def test_it_has_the_button_that_confirms_above_the_fold(
    place: str, language: str, site: Site, visit: Callable[..., Page]
) -> None:
    page = visit(PHONE, language)
    PUBLIC[place](page, site, language)
    assert bottom(page, "main form button") <= CONFIRM_FOLD


def test_it_leaves_what_may_be_left_out_open_without_scripts(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(PHONE, scripts=False)
    page.goto(f"{site.url}/en/{SLUG}/sign")
    expect(page.locator("#country")).to_be_visible()
    page.locator(".more-fields summary").click()
    expect(page.locator("#country")).to_be_hidden()


def test_it_keeps_open_what_was_filled_in(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(PHONE)
    page.goto(f"{site.url}/en/{SLUG}/sign")
    page.locator(".more-fields summary").click()
    page.locator("#affiliation").fill("Teacher")
    page.locator("form .send button").last.click()
    page.locator(".errors").wait_for()
    expect(page.locator("#affiliation")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_it_asks_about_a_slip_and_names_the_address(scripts: bool, site: Site, visit: Callable[..., Page]) -> None:
    page = visit(PHONE, scripts=scripts)
    page.goto(f"{site.url}/en/{SLUG}/sign")
    page.wait_for_timeout(1000 * QUICKEST_SECONDS)
    page.locator("#name").fill("Phone Phil")
    page.locator("#email").fill("phil@gmial.com")
    # Whatever is pressed next is pressed, though the question then comes in between.
    page.locator("#visibility-0").check()
    page.locator("#consent").check()
    if not scripts:
        page.locator("form .send button").last.click()
    expect(page.locator(".asked")).to_contain_text("gmial.com: did you mean gmail.com?")
    page.locator(".asked [value=use]").click()
    if scripts:
        expect(page.locator("#email")).to_have_value("phil@gmail.com")
        page.locator("form .send button").last.click()
    expect(page.locator(".sent-to")).to_contain_text("phil@gmail.com")
    assert page.url.endswith("/sign") and "phil" not in page.url
    page.locator("button[name=correct]").click()
    expect(page.locator("#email")).to_have_value("phil@gmail.com")
    expect(page.locator("#name")).to_have_value("Phone Phil")


def test_it_asks_in_the_browser_about_the_same_slips(site: Site, visit: Callable[..., Page]) -> None:
    page = visit()
    page.goto(f"{site.url}/en/{SLUG}/sign")
    domains = [*SLIPS, *RIGHT]
    wanted = [f"Use a@{meant}" if (meant := suggest_domain(domain)) else None for domain in domains]
    assert page.evaluate(ASKED_ABOUT, domains) == wanted


def test_it_sends_the_address_as_it_is_once_it_was_kept(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(PHONE)
    page.goto(f"{site.url}/en/{SLUG}/own-link")
    page.goto(f"{site.url}/en/{SLUG}/sign")
    page.wait_for_timeout(1000 * QUICKEST_SECONDS)
    page.locator("#name").fill("Kept Kate")
    page.locator("#email").fill("kate@gmial.com")
    page.locator("#email").blur()
    page.locator(".asked [value=keep]").click()
    page.locator("#visibility-2").check()
    page.locator("#consent").check()
    page.locator("form .send button").last.click()
    expect(page.locator(".sent-to")).to_contain_text("kate@gmial.com")


@pytest.mark.parametrize("language", ["en", "be"])
def test_it_keeps_to_its_width_with_letters_twice_as_large(
    language: str, site: Site, visit: Callable[..., Page]
) -> None:
    page = visit(PHONE, language, bypass_csp=True)
    wide = []
    for place in PUBLIC:
        PUBLIC[place](page, site, language)
        page.add_style_tag(content=LARGE)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(place)
        bar = page.locator(".bar")
        if bar.count() and bar.evaluate("(one) => getComputedStyle(one).position") == "sticky":
            wide.append(f"the bar of {place} covers the text")
    assert wide == []


@pytest.mark.parametrize("language", ["en", "be"])
def test_it_leaves_four_fifths_of_a_phone_to_the_text(language: str, site: Site, visit: Callable[..., Page]) -> None:
    page = visit(PHONE, language)
    page.goto(f"{site.url}/{language}/{SLUG}")
    height = page.locator(".bar").evaluate("(one) => one.getBoundingClientRect().height / innerHeight")
    assert height < BAR_SHARE


def test_it_skips_to_signing(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(PHONE)
    page.goto(f"{site.url}/en/{SLUG}")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to signing")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Add your name")


def test_it_copies_and_shares_by_the_browser_where_it_can(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(PHONE, permissions=["clipboard-read", "clipboard-write"])
    page.add_init_script("navigator.share = async (given) => { window.shared = given }")
    PUBLIC["confirmed"](page, site, "en")
    page.locator("[data-native]").click()
    assert page.evaluate("window.shared.url") == f"{site.url}/en/{SLUG}"
    page.locator("[data-copy]").click()
    expect(page.locator("[data-copy]")).to_have_text("The link is copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{site.url}/en/{SLUG}"


def test_it_offers_no_button_that_does_nothing(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(PHONE, scripts=False)
    page.goto(f"{site.url}/en/{SLUG}")
    page.locator(".share-fold summary").first.click()
    expect(page.locator(".share-url")).to_have_text(f"{site.url}/en/{SLUG}")
    for button in page.locator(".share button").all():
        expect(button).to_be_hidden()
