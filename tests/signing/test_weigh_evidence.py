"""Evidence weighs by the entry as it is now: nobody becomes trusted by a domain that is not the organisation's."""

from __future__ import annotations

import pytest
from flask import Flask

import cast
import make
import make_evidence
import make_register
from make_evidence import PDF, file, sent
from page import CheckedClient
from petition.core.addresses import parse
from petition.core.audit import AuditEntry
from petition.core.db import db
from petition.desk.queries.evidence import authority_of
from petition.organisations.models import Organisation
from petition.signing.decide import merging
from petition.signing.evidence.grades import is_same_mailbox
from petition.signing.models.endorsement import Endorsement

FAKE = {**cast.CIRCLE, "website": "https://fake-circle.example", "email": "eve@fake-circle.example"}


def grade(app: Flask, made: Endorsement) -> str:
    db.session.rollback()
    db.session.expire_all()
    with app.test_request_context():
        return authority_of(db.session.get_one(Endorsement, made.id), differs=False).grade


def ask(client: CheckedClient, mine: str, address: str) -> int:
    client.get(mine)
    return client.send(f"{mine}/second-person", second_name="Volha Prykladnaja", second_email=address).status_code


def vouched(client: CheckedClient, mine: str, address: str) -> None:
    assert ask(client, mine, address) == 303
    link = make.link("second-person")
    client.get(link)
    assert client.send(link).status_code == 303


def test_it_does_not_follow_into_the_entry_that_it_is_merged_into(app: Flask, client: CheckedClient) -> None:
    make.statement()
    fake, mine = make_evidence.confirmed(client, FAKE)
    vouched(client, mine, "mallory@fake-circle.example")
    assert grade(app, fake) == "strong"
    real = make_register.entry("Lawyers’ Circle North", website="https://circle-north.example")
    by, merged = make.coordinator().id, db.session.get_one(Organisation, fake.organisation_id)
    done = merging.merge_organisations(real, merged, by=by)
    db.session.commit()
    assert grade(app, fake) == "declared"
    text = make_evidence.desk(app).get("/desk/").get_data(as_text=True)
    assert "confirmed from a domain other than that of the entry" in text
    assert "second person, from a domain other than that of the entry" in text
    merging.undo_merge(done, by=by)
    db.session.commit()
    assert grade(app, fake) == "strong"


def test_it_does_not_follow_a_corrected_website(app: Flask, client: CheckedClient) -> None:
    make.statement()
    fake, _mine = make_evidence.confirmed(client, FAKE)
    assert grade(app, fake) == "fair"
    desk = make_evidence.desk(app)
    desk.get(f"/desk/organisations/{fake.organisation_id}")
    path = f"/desk/organisations/{fake.organisation_id}/correction"
    assert desk.send(path, website="https://circle-north.example").status_code == 303
    assert grade(app, fake) == "declared"


@pytest.mark.parametrize("way", ["desk", "change"])
def test_it_is_noticed_once_the_right_website_stands(app: Flask, client: CheckedClient, way: str) -> None:
    make.statement()
    made, mine = make_evidence.confirmed(client, {**cast.CIRCLE, "website": ""})
    assert grade(app, made) == "declared"
    desk = make_evidence.desk(app)
    if way == "desk":
        desk.get(f"/desk/organisations/{made.organisation_id}")
        path = f"/desk/organisations/{made.organisation_id}/correction"
        assert desk.send(path, website=cast.CIRCLE["website"]).status_code == 303
    else:
        client.get(f"{mine}/entry")
        sent(client, f"{mine}/entry", website=cast.CIRCLE["website"])
        desk.get("/desk/changes")
        assert desk.send("/desk/changes/1/approval").status_code == 303
    assert grade(app, made) == "fair"


@pytest.mark.parametrize("domain", ["vk.com", "yahoo.co.uk", "hotmail.fr", "outlook.de", "facebook.com", "op.pl"])
def test_it_takes_no_domain_of_everybody_for_an_own_one(app: Flask, client: CheckedClient, domain: str) -> None:
    make.statement()
    who = {**cast.CIRCLE, "website": f"https://{domain}/circle", "email": f"eve@{domain}"}
    made, mine = make_evidence.confirmed(client, who)
    assert grade(app, made) == "declared"
    assert ask(client, mine, f"mallory@{domain}") in (404, 422), domain
    assert make.mails("second-person") == []


@pytest.mark.parametrize(
    ("address", "is_same"),
    [
        ("m.arta@circle-north.example", True),
        ("MARTA+board@Circle-North.example", True),
        ("marta@mail.circle-north.example", True),
        ("martha@circle-north.example", False),
        ("marta@elsewhere.example", False),
    ],
)
def test_it_knows_one_person_by_two_spellings(address: str, is_same: bool) -> None:
    assert is_same_mailbox(parse(cast.CIRCLE["email"]), parse(address)) is is_same


def test_it_takes_nobody_for_two_persons(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made, mine = make_evidence.confirmed(client)
    for address in ("m.arta@circle-north.example", "marta@mail.circle-north.example"):
        assert ask(client, mine, address) == 422
    vouched(client, mine, "olga@circle-north.example")
    assert ask(client, mine, "ol.ga@circle-north.example") == 422
    assert len(make.mails("second-person")) == 1 and grade(app, made) == "strong"


def test_it_is_on_record_that_a_letter_was_taken_back(app: Flask, client: CheckedClient) -> None:
    make.statement()
    made, mine = make_evidence.listed(client)
    client.get(mine)
    sent(client, f"{mine}/letter", letter=file(PDF))
    db.session.expire_all()
    letter = db.session.get_one(Endorsement, made.id).evidence[-1]
    client.get(mine)
    assert client.send(f"{mine}/letter/{letter.id}/removal").status_code == 303
    entry = db.session.query(AuditEntry).filter_by(act="letter.take-back").one()
    assert (entry.actor, entry.object) == ("signatory", f"endorsement {made.id}")
    assert "deleted a letter of" in make_evidence.desk(app).get("/desk/audit").get_data(as_text=True)
