"""A private link shows the text before it is public: as it will be, to whom it was given, and to no machine."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

import cast
import make
import make_public
from page import CheckedClient
from petition.core.db import db, now
from petition.core.tokens import make_token
from petition.statements.actions import previews
from petition.statements.models import PreviewLink, Statement


def draft(**dates: object) -> Statement:
    statement = make.statement(is_open=False)
    statement.published_at = None
    for name, value in dates.items():
        setattr(statement, name, value)
    db.session.commit()
    return statement


def token_for(statement: Statement, label: str = "Ministry, second floor") -> str:
    token = previews.create_preview_link(statement, label, 7, by=make.coordinator().id)
    db.session.commit()
    return token


def test_it_shows_the_text_and_for_whom_it_is(app: Flask, client: CheckedClient) -> None:
    statement = draft()
    path = f"/preview/{token_for(statement)}/en"
    assert client.get("/en/open-courts").status_code == 404
    answer = client.get(path)
    assert answer.status_code == 200
    assert client.page is not None
    words = client.page.words()
    assert "Preview, not public." in words
    assert "Ministry, second floor" in words
    assert "lifting the entry bans" in words
    assert "You cannot sign from here." in words
    assert "Open Doors Society" in words


def test_it_is_kept_by_nobody(app: Flask, client: CheckedClient) -> None:
    answer = client.get(f"/preview/{token_for(draft())}/en")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "Set-Cookie" not in answer.headers
    assert client.page is not None
    assert [one.get("content") for one in client.page.all("meta") if one.get("name") == "robots"] == ["noindex"]
    assert not [one for one in client.page.all("link") if one.get("rel") == "canonical"]


def test_it_leads_to_no_page_that_is_not_there_yet(app: Flask, client: CheckedClient) -> None:
    token = token_for(draft())
    make.statement(make.BELARUSIAN, language="be", is_open=False)
    client.get(f"/preview/{token}/en")
    assert client.page is not None
    links = [link.get("href") or "" for link in client.page.all("a")]
    assert f"/preview/{token}/be" in links
    assert not [link for link in links if "open-courts" in link]
    for link in links:
        if link.startswith("/") and not link.startswith("/desk"):
            assert client.get(link, follow_redirects=True).status_code == 200, link
    client.get(f"/preview/{token}/be")
    assert client.page is not None
    assert client.page.root.get("lang") == "be"
    assert "зняцце забарон" in client.page.words()


def test_it_shows_who_has_signed_so_far(app: Flask, client: CheckedClient) -> None:
    statement = draft()
    make_public.organisations(make.edition(statement), "Circle of the Invited")
    client.get(f"/preview/{token_for(statement)}/en")
    assert client.page is not None
    assert "Circle of the Invited" in client.page.words()


def test_it_shows_a_text_under_embargo(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    statement.embargo_until = now() + timedelta(days=1)
    db.session.commit()
    assert client.get("/en/open-courts").status_code == 404
    assert client.get(f"/preview/{token_for(statement)}/en").status_code == 200
    assert client.page is not None
    assert "Not to be published before" in client.page.words()
    assert "/sign" not in " ".join(link.get("href") or "" for link in client.page.all("a"))


def test_it_leads_on_once_everybody_may_read_it(app: Flask, client: CheckedClient) -> None:
    answer = client.get(f"/preview/{token_for(make.statement())}/en")
    assert (answer.status_code, answer.location) == (302, "/en/open-courts")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("case", ["revoked", "expired"])
def test_it_says_that_a_link_has_ended(app: Flask, client: CheckedClient, case: str) -> None:
    statement = draft()
    token = token_for(statement)
    if case == "revoked":
        previews.revoke_preview_link(db.session.query(PreviewLink).one(), by=make.coordinator().id)
        db.session.commit()
    with time_machine.travel(now() + timedelta(days=8 if case == "expired" else 0), tick=True):
        answer = client.get(f"/preview/{token}/en")
    assert answer.status_code == 410
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert client.page is not None
    assert "This preview has ended" in client.page.words()
    assert "open courts" not in client.page.words()


@pytest.mark.parametrize("cut", ["short", "x" * 32, "%00"])
def test_it_says_that_a_link_is_not_complete(app: Flask, client: CheckedClient, cut: str) -> None:
    draft()
    assert client.get(f"/preview/{cut}/en").status_code == 404
    assert client.get(f"/preview/{make_token()}/en").status_code == 404
    assert client.page is not None
    assert "This link is not complete" in client.page.words()


def test_it_reads_the_binding_text_in_a_language_nobody_speaks(app: Flask, client: CheckedClient) -> None:
    token = token_for(draft())
    answer = client.get(f"/preview/{token}/lt")
    assert (answer.status_code, answer.location) == (302, f"/preview/{token}/en")


def test_it_opens_nothing_else(app: Flask, client: CheckedClient) -> None:
    token = token_for(draft())
    assert client.get(f"/confirm/{token}").status_code == 404
    assert cast.ALENA["name"] not in client.get(f"/preview/{token}/en").get_data(as_text=True)
