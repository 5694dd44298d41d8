"""What coordinators need on one screen to decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, and_, func, or_, select

from petition.core import addresses, crypto
from petition.core.db import db
from petition.core.text import fold
from petition.desk.duplicates import Likely, entries, likely
from petition.desk.queries.changes import Wanted, wanted_of
from petition.desk.queries.evidence import Authority, authority
from petition.mail.models import OutgoingMail
from petition.organisations.queries import Known
from petition.signing import queries as signing
from petition.signing.models import Decision, Endorsement
from petition.signing.reservations import Reserved

PAGE = 25


@dataclass(frozen=True)
class OnHold:
    """Who put an organisation on hold, when, and with what note."""

    note: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Item:
    """An organisation that awaits a decision."""

    id: int
    organisation: str
    latin: str | None
    website: str | None
    country: str | None
    representative: str
    role: str
    mail_domain: str
    domain_matches: bool | None
    free_mail: bool
    duplicates: list[Likely]
    mail_language: str
    signed_language: str
    waiting_since: datetime
    on_hold: OnHold | None
    statement: str
    authority: Authority
    reservations: list[Reserved]
    wanted: list[Wanted]
    change_waits: bool


@dataclass(frozen=True)
class QueueCounts:
    """How many organisations wait, and how many are on hold."""

    waiting: int
    on_hold: int


def queue_counts() -> QueueCounts:
    """The numbers over the queue."""
    held = func.count().filter(Endorsement.held_at.is_not(None))
    numbers: Select[*tuple[Any, ...]] = select(func.count(), held)
    total, on_hold = db.session.execute(_undecided(numbers)).one()
    return QueueCounts(total - on_hold, on_hold)


def queue(view: str, *, after: int = 0, limit: int = PAGE) -> tuple[list[Item], int | None]:
    """Organisations awaiting a decision, the oldest first; and where the next page begins."""
    held = Endorsement.held_at.is_not(None) if view == "on-hold" else Endorsement.held_at.is_(None)
    query = _undecided(select(Endorsement)).where(held)
    first = db.session.get(Endorsement, after) if after else None
    if first is not None and first.confirmed_at is not None:
        later = Endorsement.confirmed_at > first.confirmed_at
        query = query.where(or_(later, and_(Endorsement.confirmed_at == first.confirmed_at, Endorsement.id > first.id)))
    query = query.order_by(Endorsement.confirmed_at, Endorsement.id).limit(limit + 1)
    found = list(db.session.scalars(query))
    more = found[limit - 1].id if len(found) > limit else None
    register = entries({endorsement.statement_id for endorsement in found})
    return [_item(endorsement, register) for endorsement in found[:limit]], more


def _undecided(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return query.select_from(Endorsement).where(
        Endorsement.kind == "organisation",
        Endorsement.confirmed_at.is_not(None),
        Endorsement.withdrawn_at.is_(None),
        Endorsement.approved_at.is_(None),
        Endorsement.rejected_at.is_(None),
    )


def _item(endorsement: Endorsement, register: Known) -> Item:
    details, organisation = endorsement.details or {}, endorsement.organisation
    domain = addresses.domain_of(endorsement.address) if endorsement.address else ""
    own = organisation.domain if organisation else None
    entry = signing.summary(endorsement)
    return Item(
        id=endorsement.id,
        organisation=entry.organisation,
        latin=entry.organisation_latin or None,
        website=entry.website or None,
        country=entry.country or None,
        representative=details.get("representative") or "",
        role=details.get("role") or "",
        mail_domain=domain,
        domain_matches=None if own is None else addresses.registrable(domain) == own,
        free_mail=addresses.is_free_mail(domain),
        duplicates=likely(endorsement, register, domain),
        mail_language=endorsement.language,
        signed_language=endorsement.language,
        waiting_since=endorsement.confirmed_at or endorsement.asked_at,
        on_hold=_on_hold(endorsement),
        statement=endorsement.statement.slug,
        authority=authority(endorsement),
        reservations=signing.reservations(endorsement),
        wanted=wanted_of(endorsement),
        change_waits=signing.pending_change(endorsement) is not None,
    )


def _standing(endorsement: Endorsement, verdict: str) -> Decision | None:
    """The decision of a kind that holds for an endorsement."""
    query = select(Decision).where(
        Decision.endorsement_id == endorsement.id, Decision.verdict == verdict, Decision.undone_at.is_(None)
    )
    return db.session.scalars(query.order_by(Decision.id.desc())).first()


def _on_hold(endorsement: Endorsement) -> OnHold | None:
    if endorsement.held_at is None:
        return None
    decision = _standing(endorsement, "hold")
    who = _("coordinator %(number)s", number=endorsement.held_by)
    return OnHold((decision.reason if decision else None) or "", who, endorsement.held_at)


@dataclass(frozen=True)
class Decided:
    """A decision that can be taken back."""

    id: int
    verdict: str
    name: str
    at: datetime


def last_decisions(limit: int = 10) -> list[Decided]:
    """The newest decisions that stand, with the name they were about."""
    query = select(Decision).where(Decision.undone_at.is_(None)).order_by(Decision.id.desc()).limit(limit)
    return [
        Decided(decision.id, decision.verdict, _name(decision.endorsement), decision.decided_at)
        for decision in db.session.scalars(query)
    ]


def _name(endorsement: Endorsement) -> str:
    details = endorsement.details or {}
    if endorsement.organisation is not None:
        return endorsement.organisation.name
    return details.get("name") if endorsement.visibility == "full" else endorsement.shown_name or "…"  # type: ignore[return-value]


@dataclass(frozen=True)
class Person:
    """An individual as coordinators see one: never more of the name than the signatory shows."""

    id: int
    name_shown: str
    visibility: str
    affiliation: str | None
    country: str | None
    confirmed_at: datetime | None
    hidden_at: datetime | None
    hidden_by: str | None
    hidden_reason: str | None
    decision_id: int | None


def individuals(q: str, *, before: int | None, limit: int = PAGE) -> tuple[list[Person], int | None]:
    """Confirmed individuals, newest first; found by shown name, whole name or mail address.

    A name that is not public stands in the database only encrypted. It is found by typing it whole.
    """
    query = select(Endorsement).where(
        Endorsement.kind == "individual", Endorsement.confirmed_at.is_not(None), Endorsement.withdrawn_at.is_(None)
    )
    if q:
        query = query.where(_found_by(q))
    if before is not None:
        query = query.where(Endorsement.id < before)
    rows = list(db.session.scalars(query.order_by(Endorsement.id.desc()).limit(limit + 1)))
    more = rows[limit - 1].id if len(rows) > limit else None
    return [_person(row) for row in rows[:limit]], more


def _found_by(q: str) -> Any:
    ways: list[Any] = [Endorsement.name_key.in_(crypto.lookups(fold(q), "name"))]
    words = fold(q).split()
    if words:
        ways.append(and_(*(Endorsement.shown_key.contains(word, autoescape=True) for word in words[:8])))
    if "@" in q:
        try:
            ways.append(Endorsement.address_key.in_(crypto.lookups(addresses.canonical(q), "address")))
        except ValueError:
            pass
    return or_(*ways)


def _person(endorsement: Endorsement) -> Person:
    hidden = _standing(endorsement, "hide") if endorsement.hidden_at is not None else None
    details = endorsement.details or {}
    in_full = endorsement.visibility == "full"
    return Person(
        id=endorsement.id,
        name_shown=(details.get("name") if in_full else endorsement.shown_name) or _("name withheld"),
        visibility=endorsement.visibility,
        affiliation=details.get("affiliation") if in_full else None,
        country=details.get("country") if endorsement.visibility != "withheld" else None,
        confirmed_at=endorsement.confirmed_at,
        hidden_at=endorsement.hidden_at,
        hidden_by=_("coordinator %(number)s", number=endorsement.hidden_by) if endorsement.hidden_at else None,
        hidden_reason=hidden.reason if hidden else None,
        decision_id=hidden.id if hidden else None,
    )


def mail_in_trouble(limit: int = 100) -> tuple[list[OutgoingMail], list[OutgoingMail]]:
    """Mails still to be sent, and mails given up; the newest of each."""
    unsent = select(OutgoingMail).where(OutgoingMail.sent_at.is_(None)).order_by(OutgoingMail.id.desc()).limit(limit)
    waiting = db.session.scalars(unsent.where(OutgoingMail.given_up_at.is_(None)))
    given_up = db.session.scalars(unsent.where(OutgoingMail.given_up_at.is_not(None)))
    return list(waiting), list(given_up)
