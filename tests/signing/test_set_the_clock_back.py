"""A clock that is set back delays nothing that was acknowledged, and locks nobody out of a form."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from flask import Flask

import cast
import make
from page import CheckedClient, act_on_forms
from petition.core.db import db, now
from petition.mail import actions as mail

SIGN = "/en/open-courts/sign"


def test_it_acts_and_mails_after_the_clock_was_set_back(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.sign(client, cast.NOOR)
    client.has_worker = False
    make.sign(client, cast.ALENA)
    with time_machine.travel(now() - timedelta(hours=1), tick=True):
        act_on_forms(app)
        waiting = {one.id for one in make.mails()}
        assert len(waiting) == 2
        db.session.rollback()
        assert set(mail.claim_mails("worker")) == waiting


def test_it_keeps_its_pauses_after_the_clock_was_set_back(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.sign(client, cast.NOOR)
    (number,) = mail.claim_mails("worker")
    mail.postpone_mail(number, worker="worker", trouble="not now")
    db.session.commit()
    with time_machine.travel(now() - timedelta(hours=1), tick=True):
        assert mail.claim_mails("worker") == []


def test_it_takes_a_form_at_the_second_try_that_was_opened_before_the_clock_was_set_back(
    app: Flask, client: CheckedClient
) -> None:
    make.statement()
    client.get(SIGN)
    earlier = now() - timedelta(hours=1)
    with time_machine.travel(earlier, tick=False):
        answer = client.send(SIGN, **cast.ALENA, updates=None, answer=None)
        assert answer.status_code == 422
        assert cast.ALENA["email"] in answer.get_data(as_text=True), "filled in as it was sent"
    with time_machine.travel(earlier + timedelta(seconds=20), tick=False):
        assert client.send(SIGN, answer=None).status_code == 303
