"""Reminding those who were invited and have not answered."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from petition.core.db import db, now
from petition.invitations import queries
from petition.invitations.actions.invite import BULK, invitation_poster
from petition.invitations.models import Invitation
from petition.statements.models import Statement

# A reminder that could not go at its time still goes for two days; then it would only surprise.
PATIENCE = timedelta(days=2)
# Whoever was invited a moment ago needs no reminder yet.
SHORTEST_INTERVAL = timedelta(hours=12)
AT_ONCE = 500


def send_due_reminders(most: int = AT_ONCE, *, at: datetime | None = None) -> int:
    """Posts the next reminders whose time has come, each with a fresh link; gives their number.

    Any number of workers may run at once: each invitation is reminded by the one that marks it.
    """
    at = at or now()
    with_reminders = select(Statement).where(Statement.remind_days.is_not(None), Statement.due_at > at)
    return sum(_remind_statement(statement, at, most) for statement in db.session.scalars(with_reminders).all())


def _remind_statement(statement: Statement, at: datetime, most: int) -> int:
    passed = [moment for moment in queries.reminder_times(statement) if moment <= at]
    if not passed or at >= passed[-1] + PATIENCE or not statement.takes_invited:
        return 0
    post = invitation_poster(statement, priority=BULK)
    before = or_(Invitation.reminded_at.is_(None), Invitation.reminded_at < passed[-1])
    due = select(Invitation).where(
        queries.unanswered_condition(statement, at),
        Invitation.invited_at <= passed[-1] - SHORTEST_INTERVAL,
        Invitation.reminded_again_at.is_(None),
        before,
    )
    number = 0
    found = db.session.scalars(due.order_by(Invitation.id).limit(most).execution_options(populate_existing=True)).all()
    for invitation in found:
        if _mark_reminded(invitation, passed[-1], at):
            post("invitation-reminder", invitation)
            number += 1
    return number


def _mark_reminded(invitation: Invitation, moment: datetime, at: datetime) -> bool:
    """Marks an invitation as reminded for a moment; False where that has been done, or was done twice."""
    mine = update(Invitation).where(
        Invitation.id == invitation.id,
        Invitation.revoked_at.is_(None),
        Invitation.declined_at.is_(None),
        Invitation.reminded_again_at.is_(None),
    )
    if invitation.reminded_at is None:
        mine = mine.where(Invitation.reminded_at.is_(None)).values(reminded_at=at)
    else:
        mine = mine.where(Invitation.reminded_at < moment).values(reminded_again_at=at)
    marked = mine.returning(Invitation.id).execution_options(synchronize_session=False)
    return db.session.scalar(marked) is not None
