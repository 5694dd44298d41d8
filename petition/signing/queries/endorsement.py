"""What the pages around one endorsement show."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace

from sqlalchemy import select

from petition.core import tokens
from petition.core.db import db, now
from petition.mail.models import OutgoingMail
from petition.organisations.models import Logo
from petition.signing import links
from petition.signing.models import ChangeRequest, ChangeWanted, Endorsement, Evidence, in_state
from petition.signing.publication import shown_as
from petition.signing.reservations import Reserved, reserved
from petition.signing.state import HIDDEN, LISTED, QUARANTINED, REJECTED, REMOVED, WAITING, WITHDRAWN
from petition.statements.models import Statement
from petition.statements.queries.life import authority_rules
from petition.statements.queries.published import is_public


@dataclass(frozen=True)
class Opened:
    """What a mailed link opened: its endorsement, or the problem that stood in the way.

    ``problem`` is None, ``mangled``, ``expired``, ``own_expired``, ``used``, ``closed`` or ``gone``.
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
    reservations: list[Reserved]
    is_invited: bool


def open_confirmation(token: str) -> Opened:
    """What stands behind a confirmation link."""
    opened = _open(token, links.CONFIRM)
    if opened.endorsement is None:
        return opened
    if opened.endorsement.state != WAITING or (opened.mail and opened.mail.link_used_at):
        return Opened("used", opened.endorsement, opened.mail)
    if opened.problem is None and not opened.endorsement.takes_signature:
        return Opened("closed", opened.endorsement, opened.mail)
    return opened


def open_own(token: str) -> Opened:
    """What stands behind the link to one's own endorsement; it may be used again and again."""
    opened = _open(token, links.MINE)
    return replace(opened, problem="own_expired") if opened.problem == "expired" else opened


@dataclass(frozen=True)
class OpenedSecond:
    """What a link for a second person opened; ``problem`` as of ``Opened``, but for the endorsement vouched for."""

    problem: str | None
    evidence: Evidence | None = None


def open_second(token: str) -> OpenedSecond:
    """What stands behind the link of a second person; it may be used again."""
    mail = _mail(token, links.SECOND)
    if mail is None:
        return OpenedSecond("mangled")
    evidence = db.session.get(Evidence, mail.link_subject)
    if evidence is None:
        return OpenedSecond("gone")
    if mail.link_expires_at is None or mail.link_expires_at <= now():
        return OpenedSecond("asked_long_ago", evidence)
    return OpenedSecond("gone" if evidence.endorsement.state == WITHDRAWN else None, evidence)


def _mail(token: str, purpose: str) -> OutgoingMail | None:
    if not tokens.well_formed(token):
        return None
    return db.session.scalar(
        select(OutgoingMail).where(OutgoingMail.link_hash == tokens.digest(token), OutgoingMail.link_purpose == purpose)
    )


def open_carry(token: str) -> Opened:
    """What stands behind the link that carries a signature over; it may be opened again and again."""
    opened = _open(token, links.CARRY)
    is_gone = opened.endorsement is None and opened.mail is not None
    return Opened("gone", mail=opened.mail) if is_gone else opened


def _open(token: str, purpose: str) -> Opened:
    mail = _mail(token, purpose)
    if mail is None:
        return Opened("mangled")
    endorsement = db.session.get(Endorsement, mail.link_subject)
    if endorsement is None:
        return Opened("gone" if purpose == links.MINE else "expired", mail=mail)
    if mail.link_expires_at is None or mail.link_expires_at <= now():
        return Opened("expired", endorsement, mail)
    return Opened(None, endorsement, mail)


def summary(endorsement: Endorsement) -> Summary:
    """The endorsement in the words its signatory gave; an organisation's entry as it stands in the register."""
    details, organisation = endorsement.details or {}, endorsement.organisation
    name = details.get("name") or ""
    if organisation is not None:
        entry = {"organisation": organisation.name, "organisation_latin": organisation.latin}
        details = {**details, **entry, "website": organisation.website, "country": organisation.country}
    given = (
        "organisation", "organisation_latin", "website", "representative", "role", "country", "affiliation", "comment"
    )  # fmt: skip
    return Summary(
        kind=endorsement.kind,
        visibility=endorsement.visibility,
        language=endorsement.language,
        name=name,
        shown_as=shown_as(name, endorsement.visibility) if endorsement.kind == "individual" else None,
        show_representative=endorsement.kind == "organisation" and endorsement.visibility == "full",
        state=state_told(endorsement),
        reservations=reservations(endorsement),
        is_invited=endorsement.is_invited,
        **{field: details.get(field) or "" for field in given},
    )


def reservations(endorsement: Endorsement) -> list[Reserved]:
    """The reservations as the representative gave them; before confirming they stand among the details."""
    if endorsement.state == WAITING:
        reasons = (endorsement.details or {}).get("reservations") or {}
    else:
        reasons = {one.demand_key: one.reason for one in endorsement.reservations}
    return reserved(endorsement.edition, reasons)


def state_told(endorsement: Endorsement) -> str:
    """The state as its signatory is told: in quarantine, or removed by a rule, they see what all others see."""
    if endorsement.state not in (QUARANTINED, REMOVED):
        return endorsement.state
    if endorsement.rejected_at is not None:
        return REJECTED
    return HIDDEN if endorsement.hidden_at is not None else LISTED


def seen(endorsement: Endorsement) -> str:
    """A mark of what a confirmation page showed, so that nobody confirms other words than they read."""
    shown = [endorsement.details, endorsement.visibility, endorsement.edition_id]
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:32]


def public_logo(organisation_id: int, sha: str) -> Logo | None:
    """A logo while an endorsement that may show it is listed under a public statement; by the start of its hash."""
    query = (
        select(Logo)
        .join(Endorsement, Endorsement.organisation_id == Logo.organisation_id)
        .join(Statement, Statement.id == Endorsement.statement_id)
        .where(
            Logo.organisation_id == organisation_id,
            Logo.sha256.startswith(sha, autoescape=True),
            in_state(LISTED),
            Endorsement.logo_permitted_at.is_not(None),
            is_public(),
        )
    )
    return db.session.scalars(query.limit(1)).first()


def pending_change(endorsement: Endorsement) -> ChangeRequest | None:
    """The change that was asked for through an endorsement and awaits a decision."""
    asked = select(ChangeRequest).where(ChangeRequest.endorsement_id == endorsement.id)
    undecided = asked.where(
        ChangeRequest.approved_at.is_(None), ChangeRequest.rejected_at.is_(None), ChangeRequest.dropped_at.is_(None)
    )
    return db.session.scalars(undecided.order_by(ChangeRequest.id.desc()).limit(1)).first()


def changes_wanted(endorsement: Endorsement) -> list[ChangeWanted]:
    """What coordinators asked to put right, and got no answer to yet."""
    asked = select(ChangeWanted).where(ChangeWanted.endorsement_id == endorsement.id)
    return list(db.session.scalars(asked.where(ChangeWanted.answered_at.is_(None)).order_by(ChangeWanted.id)))


def authority_rule(statement: Statement, language: str) -> tuple[str, str] | None:
    """The rule by which the coalition takes signatures of organisations, and its language.

    In the language asked for, else in the binding one, else in any.
    """
    rules = authority_rules(statement)
    for tag in (language, statement.binding_language, *sorted(rules)):
        if tag in rules:
            return rules[tag], tag
    return None
