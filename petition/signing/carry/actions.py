"""Carrying a signature over to a newer edition: by who gave it, by silence, or on an organisation's word."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, insert, select, update

from petition.core import audit
from petition.core.db import db, now
from petition.signing.carry import silence
from petition.signing.carry.announcements import earlier_edition_conditions, earlier_edition_key_condition
from petition.signing.keys import move_to_edition
from petition.signing.models.carry_over import Announcement, CarryOver
from petition.signing.models.endorsement import Endorsement, state_condition
from petition.signing.state import WAITING, WITHDRAWN
from petition.signing.verdicts import DecisionError
from petition.statements.models import Edition

AT_ONCE = 500


def carry_over(
    endorsement: Endorsement, edition: Edition, how: str, by: int | None = None, note: str | None = None
) -> CarryOver | None:
    """Puts an endorsement under a newer edition; None where it stands there already, was taken back or delivered.

    Neither how it appears nor what was decided or counted changes; reservations stay. A coordinator (``by``)
    does it on the organisation's word, with a ``note`` for the audit log.
    """
    if not _can_be_carried(endorsement, edition):
        return None
    carried = _record_carry_over(endorsement, edition, how)
    endorsement.edition = edition
    db.session.flush()
    move_to_edition([endorsement.id], edition.id)
    if by is not None:
        audit.append_entry("endorsement.carry", f"endorsement {endorsement.id}", by=f"coordinator {by}", note=note)
    return carried


def record_refusal(endorsement: Endorsement, edition: Edition) -> CarryOver | None:
    """Records the signatory's answer to a newer edition: the signature stays where it is, and silence leaves it there.

    Said again, it is the answer given already. None where there is nothing to answer. It can still be carried
    over later.
    """
    announcement = silence.current_announcement(edition.statement)
    if announcement is None or not _can_be_carried(endorsement, edition):
        return None
    given = silence.recorded_answer(announcement, endorsement)
    return given or _record_carry_over(endorsement, endorsement.edition, "signatory")


def undo_carry_over(carried: CarryOver, *, by: int) -> None:
    """Takes back what a coordinator carried over: the endorsement stands under the edition it was under.

    Raises DecisionError where it has been carried on since, where no coordinator had done it, or once it was delivered.
    """
    endorsement = db.session.get_one(Endorsement, carried.endorsement_id)
    moved = carried.from_edition_id != carried.to_edition_id
    if carried.how != "coordinator" or not moved or endorsement.edition_id != carried.to_edition_id:
        raise DecisionError("changed")
    if endorsement.statement.is_delivered:
        raise DecisionError("delivered")
    endorsement.edition = db.session.get_one(Edition, carried.from_edition_id)
    # The record goes last: until the endorsement is back, the database keeps it.
    db.session.flush()
    move_to_edition([endorsement.id], carried.from_edition_id)
    db.session.delete(carried)
    db.session.flush()
    audit.append_entry("endorsement.undo-carry", f"endorsement {endorsement.id}", by=f"coordinator {by}")


def carry_over_silent(most: int = AT_ONCE) -> int:
    """Carries over the next of those who were told, said nothing, and whose time is up; gives their number.

    Only where the statement's rule said so beforehand. What was delivered stays as it was.
    """
    at = now()
    due = select(Announcement).where(Announcement.silence_ends_at <= at, Announcement.ended_at.is_(None))
    held = db.session.scalars(due.order_by(Announcement.edition_id).with_for_update(skip_locked=True)).all()
    return sum(_carry_next_silent(announcement, at, most) for announcement in held)


def _can_be_carried(endorsement: Endorsement, edition: Edition) -> bool:
    if edition.statement_id != endorsement.statement_id or edition.number <= endorsement.edition.number:
        return False
    is_given = endorsement.state not in (WAITING, WITHDRAWN)
    return is_given and not edition.statement.is_delivered


def _record_carry_over(endorsement: Endorsement, edition: Edition, how: str) -> CarryOver:
    carried = CarryOver(
        endorsement_id=endorsement.id,
        from_edition_id=endorsement.edition_id,
        to_edition_id=edition.id,
        how=how,
        carried_at=now(),
    )
    db.session.add(carried)
    db.session.flush()
    return carried


def _carry_next_silent(announcement: Announcement, at: datetime, most: int) -> int:
    edition = announcement.edition
    if edition.statement.is_delivered or announcement.silence_ends_at is None:
        announcement.ended_at = at
        return 0
    waiting = select(Endorsement.id, Endorsement.edition_id).where(
        *earlier_edition_conditions(edition),
        earlier_edition_key_condition(edition),
        silence.is_silent_condition(announcement, at),
    )
    found = db.session.execute(waiting.order_by(Endorsement.id).limit(most).with_for_update(of=Endorsement)).all()
    if found:
        carried = {"to_edition_id": edition.id, "how": "silence", "carried_at": now()}
        rows = [{"endorsement_id": one.id, "from_edition_id": one.edition_id, **carried} for one in found]
        db.session.execute(insert(CarryOver), rows)
        moved = update(Endorsement).where(Endorsement.id.in_([one.id for one in found]))
        db.session.execute(moved.values(edition_id=edition.id))
        move_to_edition([one.id for one in found], edition.id)
    if len(found) < most and announcement.told_at is not None and not _has_pending_answers(announcement, at):
        announcement.ended_at = at
        audit.append_entry("statement.end-silence", f"statement {edition.statement.slug}", by="schedule")
    return len(found)


def _has_pending_answers(announcement: Announcement, at: datetime) -> bool:
    """Whether anybody under the old words may still answer."""
    edition = announcement.edition
    older = select(Edition.id).where(Edition.statement_id == edition.statement_id, Edition.number < edition.number)
    mine = Endorsement.statement_id == edition.statement_id, Endorsement.edition_id.in_(older)
    # Asked apart, so that each goes along its own index.
    may_confirm = exists().where(*mine, state_condition(WAITING))
    may_answer = exists().where(
        *earlier_edition_conditions(edition),
        earlier_edition_key_condition(edition),
        silence.may_answer_condition(announcement, at),
    )
    return any(db.session.scalar(select(query)) for query in (may_confirm, may_answer))
