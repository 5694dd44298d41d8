"""The count of a page that stays open: asked for at most every fifteen seconds, and by nobody who does not look."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from journeys.site import SLUG, Site

pytestmark = pytest.mark.chromium
# The time goes on when the test says so.
CLOCK = """
    window.planned = null;
    window.setTimeout = (act, wait) => { window.planned = {act, wait}; return 1; };
    window.clearTimeout = () => { window.planned = null; };
"""
HIDE = """hidden => {
    Object.defineProperty(document, "hidden", {value: hidden, configurable: true});
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def wait_on(page: Page) -> float:
    """Lets the time go by until the page asks again, and that be answered; gives the milliseconds."""
    wait = float(page.evaluate("planned.wait"))
    page.evaluate("{ const {act} = planned; planned = null; act(); }")
    page.wait_for_function("planned !== null")
    return wait


def test_it_counts_on_while_somebody_looks(site: Site, visit: Callable[..., Page]) -> None:
    page, answers = visit(), [1_234, 1, None, 5]

    def answer(route: Route) -> None:
        number = answers.pop(0)
        counted = [{"edition": 1, "organisations": number, "individuals": number}]
        body = json.dumps({"by_edition": counted})
        route.fulfill(status=200 if number else 503, body=body, content_type="application/json")

    page.add_init_script(CLOCK)
    page.route("**/counts.json", answer)
    page.goto(f"{site.url}/en/{SLUG}")
    shown = page.locator("[data-kind=organisations]")
    assert len(answers) == 4
    for words in ("1,234 organisations", "1 organisation"):
        assert 15_000 <= wait_on(page) < 20_000
        expect(shown).to_have_text(words)
    page.evaluate(HIDE, True)
    assert page.evaluate("planned") is None
    page.evaluate(HIDE, False)
    assert 0 < page.evaluate("planned.wait") < 20_000
    # It answers with a fault: it is left alone for twice as long, and what was there stays.
    wait_on(page)
    expect(shown).to_have_text("1 organisation")
    assert wait_on(page) >= 30_000
    expect(shown).to_have_text("5 organisations")
