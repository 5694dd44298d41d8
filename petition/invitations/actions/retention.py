"""What time and erasure take away: lists after a day, invitations with the personal data they hold."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Delete, Update, and_, delete, func, or_, select, update

from petition.core.db import db, now
from petition.invitations.links import INVITATION
from petition.invitations.models import Invitation, InvitationList
from petition.mail import actions as mail
from petition.mail.models import OutgoingMail
from petition.signing.models.endorsement import Endorsement
from petition.signing.own.address_changes import run_before_change
from petition.signing.own.erasure import run_before_erasure
from petition.statements.models import Statement

LISTS_KEPT = timedelta(days=1)
BATCH = 500


def cancel_mails(numbers: Collection[int], *, trouble: str) -> None:
    """Keeps mails about these invitations from being sent that have not gone yet."""
    about = OutgoingMail.link_purpose == INVITATION, OutgoingMail.link_subject.in_(numbers)
    mail.cancel_unsent(*about, trouble=trouble)


def forget_lists(*, dry_run: bool = False) -> int:
    """Deletes uploaded lists after a day, but for those of which somebody was invited and rows are left; gives their
    number.

    Of one whose columns somebody chose that choice stays, for the next list with these headings.
    """
    is_done = or_(InvitationList.imported_at.is_(None), InvitationList.rows.is_(None))
    old = and_(InvitationList.uploaded_at <= now() - LISTS_KEPT, is_done)
    chosen, holds_rows = InvitationList.layout.is_not(None), InvitationList.rows.is_not(None)
    forgotten = and_(old, or_(~chosen, holds_rows))
    if dry_run:
        return db.session.scalar(select(func.count()).select_from(InvitationList).where(forgotten)) or 0
    emptied = _execute(update(InvitationList).where(old, chosen, holds_rows).values(rows=None))
    return emptied + _execute(delete(InvitationList).where(old, ~chosen))


def destroy_expired(today: date, most: int = BATCH, *, dry_run: bool = False) -> int:
    """Deletes the next invitations of statements whose day has come, or that of their representatives."""
    due = or_(Statement.destroy_on <= today, Statement.forget_representatives_on <= today)
    over = Invitation.statement_id.in_(select(Statement.id).where(due))
    if dry_run:
        return db.session.scalar(select(func.count()).select_from(Invitation).where(over)) or 0
    numbers = list(db.session.scalars(select(Invitation.id).where(over).order_by(Invitation.id).limit(most)))
    cancel_mails(numbers, trouble="its time was over")
    _execute(delete(InvitationList).where(InvitationList.statement_id.in_(select(Statement.id).where(due))))
    return _execute(delete(Invitation).where(Invitation.id.in_(numbers)))


@run_before_erasure
def forget_invited(ids: Collection[int]) -> None:
    """Whoever erases a confirmed endorsement is forgotten as invited too, and never reminded of it."""
    confirmed = (Endorsement.id.in_(ids), Endorsement.kind == "organisation", Endorsement.confirmed_at.is_not(None))
    same_mailbox = and_(
        Invitation.statement_id == Endorsement.statement_id, Invitation.address_key == Endorsement.address_key
    )
    numbers: set[int] = set()
    for same in (Invitation.endorsement_id == Endorsement.id, same_mailbox):
        numbers |= set(db.session.scalars(select(Invitation.id).join(Endorsement, same).where(*confirmed)))
    if numbers:
        cancel_mails(numbers, trouble="erased by the signatory")
        _execute(delete(Invitation).where(Invitation.id.in_(numbers)))


@run_before_change
def bind_invitations(endorsement: Endorsement) -> None:
    """What was answered from a mailbox stays answered when the signature has another one."""
    answered = update(Invitation).where(
        Invitation.statement_id == endorsement.statement_id,
        Invitation.address_key == endorsement.address_key,
        Invitation.endorsement_id.is_(None),
    )
    if endorsement.kind == "organisation" and endorsement.confirmed_at is not None:
        _execute(answered.values(endorsement_id=endorsement.id))


def _execute(statement: Update | Delete) -> int:
    without_reloading = statement.execution_options(synchronize_session=False)
    return cast(CursorResult[Any], db.session.execute(without_reloading)).rowcount
