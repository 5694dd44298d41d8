"""What whoever was invited does: reads, says no, signs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from petition.core import received_forms
from petition.core.addresses import Address, parse
from petition.core.db import db, now
from petition.core.text import sound_key, trigram_similarity, trigrams
from petition.invitations import differences
from petition.invitations.actions.invite import InvitationError
from petition.invitations.models import Invitation
from petition.invitations.queries import endorsement_of, lock_invitation
from petition.signing.confirm.actions import confirm_endorsement
from petition.signing.invitation_checks import run_before_listing
from petition.signing.models.endorsement import Endorsement
from petition.signing.own import erasure
from petition.signing.queries import lock_endorsement
from petition.signing.sign import actions as signing
from petition.signing.signature import Signature
from petition.statements.models import Edition

# Share of common trigrams from which a name is the one that was invited, put right.
SAME_NAME = 0.55


def mark_opened(invitation: Invitation) -> None:
    """Records that somebody has the text before them."""
    invitation.opened_at = invitation.opened_at or now()


def decline_invitation(invitation: Invitation) -> None:
    """No, thank you: no reminder follows. Raises InvitationError ``answered`` where the organisation has signed."""
    if endorsement_of(invitation) is not None:
        raise InvitationError("answered")
    mark_opened(invitation)
    invitation.declined_at = invitation.declined_at or now()


def undo_decline(invitation: Invitation) -> None:
    """Takes the no back."""
    invitation.declined_at = None


def is_own_answer(invitation: Invitation, details: Mapping[str, Any], address: Address) -> bool:
    """Whether the organisation that was invited answers, from the mailbox that was invited."""
    return is_invited_mailbox(invitation, address) and is_invited(invitation, details)


def is_invited(invitation: Invitation, details: Mapping[str, Any]) -> bool:
    """Whether an organisation is the one that was invited.

    A slip in its name may be put right; under the name of another one it was not invited.
    """
    invited = invitation.details or {}
    known = {sound_key(invited.get(name) or "") for name in ("organisation", "organisation_latin", "acronym")} - {""}
    given = sound_key(details.get("organisation") or "")
    return given in known or any(trigram_similarity(trigrams(given), trigrams(one)) >= SAME_NAME for one in known)


def receive_signature(invitation: Invitation, edition: Edition, signature: Signature, *, is_mailed: bool) -> None:
    """Keeps the signature of whoever was invited; the worker takes it in.

    ``is_mailed``: it was given behind a link that was mailed to the invited mailbox, and not copied by hand.
    """
    mark_opened(invitation)
    invitation.declined_at = None
    kept = {"invitation": invitation.id, "edition": edition.id, "signature": signature.to_json(), "mailed": is_mailed}
    received_forms.keep_form("invited-signature", kept, edition_id=edition.id, mailbox=signature.address.mailbox)


@received_forms.action_for("invited-signature")
def act_on_invited_signature(content: received_forms.FormContent) -> None:
    """Takes in the signature of whoever was invited; it counts once its mailbox confirms, or at once where the link
    that was used had been mailed to the very mailbox that signs.

    Where the invited organisation signs just as it was invited, no coordinator needs to approve it.
    """
    invitation, edition = lock_invitation(content["invitation"]), db.session.get_one(Edition, content["edition"])
    signature = Signature.from_json(content["signature"])
    if invitation is None:
        signing.accept_signature(edition, signature)
        return
    own = is_own_answer(invitation, signature.details, signature.address)
    confirms = bool(content.get("mailed")) and _takes_without_mail(invitation, signature.address)
    signed = signing.accept_signature(
        edition, signature, invited_by=invitation.invited_by if own else None, is_mailbox_shown=confirms
    )
    if signed is None:
        return
    _link_answer(invitation, signed, own=own)
    if confirms:
        confirm_endorsement(lock_endorsement(signed), None)


def is_invited_mailbox(invitation: Invitation, address: Address) -> bool:
    """Whether this is the mailbox to which the invitation went."""
    return invitation.address is not None and parse(invitation.address).canonical == address.canonical


def _takes_without_mail(invitation: Invitation, address: Address) -> bool:
    """Whether an answer behind the mailed link confirms by itself: once, and while the invitation stands."""
    answered = endorsement_of(invitation)
    is_open = answered is None or answered.rejected_at is not None
    return is_open and invitation.revoked_at is None and is_invited_mailbox(invitation, address)


def _link_answer(invitation: Invitation, signed: int, *, own: bool) -> None:
    if signed == invitation.endorsement_id:
        return
    if not own and db.session.get_one(Endorsement, signed).confirmed_at is not None:
        # Somebody else signed long ago: that is not for whoever holds this link to learn (promise 4).
        return
    before = db.session.get(Endorsement, invitation.endorsement_id) if invitation.endorsement_id else None
    invitation.endorsement_id = signed
    db.session.flush()
    if before is not None and before.confirmed_at is None:
        # One invitation, one signature: what was sent in before under another name is not to be confirmed as well.
        erasure.erase_endorsement(before)


@run_before_listing
def is_answered_as_invited(endorsement: Endorsement) -> bool:
    """Whether nothing in an endorsement differs from the invitation that it answers."""
    answered = differences.answers_of([endorsement]).get(endorsement.id)
    return answered is None or not answered.differences
