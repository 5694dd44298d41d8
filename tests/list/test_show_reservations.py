"""Beside each demand: how many organisations endorse it without reservation, and who has one (promise 8)."""

from __future__ import annotations

from flask import Flask

import make
import make_public
from make_public import LIST, PAGE
from page import CheckedClient
from petition.core.db import db, now
from petition.signing import queries as endorsements
from petition.signing.own import actions as own
from petition.statements.models import Statement


def allowed() -> Statement:
    statement = make.statement()
    statement.reservations_allowed_at = now()
    db.session.commit()
    return statement


def beside(client: CheckedClient, number: str, path: str = PAGE) -> str:
    """What stands beside a demand, and not beside those below it."""
    assert client.get(path).status_code == 200
    assert client.page is not None
    (demand,) = [one for one in client.page.all("li") if one.get("id") == f"demand-{number}"]
    for one in demand.findall("div"):
        for note in one.findall("div"):
            if note.get("class") == "beside":
                return " ".join("".join(note.itertext()).split())
    return ""


def test_it_says_nothing_where_a_statement_takes_no_reservations(app: Flask, client: CheckedClient) -> None:
    make.statement()
    assert beside(client, "2.1") == ""


def test_it_counts_who_endorses_each_demand_without_reservation(app: Flask, client: CheckedClient) -> None:
    statement = allowed()
    circle, court = make_public.organisations(make.edition(statement), "Circle", "Court")
    assert beside(client, "2.1") == "4 organisations"
    make_public.reserve(circle, "2.1", "Amnesty must come first.")
    assert beside(client, "2.1").startswith("3 organisations without reservation")
    assert beside(client, "2.2") == "4 organisations"
    own.withdraw_signature(endorsements.lock_endorsement(court.id))
    db.session.commit()
    assert beside(client, "2.1").startswith("2 organisations without reservation")
    assert beside(client, "2.2") == "3 organisations"


def test_it_names_who_has_a_reservation_and_why(app: Flask, client: CheckedClient) -> None:
    (circle,) = make_public.organisations(make.edition(allowed()), "Circle")
    make_public.reserve(circle, "2.1", "Amnesty <b>first</b>.")
    assert "1 organisation has a reservation Circle Amnesty <b>first</b>." in beside(client, "2.1")
    client.get(LIST)
    assert client.page is not None
    assert "with a reservation on demand 2.1" in client.page.words()


def test_it_shows_no_reservation_before_its_approval(app: Flask, client: CheckedClient) -> None:
    (circle,) = make_public.organisations(make.edition(allowed()), "Circle")
    make_public.reserve(circle, "2.1", "Not approved", shown=False)
    # Nor is it said that the organisation shares the demand.
    assert beside(client, "2.1") == "2 organisations"
    assert beside(client, "2.2") == "3 organisations"
    assert "Not approved" not in client.get("/open-courts/signatories.json").get_data(as_text=True)


def test_it_shows_nothing_of_who_withdrew(app: Flask, client: CheckedClient) -> None:
    (circle,) = make_public.organisations(make.edition(allowed()), "Circle")
    make_public.reserve(circle, "2.1", "Amnesty first")
    own.withdraw_signature(endorsements.lock_endorsement(circle.id))
    db.session.commit()
    assert beside(client, "2.1") == "2 organisations"
    assert "Amnesty" not in client.get(LIST).get_data(as_text=True)


def test_it_tells_who_signed_an_earlier_wording(app: Flask, client: CheckedClient) -> None:
    statement = allowed()
    first = make.edition(statement)
    (circle, court) = make_public.organisations(first, "Circle", "Court")
    make_public.reserve(circle, "2.2", "Only some of them.")
    second = make_public.second_edition(statement)
    make_public.carry(court, second)
    assert beside(client, "1") == "4 organisations"
    assert beside(client, "2.1").endswith("1 organisation")
    assert beside(client, "2.2").endswith("4 organisations")
    words = beside(client, "2.3")
    assert "1 organisation without reservation" in words
    assert "2 more signed an earlier wording" in words
    assert "Circle on the text of edition 1 Only some of them." in words


def test_it_keeps_who_signed_before_a_typing_mistake_was_put_right(app: Flask, client: CheckedClient) -> None:
    statement = allowed()
    text = make.TEXT.split("*Association")[0].replace("entry bans.", "entry bann.")
    make_public.organisations(make.edition(statement), "Circle")
    make_public.second_edition(statement, text, {}, "typing")
    assert beside(client, "2.2") == "3 organisations"


def test_it_asks_the_database_as_often_for_two_hundred(app: Flask, client: CheckedClient) -> None:
    statement = allowed()
    first = make.edition(statement)
    (circle,) = make_public.organisations(first, "Circle")
    make_public.reserve(circle, "2.2", "Only some of them.")
    make_public.second_edition(statement)
    client.get(PAGE)
    with make_public.counted_queries() as few:
        client.get(PAGE)
    for one in make_public.organisations(first, *(f"Organisation {number}" for number in range(200)))[:50]:
        make_public.reserve(one, "2.2", "Some of them.")
    client.get(PAGE)
    with make_public.counted_queries() as many:
        client.get(PAGE)
    assert len(many) == len(few)
    assert beside(client, "1") == "203 organisations"
