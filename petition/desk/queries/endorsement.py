"""What is on record about one endorsement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from petition.accounts.queries import called
from petition.core.audit import AuditEntry, AuditNote
from petition.core.db import db
from petition.desk import audit_words
from petition.removals.models import Removal
from petition.signing.models import Decision, Endorsement

ENTRIES = 50


@dataclass(frozen=True)
class Taken:
    """A decision, and whether it was taken back; the last one that stands can be."""

    id: int
    verdict: str
    by: str
    at: datetime
    reason: str
    undone_at: datetime | None
    undone_by: str
    may_be_undone: bool


@dataclass(frozen=True)
class Entry:
    """An entry of the audit log, in words."""

    number: int
    at: datetime
    actor: str
    act: str
    note: str


def decisions(endorsement: Endorsement) -> list[Taken]:
    """Every decision about an endorsement, the newest first."""
    query = select(Decision).where(Decision.endorsement_id == endorsement.id).order_by(Decision.id.desc())
    found = list(db.session.scalars(query))
    last = next((one.id for one in found if one.undone_at is None), None)
    return [
        Taken(
            one.id,
            one.verdict,
            called(one.decided_by),
            one.decided_at,
            one.reason or "",
            one.undone_at,
            called(one.undone_by),
            one.id == last,
        )
        for one in found
    ]


def entries(endorsement: Endorsement) -> list[Entry]:
    """What the audit log has about an endorsement, the newest first."""
    query = (
        select(AuditEntry, AuditNote.text)
        .outerjoin(AuditNote, AuditNote.entry_number == AuditEntry.number)
        .where(AuditEntry.object == f"endorsement {endorsement.id}")
        .order_by(AuditEntry.at.desc(), AuditEntry.number.desc())
        .limit(ENTRIES)
    )
    return [
        Entry(
            one.number,
            one.at,
            audit_words.called(one.actor),
            f"{audit_words.told(one.act)} {audit_words.named(one.object)}",
            note or "",
        )
        for one, note in db.session.execute(query)
    ]


def removal(endorsement: Endorsement) -> Removal | None:
    """The rule that keeps it off the list."""
    return db.session.get(Removal, endorsement.removal_id) if endorsement.removal_id is not None else None
