"""Inviting one organisation: by a private link, once, sealed; revoked for good."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask

import cast
import make
import make_invitations
from page import CheckedClient
from petition.core import audit
from petition.core.db import db, now, truncate_wal
from petition.invitations.actions import invite, retention
from petition.invitations.actions.invite import InvitationError
from petition.mail.rendering import render_mail
from petition.organisations.models import Organisation
from stored import stored


def test_it_mails_a_private_link_in_the_language_of_the_invitation(app: Flask) -> None:
    statement = make.statement()
    made, path = make_invitations.invite(statement, language="be")
    (mail,) = make.mails("invitation")
    assert mail.recipient == make_invitations.ADDRESS
    assert mail.priority > 0
    assert mail.link_expires_at == made.expires_at
    letter = render_mail(mail)
    assert letter.language == "be"
    assert "Lawyers’ Circle North" in letter.subject
    assert path in letter.body and path in letter.html


@pytest.mark.parametrize(
    ("due_in", "destroy_in", "lasts"), [(100, 500, 130), (None, 500, 90), (-30, 500, 14), (100, 60, 60)]
)
def test_it_lets_the_link_work_a_month_past_the_due_date(
    app: Flask, due_in: int | None, destroy_in: int, lasts: int
) -> None:
    with time_machine.travel(datetime(2027, 1, 10, tzinfo=UTC), tick=False):
        statement = make.statement()
        statement.due_at = now() + timedelta(days=due_in) if due_in else None
        statement.destroy_on = (now() + timedelta(days=destroy_in)).date()
        db.session.commit()
        made, _path = make_invitations.invite(statement)
        assert made.expires_at - made.invited_at == timedelta(days=lasts)


def test_it_invites_no_mailbox_twice(app: Flask) -> None:
    statement = make.statement()
    make_invitations.invite(statement)
    with pytest.raises(InvitationError, match="invited"):
        make_invitations.invite(statement, address=make_invitations.ADDRESS.upper())


def test_it_invites_nobody_who_has_signed(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    make.signed(client, cast.CIRCLE)
    with pytest.raises(InvitationError, match="invited"):
        make_invitations.invite(statement)


def test_it_invites_nobody_to_what_is_closed(app: Flask) -> None:
    statement = make.statement()
    statement.closed_at = now()
    db.session.commit()
    with pytest.raises(InvitationError, match="over"):
        make_invitations.invite(statement)


def test_it_finds_the_entry_of_the_register(app: Flask) -> None:
    statement = make.statement()
    known = db.session.query(Organisation).filter_by(name="Open Doors Society").one()
    made, _path = make_invitations.invite(statement, organisation="Open Doors Society", website="")
    assert made.organisation_id == known.id
    other, _path = make_invitations.invite(statement, address="other@new.example", organisation="Quite New")
    assert other.organisation_id is None


def test_it_revokes_for_good(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    made, path = make_invitations.invite(statement)
    invite.revoke_invitation(make_invitations.fresh(made), by=make_invitations.coordinator())
    db.session.commit()
    assert client.get(path).status_code == 410
    assert client.page is not None
    assert "revoked" in client.page.words()
    assert client.post(path).status_code == 410
    assert all(mail.recipient is None for mail in make.mails("invitation"))
    again = invite.renew_invitation(make_invitations.fresh(made), by=make_invitations.coordinator())
    db.session.commit()
    assert again.id != made.id
    assert client.get(path).status_code == 410, "the old link stays revoked"
    assert client.get(make.link("invitation")).status_code == 200
    acts = [entry.act for entry, _note in audit.recent_entries(before=None, limit=3)]
    assert acts == ["invitation.invite", "invitation.revoke", "invitation.invite"]


def test_it_ends_with_its_time(app: Flask, client: CheckedClient) -> None:
    made, path = make_invitations.invite(make.statement())
    with time_machine.travel(made.expires_at + timedelta(seconds=1), tick=False):
        assert client.get(path).status_code == 410
        assert client.page is not None
        assert "expired" in client.page.words()


@pytest.mark.parametrize("token", ["x" * 32, "short", "y" * 31])
def test_it_answers_a_mangled_link(app: Flask, client: CheckedClient, token: str) -> None:
    make.statement()
    assert client.get(f"/invitation/{token}").status_code == 404
    assert client.page is not None
    assert "not complete" in client.page.words()


def test_it_opens_by_no_link_of_another_kind(app: Flask, client: CheckedClient) -> None:
    make.statement()
    make.sign(client, cast.CIRCLE)
    token = make.link().rsplit("/", 1)[1]
    assert client.get(f"/invitation/{token}").status_code == 404


def test_it_seals_whom_it_invites(app: Flask, database_url: str, tmp_path: Path) -> None:
    made, path = make_invitations.invite(make.statement())
    truncate_wal()
    kept = stored(database_url, tmp_path)
    for secret in (make_invitations.ADDRESS, "Lawyers’ Circle North", "Marta Pavyzdė", path.rsplit("/", 1)[1]):
        assert secret.encode() not in kept
    assert made.address == make_invitations.ADDRESS


def test_it_writes_no_token_into_the_log(app: Flask, client: CheckedClient, caplog: pytest.LogCaptureFixture) -> None:
    _made, path = make_invitations.invite(make.statement())
    with caplog.at_level(logging.DEBUG):
        client.get(path)
        make_invitations.fill_in(client, path)
    assert path.rsplit("/", 1)[1] not in caplog.text


def test_it_deletes_what_is_kept_on_the_day(app: Flask, client: CheckedClient) -> None:
    statement = make.statement()
    _made, path = make_invitations.invite(statement)
    day = statement.destroy_on
    assert retention.destroy_expired(day - timedelta(days=1)) == 0
    assert retention.destroy_expired(day, dry_run=True) == 1
    assert retention.destroy_expired(day) == 1
    db.session.commit()
    assert make_invitations.invitations() == []
    assert all(mail.recipient is None and mail.content is None for mail in make.mails("invitation"))
    assert client.get(path).status_code == 410


def test_it_keeps_to_the_earlier_day_of_representatives(app: Flask) -> None:
    statement = make.statement()
    statement.forget_representatives_on = (now() + timedelta(days=40)).date()
    db.session.commit()
    made, _path = make_invitations.invite(statement)
    assert made.expires_at.date() == statement.forget_representatives_on
    assert retention.destroy_expired(statement.forget_representatives_on) == 1


def test_it_finds_mailboxes_after_the_keys_were_rotated(app: Flask) -> None:
    statement = make.statement()
    made, _path = make_invitations.invite(statement)
    before = made.address_key
    app.config["DATA_KEYS"] = ("a-newer-key-of-forty-characters-987654321", *app.config["DATA_KEYS"])
    with pytest.raises(InvitationError):
        make_invitations.invite(statement)
    db.session.rollback()
    assert sum(invite.rekey_invitations()) == 1
    db.session.commit()
    assert make_invitations.fresh(made).address_key != before
    with pytest.raises(InvitationError):
        make_invitations.invite(statement)
