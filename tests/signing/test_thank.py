"""Thank you: what is so, how many have signed, and passing it on; the same for whoever is checked first."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from flask import Flask

import cast
import make
from page import CheckedClient
from petition.core.db import db, now
from petition.core.sharing import share_links
from petition.signing.publication import publish_endorsement

URL = f"http://127.0.0.1:5000/en/{make.SLUG}"


def thanks(client: CheckedClient, who: dict[str, Any], **query: str) -> str:
    """Signs and confirms; gives what the page says."""
    make.sign(client, who)
    path = make.link()
    assert client.get(path, query_string=query).status_code == 200
    assert client.post(path, query_string=query).status_code == 200
    assert client.page is not None
    return client.page.words()


def test_it_counts_whoever_has_just_confirmed(app: Flask, client: CheckedClient) -> None:
    make.statement()
    assert "Signed so far: 2 organisations, 1 person." in thanks(client, cast.ALENA)
    assert "Signed so far: 2 organisations, 2 people." in thanks(client, cast.NOOR)
    counts = client.get(f"/{make.SLUG}/counts.json").get_json()
    assert (counts["organisations"], counts["individuals"]) == (2, 2)


def test_it_tells_an_organisation_that_waits_the_count_of_now(app: Flask, client: CheckedClient) -> None:
    make.statement()
    said = thanks(client, cast.CIRCLE)
    assert "Signed so far: 2 organisations." in said and "0 people" not in said
    assert "Ask another organisation to sign" in said


def test_it_says_the_same_to_whoever_is_in_quarantine(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.signed(client, cast.NOOR)
    said = thanks(client, cast.ALENA)
    assert "Signed so far: 2 organisations, 2 people." in said
    path, quarantined = make.link("confirm-individual"), make.endorsement(cast.ALENA["name"])
    assert quarantined is not None
    quarantined.quarantined_at = now()
    publish_endorsement(quarantined)
    db.session.commit()
    assert client.post(path).status_code == 200
    assert client.page is not None
    assert client.page.words() == said.replace("2 people", "1 person")


def test_it_shares_the_public_address_and_nothing_else(app: Flask, client: CheckedClient) -> None:
    make.statement()
    thanks(client, cast.ALENA)
    assert client.page is not None
    outside = [one for one in client.page.all("a") if not (one.get("href") or "").startswith(("/", "#", URL))]
    assert len(outside) == 9
    for link in outside:
        href = unquote(link.get("href") or "")
        assert set(re.findall(r"http://127\S+?(?=[&\s]|$)", href)) <= {URL, f"{URL}/sign/organisation"}, href
        assert cast.ALENA["name"] not in href and "@" not in href and "/confirm/" not in href
        assert href.startswith("mailto:") or link.get("rel") == "noreferrer noopener"
    assert len(client.page.all("svg")) == 1


def test_it_shares_nothing_of_a_statement_that_is_not_public_any_more(app: Flask, client: CheckedClient) -> None:
    made = make.statement()
    make.sign(client, cast.ALENA)
    path = make.link()
    client.post(path)
    made.embargo_until = now().replace(year=now().year + 1)
    db.session.commit()
    client.post(path)
    assert client.page is not None
    said = client.page.words()
    assert "Thank you" in said and "so far" not in said and "Pass it on" not in said


def test_it_fills_in_what_is_shared_at_each_place() -> None:
    title = "Права & свабода: 100% #1?"
    for one in share_links(URL, title):
        parts = urlsplit(one.url)
        given = parse_qs(parts.query) | (parse_qs(parts.fragment) if one.name == "Mastodon" else {})
        values = " ".join(value for values in given.values() for value in values)
        assert URL in values, one.name
        assert title in values or one.name == "Facebook"


@pytest.mark.parametrize("language", ["be", "en"])
def test_it_can_be_read_in_the_other_languages(language: str, app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.statement(make.BELARUSIAN, language="be")
    make.sign(client, cast.ALENA)
    path = make.link()
    client.get(path)
    assert client.page is not None and client.page.root.get("lang") == "en"
    links = {one.get("hreflang"): one.get("href") for one in client.page.all("a") if one.get("hreflang")}
    assert set(links) == {"en", "be"}
    client.get(links[language])
    assert client.page.root.get("lang") == language
    assert client.post(links[language]).status_code == 200
    assert client.page.root.get("lang") == language
    assert f"/{language}/{make.SLUG}" in client.page.text
    endorsement = make.endorsement(cast.ALENA["name"])
    assert endorsement is not None and endorsement.language == "en" and endorsement.confirmed_at


def test_it_says_what_to_do_if_something_is_wrong(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.sign(client, cast.CIRCLE)
    client.get(make.link())
    assert client.page is not None
    assert "If something is wrong" in client.page.words() and "It was not you: close the page." in client.page.words()
    assert f'href="/en/{make.SLUG}/sign/organisation"' in client.page.text
