"""Before a decision changes a list that was delivered, a page says what will happen, and asks."""

from __future__ import annotations

import re

from flask import Flask

import cast
import make
import make_public
from page import CheckedClient
from petition.core.db import db
from petition.signing.models.endorsement import Endorsement
from petition.statements.actions import schedule
from petition.statements.models import Statement

HEADING = "This changes a delivered list"


def delivered(statement: Statement) -> None:
    statement.late_rule = "listed"
    assert schedule.mark_delivered(statement, by=make.coordinator().id)
    db.session.commit()


def row(desk: CheckedClient, path: str, one: Endorsement) -> str:
    """What the page's form says of an endorsement: its id, and the mark of what was shown."""
    text = desk.get(path).get_data(as_text=True)
    found = re.search(rf'name="row" value="({one.id}\.[^"]+)"', text)
    assert found is not None, text
    return found[1]


def state(one: Endorsement) -> str:
    db.session.rollback()
    db.session.expire_all()
    return str(db.session.get_one(Endorsement, one.id).state)


def sent_again(desk: CheckedClient) -> dict[str, object]:
    """What the page that asks carries along."""
    assert desk.page is not None
    fields = [one for one in desk.page.all("input") if one.get("type") == "hidden" and one.get("name") != "csrf_token"]
    return {str(one.get("name")): one.get("value") for one in fields}


def test_it_asks_before_a_late_approval_and_before_its_undoing(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    circle = make.signed(client, cast.CIRCLE)
    delivered(statement)
    desk = make.at_the_desk(app)
    path = f"/desk/endorsements/{circle.id}/approval"
    assert desk.send(path, row=row(desk, "/desk/", circle)).status_code == 409
    assert desk.page is not None
    words = desk.page.words()
    assert HEADING in words and "marked “added after delivery”" in words and cast.CIRCLE["organisation"] in words
    assert "with 2 organisations." in words
    assert state(circle) == "undecided"
    assert desk.send(path, **sent_again(desk)).status_code == 303
    assert state(circle) == "listed"
    undo = re.search(r"/desk/decisions/\d+/undoing", desk.get("/desk/").get_data(as_text=True))
    assert undo is not None
    assert desk.send(undo[0]).status_code == 409
    assert "was added after delivery and will count no longer" in desk.page.words()
    assert state(circle) == "listed"
    assert desk.send(undo[0], **sent_again(desk)).status_code == 303
    assert state(circle) == "undecided"


def test_it_says_that_one_of_the_delivered_list_will_be_gone(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    alena, circle = make.signed(client, cast.ALENA), make.signed(client, cast.CIRCLE)
    desk = make.at_the_desk(app)
    path = f"/desk/endorsements/{circle.id}/approval"
    # While nothing is delivered nothing is asked.
    assert desk.send(path, row=row(desk, "/desk/", circle)).status_code == 303
    delivered(statement)
    undo = re.search(r"/desk/decisions/\d+/undoing", desk.get("/desk/").get_data(as_text=True))
    assert undo is not None and desk.send(undo[0]).status_code == 409
    assert desk.page is not None
    assert "will say that one is gone since delivery, but not who" in desk.page.words()
    assert state(circle) == "listed"
    hiding = f"/desk/endorsements/{alena.id}/hiding"
    given = row(desk, "/desk/individuals", alena)
    assert desk.send(hiding, row=given, reason="asked for it").status_code == 409
    assert "This name will be hidden. The signature still counts" in desk.page.words()
    assert state(alena) == "listed"
    assert desk.send(hiding, **sent_again(desk)).status_code == 303
    assert state(alena) == "hidden"
    client.get(make_public.PAGE)
    assert client.page is not None
    assert "People: 1 name hidden" in client.page.words()
