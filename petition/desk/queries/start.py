"""What a coordinator should know first: what waits and for how long, what runs, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, or_, select

from petition.accounts.models import Coordinator, JointAct
from petition.core import access
from petition.core.db import db, now
from petition.desk import scope
from petition.desk.queries import statements as statement_queries
from petition.desk.queries.queue_filter import QueueFilter
from petition.desk.queries.statements import StepRow
from petition.invitations.models import Invitation
from petition.mail.models import OutgoingMail
from petition.removals.models import Removal
from petition.signing.models.endorsement import Decision, Endorsement, state_condition
from petition.signing.models.evidence import ChangeRequest
from petition.signing.own.changes import pending_changes_query
from petition.signing.state import QUARANTINED, UNDECIDED, WITHDRAWN
from petition.statements.models import Statement

COUNTED_AT_MOST = 1000
NEXT = 6  # steps that are told
STATEMENTS = 50  # whose steps are looked at, the newest
LATELY = timedelta(days=7)
# A mail that has been due for so long is late.
LATE = timedelta(minutes=15)


@dataclass(frozen=True)
class PendingWork:
    """What awaits somebody: a word for it, how many, up to 1,000 and one for all beyond, and the time of the oldest."""

    word: str
    number: int
    since: datetime | None


@dataclass(frozen=True)
class UpcomingStep:
    """A step that will come, and in which statement."""

    statement: Statement
    step: StepRow


@dataclass(frozen=True)
class FirstStep:
    """Something to do in the beginning, and whether it has been done."""

    word: str
    is_done: bool


def pending_work() -> list[PendingWork]:
    """What awaits a decision of whoever asks; what there is none of is left out."""
    found = [
        _pending_row("organisations", "endorsements.read", _organisations_query()),
        _pending_row("changes", "endorsements.read", _changes_query()),
        _pending_row("quarantine", "endorsements.read", _quarantine_query()),
        _pending_row("joint", "joint.read", _joint_acts_query()),
    ]
    return [one for one in found if one.number]


def unanswered_invitations() -> PendingWork:
    """The invitations of organisations that have not been answered yet."""
    query = select(Invitation.invited_at).where(
        scope.rows_condition(Invitation, "invitations.read"),
        Invitation.endorsement_id.is_(None),
        Invitation.declined_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > now(),
    )
    return _pending_row("invitations", "invitations.read", query.order_by(Invitation.id))


def running_removals() -> list[Removal]:
    """The removal rules of which something is still to be removed or restored."""
    if not access.has_permission("removals.read"):
        return []
    removing = and_(Removal.begun_at.is_not(None), Removal.ended_at.is_(None), Removal.stopped_at.is_(None))
    restoring = and_(Removal.undone_at.is_not(None), Removal.restored_at.is_(None))
    query = select(Removal).where(
        scope.rows_condition(Removal, "removals.read"), or_(and_(removing, Removal.undone_at.is_(None)), restoring)
    )
    return list(db.session.scalars(query.order_by(Removal.id)))


def failed_mails(*, sends: bool) -> list[PendingWork]:
    """Mails that were given up in the last days, and where mails are sent at all, such as should have gone long ago."""
    at = now()
    failed = select(OutgoingMail.given_up_at).where(
        OutgoingMail.given_up_at > at - LATELY, OutgoingMail.trouble.is_not(None), OutgoingMail.attempts > 0
    )
    late = select(OutgoingMail.due_at).where(
        OutgoingMail.sent_at.is_(None), OutgoingMail.given_up_at.is_(None), OutgoingMail.due_at < at - LATE
    )
    found = [_pending_row("failed", "mail.read", failed.order_by(OutgoingMail.given_up_at))]
    if sends:
        found.append(_pending_row("late", "mail.read", late.order_by(OutgoingMail.priority, OutgoingMail.due_at)))
    return [one for one in found if one.number]


def upcoming_steps() -> list[UpcomingStep]:
    """What happens next with the statements, the next first."""
    if not access.has_permission("statements.read"):
        return []
    query = select(Statement).where(scope.statements_condition("statements.read")).order_by(Statement.id.desc())
    found = [
        UpcomingStep(statement, step)
        for statement in db.session.scalars(query.limit(STATEMENTS))
        for step in statement_queries.next_steps(statement)
    ]
    return sorted(found, key=lambda one: (one.step.at, one.statement.id))[:NEXT]


def reachable_statements(permission: str) -> list[int]:
    """The statements in which whoever asks has a permission, by id."""
    return list(
        db.session.scalars(select(Statement.id).where(scope.statements_condition(permission)).order_by(Statement.id))
    )


def wholly_reachable_statements(permission: str) -> list[int]:
    """Those of them in which that is about every signatory, and so about numbers of all of them."""
    whole = scope.whole_statements_condition(permission)
    return list(db.session.scalars(select(Statement.id).where(whole).order_by(Statement.id)))


def first_steps() -> list[FirstStep]:
    """What there is to do before anybody can sign, and right after."""
    here = scope.statements_condition("endorsements.read")
    mine = Statement.id.in_(reachable_statements("endorsements.read"))
    decided = select(Decision.id).join(Endorsement, Endorsement.id == Decision.endorsement_id)
    others = select(Coordinator.id).where(Coordinator.ended_at.is_(None), Coordinator.password.is_not(None))
    return [
        FirstStep("write", _exists(select(Statement.id).where(here))),
        FirstStep("open", _exists(select(Statement.id).where(mine, Statement.opened_at.is_not(None)))),
        FirstStep("ask in", len(db.session.execute(others.limit(2)).all()) > 1),
        FirstStep(
            "invite", _exists(select(Invitation.id).where(scope.rows_condition(Invitation, "endorsements.read")))
        ),
        FirstStep("decide", _exists(decided.where(scope.endorsements_condition()))),
    ]


def _organisations_query() -> Select[Any]:
    mine = scope.endorsements_condition("endorsements.read")
    query = select(Endorsement.confirmed_at).where(
        state_condition(UNDECIDED), *QueueFilter("waiting").conditions(), mine
    )
    return query.order_by(Endorsement.confirmed_at, Endorsement.id)


def _changes_query() -> Select[Any]:
    query = pending_changes_query().join(Endorsement, Endorsement.id == ChangeRequest.endorsement_id)
    query = query.where(Endorsement.state != WITHDRAWN, scope.endorsements_condition("endorsements.read"))
    return query.with_only_columns(ChangeRequest.asked_at)


def _quarantine_query() -> Select[Any]:
    query = select(Endorsement.confirmed_at).where(
        Endorsement.statement_id.in_(reachable_statements("endorsements.read")),
        state_condition(QUARANTINED),
        scope.endorsements_condition("endorsements.read"),
    )
    return query.order_by(Endorsement.confirmed_at)


def _joint_acts_query() -> Select[Any]:
    is_open = (JointAct.done_at.is_(None), JointAct.refused_at.is_(None), JointAct.expires_at > now())
    return select(JointAct.asked_at).where(scope.rows_condition(JointAct, "joint.read"), *is_open).order_by(JointAct.id)


def _pending_row(word: str, permission: str, query: Select[Any]) -> PendingWork:
    if not access.has_permission(permission):
        return PendingWork(word, 0, None)
    moments: Sequence[datetime] = db.session.scalars(query.limit(COUNTED_AT_MOST + 1)).all()
    return PendingWork(word, len(moments), min(moments, default=None))


def _exists(query: Select[Any]) -> bool:
    return db.session.scalar(query.limit(1)) is not None
