"""What failed in the field when people signed, each under its own name, with what is right.

``sign-again-1`` is ``test_sign_again.py``, ``trap-refilled-1`` is in ``test_fill_in_the_form.py``.
"""

from __future__ import annotations

from flask import Flask

import cast
import make
from page import CheckedClient

ADA = {**cast.ALENA, "name": "Ada Probe", "email": "ada@example.org", "affiliation": ""}


def test_address_wrapped_1(app: Flask, client: CheckedClient) -> None:
    make.statement()
    for number, written in enumerate(
        ("Ada Probe <ada{}@example.org>", "mailto:ada{}@example.org", "ada{}＠example.org")
    ):
        assert make.sign(client, {**ADA, "email": written.format(number)}).status_code == 303, written
        assert make.mails()[-1].recipient == f"ada{number}@example.org"
    assert make.sign(client, {**ADA, "email": "a@example.org, b@example.org"}).status_code == 422


def test_affiliation_domain_1(app: Flask, client: CheckedClient) -> None:
    make.statement()
    for number, affiliation in enumerate(("Reporter, Lakeside.news", "г.Москва, учительница", "Openwells.org")):
        who = {**ADA, "email": f"ada{number}@example.org", "affiliation": affiliation}
        assert make.signed(client, who).shown_beside == affiliation
        assert f">{affiliation}</a>" not in client.get("/en/open-courts/signatories?kind=individuals").text
    for refused in ("https://x.example", "www.x.example", "buy at x.example/y", "x@example.org"):
        assert make.sign(client, {**ADA, "affiliation": refused}).status_code == 422, refused


def test_name_like_domain_1(app: Flask, client: CheckedClient) -> None:
    make.statement()
    for number, name in enumerate(("J.Kim", "A.Li", "Dr.Kim")):
        assert make.sign(client, {**ADA, "name": name, "email": f"ada{number}@example.org"}).status_code == 303, name
    for refused in ("lake.news", "Visit Lake.News/now"):
        assert make.sign(client, {**ADA, "name": refused}).status_code == 422, refused


def test_search_letters_1(app: Flask, client: CheckedClient) -> None:
    make.statement()
    names = {"Lukasz": "Łukasz Próba", "Yildiz": "Ayşe Yıldız", "Soren": "Søren Prøve"}
    for number, name in enumerate(names.values()):
        make.signed(client, {**ADA, "name": name, "email": f"ada{number}@example.org"})
    for typed, name in names.items():
        assert name in client.get(f"/en/open-courts/signatories?kind=individuals&q={typed}").text, typed
