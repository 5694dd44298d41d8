"""What the pages around endorsements show."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from petition.core.db import db
from petition.organisations.models import Logo
from petition.signing.deliveries import is_told_late
from petition.signing.invitation_checks import inviter_who_approves
from petition.signing.models.endorsement import Decision, Endorsement, state_condition
from petition.signing.models.evidence import ChangeRequest, RequestedChange
from petition.signing.models.renewal import Renewal
from petition.signing.publication import name_for_visibility
from petition.signing.reservations import NumberedReservation, numbered_reservations, reservation_state
from petition.signing.state import HIDDEN, LISTED, QUARANTINED, REJECTED, REMOVED, WAITING, WITHDRAWN, WITHHELD
from petition.signing.verdicts import SIGNED_ALREADY
from petition.statements.models import Statement
from petition.statements.queries.public_statements import is_public_condition
from petition.statements.queries.settings import authority_rules

# What individuals are told instead of how exactly they stand.
CONFIRMED = "confirmed"
GIVEN = ("organisation", "organisation_latin", "website", "representative", "role", "country", "affiliation", "comment")


@dataclass(frozen=True)
class EndorsementSummary:
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
    reservations: list[NumberedReservation]
    is_listed_at_once: bool
    is_late: bool
    withdrawn_at: datetime | None
    decided_at: datetime | None
    rejection: str
    is_double: bool


def summarise_endorsement(endorsement: Endorsement) -> EndorsementSummary:
    """The endorsement in the words its signatory gave; an organisation's entry as it stands in the register."""
    reason = _rejection_reason(endorsement)
    details, organisation = endorsement.details or {}, endorsement.organisation
    name = details.get("name") or ""
    if organisation is not None:
        entry = {"organisation": organisation.name, "organisation_latin": organisation.latin}
        details = {**details, **entry, "website": organisation.website, "country": organisation.country}
    return EndorsementSummary(
        kind=endorsement.kind,
        visibility=endorsement.visibility,
        language=endorsement.language,
        name=name,
        shown_as=name_for_visibility(name, endorsement.visibility) if endorsement.kind == "individual" else None,
        show_representative=endorsement.kind == "organisation" and endorsement.visibility == "full",
        state=state_told(endorsement),
        reservations=reservations_of(endorsement),
        is_late=is_told_late(endorsement),
        is_listed_at_once=inviter_who_approves(endorsement) is not None,
        withdrawn_at=endorsement.withdrawn_at,
        decided_at=endorsement.rejected_at or endorsement.approved_at,
        rejection="" if reason == SIGNED_ALREADY else reason,
        is_double=reason == SIGNED_ALREADY,
        **{field: details.get(field) or "" for field in GIVEN},
    )


def summarise_renewal(endorsement: Endorsement) -> EndorsementSummary | None:
    """A withdrawn endorsement as it would be signed again; None where nothing was entered since it was withdrawn."""
    entered = db.session.get(Renewal, endorsement.id) if endorsement.state == WITHDRAWN else None
    if entered is None:
        return None
    told: dict[str, Any] = {field: entered.details.get(field) or "" for field in GIVEN}
    name = entered.details.get("name") or ""
    return replace(
        summarise_endorsement(endorsement),
        visibility=entered.visibility,
        name=name,
        shown_as=name_for_visibility(name, entered.visibility) if endorsement.kind == "individual" else None,
        show_representative=endorsement.kind == "organisation" and entered.visibility == "full",
        **told,
    )


def renewal_mark(endorsement: Endorsement) -> str:
    """A mark of what was entered to sign again."""
    entered = db.session.get(Renewal, endorsement.id)
    return _mark([entered.details, entered.visibility]) if entered is not None else ""


def reservations_of(endorsement: Endorsement) -> list[NumberedReservation]:
    """The reservations as the representative gave them; before confirming they stand among the details."""
    if endorsement.state == WAITING:
        return numbered_reservations(endorsement.edition, (endorsement.details or {}).get("reservations") or {})
    rows = {one.demand_key: one for one in endorsement.reservations}
    return [
        replace(
            one,
            state=reservation_state(rows[one.key]),
            decided_at=rows[one.key].approved_at or rows[one.key].rejected_at,
            rejection=rows[one.key].rejection or "",
        )
        for one in numbered_reservations(endorsement.edition, {key: row.reason for key, row in rows.items()})
    ]


def _rejection_reason(endorsement: Endorsement) -> str:
    """Why it was rejected, in the words that its signatory got by mail; "" where it is not rejected."""
    if endorsement.rejected_at is None:
        return ""
    standing = select(Decision.reason).where(Decision.endorsement_id == endorsement.id, Decision.verdict == "reject")
    newest = standing.where(Decision.undone_at.is_(None)).order_by(Decision.id.desc()).limit(1)
    return db.session.scalar(newest) or ""


def state_told(endorsement: Endorsement) -> str:
    """The state as its signatory is told.

    Of individuals nothing else than ``CONFIRMED`` is told where they are in quarantine, removed by a rule, listed or
    withheld: the same of all, or the page would say who is in quarantine.
    """
    if endorsement.state == REMOVED and endorsement.rejected_at is not None:
        return REJECTED
    if endorsement.state in (REMOVED, QUARANTINED) and endorsement.hidden_at is not None:
        return HIDDEN
    if endorsement.kind == "individual" and endorsement.state in (LISTED, WITHHELD, QUARANTINED, REMOVED):
        return CONFIRMED
    return endorsement.state


def confirmation_mark(endorsement: Endorsement) -> str:
    """A mark of what a confirmation page showed, so that nobody confirms other words than they read."""
    return _mark([endorsement.details, endorsement.visibility, endorsement.edition_id])


def _mark(shown: list[object]) -> str:
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
            state_condition(LISTED),
            Endorsement.logo_permitted_at.is_not(None),
            is_public_condition(),
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


def requested_changes(endorsement: Endorsement) -> list[RequestedChange]:
    """What coordinators asked to put right, and got no answer to yet."""
    asked = select(RequestedChange).where(RequestedChange.endorsement_id == endorsement.id)
    return list(db.session.scalars(asked.where(RequestedChange.answered_at.is_(None)).order_by(RequestedChange.id)))


def authority_rule(statement: Statement, language: str) -> tuple[str, str] | None:
    """The rule by which the coalition takes signatures of organisations, and its language.

    In the language asked for, else in the binding one, else in any.
    """
    rules = authority_rules(statement)
    for tag in (language, statement.binding_language, *sorted(rules)):
        if tag in rules:
            return rules[tag], tag
    return None


class EndorsementGone(LookupError):
    """The endorsement was erased a moment ago."""


def lock_endorsement(endorsement_id: int) -> Endorsement:
    """The endorsement, held against a change at the same moment until the transaction ends.

    Raises EndorsementGone where it was erased meanwhile.
    """
    query = select(Endorsement).where(Endorsement.id == endorsement_id)
    found = db.session.execute(
        query.with_for_update(of=Endorsement).execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if found is None:
        raise EndorsementGone
    return found
