"""What coordinators decide about endorsements: each on the audit log, each to be taken back."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from petition.core import audit, crypto
from petition.core.db import db, now
from petition.mail import actions as mail
from petition.signing.actions.confirm import tell
from petition.signing.actions.own import free_signature
from petition.signing.actions.rekey import signer_of
from petition.signing.models import Decision, Endorsement
from petition.signing.publication import publish

# Long enough to take a slip back before anybody reads about it.
SECOND_THOUGHTS = timedelta(minutes=1)
TOLD = ("organisation-approved", "organisation-rejected")


class CannotDecide(Exception):
    """The endorsement is not in a state for this decision; its text is a word for the page to explain."""


def approve(endorsement: Endorsement, *, by: int, title: str, url: str) -> Decision:
    """Lets an organisation onto the list and tells its representative."""
    _awaiting(endorsement)
    decision = _decide(endorsement, "approve", by, None)
    tell(endorsement, "organisation-approved", title=title, url=url, delay=SECOND_THOUGHTS)
    return decision


def reject(endorsement: Endorsement, reason: str, *, by: int, title: str, url: str) -> Decision:
    """Keeps an organisation off the list; the reason goes to the representative by mail."""
    _awaiting(endorsement)
    decision = _decide(endorsement, "reject", by, reason)
    tell(endorsement, "organisation-rejected", title=title, url=url, delay=SECOND_THOUGHTS, reason=reason)
    return decision


def hold(endorsement: Endorsement, note: str, *, by: int) -> Decision:
    """Puts an organisation aside with a note for the colleagues; nobody is told."""
    _awaiting(endorsement)
    return _decide(endorsement, "hold", by, note)


def hide(endorsement: Endorsement, reason: str, *, by: int) -> Decision:
    """Hides an individual's name; it still counts. Only the signatory can show more than before."""
    if endorsement.kind != "individual" or endorsement.confirmed_at is None:
        raise CannotDecide("not-listed")
    if endorsement.hidden_at is not None or endorsement.withdrawn_at is not None:
        raise CannotDecide("changed")
    return _decide(endorsement, "hide", by, reason)


def undo(decision: Decision, *, by: int) -> None:
    """Takes a decision back: the endorsement stands as its other decisions left it."""
    endorsement = decision.endorsement
    standing = _standing(endorsement.id)
    if not standing or standing[-1].id != decision.id:
        raise CannotDecide("changed")
    if decision.verdict == "reject":
        _claim_signature(endorsement)
    decision.undone_at, decision.undone_by = now(), by
    audit.append(f"endorsement.undo-{decision.verdict}", f"endorsement {endorsement.id}", by=f"coordinator {by}")
    mail.recall(TOLD, endorsement.id)
    _apply(endorsement, standing[:-1])


def _awaiting(endorsement: Endorsement) -> None:
    if not endorsement.awaits_decision:
        raise CannotDecide("changed")


def _decide(endorsement: Endorsement, verdict: str, by: int, reason: str | None) -> Decision:
    number = audit.append(
        f"endorsement.{verdict}", f"endorsement {endorsement.id}", by=f"coordinator {by}", note=reason
    )
    decision = Decision(
        endorsement=endorsement, verdict=verdict, reason=reason, decided_at=now(), decided_by=by, audit_number=number
    )
    db.session.add(decision)
    db.session.flush()
    _apply(endorsement, _standing(endorsement.id))
    if verdict == "reject":
        free_signature(endorsement)
    return decision


def _standing(endorsement_id: int) -> list[Decision]:
    """The decisions that hold, in the order they were made."""
    query = select(Decision).where(Decision.endorsement_id == endorsement_id, Decision.undone_at.is_(None))
    return list(db.session.scalars(query.order_by(Decision.id)))


def _apply(endorsement: Endorsement, standing: list[Decision]) -> None:
    """Brings who and when in line with the decisions that hold."""
    if endorsement.founding_at is None:
        endorsement.approved_at = endorsement.approved_by = None
    endorsement.rejected_at = endorsement.rejected_by = None
    endorsement.held_at = endorsement.held_by = None
    endorsement.hidden_at = endorsement.hidden_by = None
    states = {"approve": "approved", "reject": "rejected", "hold": "held", "hide": "hidden"}
    for decision in standing:
        setattr(endorsement, f"{states[decision.verdict]}_at", decision.decided_at)
        setattr(endorsement, f"{states[decision.verdict]}_by", decision.decided_by)
    publish(endorsement)


def _claim_signature(endorsement: Endorsement) -> None:
    """Takes back the key that a rejection set free, unless the organisation has signed anew since."""
    signer = signer_of(endorsement)
    if signer is None:
        return
    key = crypto.lookup(signer, "signature")
    taken = select(Endorsement.id).where(
        Endorsement.statement_id == endorsement.statement_id, Endorsement.signature_key == key
    )
    if db.session.scalar(taken) not in (None, endorsement.id):
        raise CannotDecide("signed-anew")
    endorsement.signature_key = key
