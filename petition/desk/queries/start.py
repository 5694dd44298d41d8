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
from petition.desk.queries import statements as lives
from petition.desk.queries.sought import Sought
from petition.desk.queries.statements import Step
from petition.invitations.models import Invitation
from petition.mail.models import OutgoingMail
from petition.removals.models import Removal
from petition.signing.actions.change import pending
from petition.signing.models import ChangeRequest, Decision, Endorsement, in_state
from petition.signing.state import QUARANTINED, UNDECIDED, WITHDRAWN
from petition.statements.models import Statement

COUNTED_AT_MOST = 1000
NEXT = 6  # steps that are told
STATEMENTS = 50  # whose steps are looked at, the newest
LATELY = timedelta(days=7)
# A mail that has been due for so long is late.
LATE = timedelta(minutes=15)


@dataclass(frozen=True)
class Awaiting:
    """What awaits somebody: a word for it, how many, up to 1,000 and one for all beyond, and the time of the oldest."""

    word: str
    number: int
    since: datetime | None


@dataclass(frozen=True)
class Coming:
    """A step that will come, and in which statement."""

    statement: Statement
    step: Step


@dataclass(frozen=True)
class FirstStep:
    """Something to do in the beginning, and whether it has been done."""

    word: str
    is_done: bool


def awaiting() -> list[Awaiting]:
    """What awaits a decision of whoever asks; what there is none of is left out."""
    found = [
        _awaiting("organisations", "endorsements.read", _organisations()),
        _awaiting("changes", "endorsements.read", _changes()),
        _awaiting("quarantine", "endorsements.read", _quarantine()),
        _awaiting("joint", "joint.read", _joint()),
    ]
    return [one for one in found if one.number]


def unanswered() -> Awaiting:
    """The invitations of organisations that have not been answered yet."""
    query = select(Invitation.invited_at).where(
        scope.rows(Invitation, "invitations.read"),
        Invitation.endorsement_id.is_(None),
        Invitation.declined_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > now(),
    )
    return _awaiting("invitations", "invitations.read", query.order_by(Invitation.id))


def running() -> list[Removal]:
    """The removal rules of which something is still to be removed or restored."""
    if not access.may_do("removals.read"):
        return []
    removing = and_(Removal.begun_at.is_not(None), Removal.ended_at.is_(None), Removal.stopped_at.is_(None))
    restoring = and_(Removal.undone_at.is_not(None), Removal.restored_at.is_(None))
    query = select(Removal).where(
        scope.rows(Removal, "removals.read"), or_(and_(removing, Removal.undone_at.is_(None)), restoring)
    )
    return list(db.session.scalars(query.order_by(Removal.id)))


def failed_mails(*, sends: bool) -> list[Awaiting]:
    """Mails that were given up in the last days, and where mails are sent at all, such as should have gone long ago."""
    at = now()
    failed = select(OutgoingMail.given_up_at).where(
        OutgoingMail.given_up_at > at - LATELY, OutgoingMail.trouble.is_not(None), OutgoingMail.attempts > 0
    )
    late = select(OutgoingMail.due_at).where(
        OutgoingMail.sent_at.is_(None), OutgoingMail.given_up_at.is_(None), OutgoingMail.due_at < at - LATE
    )
    found = [_awaiting("failed", "mail.read", failed.order_by(OutgoingMail.given_up_at))]
    if sends:
        found.append(_awaiting("late", "mail.read", late.order_by(OutgoingMail.priority, OutgoingMail.due_at)))
    return [one for one in found if one.number]


def coming() -> list[Coming]:
    """What happens next with the statements, the next first."""
    if not access.may_do("statements.read"):
        return []
    query = select(Statement).where(scope.statements("statements.read")).order_by(Statement.id.desc())
    found = [
        Coming(statement, step)
        for statement in db.session.scalars(query.limit(STATEMENTS))
        for step in lives.steps(statement)
    ]
    return sorted(found, key=lambda one: (one.step.at, one.statement.id))[:NEXT]


def reached(permission: str) -> list[int]:
    """The statements in which whoever asks has a permission, by id."""
    return list(db.session.scalars(select(Statement.id).where(scope.statements(permission)).order_by(Statement.id)))


def reached_whole(permission: str) -> list[int]:
    """Those of them in which that is about every signatory, and so about numbers of all of them."""
    whole = scope.whole_statements(permission)
    return list(db.session.scalars(select(Statement.id).where(whole).order_by(Statement.id)))


def first_steps() -> list[FirstStep]:
    """What there is to do before anybody can sign, and right after."""
    here = scope.statements("endorsements.read")
    mine = Statement.id.in_(reached("endorsements.read"))
    decided = select(Decision.id).join(Endorsement, Endorsement.id == Decision.endorsement_id)
    others = select(Coordinator.id).where(Coordinator.ended_at.is_(None), Coordinator.password.is_not(None))
    return [
        FirstStep("write", _is_there(select(Statement.id).where(here))),
        FirstStep("open", _is_there(select(Statement.id).where(mine, Statement.opened_at.is_not(None)))),
        FirstStep("ask in", len(db.session.execute(others.limit(2)).all()) > 1),
        FirstStep("invite", _is_there(select(Invitation.id).where(scope.rows(Invitation, "endorsements.read")))),
        FirstStep("decide", _is_there(decided.where(scope.endorsements()))),
    ]


def _organisations() -> Select[Any]:
    mine = scope.endorsements("endorsements.read")
    query = select(Endorsement.confirmed_at).where(in_state(UNDECIDED), *Sought("waiting").conditions(), mine)
    return query.order_by(Endorsement.confirmed_at, Endorsement.id)


def _changes() -> Select[Any]:
    query = pending().join(Endorsement, Endorsement.id == ChangeRequest.endorsement_id)
    query = query.where(Endorsement.state != WITHDRAWN, scope.endorsements("endorsements.read"))
    return query.with_only_columns(ChangeRequest.asked_at)


def _quarantine() -> Select[Any]:
    query = select(Endorsement.confirmed_at).where(
        Endorsement.statement_id.in_(reached("endorsements.read")),
        in_state(QUARANTINED),
        scope.endorsements("endorsements.read"),
    )
    return query.order_by(Endorsement.confirmed_at)


def _joint() -> Select[Any]:
    is_open = (JointAct.done_at.is_(None), JointAct.refused_at.is_(None), JointAct.expires_at > now())
    return select(JointAct.asked_at).where(scope.rows(JointAct, "joint.read"), *is_open).order_by(JointAct.id)


def _awaiting(word: str, permission: str, query: Select[Any]) -> Awaiting:
    if not access.may_do(permission):
        return Awaiting(word, 0, None)
    moments: Sequence[datetime] = db.session.scalars(query.limit(COUNTED_AT_MOST + 1)).all()
    return Awaiting(word, len(moments), min(moments, default=None))


def _is_there(query: Select[Any]) -> bool:
    return db.session.scalar(query.limit(1)) is not None
