"""The statement's page: a document first, found by machines, and in the reader's language."""

from __future__ import annotations

import json

import pytest
from flask import Flask

import cast
import make
from page import CheckedClient

PAGE = "/en/open-courts"


def test_it_shows_the_words_with_numbers_to_link_to(app: Flask, client: CheckedClient) -> None:
    make.statement()
    client.get(PAGE)
    assert client.page is not None
    ids = {element.get("id") for element in client.page.root.iter()}
    assert {"demand-1", "demand-2", "demand-2.1", "demand-2.2", "demand-3"} <= ids
    words = client.page.words()
    for part in (
        "the doors stay closed",
        "call upon",
        "lifting the entry bans",
        "needed together",
        "Open Doors Society",
    ):
        assert part in words
    assert [element.text for element in client.page.all("em")] == ["equal"]
    assert "/en/open-courts/sign" in [link.get("href") for link in client.page.all("a")]


def test_it_leads_to_the_one_open_statement_in_the_readers_language(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.statement(make.BELARUSIAN, language="be")
    answer = client.get("/", headers={"Accept-Language": "be,en;q=0.5"})
    assert (answer.status_code, answer.location) == (302, "/be/open-courts")
    assert "Accept-Language" in answer.headers["Vary"]
    assert client.get("/", headers={"Accept-Language": "fr"}).location == PAGE
    assert client.get("/open-courts").location == PAGE


def test_it_lists_statements_where_there_are_several(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.statement(slug="another")
    answer = client.get("/", follow_redirects=True)
    assert answer.status_code == 200
    assert client.page is not None
    links = [link.get("href") for link in client.page.all("a")]
    assert {"/en/open-courts", "/en/another"} <= set(links)


def test_it_describes_itself_to_machines(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.statement(make.BELARUSIAN, language="be")
    client.get("/be/open-courts")
    assert client.page is not None
    links = {(link.get("rel"), link.get("hreflang")): link.get("href") for link in client.page.all("link")}
    site = app.config["PUBLIC_URL"]
    assert links["canonical", None] == f"{site}/be/open-courts"
    assert links["alternate", "en"] == f"{site}/en/open-courts"
    assert links["alternate", "x-default"] == f"{site}/open-courts"
    meta = {one.get("property") or one.get("name"): one.get("content") for one in client.page.all("meta")}
    assert meta["og:title"] == "Арганізацыі за адкрытыя суды публікуюць пазіцыю"
    (data,) = [
        json.loads(one.text or "") for one in client.page.all("script") if one.get("type") == "application/ld+json"
    ]
    assert data["inLanguage"] == "be"
    assert data["headline"] == meta["og:title"]


def test_it_keeps_hostile_words_harmless(app: Flask, client: CheckedClient) -> None:
    hostile = make.TEXT.replace("note that", '<script>alert(1)</script> </script> "><img src=x onerror=y> note that')
    make.statement(hostile)
    client.get(PAGE)
    assert client.page is not None
    assert not [one for one in client.page.all("script") if one.get("src") is None and one.get("type") is None]
    make.signed(client, {**cast.ALENA, "name": "<b>Anna</b> </script>"})
    assert "&lt;b&gt;Anna" in client.get(PAGE).get_data(as_text=True)


def test_it_shows_the_binding_text_where_there_is_no_translation(app: Flask, client: CheckedClient) -> None:
    make.statement()
    assert client.get("/be/open-courts").status_code == 200
    assert client.page is not None
    assert client.page.root.get("lang") == "be"
    assert "the doors stay closed" in client.page.words()


def test_it_runs_from_right_to_left_where_the_text_does(app: Flask, client: CheckedClient) -> None:
    make.statement("# عنوان الموقف\n\nنحن المنظمات.\n\nندعو إلى:\n\n1. أولا\n2. ثانيا\n", language="ar")
    client.get("/ar/open-courts")
    assert client.page is not None
    assert "rtl" in {element.get("dir") for element in client.page.root.iter()}


@pytest.mark.parametrize(
    "path", ["/en/nowhere", "/xx/open-courts", "/lt/open-courts", "/nowhere/counts.json", "/EN/open-courts"]
)
def test_it_has_no_other_pages(app: Flask, client: CheckedClient, path: str) -> None:
    make.statement()
    assert client.get(path).status_code == 404
