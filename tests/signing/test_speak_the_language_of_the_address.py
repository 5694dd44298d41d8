"""Faults are told in the language of the address, whatever the browser asks for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

import cast
import make
from page import CheckedClient
from petition.core.db import now

ENGLISH = {"Accept-Language": "en-GB,en;q=0.9"}
FAULTY: tuple[dict[str, Any], ...] = (
    {**cast.ALENA, "name": "", "email": "alena", "visibility": "loud", "country": "XX", "consent": None},
    {**cast.ALENA, "name": "N" * 121, "email": "a@b.example, c@d.example", "affiliation": "www.spam.example"},
    {**cast.ALENA, "visibility": None, "comment": "see spam.example now"},
)


def faults(client: CheckedClient) -> list[str]:
    assert client.page is not None
    return [
        " ".join("".join(one.itertext()).split())
        for one in client.page.root.iter()
        if "fault" in (one.get("class") or "").split() or "errors" in (one.get("class") or "").split()
    ]


@pytest.mark.parametrize("who", FAULTY)
def test_it_tells_of_faults_in_the_language_of_the_address(
    who: dict[str, Any], app: Flask, client: CheckedClient
) -> None:
    make.statement()
    path = f"/be/{make.SLUG}/sign"
    with time_machine.travel(now() - timedelta(seconds=20), tick=False):
        client.get(path, headers=ENGLISH)
    assert client.page is not None
    values = {**client.page.form(path).values(), **who}
    answer = client.post(path, data={name: one for name, one in values.items() if one is not None}, headers=ENGLISH)
    assert answer.status_code == 422 and client.page.root.get("lang") == "be"
    told = faults(client)
    assert told
    for words in told:
        assert not any(letter.isascii() and letter.isalpha() for letter in words.replace("name@example.org", "")), words


def test_it_tells_of_faults_of_organisations_likewise(app: Flask, client: CheckedClient) -> None:
    make.statement()
    path = f"/be/{make.SLUG}/sign/organisation"
    client.get(path, headers=ENGLISH)
    assert client.page is not None
    answer = client.post(path, data={"website": "x y", "country": "XX"}, headers=ENGLISH)
    assert answer.status_code == 422 and client.page.root.get("lang") == "be"
    for words in faults(client):
        plain = words.replace("name@example.org", "").replace("https://example.org", "")
        assert not any(letter.isascii() and letter.isalpha() for letter in plain), words


@pytest.mark.parametrize("path", ["/be/nowhere", "/be/open-courts/nowhere", "/be/open-courts/editions/999"])
def test_it_says_that_there_is_no_page_in_the_language_of_the_address(
    path: str, app: Flask, client: CheckedClient
) -> None:
    make.statement()
    assert client.get(path, headers=ENGLISH).status_code == 404
    assert client.page is not None and client.page.root.get("lang") == "be"


def test_it_says_in_the_language_of_the_address_that_a_form_is_too_large(app: Flask, client: CheckedClient) -> None:
    make.statement()
    answer = client.post(f"/be/{make.SLUG}/sign", data={"name": "x" * 9_000_000}, headers=ENGLISH)
    assert answer.status_code == 413
    assert client.page is not None and client.page.root.get("lang") == "be"
