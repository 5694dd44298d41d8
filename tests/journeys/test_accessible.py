"""Every page for everybody: nothing that axe-core finds fault with, and no page wider than a small phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

from journeys.places import ALL
from journeys.site import Site

pytestmark = pytest.mark.chromium

EVERYTHING = {"resultTypes": ["violations"]}
COLOURS = {**EVERYTHING, "runOnly": ["color-contrast", "link-in-text-block"]}
LOOKS = ((1280, "light", EVERYTHING), (390, "light", EVERYTHING), (390, "dark", COLOURS))
NARROWEST = 320
UNFOLD = "document.querySelectorAll('details').forEach((one) => { one.open = true })"
TOO_WIDE = """(direction) => {
  const root = document.documentElement
  root.dir = direction
  if (root.scrollWidth <= root.clientWidth) return []
  const out = (box) => box.right > root.clientWidth + 0.5 || box.left < -0.5
  return [...document.body.querySelectorAll('*')]
    .filter((one) => out(one.getBoundingClientRect()))
    .map((one) => one.outerHTML.slice(0, 160))
    .concat(`${root.scrollWidth} of ${root.clientWidth} pixels`)
}"""


@pytest.mark.parametrize("language", ["en", "be"])
@pytest.mark.parametrize("place", ALL)
def test_it_is_for_everybody(place: str, language: str, site: Site, visit_for: Callable[..., Page]) -> None:
    page = visit_for(place, language=language, bypass_csp=True)
    ALL[place](page, site, language)
    page.evaluate(UNFOLD)
    assert [*violations(page), *wider_than_the_screen(page)] == []


def violations(page: Page) -> Iterator[str]:
    """What axe-core finds on a page, on a wide screen and on a phone, in light and in dark."""
    page.evaluate(AXE_SCRIPT)
    for width, scheme, rules in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        results = AxeResults(page.evaluate("(rules) => axe.run(rules)", rules))
        if results.violations_count:
            yield f"{width} px, {scheme}: {results.generate_report()}"


def wider_than_the_screen(page: Page) -> Iterator[str]:
    """What sticks out of the narrowest screen, in scripts of either direction."""
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    for direction in ("ltr", "rtl"):
        for one in page.evaluate(TOO_WIDE, direction):
            yield f"{direction}: {one}"
