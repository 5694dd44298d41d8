"""The statement's page of a text that lives: editions, old numbers, stale translations, dates, the rule, logos."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element

from flask import Flask

import make
import make_public
from make_public import LIST, PAGE
from page import CheckedClient
from petition.core.db import db, now
from petition.statements.models import AuthorityRule

BE = "/be/open-courts"


def demand(client: CheckedClient, number: str) -> Element:
    assert client.page is not None
    (found,) = [one for one in client.page.all("li") if one.get("id") == f"demand-{number}"]
    return found


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_it_leads_on_from_old_numbers(app: Flask, client: CheckedClient) -> None:
    make_public.second_edition(make.statement())
    client.get(PAGE)
    assert "What was 2.1 in edition 1 is 2.2 now." in words(demand(client, "2.1"))
    assert "2.1 in edition 1" in words(demand(client, "2.2"))
    assert "#demand-2.3" in [link.get("href") for link in demand(client, "2.2").iter("a")]
    assert "2.2 in edition 1" in words(demand(client, "2.3"))
    assert "in edition" not in words(demand(client, "1"))


def test_it_keeps_the_place_of_a_number_that_is_no_more(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    text = make.TEXT.split("*Association")[0]
    merged = text.replace(" - 2.1. closing the cases;\n - 2.2. lifting", " - 2.1. closing the cases and lifting")
    mapping = {"1": ("1",), "2": ("2",), "2.1": ("2.1", "2.2"), "3": ("3",)}
    make_public.second_edition(statement, merged, mapping)
    client.get(PAGE)
    assert "demand-2.2" in [one.get("id") for one in demand(client, "2.1").iter("span")]
    assert "2.2 in edition 1" in words(demand(client, "2.1"))
    assert "What was" not in words(demand(client, "2.1"))


def test_it_lists_what_was_dropped(app: Flask, client: CheckedClient) -> None:
    make_public.second_edition(make.statement())
    client.get(PAGE)
    assert client.page is not None
    told = client.page.words()
    assert "1 demand was removed 3 in edition 1: To regard observers as equal partners." in told
    assert "demand-3" in [one.get("id") for one in client.page.all("span")]


def test_it_says_which_edition_this_is_and_what_changed(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    client.get(PAGE)
    assert client.page is not None
    assert "what changed" not in client.page.words()
    make_public.second_edition(statement)
    client.get(PAGE)
    assert "Edition 2 of" in client.page.words()
    links = [link.get("href") for link in client.page.all("a")]
    assert {f"{PAGE}/editions", f"{PAGE}/editions/2/changes"} <= set(links)


def test_it_marks_what_a_translation_has_not_followed_yet(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    make.statement(make.BELARUSIAN, language="be")
    make_public.second_edition(statement)
    client.get(BE)
    assert client.page is not None
    missing = demand(client, "2.1")
    assert "publishing the lists of cases" in words(missing)
    (paragraph,) = [one for one in missing.iter("p") if one.get("lang") == "en"]
    assert paragraph.get("dir") == "ltr"
    assert f"{PAGE}#demand-2.1" in [link.get("href") for link in missing.iter("a")]
    stale = demand(client, "2.3")
    assert "зняцце забарон" in words(stale)
    assert f"{PAGE}#demand-2.3" in [link.get("href") for link in stale.iter("a")]
    fresh = demand(client, "2.2")
    assert "спыненне спраў" in words(fresh)
    assert PAGE not in " ".join(link.get("href") or "" for link in fresh.iter("a"))
    client.get(PAGE)
    assert not [one for one in client.page.all("p") if one.get("class") == "lags"]


def test_it_tells_the_dates_on_the_statements_clocks(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    statement.zone = "Europe/Vilnius"
    statement.due_at = datetime(2037, 3, 28, 12, tzinfo=UTC)
    statement.closes_at = datetime(2037, 3, 29, 12, tzinfo=UTC)
    statement.delivery_at = datetime(2037, 4, 1, 12, tzinfo=UTC)
    db.session.commit()
    client.get(PAGE)
    assert client.page is not None
    told = client.page.words()
    assert "28 March 2037, 14:00 (Vilnius time, UTC+02:00)" in told
    assert "29 March 2037, 15:00 (Vilnius time, UTC+03:00)" in told
    assert "To be delivered1 April 2037" in told


def test_it_says_when_signing_begins(app: Flask, client: CheckedClient) -> None:
    statement = make.statement(is_open=False)
    statement.opens_at = now() + timedelta(days=2)
    db.session.commit()
    client.get(PAGE)
    assert client.page is not None
    assert "Signing opens on" in client.page.words()


def test_it_shows_the_rule_by_which_organisations_sign(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    make.statement(make.BELARUSIAN, language="be")
    text = "Someone entitled to signs.\n\nWe call back <b>everybody</b>."
    db.session.add(AuthorityRule(statement_id=statement.id, language="en", text=text))
    db.session.commit()
    for path in (PAGE, BE):
        client.get(path)
        assert client.page is not None
        (section,) = [one for one in client.page.all("section") if one.get("class") == "rule"]
        assert len(list(section.iter("p"))) == 2
        assert "We call back <b>everybody</b>." in words(section)
        assert [one.get("lang") for one in section.findall("div")] == ["en"]


def test_it_shows_a_logo_only_where_that_was_permitted(app: Flask, client: CheckedClient) -> None:
    circle, court = make_public.organisations(make.edition(make.statement()), "Circle", "Court")
    for one in (circle, court):
        assert one.organisation is not None
        make_public.logo(one.organisation)
    circle.logo_permitted_at = now()
    db.session.commit()
    for path in (PAGE, LIST):
        client.get(path)
        assert client.page is not None
        logos = {one.get("src"): one for one in client.page.all("img")}
        assert set(logos) == {f"/logos/{circle.organisation_id}/{'ab' * 8}"}
        (logo,) = logos.values()
        assert (logo.get("alt"), logo.get("loading")) == ("", "lazy")
        assert (logo.get("width"), logo.get("height")) == ("96", "48")
