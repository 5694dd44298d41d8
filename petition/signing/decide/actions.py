"""What coordinators decide about endorsements: each on the audit log, each to be taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from petition.core import audit, crypto
from petition.core.db import db, now
from petition.mail import actions as mail
from petition.signing.deliveries import is_told_late
from petition.signing.mails import OF_SIGNATURE, mail_about_endorsement
from petition.signing.models.endorsement import Decision, Endorsement
from petition.signing.own.actions import release_signature_key
from petition.signing.reservations import waiting_numbers
from petition.signing.sign.key_rotation import signer_text
from petition.signing.state import LISTED, QUARANTINED, REJECTED, STANDING, UNDECIDED, WAITING, WITHDRAWN
from petition.signing.verdicts import DecisionError, apply_decisions, record_decision, standing_decisions

# Long enough to take a slip back before anybody reads about it.
MAIL_DELAY = timedelta(minutes=1)


def approve(endorsement: Endorsement, *, by: int) -> Decision:
    """Lets an organisation onto the list and tells its representative; reservations wait for their own decisions."""
    _check_undecided(endorsement)
    decision = record_decision(endorsement, "approve", by=by)
    _tell(decision, "organisation-approved", waiting=waiting_numbers(endorsement), is_late=is_told_late(endorsement))
    return decision


def reject(endorsement: Endorsement, reason: str, *, by: int, reason_id: int | None = None) -> Decision:
    """Keeps an organisation off the list; the reason, in these words, goes to the representative by mail."""
    _check_undecided(endorsement)
    decision = record_decision(endorsement, "reject", by=by, reason=reason, reason_id=reason_id)
    release_signature_key(endorsement)
    _tell(decision, "organisation-rejected", reason=reason)
    return decision


def put_on_hold(endorsement: Endorsement, note: str, *, by: int) -> Decision:
    """Puts an organisation aside with a note for the colleagues; nobody is told."""
    _check_undecided(endorsement)
    return record_decision(endorsement, "hold", by=by, reason=note)


def remove_double(endorsement: Endorsement, reason: str, *, by: int) -> Decision:
    """Takes off the list an endorsement whose organisation stands there by another one, and tells who gave it."""
    if endorsement.kind != "organisation" or endorsement.confirmed_at is None:
        raise DecisionError("not-listed")
    if endorsement.state in (REJECTED, WITHDRAWN):
        raise DecisionError("changed")
    decision = record_decision(endorsement, "reject", by=by, reason=reason)
    _tell(decision, "organisation-double")
    return decision


def hide_name(endorsement: Endorsement, reason: str, *, by: int) -> Decision:
    """Hides an individual's name, and tells them so; it still counts. Only they can show more than before."""
    if endorsement.kind != "individual" or endorsement.confirmed_at is None:
        raise DecisionError("not-listed")
    if endorsement.hidden_at is not None or endorsement.withdrawn_at is not None:
        raise DecisionError("changed")
    decision = record_decision(endorsement, "hide", by=by, reason=reason)
    _tell(decision, "name-hidden")
    return decision


def undo_decision(decision: Decision, *, by: int, reason: str = "") -> None:
    """Takes a decision back: the endorsement stands as its other decisions left it.

    Its signatory is told, with a reason where one is given, unless they have not been told of the decision either.
    """
    endorsement = decision.endorsement
    held = standing_decisions(endorsement.id)
    if not held or held[-1].id != decision.id:
        raise DecisionError("changed")
    if decision.verdict == "reject":
        _claim_signature(endorsement)
    decision.undone_at, decision.undone_by = now(), by
    audit.append_entry(
        f"endorsement.undo-{decision.verdict}",
        f"endorsement {endorsement.id}",
        by=f"coordinator {by}",
        note=reason or None,
    )
    is_told = is_undoing_told(decision)
    mail.recall_mails(OF_SIGNATURE, endorsement.id, at=decision.decided_at)
    apply_decisions(endorsement, held[:-1])
    if is_told:
        content = undoing_content(decision, reason, is_listed=endorsement.state == LISTED)
        mail_about_endorsement(endorsement, "decision-undone", delay=MAIL_DELAY, **content)


def undoing_content(decision: Decision, reason: str, *, is_listed: bool) -> dict[str, Any]:
    """What the mail says besides that tells of a decision taken back; ``is_listed``: how it stands then."""
    return {"signer": decision.endorsement.kind, "verdict": decision.verdict, "is_listed": is_listed, "reason": reason}


def is_listed_when_undone(decision: Decision) -> bool:
    """Whether an organisation is on the list once this decision, the last that holds, is taken back."""
    held = [one for one in standing_decisions(decision.endorsement_id) if one.id != decision.id]
    is_approved = bool(held) and held[-1].verdict == "approve"
    return decision.verdict == "reject" and (is_approved or decision.endorsement.founding_at is not None)


def is_undoing_told(decision: Decision) -> bool:
    """Whether its signatory is told once a decision is taken back: they may have read that it was made.

    Who was let out of quarantine, or put on hold, was told nothing; nor is who has withdrawn since.
    """
    endorsement = decision.endorsement
    is_known = decision.verdict in ("reject", "hide") or (
        decision.verdict == "approve" and endorsement.kind == "organisation"
    )
    if not is_known or endorsement.state == WITHDRAWN or endorsement.address is None:
        return False
    return not mail.has_recallable_mails(OF_SIGNATURE, endorsement.id, at=decision.decided_at)


def _tell(decision: Decision, kind: str, **content: Any) -> None:
    """Mails a decision, after a while in which it can be taken back before anybody reads about it."""
    mail_about_endorsement(decision.endorsement, kind, delay=MAIL_DELAY, at=decision.decided_at, **content)


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
    _tell(decision, "individual-rejected", reason=reason)
    return decision
