"""Evidence at the desk: the grade and what is missing, a call, a letter; who may, and the way back."""

from __future__ import annotations

import pytest
from flask import Flask

import cast
import make
import make_evidence
from make_evidence import PDF, file, png, sent
from page import CheckedClient
from petition.core import permissions
from petition.core.audit import AuditEntry
from petition.core.db import db
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.evidence import Evidence


def acts() -> list[str]:
    db.session.rollback()
    return [entry.act for entry in db.session.query(AuditEntry).order_by(AuditEntry.number)]


def kinds(endorsement_id: int) -> list[str]:
    db.session.rollback()
    db.session.expire_all()
    return [one.kind for one in db.session.get_one(Endorsement, endorsement_id).evidence]


def test_it_shows_the_grade_and_what_is_missing(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make_evidence.confirmed(client)
    make_evidence.confirmed(client, cast.COURT)
    text = make_evidence.desk(app).get("/desk/").get_data(as_text=True)
    assert "partly verified" in text and "not verified" in text
    assert "A second person who confirms, or a letter, would verify it." in text
    assert "confirmed from the organisation’s own domain" in text


def test_it_notes_a_call_and_takes_it_back(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made, _mine = make_evidence.confirmed(client, cast.COURT)
    desk = make_evidence.desk(app)
    desk.get("/desk/")
    path = f"/desk/endorsements/{made.id}/call"
    assert desk.send(path, note="").status_code == 303 and kinds(made.id) == []
    desk.get("/desk/")
    assert desk.send(path, note="The chair, on the number of the website").status_code == 303
    text = desk.get("/desk/").get_data(as_text=True)
    assert "The chair, on the number of the website" in text and "partly verified" in text
    call = db.session.query(Evidence).one()
    assert desk.send(f"/desk/evidence/{call.id}/removal").status_code == 303
    assert kinds(made.id) == []
    assert acts()[-2:] == ["endorsement.call", "endorsement.take-out-call"]
    assert "The chair" not in "".join(acts())


def test_it_files_a_letter_and_hands_it_out(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made, _mine = make_evidence.confirmed(client, cast.COURT)
    desk = make_evidence.desk(app)
    desk.get("/desk/")
    path = f"/desk/endorsements/{made.id}/letter"
    assert sent(desk, path, letter=file(make_evidence.SVG, "letter.pdf")).status_code == 303
    assert "not a PDF, PNG, JPEG or WebP" in desk.get("/desk/").get_data(as_text=True) and kinds(made.id) == []
    assert sent(desk, path, letter=file(PDF, "evil.html")).status_code == 303
    text = desk.get("/desk/").get_data(as_text=True)
    assert 'tag good">verified</span>' in text
    letter = db.session.query(Evidence).one()
    assert desk.get(f"/desk/letters/{letter.id}").status_code == 405
    desk.get("/desk/")
    answer = desk.send(f"/desk/letters/{letter.id}")
    assert answer.status_code == 200 and answer.data == PDF and answer.mimetype == "application/pdf"
    headers = answer.headers
    assert headers["Content-Disposition"] == f'attachment; filename="letter-{letter.id}.pdf"'
    assert "sandbox" in headers["Content-Security-Policy"] and headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    desk.get("/desk/")
    assert desk.send(f"/desk/evidence/{letter.id}/removal").status_code == 303
    assert kinds(made.id) == []
    assert acts()[-3:] == ["letter.file", "letter.read", "letter.take-out"]


def test_it_takes_out_only_what_coordinators_put_in(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made, mine = make_evidence.confirmed(client)
    client.get(mine)
    sent(client, f"{mine}/letter", letter=file(png()))
    desk = make_evidence.desk(app)
    for evidence in db.session.query(Evidence.id).all():
        desk.get("/desk/")
        assert desk.send(f"/desk/evidence/{evidence.id}/removal").status_code in (303, 400)
    assert kinds(made.id) == ["own_domain", "letter"]


@pytest.mark.parametrize("role", permissions.ROLES)
def test_it_answers_each_role(app: Flask, client: CheckedClient, role: str) -> None:
    make.statement()
    made, mine = make_evidence.confirmed(client)
    client.get(mine)
    sent(client, f"{mine}/letter", letter=file(PDF))
    letter = kinds(made.id) and db.session.query(Evidence).filter_by(kind="letter").one().id
    desk = make_evidence.desk(app, role)
    app.config["WTF_CSRF_ENABLED"] = False
    reads, decides = role in permissions.READING, role in permissions.DECIDING
    assert desk.post(f"/desk/letters/{letter}").status_code == (200 if reads else 404)
    deeds = {
        f"/desk/endorsements/{made.id}/call": {"note": "x"},
        f"/desk/endorsements/{made.id}/letter": {"letter": file(png())},
        f"/desk/endorsements/{made.id}/change-wanted": {"note": "x"},
    }
    for path, values in deeds.items():
        assert desk.post(path, data=values).status_code == (303 if decides else 404), path
    assert (desk.get("/desk/changes").status_code == 200) == reads
    assert len(kinds(made.id)) == (4 if decides else 2)
