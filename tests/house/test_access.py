"""House rules 7 and 8: every route says who may see it, and only POST changes anything."""

from __future__ import annotations

import re

import pytest
from flask import Flask

import make
import make_world
from page import CheckedClient
from petition.core import access, permissions
from petition.core.db import db

pytestmark = pytest.mark.both_databases

NOT_OURS = {"static"}
DESK = re.compile(r"^/desk/")
# Pages of the desk that come before signing in.
BEFORE_SIGNING_IN = {
    "security.login", "security.logout", "security.two_factor_setup", "security.two_factor_setup_validate",
    "security.two_factor_token_validation", "security.two_factor_rescue", "security.mf_recovery",
    "security.forgot_password", "security.reset_password", "security.tf_select", "accounts.invitation",
    "accounts.enter", "security.wan_signin", "security.wan_signin_response",
}  # fmt: skip


def test_it_says_of_every_route_who_may_see_it(app: Flask) -> None:
    silent = [rule.endpoint for rule in app.url_map.iter_rules() if not access.audience_of(app, rule.endpoint)]
    assert silent == []


def test_it_opens_the_desk_to_nobody_who_has_not_signed_in(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if DESK.match(rule.rule) and rule.endpoint not in BEFORE_SIGNING_IN:
            assert access.audience_of(app, rule.endpoint) <= access.SIGNED_IN, rule.endpoint


@pytest.mark.own_app
def test_it_closes_a_route_that_says_nothing(app: Flask) -> None:
    app.add_url_rule("/desk/forgotten", "forgotten", lambda: "open")
    assert app.test_client().get("/desk/forgotten").status_code == 404


def test_it_answers_each_role_as_the_route_says(app: Flask, client: CheckedClient) -> None:
    """What may be posted is walked through in test_permissions."""
    there = make_world.everything(client)
    for role in permissions.ROLES:
        desk = make.at_the_desk(app, role, f"{role}@coalition.example")
        # The owner sees all there is.
        desk.has_checks = role == "owner"
        for rule in app.url_map.iter_rules():
            if rule.endpoint.startswith("desk.") and "GET" in (rule.methods or ()):
                allowed = role in access.audience_of(app, rule.endpoint)
                answer = desk.get(make_world.address(app, rule, there))
                assert (answer.status_code in (200, 302)) == allowed, (rule.rule, role, answer.status_code)
                assert allowed or answer.status_code == 404, (rule.rule, role)


@pytest.mark.own_app
def test_it_refuses_to_write_while_a_page_is_shown(app: Flask) -> None:
    statement = make.statement()

    @access.allow_anybody
    def writes() -> str:
        db.session.execute(db.text("UPDATE statement SET slug = 'changed'"))
        db.session.commit()
        return "changed"

    app.add_url_rule("/writes", "writes", writes, methods=["GET", "POST"])
    app.config["TESTING"] = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert app.test_client().get("/writes").status_code in (500, 503)
    db.session.rollback()
    db.session.refresh(statement)
    assert statement.slug == make.SLUG
