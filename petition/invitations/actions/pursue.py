"""What coordinators do about an invitation: mail it again, extend it, correct its address, mail themselves a sample."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from petition.core import addresses
from petition.core.db import db, now
from petition.invitations import letters, queries
from petition.invitations.actions.invite import (
    BULK,
    InvitationError,
    invitation_poster,
    invite_organisation,
    lock_invitations,
    record_act,
)
from petition.invitations.actions.retention import cancel_mails
from petition.invitations.links import INVITATION
from petition.invitations.models import Invitation
from petition.invitations.wording import Wording
from petition.mail import actions as mail
from petition.mail.models import OutgoingMail
from petition.statements.models import Statement
from petition.statements.queries import public_statements

# Between two mails about one invitation that somebody sends by hand.
PAUSE = timedelta(hours=1)
EXTENSION = timedelta(days=30)


def resend_invitation(invitation: Invitation, *, by: int, wording: Wording | None = None) -> None:
    """Mails an invitation again, with a fresh link; raises InvitationError.

    Words: ``answered``, ``declined``, ``ended``, ``over``, ``just_sent`` within an hour of another mail about it.
    """
    _check_unanswered(invitation)
    if not invitation.is_live:
        raise InvitationError("ended")
    lock_invitations(invitation.statement)
    newest = select(OutgoingMail.created_at).where(
        OutgoingMail.link_purpose == INVITATION, OutgoingMail.link_subject == invitation.id
    )
    last = db.session.scalar(newest.order_by(OutgoingMail.id.desc()).limit(1))
    if last is not None and last > now() - PAUSE:
        raise InvitationError("just_sent")
    if wording is not None:
        invitation.wording = wording.to_json()
    invitation.told_edition = public_statements.current_edition(invitation.statement).number
    invitation_poster(invitation.statement, priority=BULK)("invitation", invitation)
    record_act("resend", invitation, by)


def extend_invitation(invitation: Invitation, *, by: int) -> datetime:
    """Lets the links of an invitation work for 30 days more, never past the day of destruction; gives until when.

    Raises InvitationError ``answered``, ``declined``, ``ended`` where it was taken back, ``over``, ``longest``.
    """
    _check_unanswered(invitation)
    if invitation.revoked_at is not None:
        raise InvitationError("ended")
    lock_invitations(invitation.statement)
    statement = invitation.statement
    days = [day for day in (statement.destroy_on, statement.forget_representatives_on) if day]
    last = datetime.combine(min(days), time(), tzinfo=now().tzinfo)
    until = min(max(invitation.expires_at, now()) + EXTENSION, last)
    if until <= invitation.expires_at:
        raise InvitationError("longest")
    invitation.expires_at = until
    record_act("extend", invitation, by)
    return until


def correct_address(invitation: Invitation, address: str, *, by: int) -> Invitation:
    """Invites at another mailbox in place of this one, whose links open nothing any more; gives the new invitation.

    Raises InvitationError ``answered``, ``declined``, ``same_address``, ``invited`` where that mailbox is invited or
    has signed.
    """
    _check_unanswered(invitation)
    if addresses.canonical_address(address) == addresses.canonical_address(invitation.address or ""):
        raise InvitationError("same_address")
    made = invite_organisation(
        invitation.statement,
        invitation.details or {},
        address,
        invitation.language,
        by=by,
        wording=Wording.from_json(invitation.wording),
    )
    at = now()
    invitation.revoked_at, invitation.replaced_at = invitation.revoked_at or at, at
    cancel_mails([invitation.id], trouble="sent to another mailbox instead")
    record_act("correct", invitation, by)
    return made


def mail_sample(
    statement: Statement, details: Mapping[str, Any] | None, language: str, wording: Wording, *, to: str
) -> None:
    """Mails a coordinator what whoever is invited will get; its link leads nowhere, and it says so."""
    content = letters.sample_content(statement, details, language, wording)
    edition = public_statements.current_edition(statement)
    mail.post_mail("invitation", to=to, language=language, content={**content, "sample": "yes"}, edition_id=edition.id)


def _check_unanswered(invitation: Invitation) -> None:
    if queries.endorsement_of(invitation) is not None or invitation.address is None:
        raise InvitationError("answered")
    if invitation.declined_at is not None:
        # It was told that no further mail follows.
        raise InvitationError("declined")
