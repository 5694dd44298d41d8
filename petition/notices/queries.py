"""What waits for a coordinator, as far as the roles held reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, not_, or_, select

from petition.accounts.models import Coordinator, JointAct, RoleGrant
from petition.core.db import db, now
from petition.core.permissions import PERMISSIONS
from petition.core.reach import Scope, role_covers, rows_in_reach
from petition.mail.models import OutgoingMail
from petition.mail.queries import failed_condition
from petition.signing.models.endorsement import Endorsement, state_condition
from petition.signing.models.tally import CountCheck
from petition.signing.state import QUARANTINED, UNDECIDED
from petition.statements.models import Statement

# So long before a statement opens or closes it is told; the daily mail has to come in between.
SOON = timedelta(hours=36)
# Of each kind, so that a mail has an end.
MOST = 1000


@dataclass(frozen=True)
class OpenThing:
    """Something that waits: by what it is known (``about``), its word, in which statement, and how many there are.

    ``grows``: it is told again only once there are twice as many as were told of.
    """

    about: str
    word: str
    statement_id: int | None
    number: int = 1
    at: datetime | None = None
    grows: bool = False


def open_things(coordinator: Coordinator) -> list[OpenThing]:
    """Everything that waits for a coordinator at this moment."""
    return [
        *_waiting_organisations(coordinator),
        *_joint_acts(coordinator),
        *_quarantine_sizes(coordinator),
        *_failed_mails(coordinator),
        *_differing_counts(coordinator),
        *_coming_steps(coordinator),
    ]


def _roles_with(coordinator: Coordinator, permission: str) -> list[RoleGrant]:
    return [one for one in coordinator.role_grants if one.role in PERMISSIONS[permission].roles]


def _rows_condition(coordinator: Coordinator, model: Any, permission: str) -> ColumnElement[bool]:
    return rows_in_reach(model, _roles_with(coordinator, permission))


def _waiting_organisations(coordinator: Coordinator) -> Iterator[OpenThing]:
    query = select(Endorsement.id, Endorsement.statement_id).where(
        state_condition(UNDECIDED),
        not_(Endorsement.held_at.is_not(None)),
        _rows_condition(coordinator, Endorsement, "endorsements.decide"),
    )
    for number, statement_id in db.session.execute(query.order_by(Endorsement.id).limit(MOST)):
        yield OpenThing(f"organisation {number}", "organisations", statement_id)


def _joint_acts(coordinator: Coordinator) -> Iterator[OpenThing]:
    """What somebody else asked a second person for, and nobody has answered."""
    query = select(JointAct).where(
        JointAct.asked_by != coordinator.id,
        JointAct.agreed_at.is_(None),
        JointAct.refused_at.is_(None),
        JointAct.done_at.is_(None),
        JointAct.expires_at > now(),
        _rows_condition(coordinator, JointAct, "joint.answer"),
    )
    for one in db.session.scalars(query.order_by(JointAct.id).limit(MOST)):
        yield OpenThing(f"joint {one.id}", "joint", one.statement_id)


def _quarantine_sizes(coordinator: Coordinator) -> Iterator[OpenThing]:
    query = select(Endorsement.statement_id, func.count()).where(
        state_condition(QUARANTINED), _rows_condition(coordinator, Endorsement, "endorsements.decide")
    )
    for statement_id, number in db.session.execute(query.group_by(Endorsement.statement_id)):
        yield OpenThing(f"quarantine {statement_id}", "quarantine", statement_id, number, grows=True)


def _failed_mails(coordinator: Coordinator) -> Iterator[OpenThing]:
    """Mails that were given up lately; numbers of the whole site are for roles of the whole site."""
    held = _roles_with(coordinator, "mail.read")
    if not any(role_covers(one, Scope(None)) for one in held):
        return
    query = select(func.count()).select_from(OutgoingMail).where(failed_condition(now()))
    if number := db.session.scalar(query):
        yield OpenThing("mails", "mails", None, number, grows=True)


def _differing_counts(coordinator: Coordinator) -> Iterator[OpenThing]:
    """Statements whose counts were not what the signatures say; for who reads of jobs everywhere."""
    held = _roles_with(coordinator, "jobs.read")
    if not any(role_covers(one, Scope(None)) for one in held):
        return
    query = select(CountCheck.statement_id).where(CountCheck.difference.is_not(None))
    for statement_id in db.session.scalars(query.order_by(CountCheck.statement_id)):
        yield OpenThing(f"counts {statement_id}", "counts", statement_id)


def _coming_steps(coordinator: Coordinator) -> Iterator[OpenThing]:
    """Statements that open or close by themselves before long."""
    at = now()
    until = at + SOON
    held = _roles_with(coordinator, "statements.read")
    query = select(Statement).where(
        Statement.delivered_at.is_(None),
        Statement.closed_at.is_(None),
        or_(Statement.opens_at.between(at, until), Statement.closes_at.between(at, until)),
    )
    for one in db.session.scalars(query.order_by(Statement.id)):
        if not any(role_covers(role, Scope(one.id)) for role in held):
            continue
        if one.opened_at is None and one.opens_at is not None and at < one.opens_at <= until:
            yield OpenThing(f"opening {one.id} {one.opens_at:%Y-%m-%dT%H:%M}", "opening", one.id, at=one.opens_at)
        if one.closes_at is not None and at < one.closes_at <= until:
            yield OpenThing(f"closing {one.id} {one.closes_at:%Y-%m-%dT%H:%M}", "closing", one.id, at=one.closes_at)
