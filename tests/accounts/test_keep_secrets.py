"""What lies in the database about coordinators opens nothing and names nobody."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from petition.core.db import db


def test_it_stores_nothing_readable(alena: Any, stored: Any) -> None:
    row = stored(lambda: db.session.execute(text("SELECT * FROM coordinator")).one())
    link = stored(lambda: db.session.execute(text("SELECT * FROM coordinator_link")).one())
    plain = " ".join(str(value) for value in [*row, *link]).lower()
    for secret in ("alena", "viasna", "argon2", alena.secret.lower(), *alena.codes, "127.0.0.1"):
        assert secret not in plain


@pytest.mark.own_app
def test_it_hashes_with_argon2id(alena: Any, look_up: Any) -> None:
    assert look_up(lambda coordinator: coordinator.password).startswith("$argon2id$v=19$m=65536,t=3,p=1$")


def test_it_opens_no_session_on_public_pages(alena: Any) -> None:
    answer = alena.get("/")
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "Set-Cookie" not in answer.headers


def test_it_takes_no_token_instead_of_a_session(alena: Any, app: Any, look_up: Any) -> None:
    with app.test_request_context():
        token = look_up(lambda coordinator: coordinator.get_auth_token())
    fresh = app.test_client()
    assert fresh.get("/desk/account", headers={"Authentication-Token": token}).status_code == 302
    assert fresh.get(f"/desk/account?auth_token={token}").status_code == 302
