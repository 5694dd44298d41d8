"""Reservations: given with the signature, approved with it, shown only while it is listed, lifted at once."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

import cast
import make
import make_evidence
from page import CheckedClient
from petition.core.db import db
from petition.signing import queries as endorsements
from petition.signing.decide import actions as decisions
from petition.signing.models.endorsement import Decision, Endorsement
from petition.signing.models.evidence import Reservation

REASON = "Only for courts of first instance"


def rows() -> list[tuple[str, bool, str | None]]:
    db.session.rollback()
    db.session.expire_all()
    return [(one.reason, one.approved_at is not None, one.shown_reason) for one in db.session.query(Reservation)]


def reserving(client: CheckedClient, **reasons: str) -> tuple[Endorsement, str, dict[str, str]]:
    keys = make_evidence.allow_reservations(make.statement())
    given = {f"reservation_{keys[number.replace('_', '.')]}": reason for number, reason in reasons.items()}
    made, mine = make_evidence.confirmed(client, {**cast.CIRCLE, **given})
    return made, mine, keys


def approve(endorsement: Endorsement) -> None:
    decisions.approve(endorsements.lock_endorsement(endorsement.id), by=make.coordinator().id)
    db.session.commit()


def test_it_offers_no_reservation_unless_the_statement_does(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    path = f"/en/{make.SLUG}/sign/organisation"
    assert "reservation_" not in client.get(path).get_data(as_text=True)
    keys = make_evidence.allow_reservations(statement)
    page = client.get(path).get_data(as_text=True)
    assert all(f'name="reservation_{key}"' in page for key in keys.values())
    assert "Reservation on demand 2.1" in page and "closing the cases" in page


def test_it_is_confirmed_approved_and_shown(app: Flask, client: CheckedClient) -> None:
    made, mine, _keys = reserving(client, **{"2_1": REASON})
    mail = make.mails("confirm-organisation")[-1]
    assert mail.content and mail.content["reservations"] == [f"2.1: {REASON}"]
    assert rows() == [(REASON, False, None)]
    assert REASON in make_evidence.desk(app).get("/desk/").get_data(as_text=True)
    assert REASON not in client.get("/en/open-courts").get_data(as_text=True)
    approve(made)
    assert rows() == [(REASON, True, REASON)]
    assert REASON in client.get(mine).get_data(as_text=True)
    client.send(f"{mine}/withdrawal")
    assert rows() == [(REASON, True, None)]
    client.get(mine)
    client.send(f"{mine}/return")
    assert rows() == [(REASON, True, REASON)]


def test_it_stands_on_the_page_that_confirms(app: Flask, client: CheckedClient) -> None:
    keys = make_evidence.allow_reservations(make.statement())
    make.sign(client, {**cast.CIRCLE, f"reservation_{keys['3']}": REASON})
    page = client.get(make.link()).get_data(as_text=True)
    assert REASON in page and "Demand 3" in page


def test_it_is_hidden_when_the_approval_is_taken_back(app: Flask, client: CheckedClient) -> None:
    made, _mine, _keys = reserving(client, **{"2_1": REASON})
    approve(made)
    decision = db.session.query(Decision).one()
    decisions.undo_decision(decision, by=decision.decided_by)
    db.session.commit()
    assert rows() == [(REASON, False, None)]


def test_it_is_lifted_at_once(app: Flask, client: CheckedClient) -> None:
    made, mine, keys = reserving(client, **{"2_1": REASON, "3": "Not now"})
    approve(made)
    client.get(mine)
    assert client.send(f"{mine}/reservations/{keys['2.1']}/lifting").status_code == 303
    assert rows() == [("Not now", True, "Not now")]


def test_it_is_changed_only_after_approval(app: Flask, client: CheckedClient) -> None:
    made, mine, keys = reserving(client, **{"2_1": REASON})
    approve(made)
    client.get(f"{mine}/entry")
    new = {f"reservation_{keys['2.1']}": "A new reason", f"reservation_{keys['3']}": "One more"}
    assert make_evidence.sent(client, f"{mine}/entry", **new).status_code == 303
    assert rows() == [(REASON, True, REASON)]
    desk = make_evidence.desk(app)
    text = desk.get("/desk/changes").get_data(as_text=True)
    assert REASON in text and "A new reason" in text and "One more" in text
    assert desk.send("/desk/changes/1/approval").status_code == 303
    assert sorted(rows()) == [("A new reason", True, "A new reason"), ("One more", True, "One more")]
    desk.get("/desk/changes")
    assert desk.send("/desk/changes/1/undoing").status_code == 303
    assert rows() == [(REASON, True, REASON)]


@pytest.mark.parametrize("reason", ["x" * 301, "see https://evil.example/x"])
def test_it_comes_back_filled_in(app: Flask, client: CheckedClient, reason: str) -> None:
    keys = make_evidence.allow_reservations(make.statement())
    answer = make.sign(client, {**cast.CIRCLE, f"reservation_{keys['2.2']}": reason})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert reason in page and "<details open>" in page and "Marta Pavyzdė" in page


def test_it_takes_reservations_on_real_demands_alone(app: Flask, client: CheckedClient) -> None:
    keys = make_evidence.allow_reservations(make.statement())
    who: dict[str, Any] = {**cast.CIRCLE, "reservation_nothing": "x", f"reservation_{keys['1']}": REASON}
    make_evidence.confirmed(client, who)
    assert rows() == [(REASON, False, None)]
