"""Nobody signs other words than they had read, and everybody is told beforehand what a changed text would mean."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

import cast
import make
import make_editions as editions
import make_invitations as invitations
from page import CheckedClient
from petition.core.db import db, now
from petition.signing.models.endorsement import Endorsement
from petition.statements.models import Statement

UNSIGNED = editions.FIRST.split("*Association")[0]
CHANGED = UNSIGNED.replace("in talks.", "in no talks.")


def words(client: CheckedClient) -> str:
    assert client.page is not None
    return client.page.words()


def edited(made: Statement) -> None:
    """Somebody saves another text before anybody has signed."""
    editions.save(made, "en", CHANGED, make.coordinator().id)
    db.session.commit()


@pytest.mark.parametrize(("path", "who"), [("sign", cast.ALENA), ("sign/organisation", cast.CIRCLE)])
def test_it_shows_the_form_again_when_the_text_was_edited_meanwhile(
    app: Flask, client: CheckedClient, path: str, who: dict[str, object]
) -> None:
    made, path = make.statement(UNSIGNED), f"/en/open-courts/{path}"
    with time_machine.travel(now() - timedelta(seconds=20), tick=False):
        client.get(path)
    edited(made)
    answer = client.send(path, **{"updates": None, "answer": None, **who})
    assert answer.status_code == 422 and "The text was changed while this page was open" in words(client)
    assert make.mails() == [] and db.session.query(Endorsement).count() == 0
    with time_machine.travel(now() + timedelta(seconds=20), tick=False):
        assert client.send(path, answer=None).status_code == 303
    assert len(make.mails()) == 1 and make.edition(made).frozen_at is not None


def test_it_shows_an_invitation_again_as_well(app: Flask, client: CheckedClient) -> None:
    made = make.statement(UNSIGNED, is_open=False)
    _invitation, path = invitations.invite(made)
    with time_machine.travel(now() - timedelta(seconds=20), tick=False):
        client.get(path)
    edited(made)
    answer = client.send(f"{path}?lang=en", **invitations.SIGNED)
    assert answer.status_code == 422 and "The text was changed while this page was open" in words(client)
    assert "in no talks" in words(client)


@pytest.mark.parametrize(
    ("days", "said"), [(14, "within 14 days, your signature is carried over"), (None, "stays with this text")]
)
def test_it_says_beforehand_what_silence_will_mean(
    app: Flask, client: CheckedClient, days: int | None, said: str
) -> None:
    made = make.statement()
    made.silence_days = days
    db.session.commit()
    for path in ("/en/open-courts/sign", "/en/open-courts/sign/organisation"):
        client.get(path)
        assert said in words(client), path
    make.sign(client, cast.ALENA)
    client.get(make.link())
    assert said in words(client)
    _invitation, path = invitations.invite(made)
    client.get(path)
    assert said in words(client)


def test_it_waits_for_whoever_is_saving(app: Flask, client: CheckedClient) -> None:
    made = make.statement(UNSIGNED)
    statement_id, by = made.id, make.coordinator().id
    with time_machine.travel(now() - timedelta(seconds=20), tick=False):
        client.get("/en/open-courts/sign")
    db.session.rollback()
    holds = threading.Event()

    def save() -> None:
        with app.app_context():
            editions.save(db.session.get_one(Statement, statement_id), "en", CHANGED, by)
            holds.set()
            time.sleep(1)
            db.session.commit()

    editor = threading.Thread(target=save)
    editor.start()
    assert holds.wait(10)
    answer = client.send("/en/open-courts/sign", **{"updates": None, "answer": None, **cast.ALENA})
    editor.join()
    assert answer.status_code == 422 and "The text was changed while this page was open" in words(client)
    db.session.rollback()
    assert db.session.query(Endorsement).count() == 0
