"""Deciding about organisations: approve, reject, hold; each on the log, each taken back."""

from __future__ import annotations

from flask import Flask

import cast
import make
from page import CheckedClient
from petition.core import audit
from petition.core.db import db
from petition.signing.models.endorsement import Decision, Endorsement

LISTED = "/en/open-courts/signatories"


def waiting(client: CheckedClient, who: dict[str, str] = cast.CIRCLE) -> Endorsement:
    make.statement()
    return make.signed(client, who)


def test_it_shows_what_a_coordinator_needs(app: Flask, client: CheckedClient) -> None:
    waiting(client)
    make.signed(client, {**cast.CIRCLE, "organisation": "Lawyers Circle North", "email": "j@gmail.com", "website": ""})
    desk = make.at_the_desk(app)
    desk.get("/desk/")
    assert desk.page is not None
    words = desk.page.words()
    for part in (
        "Lawyers’ Circle North",
        "Marta Pavyzdė",
        "chair",
        "Lithuania",
        "own domain",
        "gmail.com",
        "same name",
    ):
        assert part in words
    website = next(link for link in desk.page.all("a") if "circle-north" in (link.get("href") or ""))
    assert "noreferrer" in (website.get("rel") or "")


def test_it_is_not_fooled_about_the_website(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.signed(client, {**cast.CIRCLE, "website": "https://spring96.org/?://circle-north.example"})
    desk = make.at_the_desk(app)
    desk.get("/desk/")
    assert desk.page is not None
    assert "mailbox on own domain" not in desk.page.words()


def test_it_approves_tells_and_takes_back(app: Flask, client: CheckedClient) -> None:
    made = waiting(client)
    desk = make.at_the_desk(app)
    desk.get("/desk/")
    assert desk.send(f"/desk/endorsements/{made.id}/approval").status_code == 303
    assert "Lawyers’ Circle North" in client.get(LISTED).get_data(as_text=True)
    assert make.mails()[-1].kind == "organisation-approved"
    decision = db.session.query(Decision).one()
    desk.get("/desk/")
    assert desk.send(f"/desk/decisions/{decision.id}/undoing").status_code == 303
    assert "Lawyers’ Circle North" not in client.get(LISTED).get_data(as_text=True)
    assert make.mails("organisation-approved") == []
    assert made.id in [one.id for one in db.session.query(Endorsement) if one.state == "undecided"]


def test_it_rejects_with_a_reason_that_goes_by_mail(app: Flask, client: CheckedClient) -> None:
    made = waiting(client)
    desk = make.at_the_desk(app)
    desk.get("/desk/")
    path = f"/desk/endorsements/{made.id}/rejection"
    assert desk.send(path, reason=" ").status_code == 422
    assert desk.send(path, reason="Мы не знайшлі вашага сайта").status_code == 200
    assert make.mails("organisation-rejected") == []
    assert desk.send(path).status_code == 303
    mail = make.mails("organisation-rejected")[0]
    assert mail.content is not None
    assert mail.content["reason"] == "Мы не знайшлі вашага сайта"
    assert "Lawyers’ Circle North" not in client.get(LISTED).get_data(as_text=True)
    make.sign(client, cast.CIRCLE)
    assert make.mails()[-1].kind == "confirm-organisation", "who was rejected may sign anew"


def test_it_holds_with_a_note(app: Flask, client: CheckedClient) -> None:
    made = waiting(client)
    desk = make.at_the_desk(app)
    desk.get("/desk/")
    before = len(make.mails())
    assert desk.send(f"/desk/endorsements/{made.id}/hold", note="calling them on Monday").status_code == 303
    assert "calling them on Monday" in desk.get("/desk/?view=on-hold").get_data(as_text=True)
    assert "Lawyers’ Circle North" not in str(desk.get("/desk/").get_data(as_text=True).split("Decided recently")[0])
    assert len(make.mails()) == before
    desk.get("/desk/?view=on-hold")
    assert desk.send(f"/desk/endorsements/{made.id}/approval").status_code == 303
    assert "Lawyers’ Circle North" in client.get(LISTED).get_data(as_text=True)


def test_it_does_not_decide_twice(app: Flask, client: CheckedClient) -> None:
    made = waiting(client)
    one, other = make.at_the_desk(app), make.at_the_desk(app, email="other@coalition.example")
    one.get("/desk/")
    other.get("/desk/")
    one.send(f"/desk/endorsements/{made.id}/approval")
    other.send(f"/desk/endorsements/{made.id}/rejection", reason="no")
    assert "Lawyers’ Circle North" in client.get(LISTED).get_data(as_text=True)
    assert make.mails("organisation-rejected") == []
    assert "in the meantime" in other.get("/desk/").get_data(as_text=True)


def test_it_puts_every_decision_on_the_log(app: Flask, client: CheckedClient) -> None:
    made = waiting(client)
    desk = make.at_the_desk(app)
    desk.get("/desk/")
    desk.send(f"/desk/endorsements/{made.id}/hold", note="a note")
    desk.get("/desk/?view=on-hold")
    desk.send(f"/desk/endorsements/{made.id}/approval")
    acts = [(entry.act, entry.object) for entry, _note in audit.recent_entries(before=None, limit=2)]
    assert acts == [("endorsement.approve", f"endorsement {made.id}"), ("endorsement.hold", f"endorsement {made.id}")]
    assert "a note" in desk.get("/desk/audit").get_data(as_text=True)
    assert "intact" in desk.get("/desk/audit/check").get_data(as_text=True)


def test_it_refuses_a_post_without_its_own_form(app: Flask, client: CheckedClient) -> None:
    made = waiting(client)
    desk = make.at_the_desk(app)
    assert desk.post(f"/desk/endorsements/{made.id}/approval").status_code == 400
    assert client.post(f"/desk/endorsements/{made.id}/approval").status_code in (400, 401)
    assert "Lawyers’ Circle North" not in client.get(LISTED).get_data(as_text=True)


def test_it_lets_an_auditor_look_and_not_touch(app: Flask, client: CheckedClient) -> None:
    made = waiting(client)
    desk = make.at_the_desk(app, "auditor")
    assert desk.get("/desk/").status_code == 200
    assert desk.page is not None
    token = next(one.get("value") for one in desk.page.all("input") if one.get("name") == "csrf_token")
    answer = desk.post(f"/desk/endorsements/{made.id}/approval", data={"csrf_token": token})
    assert answer.status_code == 404
