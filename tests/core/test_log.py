"""What is logged says what failed and where: no token, no address, nothing that anybody wrote."""

from __future__ import annotations

import json
import logging

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

import cast
from page import CheckedClient
from petition.core import access, logs, slow_queries

TOKEN, ADDRESS = "very-secret-token", "203.0.113.77"
SECRETS = (TOKEN, ADDRESS, cast.ALENA["name"], cast.ALENA["email"])


@pytest.mark.own_app
def test_it_logs_where_it_failed_and_not_with_what(
    app: Flask, client: CheckedClient, caplog: pytest.LogCaptureFixture
) -> None:
    @access.allow_anybody
    def fails(token: str) -> str:
        try:
            raise OSError(28, f"no room for {cast.ALENA['name']} {token}")
        except OSError as fault:
            raise RuntimeError(f"Failing row contains ({cast.ALENA['name']}, {cast.ALENA['email']})") from fault

    app.add_url_rule("/fails/<token>", "fails", fails)
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    assert client.get(f"/fails/{TOKEN}?q={cast.ALENA['name']}").status_code == 500
    for said in ("exception in fails", "in fails", "OSError (ENOSPC)", "RuntimeError", "test_log.py"):
        assert said in caplog.text
    assert not [secret for secret in SECRETS if secret in caplog.text]


def test_it_logs_nothing_of_what_servers_say_about_requests(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("waitress")
    log.error(f"Exception while serving /mine/{TOKEN}")
    log.error("uncaptured python exception, closing channel %s", f"<HTTPChannel {ADDRESS}:4711 at 0x7f>")
    assert caplog.text.count("trouble with a request (waitress: test_log.") == 2
    assert not [secret for secret in SECRETS if secret in caplog.text]


@pytest.mark.own_app
def test_it_names_the_request_in_the_log_and_in_the_answer(
    app: Flask, client: CheckedClient, caplog: pytest.LogCaptureFixture
) -> None:
    @access.allow_anybody
    def fails(token: str) -> str:
        raise RuntimeError(token)

    app.add_url_rule("/fails/<token>", "fails", fails)
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    answers = [client.get(f"/fails/{TOKEN}") for _ in range(2)]
    given = [answer.headers["X-Request-ID"] for answer in answers]
    lines = [json.loads(logs.JSONFormatter().format(record)) for record in caplog.records]
    assert [line["request_id"] for line in lines] == given and len(set(given)) == 2
    assert {line["endpoint"] for line in lines} == {"fails"}
    assert all("RuntimeError" in line["trace"] and line["level"] == "error" for line in lines)
    assert TOKEN not in json.dumps(lines)
    assert "X-Request-ID" not in client.get("/healthz").headers


def test_it_logs_slow_statements_without_their_values(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    engine = create_engine("sqlite://")
    slow_queries.log_slow_queries(engine, 1)
    with engine.connect() as connection:
        slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT max(i) FROM n"
        connection.execute(text(f"{slow} WHERE :name <> 'Alena ''of'' Minsk' AND i <> 4711"), {"name": SECRETS[2]})
    engine.dispose()
    assert len(caplog.records) == 1 and "slow statement" in caplog.text and "WITH RECURSIVE n(i)" in caplog.text
    patient = create_engine("sqlite://")
    slow_queries.log_slow_queries(patient, 3_600_000)
    with patient.connect() as connection:
        connection.execute(text("SELECT 1"))
    patient.dispose()
    assert len(caplog.records) == 1
    assert not [said for said in ("Minsk", "4711", SECRETS[2]) if said in caplog.text]
