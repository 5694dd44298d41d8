"""The one ceremony of the desk: held and within reach, as shown, nobody else at it; kept, scrubbed, sent, and said."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, abort, redirect
from flask_login import login_user
from sqlalchemy import select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import NotFound

import cast
import make
import make_people
import make_reach
from page import CheckedClient
from petition.accounts import queries as coordinators
from petition.accounts.actions import RoleScope
from petition.core.db import db, now
from petition.desk import acts, refusals
from petition.desk.acts import ActRefused, Outcome
from petition.desk.refusals import Refusal
from petition.desk.scope import current_coordinator
from petition.mail.wakeup import WakeSignal
from petition.signing.decide import actions as decisions
from petition.signing.models.endorsement import Decision, Endorsement
from petition.signing.own import actions as own
from petition.signing.verdicts import DecisionError

EMAIL = "one@coalition.example"


def waiting(client: CheckedClient) -> Endorsement:
    make.statement()
    return make.signed(client, cast.CIRCLE)


def acting(app: Flask, path: str, **form: Any) -> Any:
    """A request to a route of the desk by somebody who is signed in."""
    request = app.test_request_context(path, method="POST", data=form)
    request.push()
    login_user(coordinators.find_by_email(EMAIL))
    return request


def said(desk: CheckedClient, path: str = "/desk/") -> str:
    assert desk.get(path).status_code == 200
    assert desk.page is not None
    return desk.page.words()


def test_it_keeps_what_was_done_and_says_so_with_the_way_back(app: Flask, client: CheckedClient) -> None:
    made, desk = waiting(client), make.at_the_desk(app)
    desk.get("/desk/")
    assert desk.send(f"/desk/endorsements/{made.id}/approval").status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Endorsement, made.id).approved_at is not None
    assert "Approved: Lawyers’ Circle North Undo" in said(desk)
    decision = db.session.scalars(select(Decision.id)).one()
    assert desk.page is not None
    forms = [one.get("action") for one in desk.page.all("form")]
    assert forms.count(f"/desk/decisions/{decision}/undoing") == 2, "beside what is said, and in the list"
    assert desk.send(f"/desk/decisions/{decision}/undoing").status_code == 303
    assert "1 decision was undone." in said(desk)


def test_it_changes_nothing_where_it_is_refused(app: Flask, client: CheckedClient) -> None:
    made = waiting(client)
    make.coordinator(email=EMAIL)

    def rename(one: Endorsement) -> None:
        one.details = {**(one.details or {}), "representative": "Nobody"}
        db.session.flush()
        raise Refusal("Not like this.")

    def ask(one: Endorsement) -> None:
        one.details = {**(one.details or {}), "representative": "Nobody"}
        raise ActRefused(lambda: ("a page", 422))

    request = acting(app, f"/desk/endorsements/{made.id}/call")
    answer: Any = acts.perform_act(rename, (Endorsement, made.id), back="/desk/")
    assert (answer.status_code, answer.location) == (303, "/desk/")
    assert acts.perform_act(ask, (Endorsement, made.id), back="/desk/") == ("a page", 422)
    request.pop()
    db.session.expire_all()
    details = db.session.get_one(Endorsement, made.id).details or {}
    assert details["representative"] == cast.CIRCLE["representative"]


def test_it_holds_no_row_that_is_out_of_reach_by_now(app: Flask) -> None:
    world = make_reach.world()
    here = world.statements["here"]
    make_people.member("moderator", RoleScope(here.id, country="LT"), EMAIL)
    ours, theirs = (world.endorsements[cell][0] for cell in world.cells[:2])
    request = acting(app, f"/desk/endorsements/{ours}/call")
    assert acts.lock_row(Endorsement, ours).id == ours
    with pytest.raises(NotFound):
        # As if it had come to lie elsewhere after the guard had looked.
        acts.perform_act(lambda one: abort(500), (Endorsement, theirs), back="/desk/")
    request.pop()


def test_it_holds_a_row_as_it_stands_by_now(app: Flask, client: CheckedClient) -> None:
    made = waiting(client)
    make.coordinator(email=EMAIL)
    request = acting(app, f"/desk/endorsements/{made.id}/call")
    assert db.session.get_one(Endorsement, made.id).updates_wanted_at is None
    db.session.commit()
    with db.engine.begin() as other:
        other.execute(update(Endorsement).where(Endorsement.id == made.id).values(updates_wanted_at=now()))
    assert acts.lock_row(Endorsement, made.id).updates_wanted_at is not None
    if db.engine.dialect.name == "postgresql":
        row = select(Endorsement.id).where(Endorsement.id == made.id)
        with db.engine.connect() as other:
            # Who only needs it to stay there is not held up; who changes it waits.
            assert other.scalar(row.with_for_update(read=True, key_share=True, nowait=True)) == made.id
            with pytest.raises(OperationalError):
                other.scalar(row.with_for_update(key_share=True, nowait=True))
    request.pop()


def test_it_says_that_a_row_was_erased_a_moment_ago(app: Flask, client: CheckedClient) -> None:
    made = waiting(client)
    make.coordinator(email=EMAIL)
    request = acting(app, f"/desk/endorsements/{made.id}/call")
    answer: Any = acts.perform_act(lambda one: abort(500), (Endorsement, 999_999), back="/desk/changes")
    assert (answer.status_code, answer.location) == (303, "/desk/changes")
    request.pop()


def test_it_decides_about_nothing_that_was_shown_otherwise(app: Flask, client: CheckedClient) -> None:
    made, desk = waiting(client), make.at_the_desk(app)
    path = f"/desk/endorsements/{made.id}/approval"
    desk.get("/desk/")
    for row in (None, f"{made.id}.0", f"{made.id}"):
        page = desk.page
        assert desk.send(path, row=row).status_code == 303
        assert "in the meantime" in said(desk)
        desk.page = page
    own.correct_details(db.session.get_one(Endorsement, made.id), {"representative": "Somebody Else", "role": "clerk"})
    db.session.commit()
    assert desk.send(path).status_code == 303
    assert list(db.session.scalars(select(Decision))) == []
    desk.get("/desk/")
    assert desk.send(path).status_code == 303
    assert len(list(db.session.scalars(select(Decision)))) == 1


def test_it_asks_first_where_somebody_else_has_it_open(app: Flask, client: CheckedClient) -> None:
    made, desk = waiting(client), make.at_the_desk(app)
    other = make.at_the_desk(app, email="other@coalition.example")
    other.get(f"/desk/endorsements/{made.id}")
    other.send(f"/desk/endorsements/{made.id}/attending")
    path = f"/desk/endorsements/{made.id}/hold"
    desk.get("/desk/")
    assert desk.send(path, note="to be called").status_code == 409
    assert list(db.session.scalars(select(Decision))) == []
    assert desk.page is not None and desk.page.form(path).values()["note"] == "to be called"
    assert desk.send(path).status_code == 303
    decision = db.session.scalars(select(Decision)).one()
    undoing = f"/desk/decisions/{decision.id}/undoing"
    desk.get("/desk/")
    assert desk.send(undoing).status_code == 409 and desk.send(undoing).status_code == 303


# PostgreSQL has no such file.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_scrubs_what_was_erased(app: Flask) -> None:
    """Erasing the founding signatories once left their names in the log of the database."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    made, desk = make.statement(make.TEXT, is_open=False), make.at_the_desk(app)
    log = Path(f"{make_url(url).database}-wal")
    desk.get(f"/desk/statements/{made.id}")
    assert log.stat().st_size > 0
    assert desk.send(f"/desk/statements/{made.id}/founders/undoing").status_code == 303
    assert list(db.session.scalars(select(Endorsement))) == []
    assert log.stat().st_size == 0


# SQLite tells the worker by itself.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_it_wakes_the_worker(app: Flask, client: CheckedClient) -> None:
    made, desk = waiting(client), make.at_the_desk(app)
    desk.get("/desk/")
    with WakeSignal(app, threading.Event()) as signal:
        signal.wait(0.2)
        assert desk.send(f"/desk/endorsements/{made.id}/approval").status_code == 303
        begun = time.monotonic()
        signal.wait(60)
    assert time.monotonic() - begun < 20


def test_it_goes_on_after_the_commit_and_leads_elsewhere(app: Flask, client: CheckedClient) -> None:
    made = waiting(client)
    make.coordinator(email=EMAIL)
    kept: list[bool] = []

    def rounds() -> Any:
        db.session.rollback()
        one = db.session.get_one(Endorsement, made.id)
        kept.append(one.held_at is not None)
        one.updates_wanted_at = now()
        yield

    def change(one: Endorsement) -> Outcome:
        decisions.put_on_hold(one, "to be called", by=current_coordinator())
        return Outcome(back="/desk/changes", rounds=rounds())

    request = acting(app, f"/desk/endorsements/{made.id}/call")
    answer: Any = acts.perform_act(change, (Endorsement, made.id), back="/desk/")
    assert answer.location == "/desk/changes" and kept == [True]
    db.session.rollback()
    db.session.expire_all()
    assert db.session.get_one(Endorsement, made.id).updates_wanted_at is not None
    given = acts.perform_act(lambda: Outcome(answer=lambda: redirect("/desk/team")), back="/desk/")
    assert given.location == "/desk/team"  # type: ignore[union-attr]
    request.pop()


def test_it_words_every_refusal(app: Flask) -> None:
    with app.test_request_context():
        for kind, words in refusals.WORDS.items():
            for word in words:
                fault = kind.__new__(kind, word)
                assert refusals.refusal_words(fault) == str(words[word]) != "", (kind, word)
        assert refusals.refusal_words(Refusal("Not like this.")) == "Not like this."
        assert refusals.refusal_words(DecisionError("no such word")) == str(refusals.CHANGED)
