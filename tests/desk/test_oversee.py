"""The auditor reads all pages of the desk and changes nothing."""

from __future__ import annotations

from flask import Flask

import make
import make_world
from page import CheckedClient
from petition.core import access
from petition.core.audit import AuditEntry
from petition.core.db import db

# Reading a letter is a post, for it goes on record that it was read.
READING = {"desk.open_letter"}


def test_it_lets_the_auditor_read_and_change_nothing(app: Flask, client: CheckedClient) -> None:
    there = make_world.everything(client)
    desk = make.at_the_desk(app, "auditor")
    before = db.session.query(AuditEntry).count()
    db.session.rollback()
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("desk.")]
    posted = {rule.endpoint for rule in rules if "POST" in (rule.methods or ()) and "GET" not in (rule.methods or ())}
    assert {one for one in posted if "auditor" in access.audience_of(app, one)} <= READING
    for rule in rules:
        if "POST" in (rule.methods or ()) and rule.endpoint not in READING:
            assert desk.post(make_world.address(app, rule, there)).status_code == 404, rule.rule
        if "GET" in (rule.methods or ()) and "auditor" in access.audience_of(app, rule.endpoint):
            assert desk.get(make_world.address(app, rule, there)).status_code in (200, 302), rule.rule
    assert db.session.query(AuditEntry).count() == before
