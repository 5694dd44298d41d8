"""What is in the outbox."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select

from petition.core.db import db
from petition.mail.models import OutgoingMail

INBOX_LENGTH = 200
LATELY = timedelta(days=7)


def is_unsettled() -> ColumnElement[bool]:
    """Neither sent nor given up: still to be dealt with."""
    return and_(OutgoingMail.sent_at.is_(None), OutgoingMail.given_up_at.is_(None))


def is_due(at: datetime) -> ColumnElement[bool]:
    """Waiting to be sent at this moment, and nobody is at it."""
    unclaimed = or_(OutgoingMail.claimed_until.is_(None), OutgoingMail.claimed_until <= at)
    # What was to go at once is due whatever the clock says: it may have been set back since.
    come = or_(OutgoingMail.due_at <= at, OutgoingMail.due_at <= OutgoingMail.created_at)
    return and_(is_unsettled(), come, unclaimed)


def failed_condition(at: datetime) -> ColumnElement[bool]:
    """Tried, and given up within the last days."""
    lately = OutgoingMail.given_up_at > at - LATELY
    return and_(lately, OutgoingMail.trouble.is_not(None), OutgoingMail.attempts > 0)


def has_due_mails(at: datetime, *, below: int | None = None) -> bool:
    """Whether a worker would find something to send; where it is given, of what is more urgent than ``below``."""
    query = select(OutgoingMail.id).where(is_due(at)).order_by(OutgoingMail.priority, OutgoingMail.due_at).limit(1)
    return db.session.scalar(query if below is None else query.where(OutgoingMail.priority < below)) is not None


def inbox() -> list[OutgoingMail]:
    """The newest mails whose words are still there, for the demo inbox."""
    newest_first = select(OutgoingMail).order_by(OutgoingMail.id.desc()).limit(INBOX_LENGTH)
    return list(db.session.scalars(newest_first.where(_readable_mails())))


def inbox_mail(mail_id: int) -> OutgoingMail | None:
    """One mail of the demo inbox."""
    return db.session.scalar(select(OutgoingMail).where(_readable_mails(), OutgoingMail.id == mail_id))


def _readable_mails() -> ColumnElement[bool]:
    return and_(OutgoingMail.recipient.is_not(None), OutgoingMail.content.is_not(None))
