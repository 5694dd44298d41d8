"""The links that signatories get by mail, and until when they work."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from petition.core.db import now
from petition.mail.links import Link

CONFIRM, MINE, CARRY, SECOND = "confirm", "mine", "carry", "second"
# Those that name an endorsement; a link for a second person names its evidence.
OF_ENDORSEMENT = (CONFIRM, MINE, CARRY)
CONFIRM_DAYS = 7
SECOND_DAYS = 14
MINE_DAYS = 365


def confirm(endorsement_id: int) -> Link:
    """The link that confirms an endorsement."""
    return Link(CONFIRM, endorsement_id, "/confirm/", now() + timedelta(days=CONFIRM_DAYS))


def mine(endorsement_id: int, destroy_on: date) -> Link:
    """The link to the signatory's own endorsement; it works for a year, never past the destruction."""
    end = datetime.combine(destroy_on, time(), tzinfo=now().tzinfo)
    return Link(MINE, endorsement_id, "/mine/", min(now() + timedelta(days=MINE_DAYS), end))


def carry(endorsement_id: int, destroy_on: date) -> Link:
    """The link that shows what an edition changed, and carries the signature over."""
    return Link(CARRY, endorsement_id, "/carry/", mine(endorsement_id, destroy_on).expires_at)


def second(evidence_id: int) -> Link:
    """The link by which a second person of the organisation confirms."""
    return Link(SECOND, evidence_id, "/second/", now() + timedelta(days=SECOND_DAYS))
