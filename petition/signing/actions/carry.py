"""Carrying a signature over to a newer edition: by who gave it, by silence, or on an organisation's word."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, insert, select, update

from petition.core import audit
from petition.core.db import db, now
from petition.signing import silence
from petition.signing.actions.announce import left_behind
from petition.signing.actions.verdict import CannotDecide
from petition.signing.models import Announcement, CarryOver, Endorsement, in_state
from petition.signing.state import STANDING, WAITING, WITHDRAWN
from petition.statements.models import Edition

AT_ONCE = 500


def carry(
    endorsement: Endorsement, edition: Edition, how: str, by: int | None = None, note: str | None = None
) -> CarryOver | None:
    """Puts an endorsement under a newer edition; None where it stands there already, was taken back or delivered.

    Neither how it appears nor what was decided or counted changes; reservations stay. A coordinator (``by``)
    does it on the organisation's word, with a ``note`` for the audit log.
    """
    if not _may_carry(endorsement, edition):
        return None
    carried = _note(endorsement, edition, how)
    endorsement.edition = edition
    db.session.flush()
    if by is not None:
        audit.append("endorsement.carry", f"endorsement {endorsement.id}", by=f"coordinator {by}", note=note)
    return carried


def stay(endorsement: Endorsement, edition: Edition) -> CarryOver | None:
    """Records the signatory's answer to a newer edition: the signature stays where it is, and silence leaves it there.

    Said again, it is the answer given already. None where there is nothing to answer. It can still be carried
    over later.
    """
    announcement = silence.going_on(edition.statement)
    if announcement is None or not _may_carry(endorsement, edition):
        return None
    given = silence.answer(announcement, endorsement)
    return given or _note(endorsement, endorsement.edition, "signatory")


def carry_back(carried: CarryOver, *, by: int) -> None:
    """Takes back what a coordinator carried over: the endorsement stands under the edition it was under.

    Raises CannotDecide where it has been carried on since, or where no coordinator had done it.
    """
    endorsement = db.session.get_one(Endorsement, carried.endorsement_id)
    moved = carried.from_edition_id != carried.to_edition_id
    if carried.how != "coordinator" or not moved or endorsement.edition_id != carried.to_edition_id:
        raise CannotDecide("changed")
    endorsement.edition = db.session.get_one(Edition, carried.from_edition_id)
    # The record goes last: until the endorsement is back, the database keeps it.
    db.session.flush()
    db.session.delete(carried)
    db.session.flush()
    audit.append("endorsement.undo-carry", f"endorsement {endorsement.id}", by=f"coordinator {by}")


def end_silence(most: int = AT_ONCE) -> int:
    """Carries over the next of those who were told, said nothing, and whose time is up; gives their number.

    Only where the statement's rule said so beforehand. What was delivered stays as it was.
    """
    at = now()
    due = select(Announcement).where(Announcement.silence_ends_at <= at, Announcement.ended_at.is_(None))
    held = db.session.scalars(due.order_by(Announcement.edition_id).with_for_update(skip_locked=True)).all()
    return sum(_end(announcement, at, most) for announcement in held)


def _may_carry(endorsement: Endorsement, edition: Edition) -> bool:
    if edition.statement_id != endorsement.statement_id or edition.number <= endorsement.edition.number:
        return False
    is_given = endorsement.state not in (WAITING, WITHDRAWN)
    return is_given and not edition.statement.is_delivered


def _note(endorsement: Endorsement, edition: Edition, how: str) -> CarryOver:
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


def _end(announcement: Announcement, at: datetime, most: int) -> int:
    edition = announcement.edition
    if edition.statement.is_delivered or announcement.silence_ends_at is None:
        announcement.ended_at = at
        return 0
    waiting = select(Endorsement.id, Endorsement.edition_id).where(
        *left_behind(edition), silence.is_silent(announcement, at)
    )
    found = db.session.execute(waiting.order_by(Endorsement.id).limit(most).with_for_update(of=Endorsement)).all()
    if found:
        carried = {"to_edition_id": edition.id, "how": "silence", "carried_at": now()}
        rows = [{"endorsement_id": one.id, "from_edition_id": one.edition_id, **carried} for one in found]
        db.session.execute(insert(CarryOver), rows)
        moved = update(Endorsement).where(Endorsement.id.in_([one.id for one in found]))
        db.session.execute(moved.values(edition_id=edition.id))
    if len(found) < most and announcement.told_at is not None and not _awaited(announcement, at):
        announcement.ended_at = at
        audit.append("statement.end-silence", f"statement {edition.statement.slug}", by="schedule")
    return len(found)


def _awaited(announcement: Announcement, at: datetime) -> bool:
    """Whether anybody under the old words may still answer."""
    edition = announcement.edition
    older = select(Edition.id).where(Edition.statement_id == edition.statement_id, Edition.number < edition.number)
    query = exists().where(
        Endorsement.edition_id.in_(older),
        in_state(WAITING, *STANDING),
        silence.may_yet_answer(announcement, at),
    )
    return bool(db.session.scalar(select(query)))
