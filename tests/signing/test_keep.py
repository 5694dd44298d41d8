"""Retention: what nobody confirmed goes after seven days, and everything personal on its day."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from flask import Flask

import cast
import make
from page import CheckedClient
from petition.core.db import db, now
from petition.list import recount
from petition.mail.models import OutgoingMail
from petition.signing import queries as endorsements
from petition.signing import retention
from petition.signing.decide import actions as decisions


def test_it_deletes_what_nobody_confirmed(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.sign(client, cast.ALENA)
    make.signed(client, cast.NOOR)
    with time_machine.travel(now() + timedelta(days=6, hours=23), tick=False):
        assert retention.delete_unconfirmed() == 0
    with time_machine.travel(now() + timedelta(days=7, minutes=1), tick=False):
        assert retention.delete_unconfirmed(dry_run=True) == 1
        assert retention.delete_unconfirmed() == 1
        db.session.commit()
    assert make.endorsement(cast.ALENA["name"]) is None
    assert make.endorsement(cast.NOOR["name"]) is not None
    assert all(mail.recipient is None for mail in make.mails("confirm-individual")[:1])


def test_it_destroys_on_the_day_it_said(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    day = statement.destroy_on
    make.signed(client, cast.ALENA)
    made = make.signed(client, cast.CIRCLE)
    decisions.approve(endorsements.lock_endorsement(made.id), by=make.coordinator().id)
    db.session.commit()
    assert retention.destroy_expired(day - timedelta(days=1)) == 0
    assert retention.destroy_expired(day, dry_run=True) == 2
    assert retention.destroy_expired(day) == 2
    db.session.commit()
    assert make.endorsement(cast.ALENA["name"]) is None
    text = client.get("/en/open-courts/signatories").get_data(as_text=True)
    assert "Lawyers’ Circle North" in text
    assert "Marta Pavyzdė" not in text
    assert recount.count_differences() == []


def test_it_tidies_by_command(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.sign(client, cast.ALENA)
    runner = app.test_cli_runner()
    with time_machine.travel(now() + timedelta(days=8), tick=False):
        dry = runner.invoke(args=["tidy", "--dry-run"])
        assert dry.exit_code == 0
        assert "1 signatures not confirmed" in dry.output
        assert make.endorsement(cast.ALENA["name"]) is not None
        assert "1 signatures not confirmed" in runner.invoke(args=["tidy"]).output
    assert make.endorsement(cast.ALENA["name"]) is None
    assert db.session.query(OutgoingMail).count() == 1
