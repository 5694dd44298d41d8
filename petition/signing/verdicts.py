"""A decision about an endorsement: put on record, and brought into the endorsement with those that still hold."""

from __future__ import annotations

from sqlalchemy import select

from petition.core import audit
from petition.core.db import db, now
from petition.signing.models.endorsement import Decision, Endorsement
from petition.signing.publication import publish_endorsement

STATES = {"approve": "approved", "reject": "rejected", "hold": "held", "hide": "hidden"}

# The reason of a rejection of the second of two signatures of one organisation.
SIGNED_ALREADY = "merged: the organisation has signed already"


class DecisionError(Exception):
    """The endorsement is not in a state for this decision; its text is a word for the page to explain."""


def record_decision(
    endorsement: Endorsement,
    verdict: str,
    *,
    by: int,
    reason: str | None = None,
    reason_id: int | None = None,
    actor: str | None = None,
) -> Decision:
    """Decides; ``actor`` is who stands in the audit log, if that is not simply the coordinator.

    ``reason`` is in words, ``reason_id`` one of the reasons kept as data that these came from.
    """
    number = audit.append_entry(
        f"endorsement.{verdict}", f"endorsement {endorsement.id}", by=actor or f"coordinator {by}", note=reason
    )
    decision = Decision(
        endorsement=endorsement,
        verdict=verdict,
        reason=reason,
        reason_id=reason_id,
        decided_at=now(),
        decided_by=by,
        audit_number=number,
    )
    db.session.add(decision)
    db.session.flush()
    apply_decisions(endorsement, standing_decisions(endorsement.id))
    return decision


def standing_decisions(endorsement_id: int) -> list[Decision]:
    """The decisions that hold, in the order they were made."""
    query = select(Decision).where(Decision.endorsement_id == endorsement_id, Decision.undone_at.is_(None))
    return list(db.session.scalars(query.order_by(Decision.id)))


def apply_decisions(endorsement: Endorsement, decisions: list[Decision]) -> None:
    """Brings who and when in line with the decisions that hold; reservations have decisions of their own."""
    endorsement.approved_at, endorsement.approved_by = endorsement.founding_at, None
    endorsement.rejected_at = endorsement.rejected_by = None
    endorsement.held_at = endorsement.held_by = None
    endorsement.hidden_at = endorsement.hidden_by = None
    for decision in decisions:
        if decision.verdict == "reject":
            # What was set aside had been approved before: the later decision holds.
            endorsement.approved_at = endorsement.approved_by = None
        setattr(endorsement, f"{STATES[decision.verdict]}_at", decision.decided_at)
        setattr(endorsement, f"{STATES[decision.verdict]}_by", decision.decided_by)
    # What is read on the way must not write the half of it: the database refuses what is shown and not approved.
    with db.session.no_autoflush:
        publish_endorsement(endorsement)
