"""Coordinators are told by mail what waits for them: once, not too often, and only what their roles reach."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

import cast
import make
import make_people
from page import CheckedClient
from petition.accounts import actions as accounts
from petition.accounts import joint_acts
from petition.accounts import queries as coordinators
from petition.accounts.actions import RoleScope
from petition.accounts.models import Coordinator
from petition.core.db import db, now
from petition.mail import rendering
from petition.mail.models import OutgoingMail
from petition.notices import actions
from petition.signing import queries as endorsements
from petition.signing.decide import actions as decisions

pytestmark = pytest.mark.both_databases
KIND = "coordinator-notice"
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


def person(how_often: str = "at_once", role: str = "coordinator", email: str = cast.VERA, **place: Any) -> Coordinator:
    accounts.invite_coordinator(email, role, by="test", place=RoleScope(**place))
    found = coordinators.find_by_email(email)
    assert found is not None
    found.password, found.notices, found.language = "set", how_often, "en"
    db.session.commit()
    return found


def tell(after: timedelta = timedelta(0)) -> list[OutgoingMail]:
    """Runs the job at a time to come; gives the mails of that run."""
    before = len(make.mails(KIND))
    with time_machine.travel(now() + after, tick=True):
        for _number in actions.tell_coordinators():
            db.session.commit()
    return make.mails(KIND)[before:]


def body(mail: OutgoingMail) -> str:
    return rendering.render_mail(mail).body


def test_it_tells_each_thing_once_and_not_twice_an_hour(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    person()
    assert tell() == []
    circle = make.signed(client, cast.CIRCLE)
    (first,) = tell()
    for told in ("1 organisation waits for a decision", f"/desk/?statement={statement.id}", "/desk/account#mails"):
        assert told in body(first), told
    for name in (cast.CIRCLE["organisation"], cast.CIRCLE["email"], cast.CIRCLE["representative"]):
        assert name not in body(first) and name not in str(first.content)
    make.signed(client, cast.COURT)
    assert tell() == [] and tell(timedelta(minutes=59)) == []
    (second,) = tell(timedelta(minutes=61))
    assert "1 organisation waits" in body(second)
    assert tell(timedelta(hours=9)) == []
    decisions.approve(endorsements.lock_endorsement(circle.id), by=1)
    db.session.commit()
    assert tell(timedelta(hours=9)) == []


def test_it_tells_daily_or_never(app: Flask, client: CheckedClient) -> None:
    make.statement()
    person("daily")
    person("never", email="never@coalition.example")
    make.signed(client, cast.CIRCLE)
    assert tell(timedelta(hours=17)) == []  # at five in the morning, told at noon before it would have been
    assert len(tell(timedelta(hours=18, minutes=1))) == 1


def test_it_tells_of_a_second_person_but_not_whoever_asked(app: Flask) -> None:
    statement = make.statement()
    asker, other = person(), person(email="other@coalition.example")
    joint_acts.request_act("founders.enter", "statement x", by=asker.id, why="?", statement_id=statement.id)
    db.session.commit()
    (only,) = tell()
    assert only.recipient == other.email and "1 colleague asks for a second person" in body(only)


def test_it_tells_only_what_a_role_reaches(app: Flask, client: CheckedClient) -> None:
    statement, there = make.statement(), make_people.another_statement()
    make.signed(client, cast.CIRCLE)
    person(role="moderator", email="here@coalition.example", statement_id=statement.id)
    person(role="moderator", email="lithuania@coalition.example", statement_id=statement.id, country="LT")
    for email, place in (("there@coalition.example", {"statement_id": there.id}),
                         ("poland@coalition.example", {"statement_id": statement.id, "country": "PL"})):  # fmt: skip
        person(role="moderator", email=email, **place)
    for role in ("auditor", "translator"):
        person(role=role, email=f"{role}@coalition.example")
    assert {mail.recipient for mail in tell()} == {"here@coalition.example", "lithuania@coalition.example"}


def test_it_tells_of_growth_of_quarantine_and_of_mails_that_fail(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    person()
    people = [make.signed(client, {**cast.ALENA, "name": f"Alena {n}", "email": f"a{n}@example.org"}) for n in range(4)]

    def quarantine(number: int) -> None:
        for one in people:
            one.quarantined_at = None
        for one in people[:number]:
            one.quarantined_at, one.shown_name, one.shown_key, one.shown_beside = now(), None, None, None
            one.shown_comment = one.shown_country = None
        db.session.commit()

    quarantine(1)
    assert "1 person is in quarantine" in body(tell()[0])
    quarantine(1)
    assert tell(timedelta(hours=2)) == []
    quarantine(2)
    assert "2 people are in quarantine" in body(tell(timedelta(hours=4))[0])
    failed = make.mails("confirm-individual")[0]
    failed.given_up_at, failed.trouble, failed.attempts = now(), "550", 3
    db.session.commit()
    (last,) = tell(timedelta(hours=6))
    assert "1 mail could not be sent" in body(last) and "quarantine" not in body(last)
    assert statement.id


def test_it_tells_of_a_statement_about_to_close(app: Flask) -> None:
    statement = make.statement()
    person()
    statement.closes_at = now() + timedelta(hours=40)
    db.session.commit()
    assert tell() == []
    (one,) = tell(timedelta(hours=6))
    assert "Signing closes automatically on" in body(one)
    assert tell(timedelta(hours=8)) == []


def test_it_loses_and_doubles_nothing_where_it_is_killed(app: Flask, client: CheckedClient) -> None:
    make.statement()
    for number in range(3):
        person(email=f"c{number}@coalition.example")
    make.signed(client, cast.CIRCLE)
    steps = actions.tell_coordinators()
    next(steps)
    db.session.commit()
    next(steps)
    db.session.rollback()
    assert len(make.mails(KIND)) == 1
    tell()
    assert sorted(mail.recipient or "" for mail in make.mails(KIND)) == [f"c{n}@coalition.example" for n in range(3)]


def test_it_is_chosen_on_the_page_of_the_account(app: Flask) -> None:
    desk = make.at_the_desk(app)
    desk.get("/desk/account")
    assert desk.send("/desk/account/mails", notices="often").status_code == 422
    assert desk.send("/desk/account/mails", notices="never", language="be").status_code == 303
    found = db.session.query(Coordinator).one()
    assert (found.notices, found.language) == ("never", "be")


def test_it_says_the_limit_of_a_role_in_the_invitation(app: Flask) -> None:
    desk = make_people.again(make.at_the_desk(app, "owner"))
    statement = make.statement()
    desk.get("/desk/team/new")
    given = {"email": "new@coalition.example", "name": "Nina", "role": "moderator", "place": str(statement.id)}
    answer = desk.send("/desk/team/new", **given, country="LT")
    assert answer.status_code == 303
    told = body(make.mails("coordinator-invitation")[0])
    assert "only signatories from Lithuania" in told


def test_it_leads_to_pages_that_there_are(app: Flask) -> None:
    statement, desk = make.statement(), make.at_the_desk(app, "owner")
    for word, path in actions.PAGES.items():
        assert desk.get(path.format(statement=statement.id)).status_code == 200, word
