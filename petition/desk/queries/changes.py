"""What organisations ask to change, what they were asked to change, and what second persons object to."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func, select

from petition.accounts.queries import coordinator_name
from petition.core import languages
from petition.core.db import db
from petition.core.text import fold_text
from petition.desk import register_words, scope
from petition.desk.queries.organisations import name_or_domain_condition
from petition.organisations.actions import PUBLIC_FIELDS
from petition.organisations.models import Organisation
from petition.signing.evidence.grades import parse_second_person
from petition.signing.models.endorsement import Endorsement, state_condition
from petition.signing.models.evidence import ChangeRequest, Evidence, RequestedChange
from petition.signing.own.changes import pending_changes_query
from petition.signing.reservations import numbered_reservations
from petition.signing.search import shown_condition
from petition.signing.state import LISTED, REJECTED, WITHDRAWN

FOUND_AT_MOST = 10
PAGE = 25
LOOKED_AT = 200


@dataclass(frozen=True)
class Difference:
    """One thing that a change would make different, in words; "" stands for nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """A change that an organisation asks for, or that was decided.

    ``unapproved``: the signature through which it was asked is not on the list, so who asks is not known well.
    ``decides``: whoever looks may decide about it.
    """

    id: int
    endorsement_id: int
    organisation_id: int
    organisation: str
    statement_id: int
    representative: str
    asked_at: datetime
    differences: list[Difference]
    has_logo: bool
    had_logo: bool
    approved_at: datetime | None
    rejected_at: datetime | None
    undoable: bool
    unapproved: bool
    decides: bool


@dataclass(frozen=True)
class RequestedChangeRow:
    """What a coordinator asked an organisation to put right."""

    id: int
    organisation: str
    note: str
    at: datetime
    by: str
    decides: bool


@dataclass(frozen=True)
class Objection:
    """A second person who says that something is wrong with a signature that stands."""

    organisation: str
    name: str
    words: str
    listed: bool


@dataclass(frozen=True)
class ListedOrganisation:
    """An organisation to ask for a change."""

    id: int
    name: str
    statement_id: int
    has_address: bool
    decides: bool


def pending_changes(
    statement_id: int | None = None, name: str = "", *, after: int = 0
) -> tuple[list[Change], int | None]:
    """The changes that await a decision, the oldest first; and after which one the next page begins.

    Of one statement only, and of organisations in whose names these words stand, where that is asked for.
    """
    query = _pending_query().where(ChangeRequest.id > after, *_filter_conditions(statement_id, name)).limit(PAGE + 1)
    found = list(db.session.scalars(query))
    return [_change_row(one) for one in found[:PAGE]], found[PAGE - 1].id if len(found) > PAGE else None


def _pending_query() -> Select[ChangeRequest]:
    # As in ``waiting.changes_query``: from the few changes to their endorsements.
    query = pending_changes_query().join(Endorsement, Endorsement.id == ChangeRequest.endorsement_id + 0)
    return query.where(Endorsement.state != WITHDRAWN, scope.endorsements_condition())


def _filter_conditions(statement_id: int | None, name: str) -> list[ColumnElement[bool]]:
    found = [Endorsement.statement_id == statement_id] if statement_id is not None else []
    if name:
        words = [name_or_domain_condition(word, name) for word in fold_text(name).split()[:8]] or [
            name_or_domain_condition(name, name)
        ]
        own = select(Organisation.id).where(Organisation.id == Endorsement.organisation_id, *words)
        found.append(own.correlate(Endorsement).exists())
    return found


def _place_conditions(statement_id: int | None) -> list[ColumnElement[bool]]:
    """That endorsements are reached, and of one statement, where one is asked for."""
    mine = [scope.endorsements_condition()]
    return mine if statement_id is None else [*mine, Endorsement.statement_id == statement_id]


def decided_changes(statement_id: int | None = None, *, limit: int = 10) -> list[Change]:
    """The changes decided last, of one statement or of all; the newest first."""
    at = func.coalesce(ChangeRequest.approved_at, ChangeRequest.rejected_at)
    query = select(ChangeRequest).join(Endorsement).where(at.is_not(None), *_place_conditions(statement_id))
    newest = query.order_by(at.desc(), ChangeRequest.id.desc()).limit(limit)
    return [_change_row(one) for one in db.session.scalars(newest)]


def unanswered_requests(
    statement_id: int | None = None, *, before: int | None = None
) -> tuple[list[RequestedChangeRow], int | None]:
    """What was asked of organisations and got no answer yet, the newest first; and where the next page begins."""
    query = (
        select(RequestedChange, Endorsement)
        .join(Endorsement, Endorsement.id == RequestedChange.endorsement_id)
        .where(RequestedChange.answered_at.is_(None), Endorsement.state != WITHDRAWN, *_place_conditions(statement_id))
        .order_by(RequestedChange.id.desc())
    )
    if before is not None:
        query = query.where(RequestedChange.id < before)
    found = db.session.execute(query.limit(PAGE + 1)).all()
    rows = [_request_row(one, endorsement) for one, endorsement in found[:PAGE]]
    return rows, rows[-1].id if len(found) > PAGE else None


def requests_of(endorsement: Endorsement) -> list[RequestedChangeRow]:
    """The same of one endorsement."""
    query = select(RequestedChange).where(
        RequestedChange.endorsement_id == endorsement.id, RequestedChange.answered_at.is_(None)
    )
    rows = db.session.scalars(query.order_by(RequestedChange.id))
    return [_request_row(one, endorsement) for one in rows]


def _request_row(one: RequestedChange, endorsement: Endorsement) -> RequestedChangeRow:
    by, decides = coordinator_name(one.asked_by), scope.can_decide(endorsement)
    return RequestedChangeRow(one.id, _name(endorsement), one.note, one.asked_at, by, decides)


def objections(statement_id: int | None = None) -> list[Objection]:
    """What second persons said against signatures that are not rejected or withdrawn, the newest first.

    What they said is kept encrypted: of those asked, who may not have answered yet, only the last ones are looked at.
    """
    query = (
        select(Evidence)
        .join(Endorsement, Endorsement.id == Evidence.endorsement_id)
        .where(
            Evidence.kind == "second_person",
            Evidence.given_at.is_(None),
            Endorsement.state.not_in((WITHDRAWN, REJECTED)),
            *_place_conditions(statement_id),
        )
        .order_by(Evidence.id.desc())
    )
    found = []
    for one in db.session.scalars(query.limit(LOOKED_AT)):
        person = parse_second_person(one.note)
        if person.objection is not None:
            found.append(
                Objection(_name(one.endorsement), person.name, person.objection, one.endorsement.state == LISTED)
            )
    return found


def find_listed_organisations(q: str, statement_id: int | None = None) -> list[ListedOrganisation]:
    """Listed organisations by a part of their names, to be asked for a change."""
    if not fold_text(q):
        return []
    query = select(Endorsement).where(
        Endorsement.kind == "organisation",
        state_condition(LISTED),
        shown_condition(q),
        *_place_conditions(statement_id),
    )
    return [
        ListedOrganisation(one.id, _name(one), one.statement_id, one.address_key is not None, scope.can_decide(one))
        for one in db.session.scalars(query.order_by(Endorsement.id).limit(FOUND_AT_MOST))
    ]


def _change_row(change: ChangeRequest) -> Change:
    endorsement = change.endorsement
    decision = change.approved_at or change.rejected_at
    return Change(
        id=change.id,
        endorsement_id=endorsement.id,
        organisation_id=endorsement.organisation_id or 0,
        organisation=_name(endorsement),
        statement_id=endorsement.statement_id,
        representative=(endorsement.details or {}).get("representative") or "",
        asked_at=change.asked_at,
        differences=_differences(change),
        has_logo=change.logo_media is not None,
        had_logo=logo_before_change(change) is not None,
        approved_at=change.approved_at,
        rejected_at=change.rejected_at,
        undoable=decision is not None and endorsement.state != WITHDRAWN and bool(change.proposed),
        unapproved=endorsement.approved_at is None,
        decides=scope.can_decide(endorsement),
    )


def logo_before_change(change: ChangeRequest) -> tuple[bytes, str] | None:
    """The logo that stood, or stands, before a change, and its type."""
    if change.before is not None:
        kept = change.before.get("logo")
        return (base64.b64decode(kept["content"]), kept["media"]) if kept else None
    logo = change.endorsement.organisation.logo if change.endorsement.organisation else None
    return (logo.content, logo.media) if logo else None


def _differences(change: ChangeRequest) -> list[Difference]:
    before = change.before if change.before is not None else _standing_values(change.endorsement)
    found = [
        Difference(
            str(register_words.FIELDS[field]), _value(field, before.get(field)), _value(field, change.proposed[field])
        )
        for field in PUBLIC_FIELDS
        if field in change.proposed
    ]
    if "reservations" in change.proposed:
        found += _reservations(change.endorsement, before.get("reservations") or {}, change.proposed["reservations"])
    return found


def _standing_values(endorsement: Endorsement) -> dict[str, Any]:
    entry = {field: getattr(endorsement.organisation, field, None) for field in PUBLIC_FIELDS}
    return {**entry, "reservations": {one.demand_key: one.reason for one in endorsement.reservations}}


def _reservations(endorsement: Endorsement, before: dict[str, str], after: dict[str, str]) -> list[Difference]:
    keys = numbered_reservations(endorsement.edition, {**before, **after})
    return [
        Difference(
            _("Reservation on demand %(number)s", number=one.number) if one.number else _("Reservation"),
            before.get(one.key, ""),
            after.get(one.key, ""),
        )
        for one in keys
        if before.get(one.key) != after.get(one.key)
    ]


def _value(field: str, value: str | None) -> str:
    if not value:
        return ""
    if field == "country":
        return languages.country_name(value)
    return str(register_words.KINDS[value]) if field == "kind" else value


def _name(endorsement: Endorsement) -> str:
    if endorsement.organisation is not None:
        return endorsement.organisation.name
    return (endorsement.details or {}).get("organisation") or ""
