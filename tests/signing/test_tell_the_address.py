"""After signing: the page names the address that was typed, in the answer to the form and in no URL."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

import cast
import make
from page import CheckedClient
from petition.core.db import now

PERSON, ORGANISATION = f"/en/{make.SLUG}/sign", f"/en/{make.SLUG}/sign/organisation"
CHECK = f"/en/{make.SLUG}/check-your-mail"


def send(client: CheckedClient, who: dict[str, Any], path: str = PERSON, **more: Any) -> TestResponse:
    """Fills in our own form, and sends it as a browser does."""
    with time_machine.travel(now() - timedelta(seconds=20), tick=False):
        assert client.get(path).status_code == 200
    return client.send(path, **{"updates": None, **who, **more})


def words(client: CheckedClient) -> str:
    assert client.page is not None
    return client.page.words()


@pytest.mark.parametrize(("who", "path"), [(cast.ALENA, PERSON), (cast.CIRCLE, ORGANISATION)])
def test_it_names_the_address_in_the_answer_to_the_form(
    who: dict[str, Any], path: str, app: Flask, client: CheckedClient
) -> None:
    make.statement()
    answer = send(client, who, path)
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    assert answer.headers.get("Set-Cookie") is None
    assert who["email"] in words(client) and "no-reply@localhost" in words(client)
    assert len(make.mails()) == 1
    assert who["email"] not in "".join(link.get("href") or "" for link in client.page.all("a"))  # type: ignore[union-attr]


def test_it_leads_a_form_of_another_site_to_a_page_without_the_address(app: Flask, client: CheckedClient) -> None:
    make.statement()
    answer = send(client, cast.ALENA, answer=None)
    assert (answer.status_code, answer.location) == (303, CHECK)
    client.get(CHECK)
    assert cast.ALENA["email"] not in words(client) and "no-reply@localhost" in words(client)


def test_it_answers_alike_whatever_it_knows(app: Flask, client: CheckedClient) -> None:
    make.statement()
    first = send(client, cast.ALENA).get_data(as_text=True)
    path = make.link()
    second = send(client, cast.ALENA).get_data(as_text=True)
    client.post(path)
    third = send(client, cast.ALENA).get_data(as_text=True)
    stamps = [page.split('name="stamp" value="')[1].split('"')[0] for page in (first, second, third)]
    assert len({page.replace(stamp, "") for page, stamp in zip((first, second, third), stamps, strict=True)}) == 1


def test_it_comes_back_filled_in_to_correct_the_address(app: Flask, client: CheckedClient) -> None:
    make.statement()
    send(client, cast.ALENA)
    assert client.send(PERSON, correct="y").status_code == 200
    assert len(make.mails()) == 1
    assert client.page is not None
    filled = client.page.form(PERSON).values()
    for name in ("name", "email", "affiliation", "visibility"):
        assert filled[name] == cast.ALENA[name]
    assert client.send(PERSON, email="alena.right@example.org").status_code == 200
    assert "alena.right@example.org" in words(client)
    assert [mail.recipient for mail in make.mails()] == [cast.ALENA["email"], "alena.right@example.org"]


def test_it_brings_the_form_of_an_organisation_back(app: Flask, client: CheckedClient) -> None:
    make.statement()
    send(client, cast.CIRCLE, ORGANISATION)
    assert client.send(ORGANISATION, correct="y").status_code == 200
    assert client.page is not None
    filled = client.page.form(ORGANISATION).values()
    assert {name: filled[name] for name in cast.CIRCLE} == cast.CIRCLE


def test_it_signs_nothing_when_a_form_is_to_be_corrected(app: Flask, client: CheckedClient) -> None:
    make.statement()
    assert send(client, cast.ALENA, correct="y").status_code == 200
    assert make.mails() == [] and make.endorsement(cast.ALENA["name"]) is None


def test_it_sends_no_more_mails_than_it_may_when_the_page_is_reloaded(app: Flask, client: CheckedClient) -> None:
    make.statement()
    send(client, cast.ALENA)
    assert client.page is not None
    again = dict(client.page.form(PERSON).values())
    for _ in range(4):
        assert client.post(PERSON, data=again).status_code == 200
    assert len(make.mails()) == 3


def test_it_names_the_address_to_which_an_own_link_goes(app: Flask, client: CheckedClient) -> None:
    make.statement()
    path = f"/en/{make.SLUG}/own-link"
    pages = []
    for address in (cast.ALENA["email"], cast.NOOR["email"]):
        if address == cast.NOOR["email"]:
            make.signed(client, cast.NOOR)
        answer = send(client, {"email": address}, path)
        assert answer.status_code == 200 and address in words(client)
        pages.append(words(client).replace(address, ""))
    assert pages[0] == pages[1]
    assert [mail.kind for mail in make.mails()].count("own-links") <= 1
    assert client.send(path, correct="y").status_code == 200
