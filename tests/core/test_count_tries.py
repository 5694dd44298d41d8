"""A form that fails counts, too: against a limit several times as wide as that of sign-ons."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

import cast
import make
import make_invitations
from conftest import Make
from page import CheckedClient
from petition.accounts import actions as accounts
from petition.core import try_limits
from petition.core.db import db, now

LIMIT = "2 per minute"
ALLOWED = 2 * try_limits.TIMES
SIGN = "/en/open-courts/sign"
WRONG = {**cast.ALENA, "name": ""}


def limited(make_app: Make) -> tuple[Flask, CheckedClient]:
    app = make_app(sign_limit=LIMIT)
    client = app.test_client()
    assert isinstance(client, CheckedClient)
    return app, client


def use_up(client: CheckedClient, path: str, values: dict[str, Any], times: int = ALLOWED) -> None:
    for number in range(times):
        assert client.post(path, data=values).status_code == 422, number


def test_it_asks_to_wait_after_too_many_forms_with_faults_and_keeps_what_was_typed(make_app: Make) -> None:
    app, client = limited(make_app)
    with app.app_context(), time_machine.travel(now(), tick=False) as clock:
        make.statement()
        use_up(client, SIGN, WRONG)
        for values in (WRONG, cast.ALENA):
            answer = client.post(SIGN, data=values)
            assert answer.status_code == 429
            assert 1 <= int(answer.headers["Retry-After"]) <= 60
            assert client.page is not None
            assert client.page.form(0).values()["email"] == cast.ALENA["email"]
        clock.shift(61)
        use_up(client, SIGN, WRONG, 1)


def test_it_lets_somebody_sign_who_mends_mistakes(make_app: Make) -> None:
    app, client = limited(make_app)
    with app.app_context():
        make.statement()
        with time_machine.travel(now() - timedelta(seconds=20), tick=False):
            client.get(SIGN)
        for name in ("", "…", "www.shop.example", "x" * 121):
            assert client.send(SIGN, answer=None, **{**cast.ALENA, "name": name}).status_code == 422
        assert client.send(SIGN, answer=None, **cast.ALENA).status_code == 303


@pytest.mark.parametrize("kind", ["own_link", "invitation", "details", "entry"])
def test_it_counts_every_public_form(make_app: Make, kind: str) -> None:
    app, client = limited(make_app)
    with app.app_context(), time_machine.travel(now(), tick=False):
        statement = make.statement()
        _made, invited = make_invitations.invite(statement, "desk@rivers.example", organisation="Rivers")
        if kind in ("details", "entry"):
            with time_machine.travel(now() - timedelta(hours=2)):
                make.signed(client, cast.CIRCLE)
            invited = make.link("confirmed-organisation") + f"/{kind}"
        path = "/en/open-courts/own-link" if kind == "own_link" else invited
        use_up(client, path, {"email": "nobody", "name": "", "representative": ""})
        answer = client.post(path, data={"email": "nobody"})
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) >= 1


def test_it_counts_passwords_that_are_chosen_behind_a_link(app: Flask, client: CheckedClient) -> None:
    token = accounts.invite_coordinator(cast.VERA, "moderator", by="test")
    db.session.commit()
    client.get(f"/desk/invitation/{token}")
    tries_made = [client.send(f"/desk/invitation/{token}", password="too short").status_code for _ in range(21)]
    assert 429 not in tries_made[:20]
    assert tries_made[20] == 429


def test_it_counts_nothing_where_there_is_no_limit(app: Flask, client: CheckedClient) -> None:
    make.statement()
    use_up(client, SIGN, WRONG, ALLOWED + 2)


def test_it_makes_wider_rules_of_every_kind() -> None:
    assert try_limits.multiply_rules("10 per minute; 60 per hour") == "50 per 60 second; 300 per 3600 second"
    assert try_limits.multiply_rules("1 per 2 hours") == "5 per 7200 second"
    assert try_limits.multiply_rules("") == ""
