"""What is told of people goes with them: words that coordinators wrote, mails on their way, letters sent in later."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

import cast
import make
import make_evidence
from make_evidence import PDF, file, sent
from page import CheckedClient
from petition import worker
from petition.core import audit
from petition.core.audit import AuditNote
from petition.core.db import db, now
from petition.jobs import find_job
from petition.signing import queries as endorsements
from petition.signing import retention
from petition.signing.decide import actions as decisions
from petition.signing.decide import changes
from petition.signing.evidence import actions as evidence_actions
from petition.signing.models.endorsement import Decision, Endorsement
from petition.signing.models.evidence import ChangeRequest, Evidence, LetterFile, RequestedChange
from stored import stored

pytestmark = pytest.mark.both_databases

GONE = "Marta has left, write to Volha"


def written_about(app: Flask, client: CheckedClient) -> tuple[Endorsement, str]:
    """A listed organisation about whose representative coordinators wrote in every place where they can."""
    made, mine = make_evidence.confirmed(client)
    by = make.coordinator().id
    held = endorsements.lock_endorsement(made.id)
    decisions.put_on_hold(held, GONE, by=by)
    decisions.approve(held, by=by)
    evidence_actions.record_call(held, GONE, by=by)
    changes.request_change(held, GONE, by=by)
    db.session.commit()
    client.get(f"{mine}/entry")
    sent(client, f"{mine}/entry", name="Another name")
    changes.reject_change(db.session.query(ChangeRequest).one(), GONE, by=by)
    db.session.commit()
    return made, mine


def words() -> list[str]:
    db.session.rollback()
    db.session.expire_all()
    kept: list[Any] = [note.text for note in db.session.query(AuditNote)]
    kept += [one.reason for one in db.session.query(Decision)] + [one.note for one in db.session.query(Evidence)]
    kept += [one.reason for one in db.session.query(ChangeRequest)]
    kept += [one.note for one in db.session.query(RequestedChange)]
    return [text for text in kept if text and "Marta" in text]


@pytest.mark.parametrize("how", ["erased", "forgotten"])
def test_it_leaves_no_word_and_no_mail_about_a_representative(app: Flask, client: CheckedClient, how: str) -> None:
    statement = make.statement()
    made, mine = written_about(app, client)
    assert len(words()) == 7
    if how == "erased":
        client.get(mine)
        assert client.send(f"{mine}/erasure", sure="y").status_code == 200
    else:
        statement.forget_representatives_on = now().date()
        assert retention.destroy_expired(now().date()) == 1
        db.session.commit()
        assert db.session.get_one(Endorsement, made.id).state == "listed"
    assert words() == []
    assert [mail.kind for mail in make.mails() if mail.recipient is not None] == []
    assert audit.verify_chain().is_intact


def test_it_forgets_what_was_sent_in_after_the_day(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    made, mine = make_evidence.listed(client)
    statement.forget_representatives_on = now().date()
    retention.destroy_expired(now().date())
    db.session.commit()
    client.get(mine)
    assert sent(client, f"{mine}/letter", letter=file(PDF)).status_code == 303
    db.session.rollback()
    db.session.expire_all()
    assert retention.destroy_expired(now().date()) == 1
    db.session.commit()
    assert db.session.query(LetterFile).count() == 0 and retention.destroy_expired(now().date()) == 0
    assert db.session.get_one(Endorsement, made.id).state == "listed"


def test_it_mails_a_stranger_no_more_for_signing_and_erasing_again(app: Flask, client: CheckedClient) -> None:
    make.statement()
    for name in ("Circle One", "Circle Two", "Circle Three"):
        _made, mine = make_evidence.confirmed(client, {**cast.CIRCLE, "organisation": name})
        for _ in range(3):
            client.get(mine)
            stranger = {"second_name": "Volha Prykladnaja", "second_email": "volha@circle-north.example"}
            assert client.send(f"{mine}/second-person", **stranger).status_code == 303
        client.get(mine)
        assert client.send(f"{mine}/erasure", sure="y").status_code == 200
    assert len(make.mails("second-person")) == 3


def test_it_is_gone_from_the_files_when_the_worker_has_tidied(
    app: Flask, client: CheckedClient, database_url: str, tmp_path: Path
) -> None:
    statement = make.statement()
    _made, mine = make_evidence.listed(client)
    client.get(mine)
    sent(client, f"{mine}/letter", letter=file(PDF))
    sealed = db.session.execute(db.text("SELECT content FROM letter")).scalar_one()
    db.session.rollback()
    # A dump of PostgreSQL writes bytes in hex.
    marks = (bytes(sealed[:64]), bytes(sealed[:64]).hex().encode())
    assert any(mark in stored(database_url, tmp_path) for mark in marks)
    statement.forget_representatives_on = now().date()
    db.session.commit()
    db.session.remove()
    worker.run_job(app, find_job("destroy"))
    assert not any(mark in stored(database_url, tmp_path) for mark in marks)
