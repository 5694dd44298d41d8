"""Every page for everybody: no violation that axe-core finds, and no page wider than a small phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from journeys.places import ALL
from journeys.site import Site

pytestmark = pytest.mark.chromium

AXE = Axe()
EVERYTHING = {"resultTypes": ["violations"]}
COLOURS = {**EVERYTHING, "runOnly": ["color-contrast", "link-in-text-block"]}
LOOKS = ((1280, "light", EVERYTHING), (390, "light", EVERYTHING), (390, "dark", COLOURS), (1280, "dark", COLOURS))
UNFOLD = "document.querySelectorAll('details').forEach((one) => { one.open = true })"
TOO_WIDE = """(direction) => {
  const root = document.documentElement
  root.dir = direction
  if (root.scrollWidth <= root.clientWidth) return []
  return [...document.body.querySelectorAll('*')]
    .filter((one) => one.getBoundingClientRect().right > root.clientWidth + 0.5 || one.getBoundingClientRect().left < -0.5)
    .map((one) => one.outerHTML.slice(0, 160))
    .concat(`${root.scrollWidth} of ${root.clientWidth} pixels`)
}"""


@pytest.mark.parametrize("language", ["en", "be"])
@pytest.mark.parametrize("place", ALL)
def test_it_has_no_violation(place: str, language: str, site: Site, visit_for: Callable[..., Page]) -> None:
    page = visit_for(place, language=language, bypass_csp=True)
    ALL[place](page, site, language)
    page.evaluate(UNFOLD)
    for width, scheme, rules in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        results = AXE.run(page, options=rules)
        assert results.violations_count == 0, f"{width} px, {scheme}: {results.generate_report()}"


@pytest.mark.parametrize("language", ["en", "be"])
@pytest.mark.parametrize("place", ALL)
def test_it_never_scrolls_sideways(place: str, language: str, site: Site, visit_for: Callable[..., Page]) -> None:
    page = visit_for(place, 320, language)
    ALL[place](page, site, language)
    page.evaluate(UNFOLD)
    for direction in ("ltr", "rtl"):
        assert page.evaluate(TOO_WIDE, direction) == [], direction
