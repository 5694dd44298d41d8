"""Individuals as coordinators see them: never more of a name than its owner shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import exists, select

from petition.accounts.queries import called
from petition.core.db import db
from petition.desk import scope, signal_words
from petition.desk.queries.decided import leads, together
from petition.signing import queries as signing
from petition.signing.models import Decision, Endorsement, Suspicion
from petition.signing.publication import shown_as

LAST = 5
DECIDE = "endorsements.decide"


@dataclass(frozen=True)
class Standing:
    """The newest decision about somebody that stands."""

    id: int
    verdict: str
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Person:
    """An individual as coordinators see one. ``mark`` changes with what is seen of it."""

    id: int
    statement_id: int
    name_shown: str
    visibility: str
    affiliation: str | None
    country: str | None
    language: str
    mail_domain: str
    comment: str | None
    confirmed_at: datetime | None
    state: str
    removal_id: int | None
    reasons: tuple[str, ...]
    decision: Standing | None
    open_by: str
    mark: str


@dataclass(frozen=True)
class Decided:
    """Something that can be taken back: one decision, or as ``bulk_number`` several made in one act."""

    id: int
    verdict: str
    name: str
    at: datetime
    bulk_number: int | None
    number: int


def person(endorsement: Endorsement) -> Person:
    """One individual."""
    return people([endorsement])[0]


def people(endorsements: Sequence[Endorsement], *, me: int | None = None) -> list[Person]:
    """Individuals with why they are in quarantine, what was decided, and which other coordinator has them open."""
    ids = [one.id for one in endorsements]
    decided, suspected, opened = _standing(ids), _suspicions(ids), signing.attended(ids, by_others_than=me)
    return [
        _person(
            one,
            decided.get(one.id),
            suspected.get(one.id, []),
            called(opened[one.id].coordinator_id) if one.id in opened else "",
        )
        for one in endorsements
    ]


def name_of(endorsement: Endorsement) -> str:
    """The name as coordinators may see it."""
    name = (endorsement.details or {}).get("name") or ""
    return shown_as(name, endorsement.visibility) or str(_("name withheld"))


def mark(endorsement: Endorsement) -> str:
    """A mark of what a coordinator has seen of an individual, so that nobody decides about something else."""
    return f"{signing.seen(endorsement)[:16]}{endorsement.state}"


def last_decisions(statement_id: int) -> list[Decided]:
    """The newest decisions about individuals that whoever asks may take back; of one act the first is told."""
    # Asked for each decision, the newest first: of individuals there may be a hundred thousand.
    about = exists().where(
        Endorsement.id == Decision.endorsement_id,
        Endorsement.kind == "individual",
        Endorsement.statement_id == statement_id,
        scope.endorsements(DECIDE),
    )
    query = select(Decision).where(Decision.undone_at.is_(None), leads(DECIDE), about)
    return [_decided(one) for one in db.session.scalars(query.order_by(Decision.id.desc()).limit(LAST))]


def _decided(decision: Decision) -> Decided:
    number = len(together(decision, DECIDE))
    return Decided(
        decision.id,
        decision.verdict,
        name_of(decision.endorsement),
        decision.decided_at,
        decision.bulk_number if number > 1 else None,
        number,
    )


def _person(
    endorsement: Endorsement, decision: Standing | None, suspicions: Sequence[Suspicion], open_by: str
) -> Person:
    details, in_full = endorsement.details or {}, endorsement.visibility == "full"
    is_shown = endorsement.visibility != "withheld"
    domain = endorsement.mailbox.registered if endorsement.mailbox else ""
    return Person(
        id=endorsement.id,
        statement_id=endorsement.statement_id,
        name_shown=name_of(endorsement),
        visibility=endorsement.visibility,
        affiliation=details.get("affiliation") if in_full else None,
        country=details.get("country") if is_shown else None,
        language=endorsement.language,
        mail_domain=domain,
        comment=details.get("comment") if is_shown else None,
        confirmed_at=endorsement.confirmed_at,
        state=endorsement.state,
        removal_id=endorsement.removal_id,
        reasons=tuple(signal_words.why(one, domain) for one in suspicions),
        decision=decision,
        open_by=open_by,
        mark=mark(endorsement),
    )


def _standing(ids: Sequence[int]) -> dict[int, Standing]:
    query = select(Decision).where(Decision.endorsement_id.in_(ids), Decision.undone_at.is_(None)).order_by(Decision.id)
    return {
        one.endorsement_id: Standing(one.id, one.verdict, called(one.decided_by), one.decided_at, one.reason or "")
        for one in db.session.scalars(query)
    }


def _suspicions(ids: Sequence[int]) -> dict[int, list[Suspicion]]:
    """What still stands against each."""
    query = select(Suspicion).where(Suspicion.endorsement_id.in_(ids), Suspicion.release_id.is_(None))
    found: dict[int, list[Suspicion]] = {}
    for one in db.session.scalars(query.order_by(Suspicion.id)):
        found.setdefault(one.endorsement_id, []).append(one)
    return found
