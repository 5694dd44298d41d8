"""What is logged says what failed and where: no token, no address, nothing that anybody wrote."""

from __future__ import annotations

import logging

import pytest
from flask import Flask

import cast
from page import CheckedClient
from petition.core import access

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
