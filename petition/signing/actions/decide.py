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
from petition.signing.actions.verdict import CannotDecide as CannotDecide
from petition.signing.actions.verdict import apply, record, standing
from petition.signing.models import Decision, Endorsement
from petition.signing.state import REJECTED, UNDECIDED, WITHDRAWN

# Long enough to take a slip back before anybody reads about it.
SECOND_THOUGHTS = timedelta(minutes=1)
TOLD = ("organisation-approved", "organisation-rejected", "individual-rejected")


def approve(endorsement: Endorsement, *, by: int) -> Decision:
    """Lets an organisation onto the list and tells its representative."""
    _awaiting(endorsement)
    decision = record(endorsement, "approve", by=by)
    tell(endorsement, "organisation-approved", delay=SECOND_THOUGHTS)
    return decision


def reject(endorsement: Endorsement, reason: str, *, by: int, reason_id: int | None = None) -> Decision:
    """Keeps an organisation off the list; the reason, in these words, goes to the representative by mail."""
    _awaiting(endorsement)
    decision = record(endorsement, "reject", by=by, reason=reason, reason_id=reason_id)
    free_signature(endorsement)
    tell(endorsement, "organisation-rejected", delay=SECOND_THOUGHTS, reason=reason)
    return decision


def hold(endorsement: Endorsement, note: str, *, by: int) -> Decision:
    """Puts an organisation aside with a note for the colleagues; nobody is told."""
    _awaiting(endorsement)
    return record(endorsement, "hold", by=by, reason=note)


def set_aside(endorsement: Endorsement, reason: str, *, by: int) -> Decision:
    """Takes off the list an endorsement whose organisation stands there by another one; nobody is told."""
    if endorsement.kind != "organisation" or endorsement.confirmed_at is None:
        raise CannotDecide("not-listed")
    if endorsement.state in (REJECTED, WITHDRAWN):
        raise CannotDecide("changed")
    return record(endorsement, "reject", by=by, reason=reason)


def hide(endorsement: Endorsement, reason: str, *, by: int) -> Decision:
    """Hides an individual's name; it still counts. Only the signatory can show more than before."""
    if endorsement.kind != "individual" or endorsement.confirmed_at is None:
        raise CannotDecide("not-listed")
    if endorsement.hidden_at is not None or endorsement.withdrawn_at is not None:
        raise CannotDecide("changed")
    return record(endorsement, "hide", by=by, reason=reason)


def undo(decision: Decision, *, by: int) -> None:
    """Takes a decision back: the endorsement stands as its other decisions left it."""
    endorsement = decision.endorsement
    held = standing(endorsement.id)
    if not held or held[-1].id != decision.id:
        raise CannotDecide("changed")
    if decision.verdict == "reject":
        _claim_signature(endorsement)
    decision.undone_at, decision.undone_by = now(), by
    audit.append(f"endorsement.undo-{decision.verdict}", f"endorsement {endorsement.id}", by=f"coordinator {by}")
    mail.recall(TOLD, endorsement.id)
    apply(endorsement, held[:-1])


def _awaiting(endorsement: Endorsement) -> None:
    if endorsement.state != UNDECIDED:
        raise CannotDecide("changed")


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
