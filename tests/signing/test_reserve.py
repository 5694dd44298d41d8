"""Reservations: given with the signature, decided for themselves, shown only while it is listed, lifted at once."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

import cast
import make
import make_evidence
import make_oversight
from page import CheckedClient
from petition.core.db import db, now
from petition.mail.models import OutgoingMail
from petition.signing import queries as endorsements
from petition.signing.decide import actions as decisions
from petition.signing.decide import reservations as decide_reservations
from petition.signing.models.endorsement import Decision, Endorsement
from petition.signing.models.evidence import Evidence, Reservation

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


def approve(endorsement: Endorsement, *, reservations: bool = True) -> None:
    by = make.coordinator().id
    held = endorsements.lock_endorsement(endorsement.id)
    decisions.approve(held, by=by)
    for one in held.reservations if reservations else ():
        decide_reservations.approve_reservation(one, by=by)
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
    assert rows() == [(REASON, True, None)]


def test_it_waits_for_its_own_decision_and_the_signature_stands(app: Flask, client: CheckedClient) -> None:
    made, mine, _keys = reserving(client, **{"2_1": REASON})
    desk = make_evidence.desk(app)
    desk.get("/desk/")
    assert desk.send(f"/desk/endorsements/{made.id}/approval").status_code == 303
    words = make_oversight.words(desk, "/desk/")
    assert "the reservation on demand 2.1 waits for its own decision" in words
    assert make.mails("organisation-approved")[-1].content["waiting"] == ["2.1"]  # type: ignore[index]
    for path in ("/en/open-courts", "/open-courts/signatories.json", "/open-courts/signatories.csv"):
        assert REASON not in client.get(path).get_data(as_text=True), path
    assert cast.CIRCLE["organisation"] in client.get("/open-courts/signatories.csv").get_data(as_text=True)
    assert "Waits for a coordinator’s decision" in make_oversight.words(client, mine)
    assert "2 organisations" in make_oversight.words(client, "/en/open-courts")
    desk.get("/desk/reservations")
    assert desk.send("/desk/reservations/1/approval").status_code == 303
    assert rows() == [(REASON, True, REASON)]
    assert "Approved by you" in make_oversight.words(desk, "/desk/reservations")
    assert "It is shown with the demand while the organisation is listed" in make_oversight.words(client, mine)
    assert desk.send("/desk/reservations/1/undoing").status_code == 303
    assert rows() == [(REASON, False, None)]
    # Nobody had read about it yet.
    assert make.mails("reservation-approved") == make.mails("reservation-undone") == []


def test_it_is_rejected_with_a_reason_after_a_look_at_the_mail(app: Flask, client: CheckedClient) -> None:
    made, mine, _keys = reserving(client, **{"2_1": REASON})
    approve(made, reservations=False)
    desk, path = make_evidence.desk(app), "/desk/reservations/1/rejection"
    desk.get("/desk/reservations")
    assert desk.send(path, reason=" ").status_code == 422
    assert desk.send(path, reason="That is about another demand.").status_code == 200
    assert rows() == [(REASON, False, None)] and make.mails("reservation-rejected") == []
    assert desk.page is not None and "did not approve it" in desk.page.words()
    assert desk.send(path).status_code == 303
    content = make.mails("reservation-rejected")[-1].content
    assert content is not None and (content["demand"], content["reservation"]) == ("2.1", REASON)
    words = make_oversight.words(client, mine)
    assert "Rejected on" in words and "That is about another demand." in words
    # Whoever does not share a demand is not counted beside it, whatever is shown.
    assert "2 organisations" in make_oversight.words(client, "/en/open-courts")
    db.session.query(OutgoingMail).update({"sent_at": now(), "content": None, "recipient": None})
    db.session.commit()
    desk.get("/desk/reservations")
    assert desk.send("/desk/reservations/1/undoing").status_code == 303
    assert len(make.mails("reservation-undone")) == 1
    desk.get("/desk/reservations")
    assert desk.send("/desk/reservations/1/undoing").status_code == 303
    assert "Somebody decided this in the meantime" in make_oversight.words(desk, "/desk/reservations")


def test_it_waits_also_where_the_organisation_was_invited(app: Flask, client: CheckedClient) -> None:
    keys = make_evidence.allow_reservations(make.statement())
    made = make.sign(client, {**cast.CIRCLE, f"reservation_{keys['2.1']}": REASON})
    assert made.status_code == 303
    waiting = make.endorsement(cast.CIRCLE["organisation"])
    assert waiting is not None
    by = make.coordinator().id
    db.session.add(Evidence(endorsement_id=waiting.id, kind="invited", asked_at=now(), given_at=now(), given_by=by))
    db.session.commit()
    link = make.link()
    client.get(link)
    assert client.send(link).status_code == 200
    assert make.endorsement(cast.CIRCLE["organisation"]).state == "listed"  # type: ignore[union-attr]
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
    # The new one waits for a decision of its own, the approved one stays until its new wording is approved.
    assert rows() == [(REASON, True, REASON), ("One more", False, None)]
    assert "The approved wording is shown until the new one is approved" in make_oversight.words(client, mine)
    desk = make_evidence.desk(app)
    text = desk.get("/desk/changes").get_data(as_text=True)
    assert REASON in text and "A new reason" in text and "One more" not in text
    assert desk.send("/desk/changes/1/approval").status_code == 303
    assert sorted(rows()) == [("A new reason", True, "A new reason"), ("One more", False, None)]
    desk.get("/desk/changes")
    assert desk.send("/desk/changes/1/undoing").status_code == 303
    assert sorted(rows()) == [("One more", False, None), (REASON, True, REASON)]


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
