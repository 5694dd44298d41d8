"""What a coordinator should know first: what waits and for how long, what runs, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from petition.accounts.models import Coordinator
from petition.core import access
from petition.core.db import db, now
from petition.desk import scope
from petition.desk.counting import COUNTED_AT_MOST
from petition.desk.queries import statements as statement_queries
from petition.desk.queries import waiting
from petition.desk.queries.statements import StepRow
from petition.invitations.models import Invitation
from petition.mail.models import OutgoingMail
from petition.mail.queries import failed_condition
from petition.removals.models import Removal
from petition.signing.models.endorsement import Decision, Endorsement
from petition.statements.models import Statement

NEXT = 6  # steps that are told
STATEMENTS = 50  # whose steps are looked at, the newest
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
    """A step that will come, and in which statement, with what heads that and in which language."""

    statement: Statement
    step: StepRow
    title: str
    language: str


@dataclass(frozen=True)
class FirstStep:
    """Something to do in the beginning, and whether it has been done."""

    word: str
    is_done: bool


def pending_work(statement_id: int | None = None) -> list[PendingWork]:
    """What awaits a decision of whoever asks, in one statement or in all; what there is none of is left out."""
    found = [
        _pending_row("organisations", "endorsements.read", waiting.organisations_query(statement_id)),
        _pending_row("changes", "endorsements.read", waiting.changes_query(statement_id)),
        _pending_row("reservations", "endorsements.read", waiting.reservations_query(statement_id)),
        _pending_row("quarantine", "endorsements.read", waiting.quarantine_query(statement_id)),
        _pending_row("joint", "joint.read", waiting.joint_acts_query(statement_id)),
    ]
    return [one for one in found if one.number]


def unanswered_invitations() -> PendingWork:
    """The invitations of organisations that have not been answered yet."""
    return _pending_row("invitations", "invitations.read", waiting.invitations_query())


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
    failed = select(OutgoingMail.given_up_at).where(failed_condition(at))
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
        (statement, step)
        for statement in db.session.scalars(query.limit(STATEMENTS))
        for step in statement_queries.next_steps(statement)
    ]
    first = sorted(found, key=lambda one: (one[1].at, one[0].id))[:NEXT]
    return [UpcomingStep(statement, step, *statement_queries.statement_title(statement)) for statement, step in first]


def wholly_reachable_statements(permission: str) -> list[int]:
    """Those of them in which that is about every signatory, and so about numbers of all of them."""
    whole = scope.whole_statements_condition(permission)
    return list(db.session.scalars(select(Statement.id).where(whole).order_by(Statement.id)))


def has_signatures() -> bool:
    """Whether anybody has confirmed a signature in the statements that whoever asks reaches as a whole."""
    here = Endorsement.statement_id.in_(wholly_reachable_statements("endorsements.read"))
    confirmed = Endorsement.confirmed_at.is_not(None), Endorsement.founding_at.is_(None)
    return _exists(select(Endorsement.id).where(here, *confirmed))


def first_steps() -> list[FirstStep]:
    """What there is to do before anybody can sign, and right after."""
    here = scope.statements_condition("endorsements.read")
    mine = Statement.id.in_(waiting.reachable_statements("endorsements.read"))
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


def _pending_row(word: str, permission: str, query: Select[Any]) -> PendingWork:
    if not access.has_permission(permission):
        return PendingWork(word, 0, None)
    moments = query.limit(COUNTED_AT_MOST + 1).subquery()
    number, since = db.session.execute(select(func.count(), func.min(moments.c[0]))).one()
    return PendingWork(word, number, since)


def _exists(query: Select[Any]) -> bool:
    return db.session.scalar(query.limit(1)) is not None
