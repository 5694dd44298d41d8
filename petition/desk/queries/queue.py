"""What coordinators need on one screen to decide."""

from __future__ import annotations

from sqlalchemy import select

from petition.core.db import db
from petition.mail.models import OutgoingMail
from petition.signing.models import Decision, Endorsement

PAGE = 25


def _standing(endorsement: Endorsement, verdict: str) -> Decision | None:
    """The decision of a kind that holds for an endorsement."""
    query = select(Decision).where(
        Decision.endorsement_id == endorsement.id, Decision.verdict == verdict, Decision.undone_at.is_(None)
    )
    return db.session.scalars(query.order_by(Decision.id.desc())).first()


def mail_in_trouble(limit: int = 100) -> tuple[list[OutgoingMail], list[OutgoingMail]]:
    """Mails still to be sent, and mails given up; the newest of each."""
    unsent = select(OutgoingMail).where(OutgoingMail.sent_at.is_(None)).order_by(OutgoingMail.id.desc()).limit(limit)
    waiting = db.session.scalars(unsent.where(OutgoingMail.given_up_at.is_(None)))
    given_up = db.session.scalars(unsent.where(OutgoingMail.given_up_at.is_not(None)))
    return list(waiting), list(given_up)
