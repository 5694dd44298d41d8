"""Confirming: only the button confirms; each way of failing has its own page."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

import cast
import make
from page import CheckedClient
from petition.core.db import db, now
from petition.signing import retention
from petition.statements.actions import schedule

pytestmark = pytest.mark.both_databases


def test_it_counts_and_lists_an_individual_at_once(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.sign(client, cast.ALENA)
    path = make.link()
    before = client.get("/open-courts/counts.json").get_json()
    page = client.get(path)
    assert page.status_code == 200
    assert "Алена Прыклад" in page.get_data(as_text=True)
    assert client.send(path).status_code == 200
    after = client.get("/open-courts/counts.json").get_json()
    assert (before["individuals"], after["individuals"]) == (0, 1)
    assert "Алена Прыклад" in client.get("/en/open-courts/signatories?kind=individuals").get_data(as_text=True)
    assert [mail.kind for mail in make.mails()] == ["confirm-individual", "confirmed-individual"]


def test_it_changes_nothing_however_often_it_is_looked_at(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.sign(client, cast.ALENA)
    path = make.link()
    for _ in range(3):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    made = make.endorsement(cast.ALENA["name"])
    assert made is not None
    assert made.confirmed_at is None
    assert len(make.mails()) == 1


def test_it_may_be_pressed_twice(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.sign(client, cast.ALENA)
    path = make.link()
    first, second = client.post(path), client.post(path)
    assert (first.status_code, second.status_code) == (200, 200)
    assert client.get("/open-courts/counts.json").get_json()["individuals"] == 1
    assert len(make.mails("confirmed-individual")) == 1
    used = client.get(path)
    assert used.status_code == 410
    assert "has been used" in used.get_data(as_text=True)


def test_it_has_a_page_for_an_expired_link(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.sign(client, cast.ALENA)
    path = make.link()
    with time_machine.travel(now() + timedelta(days=7, minutes=1), tick=False):
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == 410
            assert "expired" in answer.get_data(as_text=True)
        assert retention.delete_unconfirmed() == 1
        db.session.commit()
        assert client.get(path).status_code == 410
    assert client.page is not None
    assert "/en/open-courts/sign" in [link.get("href") for link in client.page.all("a")]


@pytest.mark.parametrize("token", ["x", "A" * 32, "a" * 31 + "=", "%20" * 5, "A" * 500])
def test_it_has_a_page_for_a_mangled_link(app: Flask, client: CheckedClient, token: str) -> None:
    make.statement()
    for answer in (client.get(f"/confirm/{token}"), client.post(f"/confirm/{token}")):
        assert answer.status_code == 404
        assert "not complete" in answer.get_data(as_text=True)


def test_it_has_a_page_for_a_closed_statement(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    make.sign(client, cast.ALENA)
    path = make.link()
    schedule.close_signing(db.session.merge(statement), by="test")
    db.session.commit()
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code == 403
        assert "Signing has ended" in answer.get_data(as_text=True)
    assert client.get("/open-courts/counts.json").get_json()["individuals"] == 0


def test_it_keeps_links_to_one_purpose(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.signed(client, cast.ALENA)
    token = make.link("confirmed-individual").rsplit("/", 1)[1]
    assert client.get(f"/mine/{token}").status_code == 200
    assert client.get(f"/confirm/{token}").status_code == 404


def test_it_refuses_a_button_on_another_site(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.sign(client, cast.ALENA)
    answer = client.post(make.link(), headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert client.get("/open-courts/counts.json").get_json()["individuals"] == 0


def test_it_lets_an_organisation_wait_for_a_coordinator(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made = make.signed(client, cast.CIRCLE)
    assert made.state == "undecided"
    assert made.shown_name is None
    assert [mail.kind for mail in make.mails()] == ["confirm-organisation", "confirmed-organisation"]
    assert client.get("/open-courts/counts.json").get_json()["organisations"] == 2


def test_it_shows_the_page_in_the_language_of_signing(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.statement(make.BELARUSIAN, language="be")
    make.sign(client, cast.ALENA, lang="be")
    client.get(make.link(), headers={"Accept-Language": "en"})
    assert client.page is not None
    assert client.page.root.get("lang") == "be"
