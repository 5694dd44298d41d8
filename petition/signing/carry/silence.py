"""When silence carries a signature over to a changed text, and who has answered that theirs stays.

Silence is counted for each signatory from the day on which the mail about the change left: who was told
late has as long to answer as all others, and who was not told says nothing by not answering.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from petition.core import zones
from petition.core.db import db
from petition.mail.models import OutgoingMail
from petition.signing import links
from petition.signing.models.carry_over import Announcement, CarryOver
from petition.signing.models.endorsement import Endorsement
from petition.statements.models import Edition, Statement

LAST_MINUTE = time(23, 59)


def silence_deadline(statement: Statement, told_at: datetime) -> datetime | None:
    """When silence counts for somebody told at a moment: the last minute of a day where the coalition is.

    None where the statement's rule lets every signature stay.
    """
    if statement.silence_days is None:
        return None
    day = zones.wall_time_of(told_at, statement.zone).date() + timedelta(days=statement.silence_days)
    return _moment_on_wall_clock(datetime.combine(day, LAST_MINUTE), statement.zone)


def told_before_moment(statement: Statement, at: datetime) -> datetime:
    """The moment before which somebody has to have been told for their silence to count by now."""
    clocks = zones.wall_time_of(at, statement.zone)
    day = clocks.date() - timedelta(days=statement.silence_days or 0)
    first = day + timedelta(days=1) if clocks.time() >= LAST_MINUTE else day
    return _moment_on_wall_clock(datetime.combine(first, time()), statement.zone)


def current_announcement(statement: Statement) -> Announcement | None:
    """The announcement that goes on; a later one ends those before it."""
    query = select(Announcement).join(Edition, Edition.id == Announcement.edition_id)
    return db.session.scalar(query.where(Edition.statement_id == statement.id, Announcement.ended_at.is_(None)))


def silence_end_for(announcement: Announcement, endorsement: Endorsement) -> datetime | None:
    """When silence carries this signature over; None where it never does."""
    if announcement.silence_ends_at is None:
        return None
    mail = func.coalesce(OutgoingMail.sent_at, OutgoingMail.created_at)
    told_at = db.session.scalar(select(func.min(mail)).where(*_mail_conditions(announcement, endorsement.id)))
    end = silence_deadline(endorsement.statement, told_at or announcement.begun_at)
    return max(announcement.silence_ends_at, end or announcement.silence_ends_at)


def recorded_answer(announcement: Announcement, endorsement: Endorsement) -> CarryOver | None:
    """What the signatory answered to an announcement, if it was that the signature stays where it is."""
    given = select(CarryOver).where(CarryOver.endorsement_id == endorsement.id, *_stays_conditions(announcement))
    return db.session.scalars(given.order_by(CarryOver.id.desc()).limit(1)).first()


def was_told_condition(announcement: Announcement) -> ColumnElement[bool]:
    """Whether a mail about this announcement was ever made for an endorsement."""
    return exists().where(*_mail_conditions(announcement, Endorsement.id))


def is_silent_condition(announcement: Announcement, at: datetime) -> ColumnElement[bool]:
    """Whether an endorsement's signatory was told long enough ago and has not answered."""
    before = told_before_moment(announcement.edition.statement, at)
    told = exists().where(*_mail_conditions(announcement, Endorsement.id), OutgoingMail.sent_at < before)
    return and_(told, ~_answered_condition(announcement))


def may_answer_condition(announcement: Announcement, at: datetime) -> ColumnElement[bool]:
    """Whether an endorsement's signatory has still to be told, was told lately, or may still confirm the old words."""
    before = told_before_moment(announcement.edition.statement, at)
    arrives = exists().where(
        *_mail_conditions(announcement, Endorsement.id),
        OutgoingMail.given_up_at.is_(None),
        or_(OutgoingMail.sent_at.is_(None), OutgoingMail.sent_at >= before),
    )
    untold = and_(Endorsement.address.is_not(None), ~was_told_condition(announcement))
    return or_(Endorsement.confirmed_at.is_(None), and_(or_(arrives, untold), ~_answered_condition(announcement)))


def _answered_condition(announcement: Announcement) -> ColumnElement[bool]:
    return exists().where(CarryOver.endorsement_id == Endorsement.id, *_stays_conditions(announcement))


def _stays_conditions(announcement: Announcement) -> list[ColumnElement[bool]]:
    return [CarryOver.from_edition_id == CarryOver.to_edition_id, CarryOver.carried_at >= announcement.begun_at]


def _mail_conditions(
    announcement: Announcement, subject: int | InstrumentedAttribute[int]
) -> list[ColumnElement[bool]]:
    return [
        OutgoingMail.link_subject == subject,
        OutgoingMail.link_purpose == links.CARRY,
        OutgoingMail.created_at >= announcement.begun_at,
    ]


def _moment_on_wall_clock(wall: datetime, zone: str) -> datetime:
    try:
        return zones.moment_of_wall_time(wall, zone).moment
    except zones.SkippedTime as gap:
        return gap.later
