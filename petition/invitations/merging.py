"""Invitations of an organisation whose entry is merged into another one."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from petition.core.db import db
from petition.invitations.models import Invitation


def invitations_of(organisation_id: int) -> list[Invitation]:
    """The invitations that name an entry of the register, oldest first."""
    query = select(Invitation).where(Invitation.organisation_id == organisation_id)
    return list(db.session.scalars(query.order_by(Invitation.id)))


def move_invitations(from_id: int, to_id: int) -> list[int]:
    """Puts all invitations of one entry under another; gives their ids."""
    invitations = invitations_of(from_id)
    for invitation in invitations:
        invitation.organisation_id = to_id
    db.session.flush()
    return [invitation.id for invitation in invitations]


def return_invitations(numbers: Collection[int], from_id: int, to_id: int) -> None:
    """Puts these back, as far as they are still where they were moved to."""
    for invitation in invitations_of(from_id):
        if invitation.id in numbers:
            invitation.organisation_id = to_id
    db.session.flush()
