"""What signatories do with their own endorsement: at once, on every output (promise 5)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, delete, or_, select, update

from petition.core import audit
from petition.core.db import Base, db, now
from petition.mail.models import OutgoingMail
from petition.organisations.actions import remove
from petition.signing import links
from petition.signing.actions.change import drop_changes_of, drop_unpermitted_logos, forbid_logo
from petition.signing.actions.sign import released_key
from petition.signing.keys import update_keys
from petition.signing.models import ChangeRequest, ChangeWanted, Decision, Endorsement, Evidence
from petition.signing.publication import publish

# Tables whose rows are nothing without their organisation.
PARTS_OF_ENTRY = ("organisation_sort_key", "logo")


def choose_visibility(endorsement: Endorsement, visibility: str) -> None:
    """Changes how the signatory appears. Choosing to appear also lifts a coordinator's hiding."""
    if endorsement.hidden_at is not None and visibility != "withheld":
        audit.append("endorsement.shown-again", f"endorsement {endorsement.id}", by="signatory")
        endorsement.hidden_at = endorsement.hidden_by = None
        lifted = update(Decision).where(Decision.endorsement_id == endorsement.id, Decision.verdict == "hide")
        db.session.execute(lifted.where(Decision.undone_at.is_(None)).values(undone_at=now()))
    endorsement.visibility = visibility
    publish(endorsement)


def correct(endorsement: Endorsement, corrected: dict[str, Any], visibility: str | None = None) -> None:
    """Puts right what the signatory wrote; ``corrected`` holds the fields that may change.

    ``visibility`` is a representative's, who chooses it in the same form.
    """
    endorsement.details = {**(endorsement.details or {}), **corrected}
    endorsement.visibility = visibility or endorsement.visibility
    publish(endorsement)
    update_keys(endorsement)


def withdraw(endorsement: Endorsement) -> None:
    """Takes the signature back: neither listed nor counted from now on. It can be given again."""
    if endorsement.withdrawn_at is None:
        endorsement.withdrawn_at = now()
        publish(endorsement)
        if endorsement.kind == "organisation":
            drop_changes_of(endorsement)
            forbid_logo(endorsement)


def sign_again(endorsement: Endorsement) -> None:
    """Gives a withdrawn signature again, under the same words and with the same decisions."""
    endorsement.withdrawn_at = None
    publish(endorsement)


def erase(endorsement: Endorsement) -> None:
    """Deletes an endorsement and every personal trace of it; what stays is that something was decided."""
    forget_words(endorsement)
    stop_mails(endorsement, "erased by the signatory")
    organisation = endorsement.organisation
    db.session.delete(endorsement)
    db.session.flush()
    if organisation is None:
        return
    drop_unpermitted_logos(organisation)
    if not _is_referred_to(organisation.id):
        remove(organisation)


def forget_words(endorsement: Endorsement) -> None:
    """Deletes what coordinators wrote about an endorsement and to its signatory; the audit log keeps the acts."""
    decisions, changes = Decision.endorsement_id == endorsement.id, ChangeRequest.endorsement_id == endorsement.id
    numbers = select(Decision.audit_number).where(decisions)
    if endorsement.kind == "organisation":
        # Not only decisions are noted here, and few enough endorsements are looked for one by one.
        numbers = select(audit.AuditEntry.number).where(audit.AuditEntry.object == f"endorsement {endorsement.id}")
        db.session.execute(delete(ChangeWanted).where(ChangeWanted.endorsement_id == endorsement.id))
        db.session.execute(update(ChangeRequest).where(changes).values(reason=None))
    db.session.execute(delete(audit.AuditNote).where(audit.AuditNote.entry_number.in_(numbers)))
    db.session.execute(update(Decision).where(decisions).values(reason=None))


def stop_mails(endorsement: Endorsement, trouble: str) -> None:
    """Nothing goes out about an endorsement any more; ``trouble`` says why. The rows stay, so that an old link
    says what became of it.
    """
    own = and_(OutgoingMail.link_purpose.in_(links.OF_ENDORSEMENT), OutgoingMail.link_subject == endorsement.id)
    evidence = select(Evidence.id).where(Evidence.endorsement_id == endorsement.id)
    second = and_(OutgoingMail.link_purpose == links.SECOND, OutgoingMail.link_subject.in_(evidence))
    gone = {"recipient": None, "content": None, "given_up_at": now(), "trouble": trouble}
    unsent = OutgoingMail.sent_at.is_(None)
    db.session.execute(update(OutgoingMail).where(or_(own, second), unsent).values(gone))
    # The keyed hash of the own address goes too. That of a second person counts what they were mailed: were it
    # gone, whoever signs and erases again and again could mail a stranger without end (promise 4).
    db.session.execute(update(OutgoingMail).where(own).values(correspondent=None))


def _is_referred_to(organisation_id: int) -> bool:
    """Whether anything is left that needs the entry: endorsements, invitations, names entered, merges, its parts."""
    columns = [
        key.parent
        for table in Base.metadata.tables.values()
        if table.name not in PARTS_OF_ENTRY
        for key in table.foreign_keys
        if key.column.table.name == "organisation"
    ]
    return any(
        db.session.scalar(select(column).where(column == organisation_id).limit(1)) is not None for column in columns
    )


def free_signature(endorsement: Endorsement) -> None:
    """Lets the same signer sign anew while this endorsement stays on record."""
    endorsement.signature_key = released_key()
