"""From the first look to the published list, as somebody does it who has never been here."""

from __future__ import annotations

import csv
import io
import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import cast
from journeys.site import SLUG, Site
from petition.list.queries.counts import KEPT_SECONDS
from petition.signing.screening.signals import Thresholds

pytestmark = pytest.mark.chromium

# Whoever is faster goes into quarantine.
UNHURRIED_SECONDS = Thresholds().fastest_seconds or 0
ADDRESS, NAME = "[name=email]", "[name=name], [name=organisation]"


@dataclass(frozen=True)
class Way:
    """A way to go the journey."""

    width: int
    language: str
    scripts: bool

    def __str__(self) -> str:
        return f"{self.width} px, {self.language}, {'with' if self.scripts else 'without'} scripts"


further = partial(pytest.param, marks=pytest.mark.combination)


@pytest.mark.parametrize(
    ("site", "way"),
    [
        ("sqlite", Way(1280, "en", scripts=True)),
        ("postgresql", Way(390, "be", scripts=False)),
        further("sqlite", Way(390, "en", scripts=False)),
        further("sqlite", Way(390, "be", scripts=True)),
        further("postgresql", Way(390, "en", scripts=True)),
        further("postgresql", Way(1280, "en", scripts=False)),
    ],
    indirect=["site"],
    ids=str,
)
def test_it_leads_from_the_text_to_the_list(site: Site, way: Way, visit: Callable[..., Page]) -> None:
    page = visit(way.width, way.language, scripts=way.scripts)
    person, organisation = newcomer(cast.ALENA, "name"), newcomer(cast.CIRCLE, "organisation")
    read(page, site, way)
    before = numbers(page, site, way)
    sign(page, person, organisation)
    for who in (person, organisation):
        confirm(page, site, who)
    assert numbers(page, site, way) == before + Counter(individual=1)
    approve(visit(way.width, way.language, scripts=way.scripts), site, organisation["organisation"])
    assert numbers(page, site, way) == before + Counter(individual=1, organisation=1)
    find(page, site, way, "individuals", person["name"])
    find(page, site, way, "organisations", organisation["organisation"])


def newcomer(who: dict[str, Any], name: str) -> dict[str, Any]:
    """Somebody of the cast under a name and an address that are nobody else's yet.

    The mark is of letters: figures make no other name, and many of one name are looked at.
    """
    mark = "".join(secrets.choice("bdfgklmnrst") for _ in range(8))
    local, domain = who["email"].split("@")
    return {**who, name: f"{who[name]} {mark}", "email": f"{local}.{mark}@{domain}"}


def read(page: Page, site: Site, way: Way) -> None:
    page.goto(site.url)
    expect(page).to_have_url(f"{site.url}/{way.language}/{SLUG}")
    assert page.locator("html").get_attribute("lang") == way.language
    expect(page.locator("[id='demand-2.7']")).to_be_visible()
    for door in page.locator(".doors a").all():
        expect(door).to_be_in_viewport()


def sign(page: Page, person: dict[str, Any], organisation: dict[str, Any]) -> None:
    """Opens both forms, fills them in, and sends them when a person would."""
    second = page.context.new_page()
    second.goto(page.url)
    page.locator(".doors a").first.click()
    second.locator(".doors a").last.click()
    for form in (page, second):
        # A click does not wait for the page it leads to, and the server notes when it made that.
        expect(form.locator(".send button")).to_be_visible()
    shown = time.monotonic()
    fill(page, person)
    fill(second, organisation)
    page.wait_for_timeout(1000 * max(0.0, UNHURRIED_SECONDS + 1 - (time.monotonic() - shown)))
    for form in (second, page):
        form.bring_to_front()
        form.locator(".send button").click()
        form.locator(".sent-to").wait_for()
    second.close()


def fill(page: Page, who: dict[str, Any]) -> None:
    page.bring_to_front()
    folded = page.locator(".more-fields:not([open]) summary")
    if folded.count():
        folded.click()
    for name, value in who.items():
        field = page.locator(f"[name={name}]")
        kind = field.first.evaluate("(field) => field.type")
        if kind == "radio":
            page.locator(f"[name={name}][value={value}]").check()
        elif kind == "checkbox":
            field.check()
        elif kind == "select-one":
            field.select_option(value)
        else:
            field.fill(value)


def confirm(page: Page, site: Site, who: dict[str, Any]) -> None:
    """Opens the mail, follows the link, looks at what is confirmed, and presses the button."""
    page.goto(f"{site.url}/demo/inbox")
    page.locator(".list li").filter(has_text=who["email"]).locator("a").click()
    page.locator(".letter a[href*='/confirm/']").click()
    expect(page.locator(".record").first).to_contain_text(who.get("organisation") or who["name"])
    address = page.url
    page.locator("main form button").click()
    expect(page.locator("main form")).to_have_count(0)
    # An organisation waits for its decision, and is told nothing else.
    expect(page.locator("main .lead")).to_contain_text("" if "organisation" in who else who["name"])
    assert page.url == address


def approve(page: Page, site: Site, organisation: str) -> None:
    """Signs in by the printed link and lets the organisation onto the list."""
    page.goto(site.sign_in_link())
    page.locator("main form button").click()
    page.wait_for_url("**/desk/start")
    page.locator(".awaiting a").first.click()
    item = page.locator(".item").filter(has=page.locator("h2", has_text=organisation))
    item.locator("form[action$='/approval'] button").click()
    expect(item).to_have_count(0)
    expect(page.locator(".done li").first).to_contain_text(organisation)


def find(page: Page, site: Site, way: Way, kind: str, name: str) -> None:
    page.goto(f"{site.url}/{way.language}/{SLUG}/signatories?kind={kind}")
    expect(page.locator(".orgs li, .people li").filter(has_text=name)).to_have_count(1)
    page.locator("#q").fill(name)
    page.locator(".find button").click()
    expect(page.locator(".orgs li, .people li")).to_have_count(1)


def numbers(page: Page, site: Site, way: Way) -> Counter[str]:
    """How many signed, by kind, when the page, the counts and both lists all say the same."""
    until = time.monotonic() + KEPT_SECONDS + 1
    while True:
        said = [on_page(page, site, way), in_counts(page, site), in_csv(page, site), in_json(page, site)]
        if all(one == said[0] for one in said):
            return said[0]
        assert time.monotonic() < until, said
        page.wait_for_timeout(200)


def on_page(page: Page, site: Site, way: Way) -> Counter[str]:
    page.goto(f"{site.url}/{way.language}/{SLUG}")
    organisations, individuals = page.locator(".counts b").all_inner_texts()
    return Counter(organisation=int(organisations), individual=int(individuals))


def in_counts(page: Page, site: Site) -> Counter[str]:
    said = page.request.get(f"{site.url}/{SLUG}/counts.json").json()
    return Counter(organisation=said["organisations"], individual=said["individuals"])


def in_csv(page: Page, site: Site) -> Counter[str]:
    text = page.request.get(f"{site.url}/{SLUG}/signatories.csv").body().decode("utf-8-sig")
    return Counter(row["kind"] for row in csv.DictReader(io.StringIO(text)))


def in_json(page: Page, site: Site) -> Counter[str]:
    said = page.request.get(f"{site.url}/{SLUG}/signatories.json").json()
    listed = Counter(one["kind"] for one in said["signatories"])
    listed["individual"] += said["counts"]["withheld_individuals"]
    assert listed == Counter(organisation=said["counts"]["organisations"], individual=said["counts"]["individuals"])
    return listed
