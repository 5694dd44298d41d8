"""Forms are received first: one row, the same whatever is known of an address; the worker acts on it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, func, select, text, update
from sqlalchemy.exc import DatabaseError

import cast
import make
from conftest import Make
from page import CheckedClient, act_on_forms
from petition import worker
from petition.core import received_forms, switches
from petition.core.db import db, now
from petition.core.received_forms import ReceivedForm
from petition.signing.models.endorsement import Endorsement
from stored import stored

pytestmark = pytest.mark.both_databases

# Each way to begin a transaction, of which those that only ask every few seconds have their own.
NOW_AND_THEN = ("SET TRANSACTION", "PRAGMA", "BEGIN", "NOTIFY")
SIGN, OWN_LINK, FORGOTTEN = "/en/open-courts/sign", "/en/open-courts/own-link", "/desk/password/forgotten"


def number_of(model: type) -> int:
    db.session.rollback()
    number = db.session.scalar(select(func.count()).select_from(model)) or 0
    db.session.rollback()
    return number


def without_worker(app: Flask) -> CheckedClient:
    """A browser at a site whose worker is away."""
    client = app.test_client()
    assert isinstance(client, CheckedClient)
    client.has_worker = False
    return client


def filled(client: CheckedClient, path: str, **values: Any) -> dict[str, Any]:
    """A form as a person sends it, opened a while ago."""
    with time_machine.travel(now() - timedelta(seconds=20), tick=False):
        client.get(path)
    assert client.page is not None
    return {**client.page.form(path).values(), **values}


def asked_of_the_database(post: Callable[[], Any]) -> list[str]:
    """Every statement that a request sends to the database, in order; without what each process asks once in a while."""
    heard: list[str] = []

    def hear(_connection: object, _cursor: object, sql: str, *_rest: object) -> None:
        if not sql.startswith(NOW_AND_THEN) and "FROM switch" not in sql and "data_key" not in sql:
            heard.append(sql)

    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        assert post().status_code in (200, 303)
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)
    return heard


def test_it_asks_the_database_the_same_whatever_is_known_of_an_address(app: Flask, client: CheckedClient) -> None:
    """So no clock can tell: whether it has signed, waits, withdrew, has had all its mails, or has an account."""
    make.statement()
    make.signed(client, cast.ALENA)
    for _ in range(6):
        make.sign(client, cast.NOOR)
    make.coordinator("owner", cast.VERA)
    quiet = without_worker(app)
    states = {
        "signed": cast.ALENA["email"],
        "spent": cast.NOOR["email"],
        "account": cast.VERA,
        "new": "new@example.org",
    }
    for path, more in ((SIGN, cast.ALENA), (OWN_LINK, {}), (FORGOTTEN, {})):
        form = filled(quiet, path, **{**more, "updates": ""})
        quiet.post(path, data={**form, "email": "warm@example.org"})
        asked = {
            state: asked_of_the_database(partial(quiet.post, path, data={**form, "email": address}))
            for state, address in states.items()
        }
        assert {tuple(one) for one in asked.values()} == {tuple(asked["new"])}, path
        assert len([one for one in asked["new"] if one.startswith("INSERT")]) == 1, path
        assert not [one for one in asked["new"] if "FROM endorsement" in one or "FROM outgoing_mail" in one], path


@pytest.mark.parametrize(("path", "who"), [(SIGN, cast.ALENA), (f"{SIGN}/organisation", cast.CIRCLE)])
def test_it_looks_a_statement_up_once(app: Flask, path: str, who: dict[str, Any]) -> None:
    """Then it is compared in the statement that writes; and no text: whoever signs has the page."""
    make.statement()
    quiet = without_worker(app)
    form = filled(quiet, path, **{**who, "updates": ""})
    # Led on, as from another site: a form of ours has its page in the answer.
    form.pop("answer")
    looked_up = []
    for _ in range(2):
        asked = asked_of_the_database(partial(quiet.post, path, data=form))
        looked_up.append([re.findall(r"(?:FROM|INTO) (\w+)", one)[0] for one in asked if not one.startswith("NOTIFY")])
    assert looked_up == [["edition", "received_form"], ["received_form"]]


def test_it_keeps_what_was_acknowledged_until_a_worker_comes(app: Flask, database_url: str, tmp_path: Path) -> None:
    make.statement()
    quiet = without_worker(app)
    assert make.sign(quiet, cast.QUIET).status_code == 303
    assert (number_of(ReceivedForm), make.mails()) == (1, [])
    db.session.remove()
    data = stored(database_url, tmp_path)
    assert cast.QUIET["email"].encode() not in data
    assert cast.QUIET["name"].encode() not in data
    worker.act_on_forms(app, threading.Event())
    assert (number_of(ReceivedForm), [mail.kind for mail in make.mails()]) == (0, ["confirm-individual"])


def test_it_acknowledges_what_is_on_the_disk(app: Flask) -> None:
    sqlite = db.engine.dialect.name == "sqlite"
    told = db.session.scalar(text("PRAGMA synchronous" if sqlite else "SHOW synchronous_commit"))
    assert told == (2 if sqlite else "on")


def test_it_freezes_the_words_with_the_form(app: Flask) -> None:
    made = make.statement(make.TEXT.split("\n\n*Association")[0])
    assert make.edition(made).frozen_at is None
    make.sign(without_worker(app), cast.ALENA)
    number = make.edition(made).id
    db.session.remove()
    with pytest.raises(DatabaseError, match="frozen"):
        db.session.execute(text("UPDATE translation SET wording = 'other' WHERE edition_id = :id"), {"id": number})
    db.session.rollback()


def test_it_does_all_of_a_form_or_nothing(app: Flask) -> None:
    make.statement()
    before = number_of(Endorsement)
    make.sign(without_worker(app), cast.ALENA)
    assert received_forms.act_on_next_forms() == 1
    # The worker dies before it commits.
    db.session.rollback()
    assert (number_of(ReceivedForm), number_of(Endorsement)) == (1, before)
    act_on_forms(app)
    assert (number_of(ReceivedForm), number_of(Endorsement)) == (0, before + 1)


def test_it_takes_in_what_was_sent_last(app: Flask) -> None:
    make.statement()
    quiet = without_worker(app)
    for name in ("First Spelling", "Second Spelling", "Third Spelling"):
        make.sign(quiet, {**cast.ALENA, "name": name})
    act_on_forms(app)
    assert [bool(make.endorsement(f"{word} Spelling")) for word in ("First", "Second", "Third")] == [False, False, True]


def test_it_lets_no_form_hold_up_the_others(app: Flask) -> None:
    make.statement()
    received_forms.keep_form("unheard-of", {})
    db.session.commit()
    make.sign(without_worker(app), cast.ALENA)
    worker.act_on_forms(app, threading.Event())
    assert len(make.mails()) == 1
    (left,) = db.session.scalars(select(ReceivedForm))
    assert (left.kind, left.attempts) == ("unheard-of", 1)
    assert left.due_at > now()


def test_it_keeps_no_form_for_longer_than_what_nobody_confirms(app: Flask) -> None:
    """A week of tries: as long as an endorsement waits (promise 2)."""
    tried = timedelta(0)
    for attempts in range(1, received_forms.MOST_ATTEMPTS):
        tried += min(received_forms.PAUSE * attempts, received_forms.LONGEST_PAUSE)
    assert timedelta(days=6.5) < tried < timedelta(days=7.5)
    received_forms.keep_form("unheard-of", {"email": cast.ALENA["email"]})
    db.session.execute(update(ReceivedForm).values(attempts=received_forms.MOST_ATTEMPTS - 2))
    db.session.commit()
    worker.act_on_forms(app, threading.Event())
    assert number_of(ReceivedForm) == 1
    with time_machine.travel(now() + timedelta(hours=2), tick=True):
        worker.act_on_forms(app, threading.Event())
    assert number_of(ReceivedForm) == 0


def test_it_waits_while_the_site_can_only_be_read(app: Flask) -> None:
    make.statement()
    make.sign(without_worker(app), cast.ALENA)
    switches.turn_on("read-only", None, by="test")
    db.session.commit()
    switches.forget_switches()
    worker.act_on_forms(app, threading.Event())
    assert number_of(ReceivedForm) == 1


def test_it_sends_no_more_in_an_hour_after_a_worker_was_away(make_app: Make) -> None:
    app = make_app()
    with app.app_context():
        make.statement()
        quiet = without_worker(app)
        for hours in (3, 2, 1):
            with time_machine.travel(now() - timedelta(hours=hours), tick=True):
                for _ in range(3):
                    make.sign(quiet, cast.ALENA)
        act_on_forms(app)
        assert len(make.mails()) == 3


def test_it_asks_the_database_the_same_for_a_password_of_whoever_has_an_account_or_not(app: Flask) -> None:
    make.coordinator("owner", "owner@coalition.example")
    make.coordinator("moderator", cast.VERA)
    quiet = without_worker(app)
    form = filled(quiet, "/desk/login", password="wrong password")
    asked = {
        address: asked_of_the_database(partial(quiet.post, "/desk/login", data={**form, "email": address}))
        for address in ("warm@example.org", "owner@coalition.example", cast.VERA, "new@example.org")
    }
    assert len({tuple(one) for one in asked.values()}) == 1
    assert any("FROM coordinator" in one for one in asked["new@example.org"])
