"""What time and erasure take away: lists after a day, invitations with the personal data they hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, cast

from sqlalchemy import Connection, CursorResult, Delete, Update, and_, delete, event, func, or_, select, update
from sqlalchemy.orm import Mapper

from petition.core.db import db, now
from petition.invitations.links import INVITATION
from petition.invitations.models import Invitation, InvitationList
from petition.mail.models import OutgoingMail
from petition.signing.models import Endorsement
from petition.statements.models import Statement

LISTS_KEPT = timedelta(days=1)


def withhold_mails(numbers: Sequence[int], *, trouble: str) -> None:
    """Keeps mails about these invitations from being sent that have not gone yet."""
    _run(_withheld(numbers, trouble))


def forget_lists(*, dry_run: bool = False) -> int:
    """Deletes uploaded lists after a day, imported or not; gives their number."""
    old = InvitationList.uploaded_at <= now() - LISTS_KEPT
    if dry_run:
        return db.session.scalar(select(func.count()).select_from(InvitationList).where(old)) or 0
    return _run(delete(InvitationList).where(old))


def destroy_due(today: date, *, dry_run: bool = False) -> int:
    """Deletes the invitations of statements whose day has come, or that of their representatives; gives the number."""
    due = or_(Statement.destroy_on <= today, Statement.forget_representatives_on <= today)
    over = Invitation.statement_id.in_(select(Statement.id).where(due))
    if dry_run:
        return db.session.scalar(select(func.count()).select_from(Invitation).where(over)) or 0
    withhold_mails(list(db.session.scalars(select(Invitation.id).where(over))), trouble="its time was over")
    return _run(delete(Invitation).where(over))


@event.listens_for(Endorsement, "before_delete")
def forget_with(_mapper: Mapper[Any], connection: Connection, endorsement: Endorsement) -> None:
    """Whoever erases a confirmed endorsement is forgotten as invited too, and never reminded of it."""
    if endorsement.confirmed_at is None or endorsement.kind != "organisation":
        return
    same = Invitation.endorsement_id == endorsement.id
    if endorsement.address_key is not None:
        mailbox = and_(
            Invitation.statement_id == endorsement.statement_id, Invitation.address_key == endorsement.address_key
        )
        same = or_(same, mailbox)
    numbers = list(connection.scalars(select(Invitation.id).where(same)))
    connection.execute(_withheld(numbers, "erased by the signatory"))
    connection.execute(delete(Invitation).where(Invitation.id.in_(numbers)))


def _withheld(numbers: Sequence[int], trouble: str) -> Update:
    """The row stays without its content, so that a link which is known already says what became of it."""
    return (
        update(OutgoingMail)
        .where(
            OutgoingMail.link_purpose == INVITATION,
            OutgoingMail.link_subject.in_(numbers),
            OutgoingMail.sent_at.is_(None),
        )
        .values(recipient=None, content=None, given_up_at=now(), trouble=trouble)
    )


def _run(statement: Update | Delete) -> int:
    without_reloading = statement.execution_options(synchronize_session=False)
    return cast(CursorResult[Any], db.session.execute(without_reloading)).rowcount
