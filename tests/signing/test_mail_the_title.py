"""A mail names the edition that it is about; what that is called is looked up when the mail goes."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import delete, select, text, update

import cast
import make
import make_editions as editions
from mail_servers import connection_to
from page import CheckedClient
from petition.core import received_forms
from petition.core.addresses import parse
from petition.core.db import db, now
from petition.mail import actions as mail
from petition.mail import delivery, rendering
from petition.mail.models import OutgoingMail
from petition.mail.pool import ConnectionPool
from petition.signing import queries as endorsements
from petition.signing.decide import actions as decisions
from petition.signing.signature import Signature
from petition.statements.actions import edit
from petition.statements.actions.issue import issue_edition
from petition.statements.models import Statement, Translation

TITLE, ANOTHER = "Organisations for open courts publish a position", "Courts are to be open"
# As a subject has room for it.
CUT = "Organisations for open courts…"
BELARUSIAN = "Арганізацыі за адкрытыя суды публікуюць пазіцыю"


def subject(kind: str) -> str:
    return rendering.render_mail(make.mails(kind)[-1]).subject


def renamed(statement: Statement) -> None:
    """A second edition has another title."""
    by = make.coordinator("owner", "owner@coalition.example").id
    editions.save(statement, "en", make.TEXT.replace(TITLE, ANOTHER), by)
    issue_edition(statement, "substance", {number: (number,) for number in ("1", "2", "2.1", "2.2", "3")}, by)
    db.session.commit()


@pytest.mark.parametrize(("lang", "title"), [("en", TITLE), ("be", BELARUSIAN)])
def test_it_is_in_the_language_of_the_mail(app: Flask, client: CheckedClient, lang: str, title: str) -> None:
    make.statement()
    make.statement(make.BELARUSIAN, language="be")
    make.sign(client, cast.ALENA, lang=lang)
    content = make.mails("confirm-individual")[-1].content or {}
    assert not [key for key in content if key.startswith("statement_")]
    assert title[:13] in subject("confirm-individual")


def test_it_is_the_binding_one_where_there_is_no_such_text(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.sign(client, cast.ALENA, lang="be")
    letter = rendering.render_mail(make.mails("confirm-individual")[-1])
    assert letter.language == "be" and TITLE[:13] in letter.subject


def test_it_is_that_of_the_edition_signed(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    signed = make.signed(client, cast.COURT)
    renamed(statement)
    decisions.approve(endorsements.lock_endorsement(signed.id), by=make.coordinator().id)
    db.session.commit()
    assert TITLE[:13] in subject("organisation-approved")
    make.sign(client, cast.COURT)
    assert TITLE[:13] in subject("already-signed")
    make.sign(client, cast.ALENA)
    assert ANOTHER[:13] in subject("confirm-individual")


def test_it_goes_for_what_is_closed_hidden_and_over(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    make.sign(client, cast.ALENA)
    at = now()
    statement.closed_at, statement.published_at, statement.destroy_on = at, None, at.date()
    db.session.commit()
    assert TITLE[:13] in subject("confirm-individual")


def test_it_is_what_older_rows_say_themselves(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.sign(client, cast.ALENA)
    row = make.mails("confirm-individual")[-1]
    row.content = {**(row.content or {}), "statement_title": "As it was called then"}
    db.session.commit()
    assert "As it was called then" in subject("confirm-individual")
    row = make.mails("confirm-individual")[-1]
    row.edition_id = None
    db.session.commit()
    assert "As it was called then" in subject("confirm-individual")


def test_it_takes_in_forms_of_before(app: Flask, client: CheckedClient) -> None:
    edition = make.edition(make.statement())
    signature = Signature("individual", parse("a@reader.example"), "en", {"name": "A. B."}, "full")
    older = signature.to_json() | {"address": "a@reader.example"}
    kept = {"edition": edition.id, "signature": older, "title": "t", "url": "u"}
    received_forms.ACTIONS["signature"](kept)
    db.session.commit()
    assert TITLE[:13] in subject("confirm-individual")


@pytest.mark.both_databases
def test_it_stays_what_waits_when_the_schema_goes_back(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.statement(make.BELARUSIAN, language="be")
    for who, lang in ((cast.ALENA, "en"), (cast.NOOR, "be")):
        make.sign(client, who, lang=lang)
    before = [rendering.render_mail(one) for one in make.mails("confirm-individual")]
    db.session.remove()
    downgrade(revision="0012")
    upgrade()
    rows = make.mails("confirm-individual")
    assert [one.edition_id for one in rows] == [None, None]
    assert [(one.content or {})["statement_url"] for one in rows] == [
        f"{app.config['PUBLIC_URL']}/{lang}/{make.SLUG}" for lang in ("en", "be")
    ]
    assert [rendering.render_mail(one) for one in rows] == before


def test_it_says_the_same_in_the_demo_inbox(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.sign(client, cast.ALENA)
    page = client.get("/demo/inbox").get_data(as_text=True)
    assert f"Confirm your signature: {CUT}" in page


@pytest.mark.both_databases
def test_it_is_written_while_others_write(app: Flask, client: CheckedClient) -> None:
    """Whoever signs waits for no mail that is being written, and the mail not for them."""
    make.statement()
    make.sign(client, cast.ALENA)
    mail_id, came = make.mails("confirm-individual")[-1].id, []
    db.session.rollback()
    db.session.execute(update(OutgoingMail).where(OutgoingMail.id == mail_id).values(priority=1))

    def write() -> None:
        pool = ConnectionPool(app, lambda: connection_to(0), size=0)
        with app.app_context():
            delivery.Delivery(pool)._queue_mails([mail_id], until=0)
        came.extend(errand.message.subject for errand in pool.queue)

    thread = threading.Thread(target=write)
    thread.start()
    thread.join(5)
    assert came == [f"Confirm your signature: {CUT}"]
    db.session.rollback()
    assert db.session.scalar(select(OutgoingMail.priority).where(OutgoingMail.id == mail_id)) == 0


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_it_goes_while_somebody_edits(app: Flask, client: CheckedClient) -> None:
    """Whoever edits holds the edition and then waits for the audit log, which whoever decides has by then."""
    statement_id = make.statement().id
    signed_id, by = make.signed(client, cast.COURT).id, make.coordinator().id
    db.session.rollback()
    edit.hold_edition(db.session.get_one(Statement, statement_id))
    with app.app_context():
        db.session.execute(text("SET LOCAL lock_timeout = '3s'"))
        decisions.approve(endorsements.lock_endorsement(signed_id), by=by)
        db.session.commit()
    assert TITLE[:13] in subject("organisation-approved")


def test_it_is_given_up_where_there_is_no_text(app: Flask, client: CheckedClient) -> None:
    edition = make.edition(make.statement("# A title alone\n\nSome words.\n"))
    mail.post_mail("own-link", to="a@reader.example", language="en", content={}, edition_id=edition.id)
    db.session.execute(delete(Translation))
    db.session.commit()
    with pytest.raises(rendering.RenderingError, match="is gone"):
        rendering.render_mail(make.mails("own-link")[-1])
