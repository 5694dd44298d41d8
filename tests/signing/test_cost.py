"""What signing and confirming cost: how many statements each sends, and that a form is judged once."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from types import FrameType
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event

import cast
import make
import make_editions
from page import CheckedClient
from petition.core.db import db, now
from petition.core.received_forms import ReceivedForm
from petition.signing.confirm import thanks
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.screening import Threshold
from petition.statements.models import Statement

pytestmark = pytest.mark.both_databases

SIGN = "/en/open-courts/sign"
# What each process asks once in a while, and for the worker.
NOW_AND_THEN = re.compile(r"FROM switch|data_key|NOTIFY|content_version")


@contextmanager
def heard() -> Iterator[list[str]]:
    """The first words of all that is sent to the database meanwhile, with the ends of transactions."""
    sent: list[str] = []

    def hear(_connection: object, _cursor: object, sql: str, *_rest: object) -> None:
        if not NOW_AND_THEN.search(sql):
            # What is asked within a question is no question of its own.
            asked = re.sub(r"EXISTS \(SELECT .*? AS ", "", sql, flags=re.DOTALL)
            found = re.match(r"(SELECT) .*?\bFROM (\w+)|(INSERT INTO|UPDATE) (\w+)|(\w+)", asked, re.DOTALL)
            assert found
            sent.append(" ".join(filter(None, found.groups())))

    def end(_connection: object) -> None:
        if sent and sent[-1] not in ("COMMIT", "ROLLBACK"):
            sent.append("COMMIT")

    event.listen(db.engine, "before_cursor_execute", hear)
    event.listen(db.engine, "commit", end)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)
        event.remove(db.engine, "commit", end)


@contextmanager
def counted(*names: str) -> Iterator[Counter[str]]:
    """How often functions of these qualified names are called."""
    calls: Counter[str] = Counter()

    def look(frame: FrameType, what: str, _argument: object) -> None:
        if what == "call" and frame.f_code.co_qualname in names:
            calls[frame.f_code.co_qualname] += 1

    sys.setprofile(look)
    try:
        yield calls
    finally:
        sys.setprofile(None)


def posted(app: Flask, path: str, who: dict[str, Any], **more: Any) -> Callable[[], Any]:
    """A press of the button of a form, in an application that no worker serves."""
    client = app.test_client()
    assert isinstance(client, CheckedClient)
    client.has_worker = False
    with time_machine.travel(now() - timedelta(seconds=20), tick=False):
        client.get(path)
    assert client.page is not None
    form = {**client.page.form(path).values(), **who, "updates": "", **more}
    return partial(client.post, path, data={name: value for name, value in form.items() if value is not None})


@pytest.mark.parametrize("answer", ["page", None])
@pytest.mark.parametrize(("path", "who"), [(SIGN, cast.ALENA), (f"{SIGN}/organisation", cast.CIRCLE)])
def test_it_signs_with_one_statement_and_a_commit(
    app: Flask, path: str, who: dict[str, Any], answer: str | None
) -> None:
    make.statement()
    send = posted(app, path, who, answer=answer)
    for _ in range(2):
        send()
    with heard() as sent:
        assert send().status_code == (200 if answer else 303)
    assert [one for one in sent if one not in ("BEGIN", "BEGIN IMMEDIATE")] == [
        "INSERT INTO received_form", "COMMIT",
    ]  # fmt: skip


@pytest.mark.parametrize(("path", "who"), [(SIGN, cast.ALENA), (f"{SIGN}/organisation", cast.CIRCLE)])
def test_it_begins_no_transaction_for_one_statement(app: Flask, path: str, who: dict[str, Any]) -> None:
    """PostgreSQL commits it with the same round trip; SQLite takes the place of the one who writes."""
    make.statement()
    send = posted(app, path, who)
    send()
    begun = []

    def look(connection: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        if sql.startswith("INSERT INTO received_form"):
            driver = connection.connection.driver_connection
            begun.append(driver.in_transaction if db.engine.dialect.name == "sqlite" else not driver.autocommit)

    event.listen(db.engine, "before_cursor_execute", look)
    try:
        assert send().status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", look)
    assert begun == [db.engine.dialect.name == "sqlite"]


def test_it_holds_the_words_until_the_first_form_is_kept(app: Flask) -> None:
    """The first signature freezes them; until then the look and the row are two statements of one transaction."""
    make.statement(make.TEXT.split("\n\n*Association")[0])
    send = posted(app, SIGN, cast.ALENA)
    found = []
    for _ in range(3):
        with heard() as sent:
            assert send().status_code == 200
        found.append(
            [one for one in sent[: sent.index("COMMIT") + 1] if one.split()[0] in ("SELECT", "INSERT", "COMMIT")]
        )
    held = ["SELECT edition", "INSERT INTO received_form", "COMMIT"]
    assert [one[-3:] for one in found] == [held, held, held[1:]]


def test_it_judges_a_form_once(app: Flask) -> None:
    make.statement()
    """One that is right without a form; the others as a form, which has words for what is wrong."""
    judged = {"PublicForm.validate": 1, "parse": 1, "FormMeta.__call__": 1}
    for who, status, wanted in ((cast.ALENA, 303, {"parse": 1}), ({**cast.ALENA, "name": ""}, 422, judged)):
        send = posted(app, SIGN, who, answer=None)
        send()
        with counted("PublicForm.validate", "parse", "FormMeta.__call__") as calls:
            assert send().status_code == status
        assert calls == wanted


def test_it_looks_again_where_what_it_knew_has_changed(app: Flask) -> None:
    """What is known in this process lets nobody in: a statement is closed in another one."""
    made = make.statement()
    send = posted(app, SIGN, cast.ALENA, answer=None)
    assert send().status_code == 303
    db.session.execute(db.update(Statement).where(Statement.id == made.id).values(closed_at=made.opened_at))
    db.session.commit()
    assert send().status_code == 403
    db.session.execute(db.update(Statement).where(Statement.id == made.id).values(closed_at=None))
    db.session.commit()
    assert send().status_code == 303


def test_it_looks_again_where_there_is_a_newer_edition(app: Flask) -> None:
    """Nobody signs under an edition that was the newest when this process looked."""
    made = make_editions.statement()
    path = f"/en/{made.slug}/sign"
    send = posted(app, path, cast.ALENA, answer=None, words=None)
    for _ in range(2):
        assert send().status_code == 303
    newer = make_editions.changed(made, make_editions.coordinator(), announced=False).id
    db.session.commit()
    assert send().status_code == 303
    under = db.session.scalars(db.select(ReceivedForm.edition_id).order_by(ReceivedForm.id)).all()
    assert under[-1] == newer and newer not in under[:-1]


CONFIRMING = [
    "SELECT outgoing_mail", "UPDATE endorsement", "UPDATE outgoing_mail", "UPDATE listed_individual",
    "UPDATE signing_trace", "INSERT INTO endorsement_key", "INSERT INTO outgoing_mail", "COMMIT",
]  # fmt: skip


def links(client: CheckedClient, *readers: dict[str, Any]) -> list[str]:
    """The links by which these people confirm."""
    found = []
    for who in readers:
        make.sign(client, who)
        found.append(make.link("confirm-individual"))
    # What a worker does after that is none of its cost.
    client.has_worker = False
    return found


def left(sent: list[str]) -> list[str]:
    """What counts of what was sent."""
    return [one for one in sent if one not in ("BEGIN", "BEGIN IMMEDIATE", "ROLLBACK")]


def test_it_asks_once_for_the_page_that_asks_to_confirm(app: Flask, client: CheckedClient) -> None:
    make.statement()
    paths = links(client, cast.NOOR, {**cast.NOOR, "email": "nour@example.net"})
    assert client.get(paths[0]).status_code == 200
    with heard() as sent:
        assert client.get(paths[1]).status_code == 200
    assert left(sent) == ["SELECT outgoing_mail"]


def test_it_confirms_by_a_look_and_seven_statements(
    app: Flask, client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With three more for the numbers, which have whoever has just confirmed in them while few have signed."""
    of = make.statement()
    # How much is looked up of who else came depends on how many came: here nothing is.
    db.session.add(Threshold(statement_id=of.id, within_hours=24, largest_share=5, disposable_taken_at=now()))
    db.session.commit()
    people = [{**cast.ALENA, "name": f"{one} Beispiel", "email": f"{one}@example.org"} for one in "abcd"]
    paths = links(client, *people)
    client.post(paths[0])
    with heard() as sent:
        assert client.post(paths[1]).status_code == 200
    assert left(sent) == [*CONFIRMING, "SELECT tally", "SELECT momentum", "SELECT goal"]
    monkeypatch.setattr(thanks, "MANY", 0)
    client.post(paths[2])
    with heard() as sent:
        assert client.post(paths[3]).status_code == 200
    assert left(sent) == CONFIRMING


def test_it_confirms_nothing_that_was_replaced_meanwhile(app: Flask, client: CheckedClient) -> None:
    """The row is no longer the one that was read: the short way takes all back, and the long one looks again."""
    make.statement()
    make.sign(client, cast.ALENA)
    path = make.link()
    was_replaced = False

    def replace(_connection: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        nonlocal was_replaced
        if sql.startswith("UPDATE endorsement") and not was_replaced:
            was_replaced = True
            _cursor.execute("UPDATE endorsement SET visibility = 'withheld' WHERE confirmed_at IS NULL")

    page = client.get(path)
    assert page.status_code == 200 and client.page is not None
    form = client.page.form(path).values()
    event.listen(db.engine, "before_cursor_execute", replace)
    try:
        assert client.post(path, data=form).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", replace)
    db.session.rollback()
    assert was_replaced and {one.visibility for one in db.session.query(Endorsement).filter_by(kind="individual")} == {
        "full"
    }
