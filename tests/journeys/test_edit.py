"""Writing a text in a browser: the outline as one types, the way to a line, two people at one text, no script at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

import make
from journeys.site import Site
from journeys.test_accessible import violations, wider_than_the_screen
from journeys.test_keyboard import has_focus, tab_to
from petition.core.db import db
from petition.statements.actions import edit

pytestmark = pytest.mark.chromium

MINE, THEIRS = make.TEXT.replace("closed", "shut"), make.TEXT.replace("closed", "locked")
BROKEN = make.TEXT.replace("3. To regard", "2. To say it twice;\n3. To regard")
LONG = f"# A long one\n\n{'A paragraph of some length. ' * 40}\n\nWe demand:\n\n" + "\n\n".join(
    f"{number}. {'Words that wrap. ' * 12}" for number in range(1, 41)
)
ARABIC = "# بيان مشترك حول المحاكم المفتوحة\n\nندعو المجتمع الدولي إلى:\n\n1. إبقاء المحاكمات تحت المراقبة؛\n2. الاتفاق على خارطة طريق:\n - 2.1. إغلاق القضايا؛\n - 2.2. رفع حظر الدخول.\n3. اعتبار المراقبين شركاء.\n"
# As Google Docs writes it: weights that undo its own tags, a list below a list beside its item.
COPIED = (
    '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-0"><p><span style="font-weight:400;white-space:pre;white-space:pre-wrap;">We </span><span style="font-weight:700">all</span>'
    '<span> ask:</span></p><ol><li style="list-style-type:decimal"><p><span>One</span></p></li><ol><li style="list-style-type:lower-alpha">'
    "<p><span>this</span></p></li><li style='list-style-type:lower-alpha'><p><span>that</span></p></li></ol><li><p>Two</p></li></ol></b>"
)
CODE = """<div style="font-family: Menlo, monospace;font-weight: normal;white-space: pre;"><span style="font-weight: bold">plain</span></div>"""
COPY = """([html, text]) => navigator.clipboard.write([new ClipboardItem({
  'text/html': new Blob([html], { type: 'text/html' }), 'text/plain': new Blob([text], { type: 'text/plain' }) })])"""
SELECTED = "() => { const box = document.getElementById('text'); return box.value.slice(box.selectionStart, box.selectionEnd) }"
SLUGS = (f"edited-{number}" for number in count(1))
Desk = Callable[..., Page]


@pytest.fixture
def text(site: Site) -> Iterator[str]:
    """The address of the text of a draft of its own."""
    with site.app.app_context():
        vera = int(make.coordinator().id)
        made = edit.start_statement(make.TEXT, next(SLUGS), "en", by=vera)
        db.session.commit()
        yield f"{site.url}/desk/statements/{made.id}/text/en"
        db.session.rollback()


@pytest.fixture
def desk(site: Site, browser: Browser, visit: Callable[..., Page]) -> Desk:
    """Opens a page of the desk."""

    def desk(url: str, width: int = 1280, **options: Any) -> Page:
        page = visit(width, storage_state=site.signed_in(browser), **options)
        page.goto(url)
        return page

    return desk


def type_over(page: Page, text: str) -> None:
    page.locator("#text").fill(text)


def test_it_outlines_as_one_types_and_leads_to_the_line(text: str, desk: Desk) -> None:
    page = desk(text)
    expect(page.locator("[data-summary]")).to_contain_text("5 demands, no remarks")
    type_over(page, BROKEN)
    expect(page.locator("[data-summary]")).to_contain_text("6 demands, 1 remark")
    expect(page.locator("[data-said]")).to_contain_text("6 demands, 1 remark")
    page.locator(".problems a").click()
    assert has_focus(page, "#text")
    assert page.evaluate(SELECTED) == "2. To say it twice;"
    page.locator(".found a", has_text="2.1").click()
    assert page.evaluate(SELECTED) == " - 2.1. closing the cases;"


def test_it_pastes_with_numbers_and_emphasis_and_takes_it_back(text: str, desk: Desk) -> None:
    page = desk(text, permissions=["clipboard-read", "clipboard-write"])
    type_over(page, "Title\n\n")
    page.evaluate(COPY, [COPIED, "We all ask:\nOne\nthis\nthat\nTwo"])
    page.keyboard.press("Control+v")
    pasted = "Title\n\nWe **all** ask:\n\n1. One\n\n   a. this\n\n   b. that\n\n2. Two"
    expect(page.locator("#text")).to_have_value(pasted)
    expect(page.locator("[data-summary]")).to_contain_text("4 demands")
    page.keyboard.press("Control+z")
    expect(page.locator("#text")).to_have_value("Title\n\n")
    # What has no structure is pasted as the browser does it.
    for copied in ("<span>plain</span>", CODE):
        page.evaluate(COPY, [copied, "plain"])
        page.keyboard.press("Control+v")
    expect(page.locator("#text")).to_have_value("Title\n\nplainplain")


@pytest.mark.parametrize("width", [390, 1280])
def test_it_scrolls_to_a_line_far_down(text: str, width: int, desk: Desk) -> None:
    page = desk(text, width)
    type_over(page, LONG)
    expect(page.locator("[data-summary]")).to_contain_text("40 demands")
    page.evaluate("scrollTo(0, 0)")
    page.locator(".found a", has_text="30").click()
    assert page.evaluate(SELECTED).startswith("30. Words")
    # Where the line stands: its share of the box's height, all lines but the second being alike.
    seen = page.evaluate("""() => {
      const box = document.getElementById('text'), area = box.getBoundingClientRect()
      const down = area.top - box.scrollTop + box.scrollHeight * 0.74
      return [down, innerHeight]
    }""")
    assert 0 < seen[0] < seen[1]


def test_it_warns_before_what_was_written_is_left(text: str, desk: Desk) -> None:
    page = desk(text)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    type_over(page, MINE)
    expect(page.locator("[data-state]")).to_have_text("Not saved yet")
    page.evaluate("setTimeout(() => location.assign('/desk/'))")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(page.locator("#text")).to_have_value(MINE)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    page.goto(text)
    assert asked == ["beforeunload"]


def test_it_finds_what_was_sent_after_signing_out(text: str, desk: Desk, site: Site) -> None:
    page = desk(text)
    type_over(page, MINE)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.goto(text)
    page.get_by_role("button", name="Restore it").click()
    expect(page.locator("#text")).to_have_value(MINE)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(page.locator("[data-kept]")).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False])
def test_it_brings_two_texts_together(text: str, scripts: bool, desk: Desk, site: Site) -> None:
    page, other = desk(text, scripts=scripts), desk(text, scripts=scripts)
    type_over(other, THEIRS)
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_text("Saved.", exact=True)).to_be_visible()
    type_over(page, MINE)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".difference del")).to_contain_text("locked")
    expect(page.locator(".difference ins")).to_contain_text("shut")
    expect(page.locator("#text")).to_have_value(MINE)
    assert has_focus(page, "[role=alert]")
    page.get_by_role("button", name="Save over their version").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    page.get_by_role("link", name="History").click()
    expect(page.locator("tbody tr")).to_have_count(4)


def test_it_works_without_scripts_by_keyboard(text: str, desk: Desk) -> None:
    page = desk(text, scripts=False)
    tab_to(page, "#text")
    type_over(page, BROKEN)
    tab_to(page, "button[value=preview]")
    page.keyboard.press("Enter")
    expect(page.locator(".problems")).to_contain_text("is used twice")
    expect(page.locator("#text")).to_have_value(BROKEN)
    tab_to(page, "button[value=save]")
    page.keyboard.press("Enter")
    expect(page.get_by_text("cannot be read as an edition")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_it_takes_a_file_and_offers_what_was_in_the_box(text: str, scripts: bool, desk: Desk, tmp_path: Path) -> None:
    page = desk(text, scripts=scripts)
    type_over(page, MINE)
    letter = tmp_path / "letter.html"
    letter.write_text(COPIED)
    page.get_by_text("Import the text from a file").click()
    page.locator("#file").set_input_files(str(letter))
    page.get_by_role("button", name="Insert into the editor").click()
    expect(page.get_by_text("The text of the file is in the editor")).to_be_visible()
    expect(page.locator("#text")).to_have_value("We **all** ask:\n\n1. One\n\n   a. this\n\n   b. that\n\n2. Two\n")
    if scripts:
        page.get_by_role("button", name="Restore it").click()
        expect(page.locator("#text")).to_have_value(MINE)


def test_it_begins_a_statement(site: Site, desk: Desk) -> None:
    page = desk(f"{site.url}/desk/statements/new")
    page.locator("#language").select_option("ar")
    type_over(page, ARABIC)
    expect(page.locator("[data-summary]")).to_contain_text("5 demands")
    page.locator("#slug").fill(next(SLUGS))
    page.get_by_role("button", name="Save the draft").click()
    expect(page.locator("#text")).to_have_attribute("dir", "rtl")
    assert list(violations_of(page)) == []


PAGES = {
    "text": lambda page: None,
    "preview": lambda page: page.get_by_role("button", name="Preview").click(),
    "history": lambda page: page.get_by_role("link", name="History").click(),
    "revision": lambda page: page.goto(f"{page.url}/revisions/1"),
    "new": lambda page: page.goto(f"{page.url.split('/statements/')[0]}/statements/new"),
}


@pytest.mark.parametrize("place", PAGES)
def test_it_is_for_everybody(place: str, text: str, desk: Desk) -> None:
    page = desk(text, bypass_csp=True)
    if place == "preview":
        type_over(page, BROKEN)
    PAGES[place](page)
    page.locator("h1").wait_for()
    assert list(violations_of(page)) == []


def violations_of(page: Page) -> Iterator[str]:
    yield from violations(page)
    yield from wider_than_the_screen(page)
