"""Nobody notices a visit, as every page is asked in ``test_accessible``; here that faults would be heard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from journeys.ear import Ear
from journeys.site import SLUG, Site

pytestmark = pytest.mark.chromium


def test_it_has_an_icon_that_is_there(site: Site, visit: Callable[..., Page]) -> None:
    page = visit()
    page.goto(site.url)
    icon = page.request.get(site.url + str(page.locator("link[rel=icon]").get_attribute("href")))
    assert icon.ok and icon.headers["content-type"].startswith("image/svg+xml")


def test_it_hears_what_it_should_hear(site: Site, visit: Callable[..., Page]) -> None:
    page = visit()
    with Ear(page) as ear:
        page.goto(f"{site.url}/en/{SLUG}")
        page.evaluate("document.head.append(Object.assign(document.createElement('style'), {textContent: 'p {}'}))")
        with page.expect_response("**/nothing.png"):
            page.evaluate("document.body.append(Object.assign(new Image(), {src: '/static/nothing.png'}))")
    assert any("Content Security Policy" in one for one in ear.complaints)
    assert any("404" in one for one in ear.complaints)
