"""What everybody is told of removal rules: numbers and days, no names and no criteria."""

from __future__ import annotations

from flask import Flask

import make
import make_public as public
import make_removals as fakes
from page import CheckedClient
from petition.core.db import db, now
from petition.core.languages import format_day
from petition.removals import actions

PAGE = f"/en/{make.SLUG}/counts"


def test_it_tells_the_counts_and_that_nothing_was_removed(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    fakes.people(statement, 3, visibility="withheld")
    answer = client.get(PAGE)
    words = fakes.read_out(client)
    assert "In all 2 3" in words
    assert "Founding signatories are entered by coordinators. Everybody else" in words
    assert "needs approval by a coordinator, unless it signs as it was invited" in words
    assert "3 of the people are counted without a name" in words
    assert "Nothing has been removed by rule." in words
    assert "public" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    client.get(f"/en/{make.SLUG}/signatories")
    assert client.page is not None
    assert PAGE in [link.get("href") for link in client.page.all("a")]


def test_it_tells_of_each_rule_without_names(app: Flask, client: CheckedClient) -> None:
    statement, by = make.statement(), make.coordinator().id
    fakes.share(statement, 100)
    fakes.people(statement, 1_200)
    fakes.people(statement, 30, domain="fakes.example", name="Bot {}")
    many = fakes.rule(statement, by=by, name="Reader *", why="A slip.")
    bots = fakes.rule(statement, by=by, domain="fakes.example")
    fakes.rule(statement, by=by, name="Bot 1*")
    for rule in (many, bots):
        actions.start_rule(rule, by=by)
        db.session.commit()
        fakes.follow(rule)
    actions.undo_rule(many, by=by)
    db.session.commit()
    fakes.follow(many)
    client.get(PAGE)
    words, today = fakes.read_out(client), format_day(now())
    assert f"{today} 1,200 1,200 on {today}" in words
    assert f"{today} 30 0" in words
    assert "In all 2 1,200" in words
    for secret in ("fakes.example", "Bot", "slip", "Reader", fakes.WHY):
        assert secret not in words
    told = client.get(f"/{make.SLUG}/counts.json").get_json()
    assert [(one["removed"], one["restored"]) for one in told["removed_by_rule"]] == [(1_200, 1_200), (30, 0)]


def test_it_tells_how_many_signed_which_edition(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    fakes.people(statement, 4)
    public.second_edition(statement)
    db.session.expire_all()
    fakes.people(statement, 5)
    client.get(PAGE)
    assert "Edition 2 the current text 0 5 Edition 1 2 4 In all 2 9" in fakes.read_out(client)


def test_it_speaks_the_reader_s_language_and_knows_no_other_statement(app: Flask, client: CheckedClient) -> None:
    make.statement()
    assert client.get("/be/nowhere/counts").status_code == 404
    assert client.get(f"/be/{make.SLUG}/counts").status_code == 200
