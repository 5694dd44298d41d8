"""Changes at the desk: before and after, approved on every list, rejected with a reason, taken back."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

import cast
import make
import make_evidence
from make_evidence import sent
from page import CheckedClient
from petition.core import permissions
from petition.core.audit import AuditEntry
from petition.core.db import db, now
from petition.signing import queries as endorsements
from petition.signing.decide import actions as decisions
from petition.signing.decide import changes
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.evidence import ChangeRequest, RequestedChange
from petition.signing.verdicts import DecisionError

LIST = "/en/open-courts/signatories"
NEW = "Northern Circle of Lawyers"


def ask(app: Flask, client: CheckedClient) -> tuple[Endorsement, str, CheckedClient]:
    make.statement()
    made, mine = make_evidence.listed(client)
    client.get(f"{mine}/entry")
    assert sent(client, f"{mine}/entry", name=NEW, website="https://northern.example").status_code == 303
    desk = make_evidence.desk(app)
    text = desk.get("/desk/changes").get_data(as_text=True)
    assert "<del" in text and "Lawyers’ Circle North" in text and NEW in text and "northern.example" in text
    return made, mine, desk


def outputs(client: CheckedClient) -> str:
    paths = ("/en/open-courts", LIST, "/open-courts/signatories.csv", "/open-courts/signatories.json")
    return "".join(client.get(path).get_data(as_text=True) for path in paths)


def test_it_applies_a_change_everywhere_and_takes_it_back(app: Flask, client: CheckedClient) -> None:
    made, _mine, desk = ask(app, client)
    assert NEW not in outputs(client)
    assert desk.send("/desk/changes/1/approval").status_code == 303
    text = outputs(client)
    assert NEW in text and "Lawyers’ Circle North" not in text and "https://northern.example" in text
    assert NEW in client.get(f"{LIST}?q=northern").get_data(as_text=True)
    db.session.rollback()
    db.session.expire_all()
    organisation = db.session.get_one(Endorsement, made.id).organisation
    assert organisation is not None and organisation.domain == "northern.example"
    assert make.mails("change-approved")[-1].recipient == cast.CIRCLE["email"]
    desk.get("/desk/changes")
    assert desk.send("/desk/changes/1/undoing").status_code == 303
    text = outputs(client)
    assert NEW not in text and "Lawyers’ Circle North" in text and "https://circle-north.example" in text
    assert make.mails("change-approved") == []
    assert NEW in desk.get("/desk/changes").get_data(as_text=True)
    acts = [entry.act for entry in db.session.query(AuditEntry).order_by(AuditEntry.number)]
    assert [act for act in acts if act.startswith("change.")] == ["change.approve", "change.undo-approve"]


def test_it_rejects_with_a_reason_and_takes_that_back(app: Flask, client: CheckedClient) -> None:
    _made, _mine, desk = ask(app, client)
    path = "/desk/changes/1/rejection"
    assert desk.send(path, reason="").status_code == 422
    assert desk.page is not None and "Write the reason in a few words." in desk.page.words()
    assert desk.send(path, reason="That is another group’s name").status_code == 200
    # The mail as it will go, and nothing decided yet.
    assert make.mails("change-rejected") == [] and db.session.get_one(ChangeRequest, 1).rejected_at is None
    assert "did not approve it" in desk.page.words() and "That is another group’s name" in desk.page.words()
    assert desk.send(path).status_code == 303
    mail = make.mails("change-rejected")[-1]
    assert mail.content and mail.content["reason"] == "That is another group’s name"
    assert NEW not in outputs(client)
    desk.get("/desk/changes")
    assert desk.send("/desk/changes/1/undoing").status_code == 303
    desk.get("/desk/changes")
    assert desk.send("/desk/changes/1/approval").status_code == 303
    assert NEW in outputs(client)


def test_it_decides_once(app: Flask, client: CheckedClient) -> None:
    _made, mine, desk = ask(app, client)
    desk.get("/desk/changes")
    assert desk.page is not None
    form = desk.page.form("/desk/changes/1/approval").values()
    client.get(mine)
    client.send(f"{mine}/entry/dropping")
    assert desk.post("/desk/changes/1/approval", data=form).status_code == 303
    assert "Somebody decided this in the meantime" in desk.get("/desk/changes").get_data(as_text=True)
    assert NEW not in outputs(client)


def test_it_undoes_nothing_that_has_changed_since(app: Flask, client: CheckedClient) -> None:
    _made, mine, desk = ask(app, client)
    desk.send("/desk/changes/1/approval")
    client.get(f"{mine}/entry")
    sent(client, f"{mine}/entry", acronym="NCL")
    desk.get("/desk/changes")
    desk.send("/desk/changes/2/approval")
    desk.get("/desk/changes")
    desk.send("/desk/changes/1/undoing")
    assert NEW in outputs(client)
    with pytest.raises(DecisionError):
        changes.undo_change(db.session.get_one(ChangeRequest, 1), by=1)


def test_it_changes_every_endorsement_of_the_organisation(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made, mine = make_evidence.listed(client)
    make.statement(slug="second-text")
    make.sign(client, cast.CIRCLE, slug="second-text")
    link = make.link()
    client.get(link)
    client.send(link)
    db.session.rollback()
    other = db.session.query(Endorsement).filter(Endorsement.id > made.id, Endorsement.kind == "organisation").all()[-1]
    decisions.approve(endorsements.lock_endorsement(other.id), by=1)
    other.organisation_id = made.organisation_id
    db.session.commit()
    client.get(f"{mine}/entry")
    sent(client, f"{mine}/entry", name=NEW)
    desk = make_evidence.desk(app)
    desk.get("/desk/changes")
    desk.send("/desk/changes/1/approval")
    for slug in ("open-courts", "second-text"):
        assert NEW in client.get(f"/en/{slug}/signatories").get_data(as_text=True), slug


def test_it_takes_back_what_it_asked_for(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made, _mine = make_evidence.confirmed(client)
    desk = make_evidence.desk(app)
    desk.get("/desk/")
    assert desk.send(f"/desk/endorsements/{made.id}/change-wanted", note="Name the town").status_code == 303
    assert "Name the town" in desk.get("/desk/").get_data(as_text=True)
    desk.get("/desk/changes")
    assert desk.send("/desk/changes/wanted/1/undoing").status_code == 303
    assert make.mails("change-wanted") == [] and db.session.query(RequestedChange).count() == 0


def test_it_asks_nobody_where_no_address_is_kept(app: Flask, client: CheckedClient) -> None:
    make.statement()
    founding = make.endorsement("Open Doors Society")
    assert founding is not None
    desk = make_evidence.desk(app)
    assert "no address is stored" in desk.get("/desk/changes?q=doors").get_data(as_text=True)
    with pytest.raises(DecisionError):
        changes.request_change(founding, "x", by=1)


@pytest.mark.parametrize("role", permissions.ROLES)
def test_it_lets_only_those_who_decide_decide(app: Flask, client: CheckedClient, role: str) -> None:
    _made, _mine, _desk = ask(app, client)
    other = make.at_the_desk(app, role, f"other-{role}@coalition.example")
    app.config["WTF_CSRF_ENABLED"] = False
    allowed = 303 if role in permissions.DECIDING else 404
    for deed in ("approval", "undoing", "rejection"):
        # Of a rejection the mail is shown first.
        status = 200 if deed == "rejection" and allowed == 303 else allowed
        assert other.post(f"/desk/changes/1/{deed}", data={"reason": "x"}).status_code == status, deed
    reads = 200 if role in permissions.READING else 404
    assert other.get("/desk/changes").status_code == reads


def test_it_pages_and_narrows_down_what_waits(app: Flask, client: CheckedClient) -> None:
    made, _mine, desk = ask(app, client)
    at = db.session.get_one(ChangeRequest, 1).asked_at
    db.session.add_all(
        ChangeRequest(endorsement_id=made.id, proposed={"acronym": f"A{number}"}, asked_at=at) for number in range(30)
    )
    db.session.add_all(
        RequestedChange(endorsement_id=made.id, note=f"note {number}", asked_at=at, asked_by=1) for number in range(30)
    )
    db.session.commit()
    first = desk.get("/desk/changes").get_data(as_text=True)
    assert first.count('class="change"') == 25 and first.count(">note ") == 25
    assert "/desk/changes?after=25" in first and "/desk/changes?before=6#ask" in first
    assert desk.get("/desk/changes?after=25").get_data(as_text=True).count('class="change"') == 6
    assert desk.get("/desk/changes?before=6").get_data(as_text=True).count(">note ") == 5
    assert desk.get("/desk/changes?name=circle").get_data(as_text=True).count('class="change"') == 25
    for nothing, said in (
        ("name=nobody", "No changes match these filters."),
        ("name=....", "No changes match these filters."),
        ("statement=999", "No organisation asks for a change."),
    ):
        text = desk.get(f"/desk/changes?{nothing}").get_data(as_text=True)
        assert 'class="change"' not in text and said in text


def test_it_puts_away_what_asks_for_nothing(app: Flask, client: CheckedClient) -> None:
    """Older installations may have such changes: of a logo that was erased before the decision was undone."""
    make.statement()
    made, _mine = make_evidence.listed(client)
    picture = {"logo": make_evidence.png(), "logo_media": "image/png"}
    for verdict, given in (("approval", {}), ("rejection", {}), ("approval", picture)):
        db.session.add(ChangeRequest(endorsement_id=made.id, proposed={}, asked_at=now(), **given))
        db.session.commit()
        desk = make_evidence.desk(app)
        desk.get("/desk/changes")
        number = db.session.scalars(select(ChangeRequest.id).order_by(ChangeRequest.id.desc())).first()
        assert desk.send(f"/desk/changes/{number}/{verdict}", reason="?").status_code == 303
        db.session.rollback()
        change = db.session.get_one(ChangeRequest, number)
        db.session.refresh(change)
        assert change.dropped_at is not None and (change.approved_at, change.rejected_at, change.logo) == (None,) * 3
    assert make.mails("change-approved") + make.mails("change-rejected") == []


def test_it_keeps_no_picture_of_which_nobody_knows_the_type(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made, _mine = make_evidence.listed(client)
    db.session.add(ChangeRequest(endorsement_id=made.id, proposed={}, asked_at=now(), logo=make_evidence.png()))
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()
