"""What is written down of a signature: the row of its endorsement, and the words of the mail that asks to confirm."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from petition.core import crypto
from petition.signing.consent import hash_wording
from petition.signing.publication import name_for_visibility
from petition.signing.reservations import numbered_reservations
from petition.signing.sign.mail_budget import Correspondent
from petition.signing.signature import Signature
from petition.statements.models import Edition


def new_endorsement(
    edition: Edition, signature: Signature, correspondent: Correspondent, at: datetime
) -> dict[str, Any]:
    """The whole row of an endorsement that nobody has confirmed yet."""
    return {
        "statement_id": edition.statement_id,
        "kind": signature.kind,
        "signature_key": signature.keys[0],
        "address": signature.address.text,
        "address_key": correspondent.address_keys[0],
        **signed_values(edition, signature, at),
    }


def signed_values(edition: Edition, signature: Signature, at: datetime) -> dict[str, Any]:
    """What of the row was sent in last, and when; the caller keeps its sentence of consent (``keep_wording``)."""
    country = signature.details.get("country")
    return {
        "edition_id": edition.id,
        "language": signature.language,
        "details": signature.details,
        "visibility": signature.visibility,
        "asked_at": at,
        "consented_at": signature.at,
        "consent_sha256": hash_wording(signature.consent) if signature.consent else None,
        "authority_declared_at": signature.at if signature.kind == "organisation" else None,
        "updates_wanted_at": signature.at if signature.updates else None,
        "country_key": crypto.lookup_hash(country, "country") if country else None,
    }


def signature_words(edition: Edition, signature: Signature) -> dict[str, Any]:
    """What the mail says about the signature."""
    told: dict[str, Any] = {
        key: signature.details.get(key) or "" for key in ("name", "organisation", "representative", "role")
    }
    appears = name_for_visibility(told["name"], signature.visibility) if told["name"] else None
    reasons = signature.details.get("reservations")
    if reasons:
        told["reservations"] = [f"{one.number}: {one.reason}" for one in numbered_reservations(edition, reasons)]
    return {**told, "visibility": signature.visibility, "shown_as": appears or ""}
