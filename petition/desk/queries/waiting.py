"""What waits for whoever asks: the queries, over all statements or in one, and the numbers of one statement."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, literal, or_, select

from petition.accounts.models import JointAct
from petition.core import access
from petition.core.db import db, now
from petition.desk import scope
from petition.desk.counting import count_each
from petition.desk.joint_acts import FOUNDING, REMOVAL
from petition.desk.queries import reservations
from petition.desk.queries import statements as statement_queries
from petition.desk.queries.queue_filter import QueueFilter
from petition.invitations.models import Invitation
from petition.removals.models import Removal
from petition.signing.models.endorsement import Endorsement, state_condition
from petition.signing.models.evidence import ChangeRequest, Reservation
from petition.signing.models.founding import Founding
from petition.signing.own.changes import pending_changes_query
from petition.signing.state import QUARANTINED, UNDECIDED, WITHDRAWN
from petition.statements.models import CarriedText, Edition, Statement, Translation

READ = "endorsements.read"


def organisations_query(statement_id: int | None = None) -> Select[Any]:
    """Since when each organisation waits for a decision."""
    wanted = QueueFilter("waiting", statement=statement_id).conditions()
    query = select(Endorsement.confirmed_at).where(
        state_condition(UNDECIDED), *wanted, scope.endorsements_condition(READ)
    )
    return query.order_by(Endorsement.confirmed_at, Endorsement.id)


def changes_query(statement_id: int | None = None) -> Select[Any]:
    """Since when each change of an entry waits for a decision."""
    # There are few changes, and a million endorsements: with a sum SQLite cannot begin with these.
    query = pending_changes_query().join(Endorsement, Endorsement.id == ChangeRequest.endorsement_id + 0)
    query = query.where(Endorsement.state != WITHDRAWN, scope.endorsements_condition(READ))
    if statement_id is not None:
        query = query.where(Endorsement.statement_id == statement_id)
    return query.with_only_columns(ChangeRequest.asked_at)


def reservations_query(statement_id: int | None = None) -> Select[Any]:
    """Since when each reservation waits for a decision."""
    return reservations.pending_query(statement_id, Reservation.made_at)


def quarantine_query(statement_id: int | None = None, *, since: datetime | None = None) -> Select[Any]:
    """When each individual in quarantine confirmed; ``since``: only those who did so from then on."""
    here = [statement_id] if statement_id is not None else reachable_statements(READ)
    query = select(Endorsement.confirmed_at).where(
        Endorsement.statement_id.in_(here), state_condition(QUARANTINED), scope.endorsements_condition(READ)
    )
    if since is not None:
        query = query.where(Endorsement.confirmed_at >= since)
    return query.order_by(Endorsement.confirmed_at)


def joint_acts_query(statement_id: int | None = None) -> Select[Any]:
    """Since when each act waits for a second person, or for being done; not those that nobody can do any more."""
    is_open = (JointAct.done_at.is_(None), JointAct.refused_at.is_(None), JointAct.expires_at > now())
    query = select(JointAct.asked_at).where(scope.rows_condition(JointAct, "joint.read"), *is_open)
    query = query.where(~_founding_expired_condition(), ~_removal_expired_condition())
    if statement_id is not None:
        query = query.where(JointAct.statement_id == statement_id)
    return query.order_by(JointAct.id)


def _founding_expired_condition() -> ColumnElement[bool]:
    """Whether the founding signatories that were asked for can no longer be entered."""
    delivered = select(Statement.id).where(Statement.id == JointAct.statement_id, Statement.delivered_at <= now())
    begun = select(Founding.statement_id).where(Founding.statement_id == JointAct.statement_id)
    # The text that was looked through is no longer the newest one.
    newer = select(Edition.id).where(
        Edition.statement_id == JointAct.statement_id, Edition.created_at > JointAct.asked_at
    )
    return and_(JointAct.act == FOUNDING, or_(delivered.exists(), begun.exists(), newer.exists()))


def _removal_expired_condition() -> ColumnElement[bool]:
    """Whether the rule that was to begin has begun or was deleted."""
    drafted = select(Removal.id).where(
        Removal.statement_id == JointAct.statement_id,
        literal("removal ") + cast(Removal.id, String) == JointAct.object,
        Removal.begun_at.is_(None),
        Removal.dropped_at.is_(None),
    )
    return and_(JointAct.act == REMOVAL, ~drafted.exists())


def invitations_query(statement_id: int | None = None) -> Select[Any]:
    """When each organisation that has not answered yet was invited."""
    query = select(Invitation.invited_at).where(
        scope.rows_condition(Invitation, "invitations.read"),
        Invitation.endorsement_id.is_(None),
        Invitation.declined_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > now(),
    )
    if statement_id is not None:
        query = query.where(Invitation.statement_id == statement_id)
    return query.order_by(Invitation.id)


def reachable_statements(permission: str) -> list[int]:
    """The statements in which whoever asks has a permission, by id."""
    here = scope.statements_condition(permission)
    return list(db.session.scalars(select(Statement.id).where(here).order_by(Statement.id)))


def waiting_numbers(statement: Statement) -> dict[str, int]:
    """How much waits on each page of a statement, up to 1,000 and one for all beyond; 0 where one may not look."""
    at = statement.id
    pages = (
        ("desk.queue", READ, organisations_query(at)),
        ("desk.changes", READ, changes_query(at)),
        ("desk.reservations", READ, reservations_query(at)),
        ("desk.quarantine", READ, quarantine_query(at)),
        ("desk.joint", "joint.read", joint_acts_query(at)),
        ("desk.translations", "texts.read", carried_texts_query(at)),
    )
    asked = {endpoint: query for endpoint, permission, query in pages if access.has_permission(permission, at)}
    found = {endpoint: 0 for endpoint, _permission, _query in pages}
    found["desk.dates"] = len(statement_queries.plan_warnings(statement))
    return found | dict(zip(asked, count_each(list(asked.values())), strict=True))


def carried_texts_query(statement_id: int) -> Select[Any]:
    """The languages in which a text of the edition before stands in for a translation; none after delivery."""
    newest = select(func.max(Edition.number)).where(Edition.statement_id == statement_id).scalar_subquery()
    edition = select(Edition.id).join(Edition.statement)
    edition = edition.where(Statement.id == statement_id, Statement.delivered_at.is_(None), Edition.number == newest)
    # What was carried over is kept beside a finished translation, for undoing that.
    finished = select(Translation.id).where(
        Translation.edition_id == CarriedText.edition_id, Translation.language == CarriedText.language
    )
    return select(CarriedText.language).where(CarriedText.edition_id.in_(edition), ~finished.exists())
