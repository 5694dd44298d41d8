"""The overview by keyboard, and a form whose browser has to work before it is taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page

import cast
from journeys.site import SLUG, Site, anew
from petition.core import proof_of_work, switches
from petition.core.db import db
from petition.core.form_stamps import QUICKEST_SECONDS
from petition.signing import tallying

pytestmark = pytest.mark.chromium

SOON = 10_000  # milliseconds: a switch holds everywhere by then, and the work is done


@pytest.mark.parametrize("width", [390, 1280])
def test_it_draws_what_happened_with_a_table_behind_it(site: Site, visit_for: Callable[..., Page], width: int) -> None:
    with site.app.app_context():
        sum(tallying.count_hours())
        db.session.commit()
    page = visit_for("queue", width)
    page.goto(f"{site.url}/desk/start")
    chart = page.locator("figure.chart").first
    assert chart.locator("svg").count() == 2 and chart.locator("rect").count() >= 1
    bar = chart.locator("rect").first.bounding_box()
    drawing = chart.locator("svg").first.bounding_box()
    assert bar and drawing and 0 < bar["width"] < drawing["width"] and 0 < bar["height"] <= drawing["height"] + 1
    summary = page.locator("details.behind > summary").first
    summary.focus()
    page.keyboard.press("Enter")
    table = page.locator("details.behind table").first
    table.wait_for(state="visible")
    assert table.locator("tbody tr").count() == 48


@pytest.fixture
def asking(site: Site) -> Any:
    """A site whose forms ask for proof of work meanwhile."""
    with site.app.app_context():
        switches.turn_on("proof", None, by="test", why="A test.")
        db.session.commit()
    yield
    with site.app.app_context():
        switches.turn_off("proof", None, by="test")
        db.session.commit()


def test_it_works_for_a_moment_before_the_form_is_sent(site: Site, visit: Callable[..., Page], asking: None) -> None:
    page, who = visit(390), anew(cast.ALENA)
    for _ in range(SOON // 500):
        page.goto(f"{site.url}/en/{SLUG}/sign")
        if page.locator("[data-proof-pieces]").count():
            break
        page.wait_for_timeout(500)
    sent: list[dict[str, list[str]]] = []
    page.on("request", lambda one: sent.append(parse_qs(one.post_data or "")) if one.method == "POST" else None)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.wait_for_timeout(QUICKEST_SECONDS * 1000)
    page.locator("#name").fill(who["name"])
    page.locator("#email").fill(who["email"])
    page.locator("#visibility-0").check()
    page.locator("#consent").check()
    page.locator(".send button").click()
    page.locator(".sent-to").wait_for(timeout=SOON)
    (form,) = sent
    assert proof_of_work.is_work_done(form["work"][0], form["stamp"][0], form["email"][0])
    assert form["email"] == [who["email"]] and complaints == []
