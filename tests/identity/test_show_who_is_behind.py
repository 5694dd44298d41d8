"""Readers see who is behind a page: the statement's own words, else the site's, in their language where it is there."""

from __future__ import annotations

import pytest
from flask import Flask

import make
import make_identity
from make_evidence import png
from page import CheckedClient
from petition.core.db import db
from petition.identity.actions import remove_logo, set_identity, set_logo
from petition.identity.models import IdentityLogo, IdentitySettings
from petition.identity.queries import identity_of
from petition.organisations.logo_images import make_logo

HOME = f"/en/{make.SLUG}"


def words(client: CheckedClient) -> str:
    assert client.page is not None
    return client.page.words()


def title(client: CheckedClient) -> str:
    assert client.page is not None
    return next(iter(client.page.root.iter("title"))).text or ""


def stylesheets(client: CheckedClient) -> list[str]:
    assert client.page is not None
    return [one.get("href") or "" for one in client.page.all("link") if one.get("rel") == "stylesheet"]


def test_it_names_the_program_in_the_foot_alone(app: Flask, client: CheckedClient) -> None:
    make_identity.whole(make.statement())
    client.get(HOME)
    assert client.page is not None
    assert title(client).endswith(" · Court Watch Circle")
    assert client.page.text.count("Undersigned") == 1
    foot = next(one for one in client.page.all("footer") if one.get("class") == "foot")
    assert "Made with Undersigned" in " ".join("".join(foot.itertext()).split())


def test_it_says_to_whom_and_by_whom_below_the_title(app: Flask, client: CheckedClient) -> None:
    make_identity.whole(make.statement())
    client.get(HOME)
    for told in ("To: the Human Rights Council", "Coordinated by Lawyers’ Circle North", "press@circle-north.example"):
        assert told in words(client), told


def test_it_invents_nothing_where_nothing_was_said(app: Flask, client: CheckedClient) -> None:
    make.statement()
    client.get(HOME)
    assert "To:" not in words(client) and "Coordinated by" not in words(client)
    assert "·" not in title(client) and "Start page" in words(client)


def test_it_takes_from_the_site_what_a_statement_does_not_say(app: Flask) -> None:
    statement = make.statement()
    make_identity.whole(statement)
    assert str(identity_of(statement, "en").name) == "Court Watch Circle"
    set_identity(statement, by="test", accent="#d7141a", texts={"en": {"name": "Open Doors"}})
    own, site = identity_of(statement, "en"), identity_of(None, "en")
    assert (str(own.name), str(site.name)) == ("Open Doors", "Court Watch Circle")
    assert (own.accent, site.accent) == ("#d7141a", None)
    assert own.contact == site.contact == "press@circle-north.example"
    assert site.addressee is None and str(own.addressee) == "the Human Rights Council"


def test_it_falls_back_from_the_language_asked_to_the_binding_one(app: Flask) -> None:
    statement = make.statement(make.BELARUSIAN, language="be")
    texts = {"be": {"name": "Назіральнікі"}, "pl": {"name": "Obserwatorzy", "coordinated_by": "Ktoś"}}
    set_identity(statement, by="test", texts=texts)
    for asked, name, language in (
        ("pl", "Obserwatorzy", "pl"),
        ("en", "Назіральнікі", "be"),
        ("be", "Назіральнікі", "be"),
    ):
        found = identity_of(statement, asked).name
        assert found is not None and (found.text, found.language) == (name, language)
    coordinated = identity_of(statement, "en").coordinated_by
    assert coordinated is not None and coordinated.language == "pl"


def test_it_colours_a_page_by_a_stylesheet_of_its_own_origin(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    set_identity(statement, by="test", accent="#ffee00")
    db.session.commit()
    client.get(HOME)
    sheet = next(one for one in stylesheets(client) if "accent" in one)
    answer = client.get(sheet)
    assert answer.mimetype == "text/css" and "#ffee00" in answer.text and "#585103" in answer.text
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    client.get("/en/")
    assert not any("accent" in one for one in stylesheets(client))


@pytest.mark.parametrize("path", ["accent-1-xyz.css", "accent-1-FFEE00.css", "accent-2-ffee00.css", "accent-1-ffe.css"])
def test_it_makes_no_stylesheet_of_anything_else(client: CheckedClient, path: str) -> None:
    assert client.get(f"/identity/{path}").status_code == 404


def test_it_shows_a_logo_with_the_name_beside_it(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    make_identity.whole(statement)
    set_logo(None, make_logo(png()), by="test")
    db.session.commit()
    client.get(HOME)
    assert client.page is not None
    picture = client.page.all("img")[0]
    assert picture.get("alt") == "" and "Court Watch Circle" in words(client)
    answer = client.get(picture.get("src") or "")
    assert answer.status_code == 200 and answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert client.get((picture.get("src") or "")[:-1] + "x").status_code == 404
    assert remove_logo(None, by="test") and not remove_logo(None, by="test")
    db.session.commit()
    client.get(HOME)
    assert client.page is not None and client.page.all("img") == []


def test_it_goes_with_its_statement(app: Flask) -> None:
    statement = make.statement()
    set_identity(statement, by="test", texts={"en": {"name": "Open Doors"}})
    set_logo(statement, make_logo(png()), by="test")
    db.session.commit()
    assert {one.id for one in db.session.query(IdentitySettings)} == {statement.id}
    assert {one.identity_id for one in db.session.query(IdentityLogo)} == {statement.id}
