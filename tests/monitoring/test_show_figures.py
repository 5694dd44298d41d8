"""``/metrics``: figures for who runs the server, and for nobody else; nothing of anybody in them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

import cast
import make
from page import CheckedClient

TOKEN = "a-token-of-thirty-two-letters-or-more-0123"
Lent = Callable[..., Flask]


def figures(answer: TestResponse) -> dict[str, float]:
    """Each figure by its name and labels."""
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


@pytest.mark.both_databases
def test_it_tells_what_waits_and_how_many_signed(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.signed(client, cast.ALENA)
    make.sign(client, {**cast.ALENA, "email": "other@people.example"})
    answer = app.test_client().get("/metrics")
    told = figures(answer)
    assert answer.content_type.startswith("text/plain; version=")
    assert answer.headers["Cache-Control"] == "no-store"
    assert told[f'undersigned_signatures{{kind="individual",statement="{make.SLUG}"}}'] == 1
    assert told["undersigned_mails_due"] == len(make.mails())
    assert told["undersigned_mails_failed"] == 0
    assert told["undersigned_worker_seen_time_seconds"] == 0


def test_it_counts_answers_by_endpoint_and_never_by_path(app: Flask, client: CheckedClient) -> None:
    name = 'undersigned_answers_total{endpoint="signing.confirm",method="GET",status="4xx"}'
    before = figures(client.get("/metrics")).get(name, 0)
    client.get("/confirm/a-very-secret-token")
    client.get("/nowhere/a-very-secret-token")
    answer = client.get("/metrics")
    assert figures(answer)[name] == before + 1
    assert "secret" not in answer.text


def test_it_names_nobody(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.signed(client, cast.ALENA)
    told = client.get("/metrics").text
    for secret in (cast.ALENA["name"], cast.ALENA["email"], "127.0.0.1", "@"):
        assert secret not in told


def test_it_is_for_this_machine_alone(app: Flask) -> None:
    client = app.test_client()
    for environ, headers in (
        ({"REMOTE_ADDR": "203.0.113.9"}, {}),
        ({}, {"X-Forwarded-For": "203.0.113.9"}),
        ({}, {"Forwarded": "for=127.0.0.1"}),
        ({}, {"Authorization": f"Bearer {TOKEN}", "X-Forwarded-For": "203.0.113.9"}),
    ):
        assert client.get("/metrics", environ_base=environ, headers=headers).status_code == 404


def test_it_is_for_who_brings_the_token(lent_app: Lent) -> None:
    client = lent_app(metrics_token=TOKEN).test_client()
    away = {"REMOTE_ADDR": "203.0.113.9"}
    for given, status in (
        (f"Bearer {TOKEN}", 200),
        (f"bearer {TOKEN}", 200),
        (f"Bearer {TOKEN}x", 404),
        ("Bearer", 404),
        ("Basic dTpw", 404),
        ("Bearer \u00e9", 404),
    ):
        headers = {"Authorization": given.encode("utf-8").decode("latin-1")}
        assert client.get("/metrics", environ_base=away, headers=headers).status_code == status, given


def test_it_answers_this_machine_under_any_name(app: Flask) -> None:
    client = app.test_client()
    for path in ("/healthz", "/readyz", "/metrics"):
        assert client.get(path, base_url="http://10.0.0.7:8000").status_code == 200
        away = {"REMOTE_ADDR": "203.0.113.9"}
        assert client.get(path, base_url="http://10.0.0.7:8000", environ_base=away).status_code == 400
    assert client.get("/en/", base_url="http://10.0.0.7:8000").status_code == 400
