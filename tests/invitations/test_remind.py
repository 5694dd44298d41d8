"""Reminders: at their minute in the statement's zone, at most two, never to those who answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text

import cast
import make
import make_invitations
from make_invitations import fresh, invite
from page import CheckedClient
from petition.core.db import db, now
from petition.invitations.actions import answer
from petition.invitations.actions import invite as invite_actions
from petition.invitations.actions import remind as remind_actions
from petition.mail.rendering import render_mail
from petition.statements.models import Statement

pytestmark = pytest.mark.both_databases

VILNIUS = "Europe/Vilnius"
# Clocks go forward on 28 March 2027: 09:00 is 07:00 UTC before, 06:00 UTC from then on.
DUE = datetime(2027, 4, 2, 15, tzinfo=UTC)
FIRST = datetime(2027, 3, 19, 7, tzinfo=UTC)
SECOND = datetime(2027, 3, 30, 6, tzinfo=UTC)
INVITED = datetime(2027, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def statement(days: str = "14,3") -> Statement:
    made = make.statement()
    made.zone, made.due_at, made.remind_days = VILNIUS, DUE, days
    db.session.commit()
    return made


def remind(at: datetime) -> int:
    with time_machine.travel(at, tick=False):
        db.session.rollback()
        number = remind_actions.send_due_reminders()
        db.session.commit()
    return number


def test_it_reminds_twice_at_nine_across_the_change_of_clocks(app: Flask) -> None:
    with time_machine.travel(INVITED, tick=False):
        made, _path = invite(statement())
    found = [remind(at) for at in (FIRST - MINUTE, FIRST, FIRST + MINUTE, SECOND - MINUTE, SECOND, SECOND + MINUTE)]
    assert found == [0, 1, 0, 0, 1, 0]
    assert fresh(made).reminded_at == FIRST
    assert fresh(made).reminded_again_at == SECOND
    assert remind(DUE - MINUTE) == 0
    assert remind(DUE + MINUTE) == 0


def test_it_carries_a_fresh_link_that_works(app: Flask, client: CheckedClient) -> None:
    with time_machine.travel(INVITED, tick=False):
        _made, path = invite(statement())
    remind(FIRST)
    (mail,) = make.mails("invitation-reminder")
    letter = render_mail(mail)
    fresh_path = make.link("invitation-reminder")
    assert fresh_path != path and fresh_path in letter.body
    assert "2 April 2027, 18:00" in letter.body
    assert mail.priority == make.mails("invitation")[0].priority or mail.priority > 0
    with time_machine.travel(FIRST + timedelta(hours=1), tick=False):
        assert client.get(fresh_path).status_code == 200
        assert client.get(path).status_code == 200


def test_it_reminds_nobody_who_answered_or_can_not(app: Flask, client: CheckedClient) -> None:
    with time_machine.travel(INVITED, tick=False):
        held = statement()
        declined, _path = invite(held, address="no@number-1.example", organisation="Specimen Amber")
        revoked, _path = invite(held, address="off@number-2.example", organisation="Specimen Birch")
        _signed, by_link = invite(held, address="link@number-3.example", organisation="Specimen Cedar")
        invite(held)
        make.signed(client, cast.CIRCLE)
        waiting, _path = invite(held, address="late@number-4.example", organisation="Specimen Oak")
        answer.decline_invitation(fresh(declined))
        db.session.commit()
        invite_actions.revoke_invitation(fresh(revoked), by=make_invitations.coordinator())
        db.session.commit()
    with time_machine.travel(INVITED, tick=True):
        make_invitations.fill_in(client, by_link)
        client.post(make.link("confirm-organisation"))
    assert remind(FIRST) == 1
    (mail,) = make.mails("invitation-reminder")
    assert mail.recipient == "late@number-4.example"
    assert fresh(waiting).reminded_at is not None


def test_it_reminds_nobody_who_was_invited_a_moment_ago(app: Flask) -> None:
    with time_machine.travel(FIRST - timedelta(hours=2), tick=False):
        made, _path = invite(statement())
    assert remind(FIRST) == 0
    assert remind(SECOND) == 1
    assert fresh(made).reminded_again_at is None


def test_it_makes_up_for_a_worker_that_stood_still_but_not_for_ever(app: Flask) -> None:
    with time_machine.travel(INVITED, tick=False):
        invite(statement())
    assert remind(FIRST + timedelta(days=3)) == 0
    assert remind(SECOND + timedelta(hours=30)) == 1
    assert len(make.mails("invitation-reminder")) == 1


def test_it_reminds_of_nothing_that_has_ended(app: Flask) -> None:
    with time_machine.travel(INVITED, tick=False):
        held = statement()
        invite(held)
        held.closed_at = now()
        db.session.commit()
    assert remind(FIRST) == 0


def test_it_stays_silent_without_a_due_date(app: Flask) -> None:
    with time_machine.travel(INVITED, tick=False):
        held = statement()
        held.due_at = None
        db.session.commit()
        invite(held)
    assert remind(FIRST) == 0


def test_it_never_reminds_twice_of_one_moment(app: Flask) -> None:
    with time_machine.travel(INVITED, tick=False):
        made, _path = invite(statement())
    assert remind(FIRST) == 1
    # Another worker read the invitation before this one had marked it.
    stale = fresh(made)
    db.session.execute(text("UPDATE invitation SET reminded_at = reminded_at"))
    db.session.commit()
    assert stale.reminded_at == FIRST
    assert remind(FIRST) == 0
    assert len(make.mails("invitation-reminder")) == 1
