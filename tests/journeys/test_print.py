"""On paper: the document and who signed it, and nothing to click."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from journeys.site import SLUG, Site

pytestmark = pytest.mark.chromium

DEMANDS = ["1", "2", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "2.7", "3"]
FOUNDING = 8


def printed(site: Site, visit: Callable[..., Page], path: str) -> Page:
    page = visit()
    page.emulate_media(media="print")
    page.goto(site.url + path)
    return page


def seen(found: Locator) -> list[str]:
    return [one.inner_text() for one in found.all() if one.is_visible()]


@pytest.mark.parametrize("path", [f"/en/{SLUG}", f"/be/{SLUG}", f"/en/{SLUG}/signatories", f"/en/{SLUG}/print"])
def test_it_leaves_out_what_is_for_the_screen(path: str, site: Site, visit: Callable[..., Page]) -> None:
    page = printed(site, visit, path)
    for part in (".panel", "nav", ".top", ".foot", ".skip", "form", "button", ".button"):
        assert seen(page.locator(part)) == [], part


@pytest.mark.parametrize("language", ["en", "be"])
def test_it_prints_every_demand(language: str, site: Site, visit: Callable[..., Page]) -> None:
    page = printed(site, visit, f"/{language}/{SLUG}")
    assert seen(page.locator(".demand > .number")) == DEMANDS
    assert all(seen(page.locator(".demand > div > p")))
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "be"])
def test_it_prints_the_founding_signatories_once_and_first(
    language: str, site: Site, visit: Callable[..., Page]
) -> None:
    page = printed(site, visit, f"/{language}/{SLUG}")
    lists = page.locator(".undersigned .orgs").filter(visible=True)
    assert lists.first.locator("li").count() == FOUNDING
    names = seen(page.locator(".undersigned .orgs b"))
    assert len(names) == len(set(names)) > FOUNDING


def test_it_prints_which_words_these_are(site: Site, visit: Callable[..., Page]) -> None:
    page = printed(site, visit, f"/en/{SLUG}")
    expect(page.locator(".colophon")).to_contain_text(f"{site.url}/en/{SLUG}")
    assert len(page.locator(".colophon code").inner_text()) == 64


def test_it_hangs_no_number_off_the_sheet(site: Site, visit: Callable[..., Page]) -> None:
    page = printed(site, visit, f"/en/{SLUG}")
    page.set_viewport_size({"width": 640, "height": 900})
    # A text from right to left in a page that runs the other way.
    page.locator(".text").evaluate("text => { text.dir = 'rtl'; text.lang = 'ar' }")
    for box in page.locator(".demand > .number").all():
        found = box.bounding_box()
        assert found is not None and found["x"] >= 0 and found["x"] + found["width"] <= 640


def test_it_has_edition_and_digest_at_the_foot_of_each_page(site: Site, visit: Callable[..., Page]) -> None:
    page = visit()
    page.goto(f"{site.url}/en/{SLUG}/print")
    reader = PdfReader(io.BytesIO(page.pdf(format="A5", prefer_css_page_size=False)))
    texts = [one.extract_text() for one in reader.pages]
    assert len(texts) > 1
    for number, text in enumerate(texts, 1):
        assert f"{number} / {len(texts)}" in text and "SHA-256 of the binding text" in text
    # The end of the document stays with what is above it.
    assert len(texts[-1].split()) > 40
