"""The two links that signatories get by mail, and what they may find behind them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from petition.core.db import now
from petition.mail.links import Link

CONFIRM, MINE = "confirm", "mine"
CONFIRM_DAYS = 7
MINE_DAYS = 365


def confirm(endorsement_id: int) -> Link:
    """The link that confirms an endorsement."""
    return Link(CONFIRM, endorsement_id, "/confirm/", now() + timedelta(days=CONFIRM_DAYS))


def mine(endorsement_id: int, destroy_on: date) -> Link:
    """The link to the signatory's own endorsement; it works for a year, never past the destruction."""
    end = datetime.combine(destroy_on, time(), tzinfo=now().tzinfo)
    return Link(MINE, endorsement_id, "/mine/", min(now() + timedelta(days=MINE_DAYS), end))
