"""Evidence that somebody entitled signed: the own domain, a second person, a letter, an invitation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.engine import make_url

import cast
import make
import make_evidence
from make_evidence import PDF, file, png, sent
from page import CheckedClient
from petition.core.addresses import parse
from petition.core.audit import AuditEntry
from petition.core.db import db
from petition.signing import queries as endorsements
from petition.signing.evidence import actions as evidence_actions
from petition.signing.evidence.grades import SecondPerson, evidence_grade, missing_evidence, parse_second_person
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.evidence import Evidence, LetterFile
from petition.signing.sign import actions as signing
from petition.signing.signature import Signature

OLGA = {"second_name": "Volha Prykladnaja", "second_email": "olga@circle-north.example"}


def pieces(endorsement_id: int) -> list[Evidence]:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Endorsement, endorsement_id).evidence


def ask(client: CheckedClient, mine: str, **values: Any) -> Any:
    client.get(mine)
    return client.send(f"{mine}/second-person", **{**OLGA, **values})


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((), "declared"),
        (("own_domain",), "fair"),
        (("call",), "fair"),
        (("second_person",), "fair"),
        (("second_person", "call"), "fair"),
        (("own_domain", "second_person"), "strong"),
        (("letter",), "strong"),
        (("invited",), "strong"),
    ],
)
def test_it_grades(given: tuple[str, ...], expected: str) -> None:
    assert evidence_grade(given) == expected
    assert all(evidence_grade((*given, kind)) == "strong" for kind in missing_evidence(given))
    assert bool(missing_evidence(given)) == (expected != "strong")


def test_it_keeps_a_name_and_an_objection_apart() -> None:
    for person in (SecondPerson("Volha"), SecondPerson("Volha", ""), SecondPerson("Volha", "not us")):
        assert parse_second_person(person.note) == person


@pytest.mark.parametrize(("who", "kinds"), [(cast.CIRCLE, ["own_domain"]), (cast.COURT, [])])
def test_it_notices_a_mailbox_on_the_own_domain(
    app: Flask, client: CheckedClient, who: dict[str, Any], kinds: list[str]
) -> None:
    make.statement()
    made, _mine = make_evidence.confirmed(client, who)
    assert [one.kind for one in pieces(made.id)] == kinds


def test_it_takes_no_provider_of_mailboxes_for_an_own_domain(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made, mine = make_evidence.confirmed(
        client, {**cast.CIRCLE, "website": "https://proton.me", "email": "circle@proton.me"}
    )
    assert pieces(made.id) == []
    assert "Add the website" in client.get(mine).get_data(as_text=True)


def test_it_asks_a_second_person(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made, mine = make_evidence.confirmed(client)
    assert ask(client, mine).status_code == 303
    mail = make.mails("second-person")[-1]
    assert mail.recipient == OLGA["second_email"]
    assert [(one.kind, one.given_at is None) for one in pieces(made.id)] == [
        ("own_domain", False),
        ("second_person", True),
    ]
    link = make.link("second-person")
    page = client.get(link).get_data(as_text=True)
    assert "Lawyers’ Circle North" in page and "Marta Pavyzdė" in page
    assert pieces(made.id)[1].given_at is None, "looking changed something"
    assert client.head(link).status_code == 200 and pieces(made.id)[1].given_at is None
    assert client.send(link).status_code == 303
    assert "Thank you, Volha" in client.get(link).get_data(as_text=True)
    assert evidence_grade({one.kind for one in pieces(made.id) if one.given_at}) == "strong"
    assert "confirmed on" in client.get(mine).get_data(as_text=True)


def test_it_takes_no_word_from_another_site(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made, mine = make_evidence.confirmed(client)
    ask(client, mine)
    link = make.link("second-person")
    for path in (link, f"{link}/objection"):
        assert client.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    piece = pieces(made.id)[1]
    assert piece.given_at is None and parse_second_person(piece.note).objection is None


def test_it_tells_the_desk_of_an_objection(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made, mine = make_evidence.confirmed(client)
    ask(client, mine)
    link = make.link("second-person")
    client.get(link)
    assert client.send(f"{link}/objection", objection="The board did not decide this").status_code == 303
    assert "The coordinators have been notified" in client.get(link).get_data(as_text=True)
    assert client.post(link).status_code == 200
    piece = pieces(made.id)[1]
    assert piece.given_at is None and parse_second_person(piece.note).objection == "The board did not decide this"
    assert db.session.query(AuditEntry).filter_by(act="endorsement.objection").count() == 1
    desk = make_evidence.desk(app)
    for path in ("/desk/", "/desk/changes"):
        assert "The board did not decide this" in desk.get(path).get_data(as_text=True), path


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("olga@elsewhere.example", "own domain"),
        ("olga@circle-north.example.evil.example", "own domain"),
        ("marta@circle-north.example", "another person"),
        ("Marta+two@circle-north.example", "another person"),
        ("olga", "complete mail address"),
    ],
)
def test_it_refuses_anybody_who_is_no_second_person(app: Flask, client: CheckedClient, address: str, says: str) -> None:
    make.statement()
    made, mine = make_evidence.confirmed(client)
    answer = ask(client, mine, second_email=address)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert says in text and OLGA["second_name"] in text and address in text
    assert make.mails("second-person") == [] and len(pieces(made.id)) == 1


def test_it_floods_nobody(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made, mine = make_evidence.confirmed(client)
    answers = {ask(client, mine).status_code for _ in range(6)}
    assert answers == {303}
    assert len(make.mails("second-person")) == 3
    assert len(pieces(made.id)) == 2
    others = [ask(client, mine, second_email=f"other{n}@circle-north.example").status_code for n in range(4)]
    assert others == [303, 303, 422, 422]
    assert len(make.mails("second-person")) == 5


def test_it_ends_with_the_signature(app: Flask, client: CheckedClient) -> None:
    make.statement()
    _made, mine = make_evidence.confirmed(client)
    ask(client, mine)
    link = make.link("second-person")
    client.get(mine)
    client.send(f"{mine}/withdrawal")
    assert client.get(link).status_code == 410
    client.get(mine)
    client.send(f"{mine}/erasure", sure="y")
    assert client.get(link).status_code == 410
    assert client.post(link).status_code == 410
    assert client.get("/second/" + "x" * 43).status_code == 404


def test_it_keeps_a_letter_sealed(app: Flask, client: CheckedClient, database_url: str) -> None:
    make.statement()
    made, mine = make_evidence.confirmed(client)
    client.get(mine)
    assert sent(client, f"{mine}/letter", letter=file(PDF, "board.pdf")).status_code == 303
    assert [one.kind for one in pieces(made.id)] == ["own_domain", "letter"]
    letter = db.session.query(LetterFile).one()
    assert (letter.media, letter.size, letter.content) == ("application/pdf", len(PDF), PDF)
    assert "Letter received" in client.get(mine).get_data(as_text=True)
    if database_url.startswith("sqlite"):
        place = Path(make_url(database_url).database or "")
        kept = b"".join(path.read_bytes() for path in place.parent.glob(f"{place.name}*"))
        assert b"The board of the Circle" not in kept and b"%PDF" not in kept
    assert client.get(f"/desk/letters/{letter.evidence_id}").status_code in (302, 405)


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"MZ this is a program", "letter.pdf", "not a PDF"),
        (b"<html>letter</html>", "letter.png", "not a PDF"),
        (make_evidence.SVG, "letter.pdf", "not a PDF"),
        (b"%PDF-1.4 cut off", "letter.pdf", "damaged"),
        (PDF.replace(b"/Catalog", b"/Catalog /JavaScript 1"), "letter.pdf", "program"),
        (b"", "letter.pdf", "Choose a file"),
    ],
)
def test_it_takes_no_file_that_is_not_what_it_says(
    app: Flask, client: CheckedClient, content: bytes, name: str, says: str
) -> None:
    make.statement()
    made, mine = make_evidence.confirmed(client)
    client.get(mine)
    answer = sent(client, f"{mine}/letter", letter=file(content, name))
    assert answer.status_code == 422 and says in answer.get_data(as_text=True)
    assert [one.kind for one in pieces(made.id)] == ["own_domain"]


def test_it_takes_three_letters_and_gives_them_back(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made, mine = make_evidence.confirmed(client)
    for colour in ("red", "green", "blue"):
        client.get(mine)
        assert sent(client, f"{mine}/letter", letter=file(png(colour))).status_code == 303
    client.get(mine)
    assert sent(client, f"{mine}/letter", letter=file(PDF)).status_code == 422
    letter = pieces(made.id)[1]
    client.get(mine)
    assert client.send(f"{mine}/letter/{letter.id}/removal").status_code == 303
    assert len(pieces(made.id)) == 3
    assert client.post(f"{mine}/letter/{pieces(made.id)[0].id}/removal").status_code == 404


def test_it_gives_nobody_the_letters_of_others(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made, mine = make_evidence.confirmed(client)
    client.get(mine)
    sent(client, f"{mine}/letter", letter=file(PDF))
    letter = pieces(made.id)[1].id
    _other, theirs = make_evidence.confirmed(client, cast.COURT)
    assert client.post(f"{theirs}/letter/{letter}/removal").status_code == 404
    _person, alone = make.signed(client, cast.ALENA), make.link()
    for path in ("second-person", "letter", "entry", "logo-removal"):
        assert client.post(f"{alone}/{path}").status_code == 404
    assert len(pieces(made.id)) == 2


def test_it_lists_whom_the_lead_invited_at_once(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    lead = make.coordinator().id
    details = {name: cast.CIRCLE[name] for name in ("organisation", "website", "country", "representative", "role")}
    signature = Signature("organisation", parse(cast.CIRCLE["email"]), "en", details, "withheld")
    for _ in range(2):
        made_id = signing.accept_signature(make.edition(statement), signature, invited_by=lead)
        db.session.commit()
    assert made_id is not None and [one.kind for one in pieces(made_id)] == ["invited"]
    link = make.link()
    assert "as soon as you confirm" in client.get(link).get_data(as_text=True)
    answer = client.send(link)
    assert "The organisation is listed and counted." in answer.get_data(as_text=True)
    assert "Lawyers’ Circle North" in client.get("/en/open-courts/signatories").get_data(as_text=True)
    assert make.mails()[-1].kind == "confirmed-organisation-invited"
    entry = db.session.query(AuditEntry).filter_by(act="endorsement.approve").one()
    assert entry.actor == f"invitation by coordinator {lead}"
    assert "Lawyers’ Circle North" in make_evidence.desk(app).get("/desk/?view=decided").get_data(as_text=True)


def test_it_forgets_whoever_never_answered(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made, mine = make_evidence.confirmed(client)
    ask(client, mine)
    assert evidence_actions.delete_unanswered() == 0
    pieces(made.id)[1].asked_at = made.asked_at.replace(year=made.asked_at.year - 1)
    db.session.commit()
    assert evidence_actions.delete_unanswered(dry_run=True) == 1
    assert evidence_actions.delete_unanswered() == 1
    db.session.commit()
    assert [one.kind for one in pieces(made.id)] == ["own_domain"]


def test_it_leaves_the_organisation_no_letter_that_coordinators_filed(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made, mine = make_evidence.confirmed(client)
    evidence_actions.file_letter(
        endorsements.lock_endorsement(made.id), PDF, "application/pdf", by=make.coordinator().id
    )
    db.session.commit()
    letter = next(one.id for one in pieces(made.id) if one.kind == "letter")
    client.get(mine)
    assert client.post(f"{mine}/letter/{letter}/removal").status_code == 404
    assert len(pieces(made.id)) == 2
