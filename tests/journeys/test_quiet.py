"""Nobody notices a visit: no cookie, nothing kept, no word to another host, and no complaint from the browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from journeys.places import ALL, AT_WORK, ENTRANCE, PUBLIC, READ, WORK, Way
from journeys.site import SLUG, Site

pytestmark = pytest.mark.chromium

KEPT = "localStorage.length + sessionStorage.length"
LOADED = ("script", "stylesheet", "image", "font", "other")


class Ear:
    """What a window asks for, and what it complains about."""

    def __init__(self, page: Page) -> None:
        self.addresses: list[str] = []
        self.complaints: list[str] = []
        self._page = page
        page.on("request", lambda request: self.addresses.append(request.url))
        page.on("requestfailed", lambda request: self._failed(request.url, request.failure))
        page.on(
            "response", lambda response: self._answered(response.request.resource_type, response.status, response.url)
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self._said(message.type, message.text))

    def _failed(self, url: str, why: str | None) -> None:
        # What a page still asks when one leaves it is given up by the browser.
        if why != "net::ERR_ABORTED":
            self.complaints.append(f"failed: {url}")

    def _answered(self, kind: str, status: int, url: str) -> None:
        if kind in LOADED and status >= 400:
            self.complaints.append(f"{status}: {url}")

    def _said(self, kind: str, text: str) -> None:
        # A page that says what is wrong has a status that says so too; files are looked at above.
        if kind in ("error", "warning") and "Failed to load resource" not in text:
            self.complaints.append(f"{kind}: {text}")


@pytest.mark.parametrize("place", ALL)
def test_it_loads_without_a_complaint_and_from_here_alone(
    place: str, site: Site, visit_for: Callable[..., Page]
) -> None:
    page = visit_for(place)
    ear = Ear(page)
    ALL[place](page, site, "en")
    assert ear.complaints == []
    assert [url for url in ear.addresses if not url.startswith(f"{site.url}/")] == []
    if place not in ENTRANCE and place in PUBLIC:
        assert page.context.cookies() == []
        assert page.evaluate(KEPT) == 0


@pytest.mark.parametrize("site", [AT_WORK], indirect=True)
@pytest.mark.parametrize("places", [READ, WORK], ids=["read", "work"])
def test_it_stays_quiet_in_a_coalition_at_work(
    places: dict[str, Way], site: Site, visit_for: Callable[..., Page]
) -> None:
    page = visit_for(next(iter(places)))
    ear = Ear(page)
    for way in places.values():
        way(page, site, "en")
    assert ear.complaints == []
    assert [url for url in ear.addresses if not url.startswith(f"{site.url}/")] == []
    if places is READ:
        assert page.context.cookies() == []
        assert page.evaluate(KEPT) == 0


def test_it_has_an_icon_that_is_there(site: Site, visit: Callable[..., Page]) -> None:
    page = visit()
    page.goto(site.url)
    icon = page.request.get(site.url + str(page.locator("link[rel=icon]").get_attribute("href")))
    assert icon.ok and icon.headers["content-type"].startswith("image/svg+xml")


def test_it_hears_what_it_should_hear(site: Site, visit: Callable[..., Page]) -> None:
    page = visit()
    ear = Ear(page)
    page.goto(f"{site.url}/en/{SLUG}")
    page.evaluate("document.head.append(Object.assign(document.createElement('style'), {textContent: 'p {}'}))")
    with page.expect_response("**/nothing.png"):
        page.evaluate("document.body.append(Object.assign(new Image(), {src: '/static/nothing.png'}))")
    assert any("Content Security Policy" in one for one in ear.complaints)
    assert any("404" in one for one in ear.complaints)
