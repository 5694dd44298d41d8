"""Hiding a name: a coordinator may, and may take it back; nobody but the signatory shows more."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

import cast
import make
from page import CheckedClient
from petition.core.db import db
from petition.signing.models.endorsement import Decision

PAGES = (
    "/en/open-courts",
    "/en/open-courts/signatories?kind=individuals",
    "/open-courts/signatories.csv",
    "/open-courts/signatories.json",
)


def hide(desk: CheckedClient, endorsement_id: int) -> None:
    desk.get("/desk/individuals")
    assert desk.send(f"/desk/endorsements/{endorsement_id}/hiding", reason="in danger").status_code == 303


def visible(client: CheckedClient) -> bool:
    shown = {"Алена Прыклад" in client.get(path).get_data(as_text=True) for path in PAGES}
    assert len(shown) == 1, "outputs differ"
    return shown.pop()


def test_it_hides_everywhere_and_still_counts(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made = make.signed(client, cast.ALENA)
    desk = make.at_the_desk(app)
    hide(desk, made.id)
    assert not visible(client)
    counts = client.get("/open-courts/signatories.json").get_json()["counts"]
    assert (counts["individuals"], counts["withheld_individuals"]) == (1, 1)


def test_it_takes_the_hiding_back(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made = make.signed(client, cast.ALENA)
    desk = make.at_the_desk(app)
    hide(desk, made.id)
    decision = db.session.query(Decision).one()
    desk.get("/desk/individuals")
    answer = desk.send(f"/desk/decisions/{decision.id}/undoing")
    assert answer.status_code == 303
    assert visible(client)


def test_it_never_shows_more_than_the_signatory_wants(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made = make.signed(client, cast.ALENA)
    mine = make.link()
    desk = make.at_the_desk(app)
    hide(desk, made.id)
    client.get(mine)
    assert client.send(f"{mine}/visibility", visibility="withheld").status_code == 303
    decision = db.session.query(Decision).one()
    desk.get("/desk/individuals")
    desk.send(f"/desk/decisions/{decision.id}/undoing")
    assert not visible(client)


def test_it_lets_the_signatory_show_the_name_again(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made = make.signed(client, cast.ALENA)
    mine = make.link()
    hide(make.at_the_desk(app), made.id)
    assert "hidden" in client.get(mine).get_data(as_text=True)
    assert client.send(f"{mine}/visibility", visibility="full").status_code == 303
    assert visible(client)


@pytest.mark.parametrize(
    ("who", "q", "found"),
    [
        (cast.ALENA, "алена", True),
        (cast.ALENA, "alena.pryklad@example.org", True),
        (cast.ALENA, "ALENA.PRYKLAD@EXAMPLE.ORG", True),
        (cast.ALENA, "example.org", False),
        (cast.QUIET, "withheld wilma", True),
        (cast.QUIET, "wilma", False),
        (cast.QUIET, "%", False),
        (cast.QUIET, "a@", False),
    ],
)
def test_it_finds_individuals_without_showing_their_names(
    app: Flask, client: CheckedClient, who: dict[str, Any], q: str, found: bool
) -> None:
    make.statement()
    make.signed(client, who)
    desk = make.at_the_desk(app)
    answer = desk.get("/desk/individuals", query_string={"q": q})
    assert answer.status_code == 200
    assert desk.page is not None
    assert (len(desk.page.all("article")) > 0) == found
    if who is cast.QUIET and q != "withheld wilma":
        assert "Wilma" not in answer.get_data(as_text=True)
