"""Finding organisations in the queue: filters in the address, words, and pages that read no more than they show."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, insert

import cast
import make
from page import CheckedClient
from petition.core.db import db, now
from petition.desk.queries import queue, queue_filter
from petition.organisations.actions import register_organisation
from petition.signing import queries as endorsements
from petition.signing.decide import actions as decisions
from petition.signing.decide import attendance
from petition.signing.models.endorsement import Endorsement


def names(desk: CheckedClient, path: str = "/desk/") -> list[str]:
    assert desk.get(path).status_code == 200
    assert desk.page is not None
    return ["".join(item.find(".//h2").itertext()) for item in desk.page.all("article")]  # type: ignore[union-attr]


def many(number: int) -> None:
    """So many organisations that wait, written at once."""
    statement = make.statement()
    edition, at = make.edition(statement), now()
    entries = [
        register_organisation(f"Specimen {one:03}", latin=None, website=None, country="BY") for one in range(number)
    ]
    db.session.flush()
    shared = {"statement_id": statement.id, "edition_id": edition.id, "kind": "organisation", "language": "en"}
    times = dict.fromkeys(("asked_at", "consented_at", "confirmed_at"), at)
    rows = [
        {**shared, **times, "organisation_id": entry.id, "signature_key": entry.id.to_bytes(32, "big"),
         "visibility": "full", "address": f"office@specimen{entry.id}.example", "details": {"representative": "Ann"}}
        for entry in entries
    ]  # fmt: skip
    db.session.execute(insert(Endorsement), rows)
    db.session.commit()


@pytest.mark.parametrize(("asked", "found"), [
    ("country=LT", ["Lawyers’ Circle North"]),
    ("country=BY", ["Ініцыятыва «Адкрыты суд»"]),
    ("language=be", ["Ініцыятыва «Адкрыты суд»"]),
    ("mail=free", ["Ініцыятыва «Адкрыты суд»"]),
    ("evidence=fair", ["Lawyers’ Circle North"]),
    ("evidence=declared", ["Ініцыятыва «Адкрыты суд»"]),
    ("evidence=strong", []),
    ("q=adkryty", ["Ініцыятыва «Адкрыты суд»"]),
    ("q=circle-north.example", ["Lawyers’ Circle North"]),
    ("q=nobody", []),
    ("view=on-hold", []),
    ("statement=999", []),
    ("country=xx&evidence=none&statement=x&language=-", ["Lawyers’ Circle North", "Ініцыятыва «Адкрыты суд»"]),
])  # fmt: skip
def test_it_finds_what_the_address_asks_for(app: Flask, client: CheckedClient, asked: str, found: list[str]) -> None:
    statement = make.statement()
    make.signed(client, cast.CIRCLE)
    make.signed(client, cast.COURT, lang="be")
    desk = make.at_the_desk(app)
    assert names(desk, f"/desk/?{asked}") == found
    assert names(desk, f"/desk/?statement={statement.id}") == ["Lawyers’ Circle North", "Ініцыятыва «Адкрыты суд»"]


def test_it_keeps_what_is_asked_for_on_the_page(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.signed(client, cast.CIRCLE)
    desk = make.at_the_desk(app)
    desk.get("/desk/?country=LT&evidence=fair&q=circle")
    assert desk.page is not None
    chosen = [one.get("value") for one in desk.page.all("option") if one.get("selected") is not None]
    assert chosen == ["LT", "fair"]
    links = [link.get("href") or "" for link in desk.page.all("a")]
    assert "/desk/?view=on-hold&country=LT&evidence=fair&q=circle" in links


def test_it_reads_no_more_rows_than_it_shows(app: Flask) -> None:
    many(60)
    desk, read = make.at_the_desk(app), []
    names(desk)

    @event.listens_for(Endorsement, "load")
    def _loaded(target: Endorsement, context: object) -> None:
        read.append(target)

    statements: list[str] = []

    def executed(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", executed)
    first = names(desk)
    event.remove(db.engine, "before_cursor_execute", executed)
    event.remove(Endorsement, "load", _loaded)
    assert first == [f"Specimen {one:03}" for one in range(25)]
    assert len(read) == 26, "25, and one to know that there are more"
    assert not [one for one in statements if "organisation_name" in one], "the register is kept and not read again"
    assert len(statements) < 40
    assert desk.page is not None
    found, further = first, desk.page
    while link := next((one.get("href") for one in further.all("a") if one.get("rel") == "next"), None):
        found += names(desk, link)
        further = desk.page
    assert found == [f"Specimen {one:03}" for one in range(60)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_goes_through_the_index_of_what_is_undecided(app: Flask) -> None:
    many(5)
    plans: list[str] = []

    def explained(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if statement.startswith("SELECT endorsement.id") and "LIMIT" in statement:
            plan = connection.connection.driver_connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(str(row[3]) for row in plan)

    with app.test_request_context():
        event.listen(db.engine, "before_cursor_execute", explained)
        queue.queue_numbers(db.true())
        queue.queue_page(queue_filter.QueueFilter(country="BY"), db.true())
        event.remove(db.engine, "before_cursor_execute", explained)
    assert any("ix_endorsement_off_the_list" in one for one in plans)
    assert not any("SCAN endorsement" in one and "INDEX" not in one for one in plans), plans


def test_it_says_who_has_one_open(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made = make.signed(client, cast.CIRCLE)
    desk = make.at_the_desk(app)
    attendance.record_attendance(made.id, make.coordinator(email="other@coalition.example").id)
    db.session.commit()
    assert "other has this open" in desk.get("/desk/").get_data(as_text=True)


def test_it_pages_through_what_was_decided(app: Flask) -> None:
    many(30)
    by = make.coordinator(email="first@coalition.example").id
    ids = [
        one.id
        for one in db.session.query(Endorsement).filter(Endorsement.confirmed_at.is_not(None))
        if one.state == "undecided"
    ]
    for one in ids:
        decisions.put_on_hold(endorsements.lock_endorsement(one), "later", by=by)
    db.session.commit()
    desk = make.at_the_desk(app)
    text = desk.get("/desk/?view=decided").get_data(as_text=True)
    assert text.count("On hold: Specimen") == 25 and 'rel="next"' in text
