"""What the pages around one endorsement show."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from sqlalchemy import select

from petition.core import tokens
from petition.core.db import db, now
from petition.mail.models import OutgoingMail
from petition.signing import links
from petition.signing.models import Endorsement
from petition.signing.publication import shown_as


@dataclass(frozen=True)
class Opened:
    """What a mailed link opened: its endorsement, or the problem that stood in the way.

    ``problem`` is None, ``mangled``, ``expired``, ``used``, ``closed`` or ``gone``.
    """

    problem: str | None
    endorsement: Endorsement | None = None
    mail: OutgoingMail | None = None


@dataclass(frozen=True)
class Summary:
    """An endorsement as its signatory sees it before confirming, and afterwards."""

    kind: str
    visibility: str
    language: str
    name: str
    shown_as: str | None
    organisation: str
    organisation_latin: str
    website: str
    representative: str
    role: str
    country: str
    affiliation: str
    comment: str
    show_representative: bool
    state: str


def open_confirmation(token: str) -> Opened:
    """What stands behind a confirmation link."""
    opened = _open(token, links.CONFIRM)
    if opened.endorsement is None:
        return opened
    if opened.endorsement.confirmed_at is not None or (opened.mail and opened.mail.link_used_at):
        return Opened("used", opened.endorsement, opened.mail)
    if opened.problem is None and not opened.endorsement.takes_signature:
        return Opened("closed", opened.endorsement, opened.mail)
    return opened


def open_own(token: str) -> Opened:
    """What stands behind the link to one's own endorsement; it may be used again and again."""
    return _open(token, links.MINE)


def _open(token: str, purpose: str) -> Opened:
    if not tokens.well_formed(token):
        return Opened("mangled")
    mail = db.session.scalar(
        select(OutgoingMail).where(OutgoingMail.link_hash == tokens.digest(token), OutgoingMail.link_purpose == purpose)
    )
    if mail is None:
        return Opened("mangled")
    endorsement = db.session.get(Endorsement, mail.link_subject)
    if endorsement is None:
        return Opened("gone" if purpose == links.MINE else "expired", mail=mail)
    if mail.link_expires_at is None or mail.link_expires_at <= now():
        return Opened("expired", endorsement, mail)
    return Opened(None, endorsement, mail)


def summary(endorsement: Endorsement) -> Summary:
    """The endorsement in the words its signatory gave."""
    details = endorsement.details or {}
    name = details.get("name") or ""
    return Summary(
        kind=endorsement.kind,
        visibility=endorsement.visibility,
        language=endorsement.language,
        name=name,
        shown_as=shown_as(name, endorsement.visibility) if endorsement.kind == "individual" else None,
        organisation=details.get("organisation") or "",
        organisation_latin=details.get("organisation_latin") or "",
        website=details.get("website") or "",
        representative=details.get("representative") or "",
        role=details.get("role") or "",
        country=details.get("country") or "",
        affiliation=details.get("affiliation") or "",
        comment=details.get("comment") or "",
        show_representative=endorsement.kind == "organisation" and endorsement.visibility == "full",
        state=state(endorsement),
    )


def state(endorsement: Endorsement) -> str:
    """One word for where an endorsement stands."""
    if endorsement.confirmed_at is None:
        return "unconfirmed"
    if endorsement.withdrawn_at is not None:
        return "withdrawn"
    if endorsement.rejected_at is not None:
        return "rejected"
    if endorsement.awaits_decision:
        return "awaiting"
    if endorsement.hidden_at is not None:
        return "hidden"
    return "listed" if endorsement.is_listed else "withheld"


def seen(endorsement: Endorsement) -> str:
    """A mark of what a confirmation page showed, so that nobody confirms other words than they read."""
    shown = [endorsement.details, endorsement.visibility, endorsement.edition_id]
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:32]
