"""From what on signatures are suspicious, what was let through, and who has what open."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, or_, select

from petition.core.db import db, now
from petition.signing.models.screening import Attendance, Release, Threshold
from petition.signing.screening.signals import Thresholds

ATTENDING_SECONDS = 30


@dataclass(frozen=True)
class OpenBy:
    """Somebody has an endorsement open, since when."""

    coordinator_id: int
    since: datetime


def thresholds_of(statement_id: int) -> Thresholds:
    """The thresholds of a statement: its own, else what is usual."""
    return read_thresholds(db.session.get(Threshold, statement_id))


def read_thresholds(own: Threshold | None) -> Thresholds:
    """What a statement's own row says; without one, what is usual."""
    if own is None:
        return Thresholds()
    return Thresholds(
        same_domain=own.same_domain,
        same_network=own.same_network,
        alike_names=own.alike_names,
        same_mailbox=own.same_mailbox,
        times_usual=own.times_usual,
        within_hours=own.within_hours,
        fastest_seconds=own.fastest_seconds,
        disposable=own.disposable_taken_at is None,
        hold_at=own.hold_at,
        largest_share=own.largest_share,
    )


def active_release(statement_id: int, signal: str, keys: Collection[bytes], at: datetime) -> Release | None:
    """What lets a mail domain, a network or a name through at a moment."""
    if not keys:
        return None
    query = select(Release).where(
        Release.statement_id == statement_id,
        Release.signal == signal,
        Release.key.in_(keys),
        Release.undone_at.is_(None),
        or_(Release.expires_at.is_(None), Release.expires_at > at),
    )
    return db.session.scalars(query.order_by(Release.id).limit(1)).first()


def has_releases(statement_id: ColumnElement[int], at: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The condition that something is let through under a statement at a moment."""
    return exists().where(
        Release.statement_id == statement_id,
        Release.undone_at.is_(None),
        or_(Release.expires_at.is_(None), Release.expires_at > at),
    )


def released_keys(statement_id: int, keys: Collection[bytes], at: datetime) -> set[tuple[str, bytes]]:
    """Which of these keys something lets through at a moment, each with its signal; one question for all of them."""
    query = select(Release.signal, Release.key).where(
        Release.statement_id == statement_id,
        Release.key.in_(keys),
        Release.undone_at.is_(None),
        or_(Release.expires_at.is_(None), Release.expires_at > at),
    )
    return {(signal, bytes(key)) for signal, key in db.session.execute(query) if key is not None} if keys else set()


def attendances(endorsement_ids: Sequence[int], *, by_others_than: int | None = None) -> dict[int, OpenBy]:
    """Who has had each of these endorsements open for longest, among those who still have."""
    query = select(Attendance).where(
        Attendance.endorsement_id.in_(endorsement_ids),
        Attendance.seen_at > now() - timedelta(seconds=ATTENDING_SECONDS),
    )
    found: dict[int, OpenBy] = {}
    for one in db.session.scalars(query.order_by(Attendance.since, Attendance.coordinator_id)):
        found.setdefault(one.endorsement_id, OpenBy(one.coordinator_id, one.since))
    return {number: one for number, one in found.items() if one.coordinator_id != by_others_than}
