"""What coordinators decide about endorsements: each on the audit log, each to be taken back."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from petition.core import audit, crypto
from petition.core.db import db, now
from petition.mail import actions as mail
from petition.signing.mails import mail_about_endorsement
from petition.signing.models.endorsement import Decision, Endorsement
from petition.signing.own.actions import release_signature_key
from petition.signing.sign.key_rotation import signer_text
from petition.signing.state import QUARANTINED, REJECTED, STANDING, UNDECIDED, WAITING, WITHDRAWN
from petition.signing.verdicts import DecisionError, apply_decisions, record_decision, standing_decisions

# Long enough to take a slip back before anybody reads about it.
MAIL_DELAY = timedelta(minutes=1)
TOLD = ("organisation-approved", "organisation-rejected", "individual-rejected")


def approve(endorsement: Endorsement, *, by: int) -> Decision:
    """Lets an organisation onto the list and tells its representative."""
    _check_undecided(endorsement)
    decision = record_decision(endorsement, "approve", by=by)
    mail_about_endorsement(endorsement, "organisation-approved", delay=MAIL_DELAY)
    return decision


def reject(endorsement: Endorsement, reason: str, *, by: int, reason_id: int | None = None) -> Decision:
    """Keeps an organisation off the list; the reason, in these words, goes to the representative by mail."""
    _check_undecided(endorsement)
    decision = record_decision(endorsement, "reject", by=by, reason=reason, reason_id=reason_id)
    release_signature_key(endorsement)
    mail_about_endorsement(endorsement, "organisation-rejected", delay=MAIL_DELAY, reason=reason)
    return decision


def put_on_hold(endorsement: Endorsement, note: str, *, by: int) -> Decision:
    """Puts an organisation aside with a note for the colleagues; nobody is told."""
    _check_undecided(endorsement)
    return record_decision(endorsement, "hold", by=by, reason=note)


def remove_double(endorsement: Endorsement, reason: str, *, by: int) -> Decision:
    """Takes off the list an endorsement whose organisation stands there by another one; nobody is told."""
    if endorsement.kind != "organisation" or endorsement.confirmed_at is None:
        raise DecisionError("not-listed")
    if endorsement.state in (REJECTED, WITHDRAWN):
        raise DecisionError("changed")
    return record_decision(endorsement, "reject", by=by, reason=reason)


def hide_name(endorsement: Endorsement, reason: str, *, by: int) -> Decision:
    """Hides an individual's name; it still counts. Only the signatory can show more than before."""
    if endorsement.kind != "individual" or endorsement.confirmed_at is None:
        raise DecisionError("not-listed")
    if endorsement.hidden_at is not None or endorsement.withdrawn_at is not None:
        raise DecisionError("changed")
    return record_decision(endorsement, "hide", by=by, reason=reason)


def undo_decision(decision: Decision, *, by: int) -> None:
    """Takes a decision back: the endorsement stands as its other decisions left it."""
    endorsement = decision.endorsement
    held = standing_decisions(endorsement.id)
    if not held or held[-1].id != decision.id:
        raise DecisionError("changed")
    if decision.verdict == "reject":
        _claim_signature(endorsement)
    decision.undone_at, decision.undone_by = now(), by
    audit.append_entry(f"endorsement.undo-{decision.verdict}", f"endorsement {endorsement.id}", by=f"coordinator {by}")
    mail.recall_mails(TOLD, endorsement.id)
    apply_decisions(endorsement, held[:-1])


def _check_undecided(endorsement: Endorsement) -> None:
    if endorsement.state != UNDECIDED:
        raise DecisionError("changed")


def _claim_signature(endorsement: Endorsement) -> None:
    """Takes back the key that a rejection set free, unless the organisation has signed anew since."""
    signer = signer_text(endorsement)
    if signer is None:
        return
    key = crypto.lookup_hash(signer, "signature")
    taken = select(Endorsement.id).where(
        Endorsement.statement_id == endorsement.statement_id, Endorsement.signature_key == key
    )
    if db.session.scalar(taken) not in (None, endorsement.id):
        raise DecisionError("signed-anew")
    endorsement.signature_key = key


def approve_individual(endorsement: Endorsement, *, by: int) -> Decision:
    """Lets an individual out of quarantine: it counts from now on. Its signatory has known no other."""
    if endorsement.state != QUARANTINED:
        raise DecisionError("changed")
    return record_decision(endorsement, "approve", by=by)


def reject_individual(endorsement: Endorsement, reason: str, *, by: int, reason_id: int | None = None) -> Decision:
    """Keeps an individual off the list, in quarantine or not; the reason, in these words, goes to the signatory."""
    if endorsement.kind != "individual" or endorsement.state == WAITING:
        raise DecisionError("not-listed")
    if endorsement.state not in STANDING:
        raise DecisionError("changed")
    decision = record_decision(endorsement, "reject", by=by, reason=reason, reason_id=reason_id)
    mail_about_endorsement(endorsement, "individual-rejected", delay=MAIL_DELAY, reason=reason)
    return decision
