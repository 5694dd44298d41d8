"""What retention demands of the outbox."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from outbox import put, row
from petition.core.db import db, now
from petition.mail import actions
from petition.mail.models import OutgoingMail

DAY = timedelta(days=1)


def test_it_wipes_what_was_given_up_a_week_ago(app: Flask) -> None:
    old, young, waiting = put(), put(), put(at=now() + DAY)
    actions.claim_mails("one")
    actions.give_up_mail(old, worker="one", trouble="no", at=now() - 8 * DAY)
    actions.give_up_mail(young, worker="one", trouble="no", at=now() - 6 * DAY)
    assert actions.wipe_failed_mails(dry_run=True) == 1
    assert (actions.wipe_failed_mails(), actions.delete_settled()) == (1, 0)
    db.session.commit()
    assert (row(old).recipient, row(old).content, row(old).trouble) == (None, None, "no")
    assert row(young).recipient and row(waiting).content
    assert (actions.wipe_failed_mails(), actions.delete_settled()) == (0, 0)


def test_it_deletes_sent_mails_that_are_of_no_use(app: Flask) -> None:
    long_ago, lately = now() - 98 * DAY, now() - 96 * DAY
    with_dead_link, with_link = put(at=long_ago), put(at=lately)
    without, recent = put(kind="account-notice", at=long_ago), put(kind="account-notice", at=lately)
    waiting = put(at=now())
    for mail, sent in ((with_dead_link, long_ago), (with_link, lately), (without, long_ago), (recent, now())):
        actions.mark_sent(mail, at=sent)
    assert actions.delete_settled(dry_run=True) == 2
    assert (
        actions.wipe_failed_mails(),
        actions.delete_settled(1),
        actions.delete_settled(),
        actions.delete_settled(),
    ) == (
        0,
        1,
        1,
        0,
    )
    db.session.commit()
    assert sorted(db.session.scalars(select(OutgoingMail.id))) == sorted([with_link, recent, waiting])


def test_it_leaves_the_commit_to_the_caller(app: Flask) -> None:
    mail = put(at=now() - 98 * DAY)
    actions.mark_sent(mail, at=now() - 98 * DAY)
    db.session.commit()
    assert actions.delete_settled() == 1
    db.session.rollback()
    assert row(mail)
