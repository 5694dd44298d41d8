"""The private link of an invitation, and until when it works."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from petition.invitations.models import Invitation
from petition.mail.links import Link
from petition.statements.models import Statement

INVITATION, PATH = "invitation", "/invitation/"
AFTER_DUE = timedelta(days=30)
WITHOUT_DUE = timedelta(days=90)
SHORTEST = timedelta(days=14)


def invitation_link(invitation: Invitation) -> Link:
    """A fresh link to the page of an invitation; those mailed before go on working."""
    return Link(INVITATION, invitation.id, PATH, invitation.expires_at)


def invitation_expiry(statement: Statement, at: datetime) -> datetime:
    """Until when an invitation of this moment works: a month past the due date, two weeks at the least.

    Never past the day on which the personal data of those who were invited is destroyed.
    """
    wanted = statement.due_at + AFTER_DUE if statement.due_at else at + WITHOUT_DUE
    days = [day for day in (statement.destroy_on, statement.forget_representatives_on) if day]
    return min(max(wanted, at + SHORTEST), datetime.combine(min(days), time(), tzinfo=UTC))
