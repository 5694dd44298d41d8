"""Keyed hashes by which endorsements are found together: one mail domain, one country, names nearly alike."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from petition.core import crypto
from petition.core.addresses import Address, is_free_mail
from petition.core.text import fold
from petition.signing.models import Endorsement
from petition.signing.watch import skeleton

GROUPING = ("domain_key", "country_key", "likeness_key")


def grouping(kind: str, address: Address | None, details: Mapping[str, Any]) -> dict[str, bytes | None]:
    """The values of ``domain_key``, ``country_key`` and ``likeness_key``.

    Organisations have a country, and a domain where anybody can have a mailbox on it, so that the queue finds those:
    nobody looks for fakes among them by what they have in common.
    """
    individual, domain = kind == "individual", address.registered if address else None
    return {
        "domain_key": _key(domain, "domain") if domain and (individual or is_free_mail(domain)) else None,
        "country_key": _key(details.get("country"), "country"),
        "likeness_key": _key(skeleton(details.get("name") or ""), "likeness") if individual else None,
    }


def of(endorsement: Endorsement) -> dict[str, bytes | None]:
    """The same for an endorsement; the country of an organisation is that of its entry."""
    details = dict(endorsement.details or {})
    if endorsement.organisation is not None:
        details["country"] = endorsement.organisation.country
    return grouping(endorsement.kind, endorsement.mailbox, details)


def keep_right(endorsement: Endorsement) -> None:
    """Brings the keys in line with what the endorsement says now."""
    for column, key in of(endorsement).items():
        setattr(endorsement, column, key)


def signer(kind: str, address: Address, details: Mapping[str, Any]) -> str:
    """Who signs, in the text that ``signature_key`` is made of: the mailbox, and an organisation's folded name."""
    return f"{kind} {address.canonical} {fold(details.get('organisation') or '')}"


def name_key(details: Mapping[str, Any]) -> bytes:
    """The hash by which a person is found by the whole name: the individual, or who signs for an organisation."""
    return crypto.lookup(fold(details.get("name") or details.get("representative") or ""), "name")


def released_key() -> bytes:
    """A key that nobody's signature has: the endorsement stays, and its signer may sign anew."""
    return secrets.token_bytes(32)


def _key(value: str | None, purpose: str) -> bytes | None:
    return crypto.lookup(value, purpose) if value else None
