"""A statement's life: it opens and closes at its minute, and the worker writes that down, once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

import cast
import make
from page import CheckedClient
from petition import worker
from petition.core import audit, zones
from petition.core.db import db
from petition.jobs import find_job
from petition.signing import queries as endorsements
from petition.signing import retention
from petition.signing.decide import actions as decisions
from petition.signing.models.evidence import Evidence
from petition.signing.queries import EndorsementGone
from petition.statements.actions import schedule, settings
from petition.statements.actions.import_text import StatementError
from petition.statements.actions.settings import PlannedDates, StatementRules
from petition.statements.models import Statement
from petition.statements.queries import settings as settings_queries

VILNIUS = "Europe/Vilnius"
UNSIGNED = make.TEXT.split("*Association")[0]
TEXT, FORM = "/en/open-courts", "/en/open-courts/sign"
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
NIGHTS = [
    # An hour is left out: 03:00 to 04:00 by the clocks.
    ("2027-03-28T02:30", "2027-03-28T04:30", 1),
    # An hour comes twice: the first 03:30, and 04:30 two hours later.
    ("2027-10-31T03:30", "2027-10-31T04:30", 2),
    # Winter at the one end, summer at the other.
    ("2027-03-27T10:00", "2027-03-29T10:00", 47),
    ("2027-10-30T10:00", "2027-11-01T10:00", 49),
]


def vilnius(local: str) -> datetime:
    return zones.moment_of_wall_time(local, VILNIUS).moment


def planned(**dates: datetime | None) -> Statement:
    """A draft that nobody can read, with a plan on the clocks of Vilnius."""
    with time_machine.travel(datetime(2027, 1, 15, tzinfo=UTC), tick=False):
        statement = make.statement(UNSIGNED, is_open=False)
        statement.published_at = None
        settings.set_dates(statement, PlannedDates(VILNIUS, date(2029, 1, 1), **dates), by=1)
        db.session.commit()
    return statement


def status(client: CheckedClient, at: datetime) -> tuple[int, int]:
    """How the text and the form answer at a moment."""
    with time_machine.travel(at, tick=False):
        return client.get(TEXT).status_code, client.get(FORM).status_code


def by_itself() -> list[str]:
    db.session.rollback()
    entries = db.session.scalars(select(audit.AuditEntry).order_by(audit.AuditEntry.number))
    return [entry.act for entry in entries if entry.actor == "schedule"]


def work(app: Flask, at: datetime) -> None:
    """What a worker does in that minute."""
    db.session.rollback()
    with time_machine.travel(at, tick=False):
        worker.run_job(app, find_job("keep-time"))
    db.session.expire_all()


@pytest.mark.parametrize("recorded", [False, True])
@pytest.mark.parametrize(("opens", "closes", "hours"), NIGHTS)
def test_it_opens_and_closes_at_its_minute(
    app: Flask, client: CheckedClient, opens: str, closes: str, hours: int, recorded: bool
) -> None:
    start, end = vilnius(opens), vilnius(closes)
    assert end - start == timedelta(hours=hours)
    planned(opens_at=start, closes_at=end)
    assert status(client, start - SECOND) == (404, 404)
    if recorded:
        work(app, start)
    assert status(client, start) == (200, 200)
    assert status(client, end - SECOND) == (200, 200)
    if recorded:
        work(app, end)
    assert status(client, end) == (200, 403)


@pytest.mark.parametrize("ends", ["2027-03-28T04:00", "2027-10-31T03:30"])
def test_it_keeps_the_embargo_to_the_minute(app: Flask, client: CheckedClient, ends: str) -> None:
    statement = planned(embargo_until=vilnius(ends), opens_at=vilnius(ends) + timedelta(hours=3))
    statement.published_at = datetime(2027, 1, 15, tzinfo=UTC)
    db.session.commit()
    work(app, vilnius(ends) - SECOND)
    assert status(client, vilnius(ends) - SECOND) == (404, 404)
    assert status(client, vilnius(ends)) == (200, 403)
    assert status(client, vilnius(ends) + timedelta(hours=3)) == (200, 200)


def test_it_writes_down_what_the_clock_has_done(app: Flask) -> None:
    start, end = vilnius("2027-03-28T02:30"), vilnius("2027-10-31T04:30")
    statement = planned(opens_at=start, closes_at=end)
    work(app, start - SECOND)
    assert by_itself() == []
    work(app, start + timedelta(minutes=40))
    assert (statement.opened_at, statement.published_at, statement.closed_at) == (start, start, None)
    work(app, start + timedelta(minutes=41))
    assert by_itself() == ["statement.open"]
    work(app, end)
    work(app, end)
    assert statement.closed_at == end
    assert by_itself() == ["statement.open", "statement.close"]
    assert audit.verify_chain().is_intact


def test_it_writes_down_both_where_no_worker_ran_meanwhile(app: Flask) -> None:
    start, end = vilnius("2027-03-28T02:30"), vilnius("2027-03-28T04:30")
    statement = planned(opens_at=start, closes_at=end)
    work(app, end + 9 * DAY)
    assert (statement.opened_at, statement.closed_at) == (start, end)
    assert by_itself() == ["statement.open", "statement.close"]


def at_once(app: Flask, deed: Callable[[], object], times: int) -> None:
    gate = threading.Barrier(times)

    def run() -> None:
        with app.app_context():
            gate.wait()
            deed()
            db.session.commit()
            db.session.remove()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_it_writes_it_down_once_whatever_the_number_of_workers(app: Flask) -> None:
    start, end = vilnius("2027-03-28T02:30"), vilnius("2027-03-28T04:30")
    planned(opens_at=start, closes_at=end)
    db.session.rollback()
    at_once(app, lambda: schedule.record_due_stages(end), 4)
    assert by_itself() == ["statement.open", "statement.close"]
    assert audit.verify_chain().is_intact


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_it_leaves_a_statement_to_whoever_is_at_it(app: Flask) -> None:
    start = vilnius("2027-03-28T02:30")
    statement = planned(opens_at=start)
    found: list[int] = []
    assert settings_queries.lock_statement(statement.id) is not None
    at_once(app, lambda: found.append(schedule.record_due_stages(start)), 1)
    db.session.rollback()
    at_once(app, lambda: found.append(schedule.record_due_stages(start)), 1)
    assert found == [0, 1]


def test_it_moves_no_opening_that_has_happened(app: Flask) -> None:
    start = vilnius("2027-03-28T02:30")
    statement = planned(opens_at=start)
    with time_machine.travel(start + SECOND, tick=False):
        later = PlannedDates(VILNIUS, statement.destroy_on, opens_at=start + 9 * DAY)
        assert not settings.set_dates(statement, later, by=1)
        assert statement.is_open
    assert (statement.opens_at, statement.opened_at) == (start, start)


def test_it_refuses_dates_that_contradict_each_other(app: Flask) -> None:
    start = vilnius("2027-03-28T02:30")
    statement = planned(opens_at=start)
    wrong = PlannedDates(VILNIUS, statement.destroy_on, opens_at=start, closes_at=start)
    with pytest.raises(StatementError, match="closes_before_opening"):
        settings.set_dates(statement, wrong, by=1)


def test_it_opens_again_after_it_closed_by_itself(app: Flask, client: CheckedClient) -> None:
    end = vilnius("2027-10-31T04:30")
    statement = planned(opens_at=end - 9 * DAY, closes_at=end)
    with time_machine.travel(end + DAY, tick=False):
        assert schedule.open_signing(statement, by="test")
        db.session.commit()
        assert not schedule.open_signing(statement, by="test")
        db.session.commit()
    assert (statement.opened_at, statement.closes_at) == (end - 9 * DAY, None)
    assert status(client, end + 99 * DAY) == (200, 200)
    work(app, end + 99 * DAY)
    assert status(client, end + 99 * DAY) == (200, 200)


def test_it_closes_by_hand_what_opened_by_itself(app: Flask, client: CheckedClient) -> None:
    start = vilnius("2027-03-28T02:30")
    statement = planned(opens_at=start)
    with time_machine.travel(start + SECOND, tick=False):
        assert schedule.close_signing(statement, by="test")
        db.session.commit()
    assert (statement.opened_at, statement.closed_at) == (start, start + SECOND)
    assert status(client, start + DAY) == (200, 403)


@pytest.mark.parametrize("late_rule", ["refused", "listed"])
def test_it_does_with_late_signatories_as_the_rule_says(app: Flask, client: CheckedClient, late_rule: str) -> None:
    start, end = vilnius("2027-03-01T10:00"), vilnius("2027-10-31T04:30")
    statement = planned(opens_at=start, closes_at=end)
    delivered, by = start + 30 * DAY, make.coordinator().id
    with time_machine.travel(delivered, tick=False):
        settings.set_rules(statement, StatementRules(late_rule, None, False, {}), by=1)
        assert schedule.mark_delivered(statement, by=by)
        assert not schedule.mark_delivered(statement, by=by)
        db.session.commit()
    takes = 200 if late_rule == "listed" else 403
    assert status(client, delivered) == (200, takes)
    # Who may sign late may do so whatever was planned before.
    work(app, end)
    assert status(client, end) == (200, takes)
    with time_machine.travel(end + DAY, tick=False):
        assert statement.ended_at == (delivered if late_rule == "refused" else None)
        assert schedule.undo_delivery(statement, by=by)
        db.session.commit()
    assert (statement.delivered_at, statement.closed_at) == (None, end)


def test_it_ends_late_signing_with_the_rule_or_by_closing(app: Flask, client: CheckedClient) -> None:
    start = vilnius("2027-03-01T10:00")
    statement = planned(opens_at=start)
    listed, by = StatementRules("listed", None, False, {}), make.coordinator().id
    with time_machine.travel(start + DAY, tick=False):
        settings.set_rules(statement, listed, by=1)
        schedule.mark_delivered(statement, by=by)
        db.session.commit()
        assert client.get(FORM).status_code == 200
        settings.set_rules(statement, StatementRules("refused", None, False, {}), by=1)
        db.session.commit()
        assert client.get(FORM).status_code == 403
        assert statement.ended_at == start + DAY
        with pytest.raises(StatementError, match="do not allow signatures after delivery"):
            schedule.open_signing(statement, by="test")
        settings.set_rules(statement, listed, by=1)
        db.session.commit()
        assert client.get(FORM).status_code == 200
        assert schedule.close_signing(statement, by="test")
        db.session.commit()
        assert client.get(FORM).status_code == 403


def test_it_delivers_nothing_that_was_never_open(app: Flask) -> None:
    statement = planned()
    with pytest.raises(StatementError, match="never been open"):
        schedule.mark_delivered(statement, by=1)


def test_it_takes_those_who_were_invited_during_the_embargo(app: Flask, client: CheckedClient) -> None:
    ends = vilnius("2027-03-28T04:00")
    statement = planned(embargo_until=ends, opens_at=ends, closes_at=ends + DAY)
    with time_machine.travel(ends - DAY, tick=False):
        assert statement.takes_invited and not statement.is_open
    with time_machine.travel(ends + DAY, tick=False):
        assert not statement.takes_invited


def test_it_forgets_representatives_on_their_own_day(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    make.signed(client, cast.ALENA)
    made = make.signed(client, cast.CIRCLE)
    waiting = make.signed(client, cast.COURT)
    coordinator = make.coordinator().id
    decisions.approve(endorsements.lock_endorsement(made.id), by=coordinator)
    given = {"kind": "call", "asked_at": made.asked_at, "given_at": made.asked_at, "given_by": coordinator}
    db.session.add(Evidence(endorsement_id=made.id, note="Marta said yes", address="marta@example.org", **given))
    statement.forget_representatives_on = day = statement.destroy_on - 99 * DAY
    db.session.commit()
    assert retention.destroy_expired(day - DAY) == 0
    assert retention.destroy_expired(day, dry_run=True) == 2
    assert retention.destroy_expired(day) == 2
    db.session.commit()
    assert retention.destroy_expired(day) == 0
    db.session.commit()
    assert make.endorsement(cast.ALENA["name"]) is not None
    db.session.refresh(made)
    assert (made.address, made.details) == (None, None)
    assert [(one.note, one.address) for one in made.evidence if one.kind == "call"] == [(None, None)]
    with pytest.raises(EndorsementGone):
        endorsements.lock_endorsement(waiting.id)
    text = client.get("/en/open-courts/signatories").get_data(as_text=True)
    assert "Lawyers’ Circle North" in text and "Marta" not in text


def test_it_tells_the_command_line_why_it_does_not_open(app: Flask) -> None:
    planned(embargo_until=vilnius("2099-03-28T04:00"))
    db.session.rollback()
    result = app.test_cli_runner().invoke(args=["statement", "open", make.SLUG])
    assert result.exit_code == 1
    assert "under an embargo until 2099-03-28" in result.output
