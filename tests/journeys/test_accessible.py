"""Every page for everybody: nothing that axe-core finds fault with, no page wider than a small phone, and all quiet.

One visit to a page looks at all of it: what takes the time is to get there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

from journeys.ear import Ear, things_kept
from journeys.places import ALL, AT_WORK, BUSY, DESK, ENTRANCE, PUBLIC, READ
from journeys.site import Site

pytestmark = pytest.mark.chromium

EVERYTHING = {"resultTypes": ["violations"]}
Looks = tuple[tuple[int, str], ...]
WIDE, PHONE, PHONE_DARK = (1280, "light"), (390, "light"), (390, "dark")
# Axe takes a second a look: each public page is seen wide and light in one language, and dark on a phone in the other;
# of the desk's every second one is seen so, in one language, and the other way round in the other.
LOOKS = {"en": (WIDE,), "be": (PHONE_DARK,)}
DESK_LOOKS = {place: (WIDE, PHONE_DARK)[number % 2] for number, place in enumerate(DESK)}
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


@pytest.mark.parametrize(
    ("place", "language"),
    [
        *((place, "en") for place in ALL),
        *(pytest.param(place, "be", marks=pytest.mark.combination if place in DESK else ()) for place in ALL),
    ],
)
def test_it_is_for_everybody(place: str, language: str, site: Site, window_for: Callable[..., Page]) -> None:
    page = window_for(place, language)
    with Ear(page) as ear:
        ALL[place](page, site, language)
    looks = LOOKS[language]
    if place in DESK:
        looks = (DESK_LOOKS[place],) if language == "en" else ({WIDE: PHONE_DARK, PHONE_DARK: WIDE}[DESK_LOOKS[place]],)
    assert [*ear.faults(site.url), *violations(page, looks), *wider_than_the_screen(page)] == []
    if place not in ENTRANCE and place in PUBLIC:
        assert things_kept(page) == []


@pytest.mark.parametrize("site", [AT_WORK], indirect=True)
@pytest.mark.parametrize(
    ("place", "language"),
    [
        *((place, "en") for place in BUSY),
        # In Belarusian too the templates were seen above.
        *(pytest.param(place, "be", marks=pytest.mark.combination) for place in READ),
    ],
)
def test_it_is_for_everybody_in_a_coalition_at_work(
    place: str, language: str, site: Site, window_for: Callable[..., Page]
) -> None:
    page = window_for(place, language)
    with Ear(page) as ear:
        BUSY[place](page, site, language)
    assert [*ear.faults(site.url), *violations(page, LOOKS[language]), *wider_than_the_screen(page)] == []
    if place in READ:
        assert things_kept(page) == []


def violations(page: Page, looks: Looks = LOOKS["en"]) -> Iterator[str]:
    """What axe-core finds on a page in each of these widths and schemes."""
    page.evaluate(UNFOLD)
    page.evaluate(AXE_SCRIPT)
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        results = AxeResults(page.evaluate("(rules) => axe.run(rules)", EVERYTHING))
        if results.violations_count:
            yield f"{width} px, {scheme}: {results.generate_report()}"


def wider_than_the_screen(page: Page) -> Iterator[str]:
    """What sticks out of the narrowest screen, in scripts of either direction."""
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    for direction in ("ltr", "rtl"):
        for one in page.evaluate(TOO_WIDE, direction):
            yield f"{direction}: {one}"
