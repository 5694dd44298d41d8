"""Changing the mail address of a signature: the new one confirms, the old one is told."""

from __future__ import annotations

from sqlalchemy import select

from petition.core import audit, crypto
from petition.core.addresses import Address, parse
from petition.core.db import db, now
from petition.mail import actions as mail
from petition.signing import links
from petition.signing.evidence.actions import record_own_domain
from petition.signing.keys import signer_identity, update_keys
from petition.signing.models.address_change import AddressChange
from petition.signing.models.endorsement import Endorsement
from petition.signing.sign.key_rotation import signer_text
from petition.signing.sign.mail_budget import Correspondent, count_mails, mail_within_budget


def ask_new_address(endorsement: Endorsement, address: Address) -> None:
    """Asks a new address whether mails may come there; nothing else changes before it has confirmed.

    It takes the place of one that was asked before. No more mails go there than to anybody who is not known.
    """
    at = now()
    if (before := pending_address(endorsement)) is not None:
        mail.recall_mails(("address-confirm",), before.id)
        db.session.delete(before)
    change = AddressChange(endorsement_id=endorsement.id, address=address.text, asked_at=at)
    db.session.add(change)
    db.session.flush()
    correspondent = Correspondent(endorsement.statement_id, address)
    if count_mails(correspondent, at).may_be_mailed:
        mail_within_budget(
            "address-confirm",
            correspondent,
            language=endorsement.language,
            edition_id=endorsement.edition_id,
            link=links.address_link(change.id),
            at=at,
        )


def pending_address(endorsement: Endorsement) -> AddressChange | None:
    """The address that has been asked and has not confirmed yet."""
    return db.session.scalar(select(AddressChange).where(AddressChange.endorsement_id == endorsement.id))


def has_signed_already(endorsement: Endorsement, change: AddressChange) -> bool:
    """Whether another signature under the same statement stands under the new address already."""
    identity = signer_identity(endorsement.kind, parse(change.address), endorsement.details or {})
    keys = crypto.lookup_hashes(identity, "signature")
    other = select(Endorsement.id).where(
        Endorsement.statement_id == endorsement.statement_id,
        Endorsement.signature_key.in_(keys),
        Endorsement.id != endorsement.id,
    )
    return db.session.scalar(other.limit(1)) is not None


def change_address(endorsement: Endorsement, change: AddressChange) -> None:
    """Puts a new address in the place of the old one, which is told; links that were sent there end.

    The caller has seen to it that nobody has signed under the new one (``has_signed_already``).
    """
    at, old, new = now(), endorsement.address, parse(change.address)
    signer = signer_text(endorsement)
    is_own_key = signer is not None and endorsement.signature_key in crypto.lookup_hashes(signer, "signature")
    endorsement.address = new.text
    endorsement.address_key = crypto.lookup_hash(new.canonical, "address")
    # A key that was set free by a rejection belongs to nobody and stays as it is.
    if is_own_key:
        identity = signer_identity(endorsement.kind, new, endorsement.details or {})
        endorsement.signature_key = crypto.lookup_hash(identity, "signature")
    endorsement.links_revoked_at = at
    update_keys(endorsement)
    if endorsement.kind == "organisation":
        # Coordinators judge by the address who may sign for it.
        record_own_domain(endorsement)
        audit.append_entry("endorsement.change-address", f"endorsement {endorsement.id}", by="signatory")
    db.session.delete(change)
    told = {"language": endorsement.language, "edition_id": endorsement.edition_id, "at": at}
    if old is not None:
        mail.post_mail("address-changed", to=old, content={}, **told)  # type: ignore[arg-type]
    own = links.own_link(endorsement.id, endorsement.statement.destroy_on)
    mail.post_mail("own-link", to=new.text, content={}, link=own, **told)  # type: ignore[arg-type]
