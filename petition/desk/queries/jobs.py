"""What runs by itself, for the desk; and whether anybody is there to run it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from petition.core import access, switches
from petition.core.db import db, now
from petition.core.job_runs import AWAY, last_seen
from petition.core.received_forms import ReceivedForm
from petition.mail.models import OutgoingMail
from petition.mail.queries import is_due
from petition.signing.models.tally import CountCheck
from petition.statements.models import Statement


@dataclass(frozen=True)
class Presence:
    """When a worker was seen last, and whether that is too long ago."""

    seen_at: datetime | None
    is_away: bool


@dataclass(frozen=True)
class CountAlarm:
    """A statement, by its address, whose counts differ from the signatures, and since when that is known."""

    slug: str
    since: datetime


def presence() -> Presence:
    """Whether a worker is there; on a site that can only be read none says so, and none is missed."""
    seen, at = last_seen(), now()
    return Presence(seen, (seen is None or seen < at - AWAY) and switches.active_switch("read-only") is None)


def is_missed(*, sends: bool) -> bool:
    """Whether no worker is there while forms wait, or mails where they are sent, for as long."""
    if not presence().is_away:
        return False
    before = now() - AWAY
    forms = select(ReceivedForm.id).where(ReceivedForm.due_at < before)
    mails = select(OutgoingMail.id).where(is_due(now()), OutgoingMail.due_at < before)
    waiting = [forms, mails] if sends else [forms]
    return any(db.session.scalar(select(query.exists())) for query in waiting)


def count_alarms() -> list[CountAlarm]:
    """The statements whose counts were not what the signatures say when they were compared last; for who reads of
    jobs.
    """
    if not access.has_permission("jobs.read"):
        return []
    query = select(Statement.slug, CountCheck.differs_since).join(CountCheck, CountCheck.statement_id == Statement.id)
    rows = db.session.execute(query.where(CountCheck.differs_since.is_not(None)).order_by(Statement.slug))
    return [CountAlarm(slug, since) for slug, since in rows if since is not None]
