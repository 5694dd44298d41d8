"""A slip in the domain of a mail address is asked about once, and never decided."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

import cast
import make
from page import CheckedClient
from petition.signing.sign.address_slips import WELL_KNOWN, suggest_address, suggest_domain
from signing.test_tell_the_address import ORGANISATION, PERSON, send, words

SLIPS = {
    "gmial.com": "gmail.com", "gmail.con": "gmail.com", "gmail.co": "gmail.com", "gmai.com": "gmail.com",
    "gnail.com": "gmail.com", "gamil.com": "gmail.com", "gmial.con": "gmail.com", "gmail.comm": "gmail.com",
    "hotmial.com": "hotmail.com", "otmail.com": "hotmail.com", "hotmail.co": "hotmail.com",
    "outlok.com": "outlook.com", "yaho.com": "yahoo.com", "yahoo.cm": "yahoo.com", "iclod.com": "icloud.com",
    "protonmial.com": "protonmail.com", "yandx.by": "yandex.by", "ramblr.ru": "rambler.ru", "mial.ru": "mail.ru",
}  # fmt: skip
RIGHT = [
    "mail.com",
    "gmx.net",
    "gmx.at",
    "ymail.com",
    "tut.by",
    "yandex.by",
    "yandex.kz",
    "ya.ru",
    "mail.ru",
    "mail.de",
    "mail.ee",
    "mai.ru",
    "me.com",
    "mac.com",
    "email.com",
    "wp.pl",
    "o2.pl",
    "live.com",
    "line.com",
    "love.com",
    "life.com",
    "web.de",
    "we.de",
    "posteo.net",
    "orange.com",
    "orange.pl",
    "yahoo.co.uk",
    "yahoo.com.br",
    "hotmail.co.uk",
    "hotmail.it",
    "outlook.fr",
    "proton.com",
    "free.fr",
    "inbox.lt",
    "inbox.lv",
    "example.org",
    "uni.example",
    "fastmail.fm",
    "tuta.io",
    "tuta.de",
    "interia.eu",
    "ukr.com",
    "gmail.example",
    "t-online.at",
    "mailbox.com",
    "centrum.sk",
    "seznam.com",
    "163.com",
    "qq.com",
    "mail.gmail.com",
    "open.by",
    "gmail.com.example",
]
SLIPPED: dict[str, Any] = {**cast.ALENA, "email": "alena@gmial.com"}


@pytest.mark.parametrize(("typed", "meant"), SLIPS.items())
def test_it_knows_what_was_meant(typed: str, meant: str) -> None:
    assert suggest_address(f"a.b@{typed}") == f"a.b@{meant}"


@pytest.mark.parametrize("domain", [*RIGHT, *WELL_KNOWN])
def test_it_takes_no_right_domain_for_a_slip(domain: str) -> None:
    assert suggest_domain(domain) is None


@pytest.mark.parametrize("typed", ["", "@", "a", "a@", "@@", "a@.", "a@g"])
def test_it_suggests_nothing_where_nothing_is_written(typed: str) -> None:
    assert suggest_address(typed) is None


def test_it_asks_before_it_sends(app: Flask, client: CheckedClient) -> None:
    make.statement()
    assert send(client, SLIPPED).status_code == 422
    assert "gmial.com: did you mean gmail.com?" in words(client)
    assert make.mails() == []


@pytest.mark.parametrize(("choice", "address"), [("use", "alena@gmail.com"), ("keep", "alena@gmial.com"), (None, "alena@gmial.com")])  # fmt: skip
@pytest.mark.parametrize("who", [SLIPPED, {**cast.CIRCLE, "email": "alena@gmial.com"}])
def test_it_does_as_it_is_told(
    who: dict[str, Any], choice: str | None, address: str, app: Flask, client: CheckedClient
) -> None:
    make.statement()
    path = ORGANISATION if "organisation" in who else PERSON
    send(client, who, path)
    assert client.send(path, choice=choice).status_code == 200
    assert address in words(client)
    assert [mail.recipient for mail in make.mails()] == [address]


def test_it_asks_anew_about_another_slip(app: Flask, client: CheckedClient) -> None:
    make.statement()
    send(client, SLIPPED)
    assert client.send(PERSON, email="alena@gmai.com").status_code == 422
    assert client.send(PERSON, email="alena@example.org", choice="use").status_code == 200
    assert [mail.recipient for mail in make.mails()] == ["alena@example.org"]


def test_it_asks_once_also_where_something_else_is_wrong(app: Flask, client: CheckedClient) -> None:
    make.statement()
    send(client, SLIPPED)
    assert client.send(PERSON, name="", choice="keep").status_code == 422
    assert client.send(PERSON, name="Alena").status_code == 200
    assert [mail.recipient for mail in make.mails()] == ["alena@gmial.com"]


def test_it_asks_no_form_of_another_site(app: Flask, client: CheckedClient) -> None:
    make.statement()
    assert send(client, SLIPPED, answer=None).status_code == 303
    assert [mail.recipient for mail in make.mails()] == ["alena@gmial.com"]


def test_it_asks_whether_or_not_the_address_has_signed(app: Flask, client: CheckedClient) -> None:
    make.statement()
    send(client, SLIPPED)
    unknown = words(client)
    client.send(PERSON, choice="keep")
    client.post(make.link())
    send(client, SLIPPED)
    assert words(client) == unknown
