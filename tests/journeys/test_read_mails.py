"""Mails as they are read: on a narrow phone and in a wide pane, by day and by night."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from flask import Flask
from playwright.sync_api import Page

from outbox import EVERY_KIND, WITHOUT_LINK, put, row
from petition.core.db import db
from petition.identity.accents import contrast
from petition.identity.actions import set_identity
from petition.mail import rendering

pytestmark = pytest.mark.chromium
WIDTHS = (320, 600)
TARGET = 44  # pixels
MEASURE = 36 * 16 + 40  # 36 em and the space at the sides
COLOURS = "(one) => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor]"
LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"


@pytest.fixture
def mails(lent_app: Callable[..., Flask]) -> Iterator[dict[str, str]]:
    """Every kind of mail as HTML, with a word in it that is wider than a phone."""
    with lent_app().app_context():
        set_identity(None, by="test", accent="#ffd400", texts={"en": {"name": LONG, "coordinated_by": LONG * 2}})
        db.session.commit()
        yield {kind: rendering.render_mail(row(put(kind=kind, statement_title=LONG))).html for kind in EVERY_KIND}
        db.session.remove()


def test_it_is_read_without_scrolling_sideways(mails: dict[str, str], visit: Callable[..., Page]) -> None:
    for width in WIDTHS:
        page = visit(width)
        for kind, html in mails.items():
            page.set_content(html)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, kind
            sheet = page.locator(".sheet").bounding_box()
            assert sheet and sheet["width"] <= min(width, MEASURE), kind


def test_its_button_is_a_target_above_its_bare_link(mails: dict[str, str], visit: Callable[..., Page]) -> None:
    page = visit(WIDTHS[0])
    for kind, html in mails.items():
        if kind in WITHOUT_LINK:
            continue
        page.set_content(html)
        button, link = page.locator(".button").bounding_box(), page.locator(".bare").bounding_box()
        assert button and link and button["height"] >= TARGET and link["y"] > button["y"], kind
        assert page.locator(".bare").inner_text().startswith("http"), kind


def test_it_can_be_read_by_day_and_by_night(mails: dict[str, str], visit: Callable[..., Page]) -> None:
    for scheme in ("light", "dark"):
        page = visit(WIDTHS[1], color_scheme=scheme)
        page.set_content(mails["confirm-individual"])
        (ink, _), (_, paper) = (page.locator(one).evaluate(COLOURS) for one in ("p >> nth=1", "body"))
        label, button = page.locator(".button").evaluate(COLOURS)
        for one, other in pairwise([ink, paper, button, label]):
            assert contrast(hexadecimal(one), hexadecimal(other)) >= 4.5, scheme


def hexadecimal(colour: str) -> str:
    """``rgb(1, 2, 3)`` as ``#010203``."""
    return "#" + "".join(f"{int(part):02x}" for part in colour.partition("(")[2].rstrip(")").split(",")[:3])
