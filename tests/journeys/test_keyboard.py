"""Signing and deciding without a mouse: everything is reached, and one sees where one is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from journeys.site import SLUG, Site
from petition.core.form_stamps import QUICKEST_SECONDS

pytestmark = pytest.mark.chromium

MOST_STOPS = 200
# Where the focus is: visible by an outline, within the window, and under nothing else.
SHOWN = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect()
  if (one === document.body) return 'the focus is nowhere'
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
  if (!outlined) return 'no outline: ' + one.outerHTML.slice(0, 160)
  const line = one.getClientRects()[0]
  const x = Math.min(Math.max(line.left + line.width / 2, 0), innerWidth - 1)
  const y = Math.min(Math.max(line.top + Math.min(line.height, 40) / 2, 0), innerHeight - 1)
  const top = document.elementFromPoint(x, y)
  const clear = box.bottom > 0 && box.top < innerHeight && top && (one.contains(top) || top.contains(one))
  return clear ? '' : 'covered or out of sight: ' + one.outerHTML.slice(0, 160)
}"""


def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    """Presses Tab until the focus is where it should go; at every stop one must see it."""
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
        assert page.evaluate(SHOWN) == ""
        if has_focus(page, selector):
            return
    raise AssertionError(f"no way to {selector} with {key}")


def has_focus(page: Page, selector: str) -> bool:
    return bool(page.evaluate("(selector) => document.activeElement.matches(selector)", selector))


def written(page: Page, selector: str, text: str) -> None:
    """Goes to a field and writes into it."""
    tab_to(page, selector)
    page.keyboard.type(text)


@pytest.mark.parametrize("path", ["", "/sign", "/signatories"])
def test_it_skips_to_the_content(path: str, site: Site, visit: Callable[..., Page]) -> None:
    page = visit()
    page.goto(f"{site.url}/en/{SLUG}{path}")
    page.keyboard.press("Tab")
    assert has_focus(page, ".skip")
    expect(page.locator(".skip").first).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert has_focus(page, "main")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", ["", "/sign", "/sign/organisation", "/signatories"])
def test_it_shows_where_one_is(path: str, width: int, site: Site, visit: Callable[..., Page]) -> None:
    page = visit(width)
    page.goto(f"{site.url}/en/{SLUG}{path}")
    tab_to(page, ".foot a")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    tab_to(page, ".brand", "Shift+Tab")


@pytest.mark.parametrize("scripts", [True, False])
def test_it_signs(scripts: bool, site: Site, visit: Callable[..., Page]) -> None:
    page = visit(scripts=scripts)
    page.goto(f"{site.url}/en/{SLUG}")
    tab_to(page, ".doors a:first-child")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign")
    page.wait_for_timeout(1000 * QUICKEST_SECONDS)
    fill_in(page)
    page.locator(".sent-to").wait_for()


def fill_in(page: Page) -> None:
    written(page, "#name", "Keyboard Karl")
    written(page, "#email", "karl@example.org")
    tab_to(page, "#visibility-0")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    if not page.locator("#country").is_visible():
        tab_to(page, ".more-fields summary")
        page.keyboard.press("Enter")
    written(page, "#country", "Lithuania")
    tab_to(page, "#consent")
    page.keyboard.press("Space")
    expect(page.locator("#visibility-1")).to_be_checked()
    expect(page.locator("#country")).to_have_value("LT")
    expect(page.locator("#consent")).to_be_checked()
    tab_to(page, ".send button")
    page.keyboard.press("Enter")


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("path", ["/sign", "/sign/organisation"])
def test_it_leads_from_the_faults_to_the_fields(
    path: str, scripts: bool, site: Site, visit: Callable[..., Page]
) -> None:
    page = visit(scripts=scripts)
    page.goto(f"{site.url}/en/{SLUG}{path}")
    tab_to(page, ".send button")
    page.keyboard.press("Enter")
    page.locator(".errors").wait_for()
    assert has_focus(page, ".errors")
    for number, link in enumerate(page.locator(".errors a").all()):
        if number:
            link.focus()
        else:
            tab_to(page, ".errors a")
        page.keyboard.press("Enter")
        assert has_focus(page, f"{link.get_attribute('href')}:is(input, select, textarea)")


@pytest.fixture
def desk(site: Site, browser: Browser, visit: Callable[..., Page]) -> Callable[..., Page]:
    """Opens the queue, in which organisations of these names wait."""

    def desk(*names: str, scripts: bool = True) -> Page:
        site.waiting(*names)
        page = visit(scripts=scripts, storage_state=site.signed_in(browser))
        page.goto(f"{site.url}/desk/")
        return page

    return desk


def go_to(page: Page, organisation: str, key: str = "j") -> None:
    """Moves through the queue to an organisation."""
    for _ in range(MOST_STOPS):
        if focused(page, organisation):
            assert page.evaluate(SHOWN) == ""
            return
        page.keyboard.press(key)
    raise AssertionError(f"no way to {organisation}")


def focused(page: Page, organisation: str) -> bool:
    """Whether the focus is at an organisation in the queue, or on something in its place there."""
    heading = "document.activeElement.closest('.item')?.querySelector('h2').textContent"
    return bool(page.evaluate(heading) == organisation)


def press(page: Page, key: str) -> None:
    """Presses a key that decides, and waits for the page to come back."""
    with page.expect_navigation():
        page.keyboard.press(key)


def waits(page: Page, organisation: str) -> bool:
    return page.locator(".item h2").get_by_text(organisation, exact=True).count() == 1


def test_it_approves_and_takes_it_back_with_single_keys(desk: Callable[..., Page]) -> None:
    page = desk("Union of Alpha", "Union of Beta")
    tab_to(page, ".item")
    go_to(page, "Union of Alpha")
    press(page, "a")
    assert not waits(page, "Union of Alpha")
    assert focused(page, "Union of Beta")
    go_to(page, "Union of Beta", "k")
    press(page, "u")
    assert waits(page, "Union of Alpha")


@pytest.mark.parametrize(
    ("key", "verdict", "name"), [("r", "Rejected", "Union of Gamma"), ("h", "On hold", "Union of Delta")]
)
def test_it_gives_the_reason_at_the_keyboard(key: str, verdict: str, name: str, desk: Callable[..., Page]) -> None:
    page = desk(name)
    tab_to(page, ".item")
    go_to(page, name)
    page.keyboard.press(key)
    assert has_focus(page, ".item details[open] textarea")
    page.keyboard.type("A jar, a hat and a rug.")
    page.keyboard.press("Tab")
    press(page, "Enter")
    if key == "r":
        send(page)
    assert not waits(page, name)
    expect(page.locator(".done li").first).to_contain_text(f"{verdict}: {name}")
    press(page, "u")
    assert waits(page, name)


def send(page: Page) -> None:
    """Looks at the mail, where the focus is, and sends it."""
    assert has_focus(page, ".letter")
    page.keyboard.press("Tab")
    assert page.evaluate(SHOWN) == ""
    press(page, "Enter")


def test_it_leaves_letters_alone_outside_the_queue_and_when_switched_off(desk: Callable[..., Page]) -> None:
    page = desk("Union of Epsilon")
    page.keyboard.press("a")
    tab_to(page, ".keys > summary")
    page.keyboard.press("Enter")
    tab_to(page, "#keys-on")
    page.keyboard.press("Space")
    tab_to(page, ".item")
    for key in "arhju":
        page.keyboard.press(key)
    assert page.locator(".item details[open]").count() == 0
    page.reload()
    assert waits(page, "Union of Epsilon")
    expect(page.locator("#keys-on")).not_to_be_checked()


def test_it_decides_with_tab_alone_where_there_is_no_script(desk: Callable[..., Page]) -> None:
    page = desk("Union of Zeta", "Union of Eta", scripts=False)
    expect(page.locator(".keys")).to_be_hidden()
    tab_within(page, "Union of Zeta", ".row-act button")
    press(page, "Enter")
    assert not waits(page, "Union of Zeta")
    tab_within(page, "Union of Eta", "[action$='/rejection'] textarea", opening="[data-key=r]")
    page.keyboard.type("Nobody answers.")
    page.keyboard.press("Tab")
    press(page, "Enter")
    send(page)
    expect(page.locator(".done li").first).to_contain_text("Rejected: Union of Eta")
    tab_to(page, ".done button")
    press(page, "Enter")
    assert waits(page, "Union of Eta")


def tab_within(page: Page, organisation: str, selector: str, opening: str = "") -> None:
    """Tabs to something in an organisation's place in the queue; on the way opens what is folded below its line."""
    folded = [".row-more > summary", opening] if opening else []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if focused(page, organisation):
            assert page.evaluate(SHOWN) == ""
            if has_focus(page, selector):
                return
            if folded and has_focus(page, folded[0]):
                page.keyboard.press("Enter")
                folded.pop(0)
    raise AssertionError(f"no way to {selector} of {organisation}")
