"""Keyed hashes by which endorsements are found together: one mail domain, one country, names nearly alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from petition.core import crypto
from petition.core.addresses import is_free_mail
from petition.signing.models import Endorsement
from petition.signing.watch import mail_domain, skeleton

GROUPING = ("domain_key", "country_key", "likeness_key")


def grouping(kind: str, address: str | None, details: Mapping[str, Any]) -> dict[str, bytes | None]:
    """The values of ``domain_key``, ``country_key`` and ``likeness_key``.

    Organisations have a country, and a domain where anybody can have a mailbox on it, so that the queue finds those:
    nobody looks for fakes among them by what they have in common.
    """
    individual, domain = kind == "individual", mail_domain(address) if address else None
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
    return grouping(endorsement.kind, endorsement.address, details)


def keep_right(endorsement: Endorsement) -> None:
    """Brings the keys in line with what the endorsement says now."""
    for column, key in of(endorsement).items():
        setattr(endorsement, column, key)


def _key(value: str | None, purpose: str) -> bytes | None:
    return crypto.lookup(value, purpose) if value else None
