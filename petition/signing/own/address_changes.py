"""Changing the mail address of a signature: the new one confirms, the old one is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select

from petition.core import audit, crypto, received_forms
from petition.core.addresses import Address, parse, restore
from petition.core.db import db, now
from petition.mail import actions as mail
from petition.signing import links
from petition.signing.evidence.actions import record_own_domain
from petition.signing.evidence.grades import is_same_mailbox
from petition.signing.keys import signer_identity, update_keys
from petition.signing.models.address_change import AddressChange
from petition.signing.models.endorsement import Endorsement
from petition.signing.own.erasure import erase_endorsements
from petition.signing.own.link_ending import drop_address_changes, end_links
from petition.signing.publication import publish_endorsement
from petition.signing.screening.actions import screen_signature
from petition.signing.sign.key_rotation import signer_text
from petition.signing.sign.mail_budget import Correspondent, count_mails, mail_within_budget
from petition.signing.state import LISTED, WITHDRAWN, WITHHELD

Follow = Callable[[Endorsement], object]
# What features above this one know by the address, and bind to the signature itself before it has another.
FOLLOWING: list[Follow] = []


def run_before_change(follow: Follow) -> Follow:
    """Has an action run before a signature gets another address; it does not commit."""
    FOLLOWING.append(follow)
    return follow


def receive_address_request(endorsement: Endorsement, address: Address) -> None:
    """Keeps the wish that an address be asked; the worker mails it, in the lane in which its mails are counted."""
    content = {"endorsement": endorsement.id, "address": asdict(address), "at": now().isoformat()}
    received_forms.keep_form("address-change", content, mailbox=address.mailbox)


@received_forms.action_for("address-change")
def ask_new_address(content: received_forms.FormContent) -> None:
    """Asks a new address whether mails may come there; nothing else changes before it has confirmed.

    It takes the place of one that was asked before. No more mails go there than to anybody who is not known.
    """
    held = select(Endorsement).where(Endorsement.id == content["endorsement"]).with_for_update(of=Endorsement)
    endorsement = db.session.scalar(held.execution_options(populate_existing=True))
    asked_at, at, address = datetime.fromisoformat(content["at"]), now(), restore(content["address"])
    if endorsement is None or endorsement.address is None or endorsement.state == WITHDRAWN:
        return
    if endorsement.links_revoked_at is not None and asked_at < endorsement.links_revoked_at:
        return
    drop_address_changes(AddressChange.endorsement_id == endorsement.id)
    correspondent = Correspondent(endorsement.statement_id, address)
    if not count_mails(correspondent, at).may_be_mailed:
        return
    change = AddressChange(endorsement_id=endorsement.id, address=address.text, asked_at=at)
    db.session.add(change)
    db.session.flush()
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
    """Whether another confirmed signature under the same statement stands under the new address already."""
    other = _signed_with(endorsement, change).where(Endorsement.confirmed_at.is_not(None))
    return db.session.scalar(other.limit(1)) is not None


def _signed_with(endorsement: Endorsement, change: AddressChange) -> Any:
    identity = signer_identity(endorsement.kind, parse(change.address), endorsement.details or {})
    return select(Endorsement.id).where(
        Endorsement.statement_id == endorsement.statement_id,
        Endorsement.signature_key.in_(crypto.lookup_hashes(identity, "signature")),
        Endorsement.id != endorsement.id,
    )


def change_address(endorsement: Endorsement, change: AddressChange) -> None:
    """Puts a new address in the place of the old one, which is told; links that were sent there end.

    The caller has seen to it that nobody has signed under the new one (``has_signed_already``). What somebody entered
    with it and nobody confirmed goes: whose mailbox it is has just been shown.
    """
    at, old, new = now(), endorsement.address, parse(change.address)
    for follow in FOLLOWING:
        follow(endorsement)
    if waiting := list(db.session.scalars(_signed_with(endorsement, change))):
        erase_endorsements(waiting)
    _move_to(endorsement, new)
    audit.append_entry("endorsement.change-address", f"endorsement {endorsement.id}", by="signatory")
    ended_at = end_links(endorsement)
    if endorsement.kind == "organisation":
        _weigh_organisation(endorsement, new)
    elif endorsement.state in (LISTED, WITHHELD) and endorsement.approved_at is None:
        # Whoever comes from where fakes come from is looked at, as if the signature had come from there.
        screen_signature(endorsement, at)
        publish_endorsement(endorsement)
    told: dict[str, Any] = {"language": endorsement.language, "edition_id": endorsement.edition_id, "at": ended_at}
    if old is not None:
        mail.post_mail("address-changed", to=old, content={}, **told)
    own = links.own_link(endorsement.id, endorsement.statement.destroy_on)
    mail.post_mail("own-link", to=new.text, content={}, link=own, **told)


def _move_to(endorsement: Endorsement, new: Address) -> None:
    signer = signer_text(endorsement)
    is_own_key = signer is not None and endorsement.signature_key in crypto.lookup_hashes(signer, "signature")
    endorsement.address = new.text
    endorsement.address_key = crypto.lookup_hash(new.canonical, "address")
    # A key that was set free by a rejection belongs to nobody and stays as it is.
    if is_own_key:
        identity = signer_identity(endorsement.kind, new, endorsement.details or {})
        endorsement.signature_key = crypto.lookup_hash(identity, "signature")
    update_keys(endorsement)


def _weigh_organisation(endorsement: Endorsement, new: Address) -> None:
    """Coordinators judge by the address who may sign for it; nobody is the second person beside themselves."""
    for one in list(endorsement.evidence):
        if one.kind == "second_person" and one.address and is_same_mailbox(parse(one.address), new):
            endorsement.evidence.remove(one)
            db.session.delete(one)
    record_own_domain(endorsement)
