"""A page of the desk has one next step at most: one primary button; and what cannot be undone says so beside it."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from flask import Flask

import make
import make_world
from page import CheckedClient, Page

# Not a page, or one that only leads on.
NO_PAGE = {"desk.audit_csv"}


def visible(element: Element) -> Iterator[Element]:
    """What is to be seen once a page is loaded: of what is folded, only what opens it."""
    yield element
    folded = element.tag == "details" and element.get("open") is None
    for child in element:
        if not folded or child.tag == "summary":
            yield from visible(child)


def primary_buttons(page: Page) -> list[str]:
    """The words on the buttons that stand out."""
    found = []
    for one in visible(page.root):
        classes = set((one.get("class") or "").split())
        if "button" in classes and not classes & {"quiet", "grave"}:
            found.append(" ".join("".join(one.itertext()).split()))
    return found


def final_buttons(page: Page) -> list[str]:
    """The words beside each button for what cannot be undone."""
    parents = {child: parent for parent in page.root.iter() for child in parent}
    graves = [one for one in page.root.iter() if "grave" in (one.get("class") or "").split() and one.tag == "button"]
    return [" ".join("".join(parents[one].itertext()).split()) for one in graves]


def test_it_has_one_primary_button_a_page_and_says_what_is_final(app: Flask, client: CheckedClient) -> None:
    there = make_world.everything(client)
    desk = make.at_the_desk(app, "owner")
    crowded, silent, seen = {}, [], 0
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("desk.") or "GET" not in (rule.methods or ()) or rule.endpoint in NO_PAGE:
            continue
        answer = desk.get(make_world.address(app, rule, there))
        if answer.mimetype != "text/html" or answer.status_code != 200 or desk.page is None:
            continue
        seen += 1
        if len(buttons := primary_buttons(desk.page)) > 1:
            crowded[rule.rule] = buttons
        silent += [words for words in final_buttons(desk.page) if "Cannot be undone." not in words]
    assert seen > 30
    assert crowded == {}
    assert silent == []


def test_it_notices_a_second_primary_button() -> None:
    twice = '<a class="button">One</a><details><summary class="button">Two</summary><a class="button">3</a></details>'
    assert primary_buttons(Page(twice)) == ["One", "Two"]
    assert final_buttons(Page('<p><button class="button grave">End</button> Cannot be undone.</p>')) == [
        "End Cannot be undone."
    ]
