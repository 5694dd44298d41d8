"""Rotation of data keys: the keyed hashes of signers made anew under the newest key."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from petition.core import addresses, crypto
from petition.core.db import db
from petition.core.text import fold
from petition.signing.actions.sign import Signature
from petition.signing.models import Endorsement

BATCH = 500


def rekey(commit: Callable[[], None]) -> int:
    """Makes the look-up hashes of all endorsements anew, a batch a transaction; gives their number."""
    changed, last = 0, 0
    batch = select(Endorsement).order_by(Endorsement.id).limit(BATCH)
    while found := list(db.session.scalars(batch.where(Endorsement.id > last))):
        for endorsement in found:
            _rekey(endorsement)
        last, changed = found[-1].id, changed + len(found)
        commit()
        db.session.expunge_all()
    return changed


def signer_of(endorsement: Endorsement) -> str | None:
    """Who signed, as it is hashed into ``signature_key``; None where nothing is left to tell."""
    details = endorsement.details or {}
    if endorsement.founding_at is not None:
        return f"founding {fold(details.get('organisation') or '')}"
    if endorsement.address is None:
        return None
    return Signature(
        endorsement.kind, endorsement.address, endorsement.language, details, endorsement.visibility
    ).signer


def _rekey(endorsement: Endorsement) -> None:
    details, signer = endorsement.details or {}, signer_of(endorsement)
    # A key that was set free by a rejection belongs to nobody and stays as it is.
    if signer and endorsement.signature_key in crypto.lookups(signer, "signature"):
        endorsement.signature_key = crypto.lookup(signer, "signature")
    if endorsement.address is not None:
        endorsement.address_key = crypto.lookup(addresses.canonical(endorsement.address), "address")
    name = details.get("name") or details.get("representative")
    if name:
        endorsement.name_key = crypto.lookup(fold(name), "name")
