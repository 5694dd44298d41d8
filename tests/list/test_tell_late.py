"""Signed after the delivery: refused, or told apart wherever the list is."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from flask import Flask

import cast
import make
import make_public
from make_public import LIST, PAGE
from page import CheckedClient
from petition.core.db import db, now
from petition.statements.actions import schedule
from petition.statements.models import Statement


def delivered(rule: str) -> Statement:
    """A statement that was handed over a while ago."""
    statement = make.statement()
    statement.late_rule = rule
    by = make.coordinator().id
    assert schedule.mark_delivered(statement, by=by)
    statement.delivered_at = now() - timedelta(minutes=5)
    if statement.closed_at:
        statement.closed_at = statement.delivered_at
    db.session.commit()
    return statement


def headings(client: CheckedClient, path: str) -> list[str]:
    client.get(path)
    assert client.page is not None
    return ["".join(one.itertext()).strip() for level in ("h2", "h3") for one in client.page.all(level)]


@pytest.mark.parametrize("path", [PAGE, LIST])
def test_it_lists_late_organisations_apart(app: Flask, client: CheckedClient, path: str) -> None:
    statement = delivered("listed")
    assert "Added after delivery" not in headings(client, path)
    make_public.organisations(make.edition(statement), "Too Late Society")
    assert "Added after delivery" in headings(client, path)
    text = client.get(path).get_data(as_text=True)
    after = text.split("Added after delivery", 1)[1]
    assert "Too Late Society" in after
    assert "Open Doors Society" in text.split("Added after delivery", 1)[0]


def test_it_marks_late_individuals(app: Flask, client: CheckedClient) -> None:
    delivered("listed")
    make.signed(client, cast.ALENA)
    client.get(f"{LIST}?kind=individuals")
    assert client.page is not None
    assert "added after delivery" in client.page.words().split("Алена Прыклад")[1]


def test_it_says_so_where_one_signs(app: Flask, client: CheckedClient) -> None:
    delivered("listed")
    client.get(PAGE)
    assert client.page is not None
    assert "Whoever signs now is listed as “added after delivery”." in client.page.words()
    assert f"{PAGE}/sign" in [link.get("href") for link in client.page.all("a")]


def test_it_says_so_before_anybody_signs(app: Flask, client: CheckedClient) -> None:
    delivered("listed")
    late = "Your signature will be marked as added after delivery."
    for path in ("sign", "sign/organisation"):
        assert late in client.get(f"{PAGE}/{path}").get_data(as_text=True)
    make.sign(client, cast.ALENA)
    assert late in client.get(make.link()).get_data(as_text=True)


def test_it_says_when_it_was_delivered_where_nobody_can_sign_any_more(app: Flask, client: CheckedClient) -> None:
    delivered("refused")
    client.get(PAGE)
    assert client.page is not None
    words = client.page.words()
    assert "Delivered on" in words
    assert "Signing has ended." in words
    assert f"{PAGE}/sign" not in [link.get("href") for link in client.page.all("a")]


def test_it_exports_who_came_late(app: Flask, client: CheckedClient) -> None:
    statement = delivered("listed")
    make_public.organisations(make.edition(statement), "Too Late Society")
    make.signed(client, cast.ALENA)
    data = client.get("/open-courts/signatories.csv").get_data().decode("utf-8-sig")
    late = {row["name"]: row["late"] for row in csv.DictReader(io.StringIO(data))}
    assert late["Too Late Society"] == late["Алена Прыклад"] == "yes"
    assert late["Open Doors Society"] == ""
    listed = client.get("/open-courts/signatories.json").get_json()["signatories"]
    assert [one["late"] for one in listed] == [False, False, True, True]


def test_it_tells_the_stage_in_the_list_of_statements(app: Flask, client: CheckedClient) -> None:
    delivered("refused")
    make.statement(slug="another").closes_at = now() + timedelta(days=3)
    db.session.commit()
    make.statement(slug="third")
    draft = make.statement(slug="draft", is_open=False)
    draft.published_at = None
    db.session.commit()
    client.get("/en/")
    assert client.page is not None
    words = client.page.words()
    assert "delivered on" in words
    assert "open until" in words
    assert "open for signing" in words
    assert "/en/draft" not in [link.get("href") for link in client.page.all("a")]
