"""What is on record about one endorsement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from petition.core.audit import AuditEntry, AuditNote
from petition.core.db import db
from petition.desk import audit_words
from petition.desk.decision_words import decider_words
from petition.desk.queries.decisions import automatic_reason
from petition.removals.models import Removal
from petition.signing.models.endorsement import Decision, Endorsement

ENTRIES = 50


@dataclass(frozen=True)
class DecisionRecord:
    """A decision, and whether it was taken back; the last one that stands can be."""

    id: int
    verdict: str
    by: str
    at: datetime
    reason: str
    undone_at: datetime | None
    undone_by: str
    may_be_undone: bool
    because: str


@dataclass(frozen=True)
class AuditRecord:
    """An entry of the audit log, in words."""

    number: int
    at: datetime
    actor: str
    act: str
    note: str


def decisions_about(endorsement: Endorsement) -> list[DecisionRecord]:
    """Every decision about an endorsement, the newest first."""
    query = select(Decision).where(Decision.endorsement_id == endorsement.id).order_by(Decision.id.desc())
    found = list(db.session.scalars(query))
    last = next((one.id for one in found if one.undone_at is None), None)
    return [
        DecisionRecord(
            one.id,
            one.verdict,
            decider_words(one.decided_by),
            one.decided_at,
            one.reason or "",
            one.undone_at,
            decider_words(one.undone_by),
            one.id == last,
            automatic_reason(one),
        )
        for one in found
    ]


def audit_records(endorsement: Endorsement) -> list[AuditRecord]:
    """What the audit log has about an endorsement, the newest first."""
    query = (
        select(AuditEntry, AuditNote.text)
        .outerjoin(AuditNote, AuditNote.entry_number == AuditEntry.number)
        .where(AuditEntry.object == f"endorsement {endorsement.id}")
        .order_by(AuditEntry.at.desc(), AuditEntry.number.desc())
        .limit(ENTRIES)
    )
    return [
        AuditRecord(
            one.number,
            one.at,
            audit_words.describe_object(one.actor),
            f"{audit_words.describe_act(one.act)} {audit_words.describe_actor(one.object)}",
            note or "",
        )
        for one, note in db.session.execute(query)
    ]


def removal_rule_of(endorsement: Endorsement) -> Removal | None:
    """The rule that keeps it off the list."""
    return db.session.get(Removal, endorsement.removal_id) if endorsement.removal_id is not None else None
