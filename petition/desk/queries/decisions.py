"""Decisions that can be taken back; those made in one act are one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from petition.core.audit import AuditEntry
from petition.core.db import db
from petition.desk import scope
from petition.desk.decision_words import decider_words
from petition.signing.models.endorsement import Decision, Endorsement
from petition.signing.publication import name_for_visibility

PAGE, STRETCH = 25, 5_000
NAMED = 3
# The actor of the audit log, where an organisation was listed because its mailbox was invited.
BY_INVITATION = "invitation by "


@dataclass(frozen=True)
class RecordedDecision:
    """A decision that stands, or several made in one act: how many, and the names of the first ones.

    ``decides``: whoever looks may take it back. ``because``: why it was made automatically, where no coordinator did.
    """

    id: int
    bulk_number: int | None
    kind: str
    verdict: str
    names: list[str]
    number: int
    at: datetime
    by: str
    decides: bool
    because: str = ""


def standing_decisions(
    statement_id: int | None = None,
    *,
    before: int | None = None,
    since: datetime | None = None,
    limit: int = PAGE,
) -> tuple[list[RecordedDecision], int | None]:
    """The newest decisions about organisations that stand, as far as the coordinator reaches; and where to go on.

    In one statement only, where that is asked for. Decisions about individuals stand between them, and there may be
    very many of those: one page looks through ``STRETCH`` of all. With ``since``, only the newest, as far as they were
    made since that moment; what is older is no further page of it.
    """
    newest = before if before is not None else newest_decision() + 1
    oldest = newest - STRETCH
    mine = [Endorsement.kind == "organisation", scope.endorsements_condition()]
    if statement_id is not None:
        mine.append(Endorsement.statement_id == statement_id)
    query = (
        select(Decision)
        # With a sum SQLite begins with the decisions, and not with all endorsements.
        .join(Endorsement, Endorsement.id == Decision.endorsement_id + 0)
        .where(
            Decision.id < newest,
            Decision.id >= oldest,
            Decision.undone_at.is_(None),
            *mine,
            leading_decision_condition("endorsements.read"),
        )
        .options(joinedload(Decision.endorsement).joinedload(Endorsement.organisation))
    )
    found = list(db.session.scalars(query.order_by(Decision.id.desc()).limit(limit + 1)))
    # Asked of the database, SQLite would go through all of the hour instead.
    found = [one for one in found if since is None or one.decided_at >= since]
    further = found[limit - 1].id if len(found) > limit else oldest if oldest > 1 and since is None else None
    return [describe(one, "endorsements.read") for one in found[:limit]], further


def newest_decision() -> int:
    """The id of the newest decision of all; 0 where there is none."""
    return db.session.scalar(select(func.max(Decision.id))) or 0


def decisions_of_bulk(bulk_number: int, *, limit: int | None = None) -> list[Decision]:
    """What stands of the decisions made in one act, in their order."""
    query = select(Decision).where(Decision.bulk_number == bulk_number, Decision.undone_at.is_(None))
    whole = query.options(joinedload(Decision.endorsement).joinedload(Endorsement.organisation))
    return list(db.session.scalars(whole.order_by(Decision.id).limit(limit)))


def name_of(endorsement: Endorsement) -> str:
    """What it is called at the desk: an organisation as the register has it, an individual as its owner shows it."""
    details = endorsement.details or {}
    if endorsement.kind == "individual":
        return name_for_visibility(details.get("name") or "", endorsement.visibility) or str(_("name withheld"))
    if endorsement.organisation is not None:
        return endorsement.organisation.name
    return str(details.get("organisation") or "")


def leading_decision_condition(permission: str) -> ColumnElement[bool]:
    """One decision of those made in one act stands for all that still hold.

    Where the coordinator does not reach all of them each stands for itself, and of the others nothing is told.
    """
    other, theirs = aliased(Decision), aliased(Endorsement)
    same = select(other.id).where(other.bulk_number == Decision.bulk_number, other.undone_at.is_(None))
    beyond = same.join(theirs, theirs.id == other.endorsement_id).where(~scope.rows_condition(theirs, permission))
    return or_(Decision.bulk_number.is_(None), ~same.where(other.id < Decision.id).exists(), beyond.exists())


def endorsements_of_same_act(decision: Decision, permission: str) -> list[int]:
    """The ids of the endorsements about which was decided in the same act, while that stands and all are reached."""
    if decision.bulk_number is None:
        return [decision.endorsement_id]
    query = select(Endorsement.id, scope.endorsements_condition(permission)).join(Decision)
    same = query.where(Decision.bulk_number == decision.bulk_number, Decision.undone_at.is_(None))
    found = db.session.execute(same).all()
    return [row[0] for row in found] if all(row[1] for row in found) else [decision.endorsement_id]


def describe(decision: Decision, permission: str) -> RecordedDecision:
    """A decision with those made in the same act, where all of them are reached."""
    names, ids = [name_of(decision.endorsement)], endorsements_of_same_act(decision, permission)
    is_several = decision.bulk_number is not None and len(ids) > 1
    if decision.bulk_number is not None and is_several:
        names = [name_of(one.endorsement) for one in decisions_of_bulk(decision.bulk_number, limit=NAMED)]
    return RecordedDecision(
        id=decision.id,
        bulk_number=decision.bulk_number if is_several else None,
        kind=decision.endorsement.kind,
        verdict=decision.verdict,
        names=names,
        number=len(ids),
        at=decision.decided_at,
        by=decider_words(decision.decided_by),
        decides=scope.can_decide_all(ids),
        because=automatic_reason(decision),
    )


def automatic_reason(decision: Decision) -> str:
    """Why a decision was made automatically, in words; "" where a coordinator made it."""
    actor = db.session.scalar(select(AuditEntry.actor).where(AuditEntry.number == decision.audit_number))
    if actor is None or not actor.startswith(BY_INVITATION):
        return ""
    who = decider_words(decision.decided_by)
    return str(_("because the mailbox was invited by %(who)s, and confirmed", who=who))
