"""Individuals as coordinators see them: never more of a name than its owner shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from petition.accounts.queries import coordinator_name
from petition.core.db import db
from petition.desk import scope
from petition.desk.decision_words import decider_words
from petition.desk.queries.decisions import (
    RecordedDecision,
    describe,
    leading_decision_condition,
    name_of,
    newest_decision,
)
from petition.desk.reason_words import suspicion_words
from petition.signing import queries as endorsements_queries
from petition.signing.models.endorsement import Decision, Endorsement
from petition.signing.models.screening import Suspicion
from petition.signing.screening import queries as screening_queries

# What is shown of the newest decisions of all that are looked at.
LAST, STRETCH = 5, 5_000
DECIDE = "endorsements.decide"


@dataclass(frozen=True)
class StandingDecision:
    """The newest decision about somebody that stands."""

    id: int
    verdict: str
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class IndividualView:
    """An individual as coordinators see one. ``mark`` changes with what is seen of it.

    ``decides``: whoever asks may decide about it.
    """

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
    points: int
    decision: StandingDecision | None
    open_by: str
    decides: bool
    mark: str


def individual_views(endorsements: Sequence[Endorsement], *, me: int | None = None) -> list[IndividualView]:
    """Individuals with why they are in quarantine, what was decided, and which other coordinator has them open."""
    ids = [one.id for one in endorsements]
    decided, suspected, opened = (
        _standing_decisions(ids),
        _open_suspicions(ids),
        screening_queries.attendances(ids, by_others_than=me),
    )
    return [
        _make_view(
            one,
            decided.get(one.id),
            suspected.get(one.id, []),
            coordinator_name(opened[one.id].coordinator_id) if one.id in opened else "",
        )
        for one in endorsements
    ]


def individual_mark(endorsement: Endorsement) -> str:
    """A mark of what a coordinator has seen of an individual, so that nobody decides about something else."""
    return f"{endorsements_queries.confirmation_mark(endorsement)[:16]}{endorsement.state}"


def undoable_decisions(statement_id: int, since: datetime) -> list[RecordedDecision]:
    """The decisions about individuals since a moment that whoever asks may take back; of one act the first is told."""
    # Asked for each decision, the newest first: of individuals there may be a hundred thousand.
    about = exists().where(
        Endorsement.id == Decision.endorsement_id,
        Endorsement.kind == "individual",
        Endorsement.statement_id == statement_id,
        scope.endorsements_condition(DECIDE),
    )
    stand = Decision.undone_at.is_(None), Decision.id > newest_decision() - STRETCH
    query = select(Decision).where(*stand, leading_decision_condition(DECIDE), about)
    found = db.session.scalars(query.order_by(Decision.id.desc()).limit(LAST))
    return [describe(one, DECIDE) for one in found if one.decided_at >= since]


def _make_view(
    endorsement: Endorsement, decision: StandingDecision | None, suspicions: Sequence[Suspicion], open_by: str
) -> IndividualView:
    details, in_full = endorsement.details or {}, endorsement.visibility == "full"
    is_shown = endorsement.visibility != "withheld"
    domain = endorsement.mailbox.registrable_domain if endorsement.mailbox else ""
    return IndividualView(
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
        reasons=tuple(suspicion_words(one, domain) for one in suspicions),
        points=sum(one.points or 0 for one in suspicions),
        decision=decision,
        open_by=open_by,
        decides=scope.can_decide(endorsement),
        mark=individual_mark(endorsement),
    )


def _standing_decisions(ids: Sequence[int]) -> dict[int, StandingDecision]:
    query = select(Decision).where(Decision.endorsement_id.in_(ids), Decision.undone_at.is_(None)).order_by(Decision.id)
    return {
        one.endorsement_id: StandingDecision(
            one.id, one.verdict, decider_words(one.decided_by), one.decided_at, one.reason or ""
        )
        for one in db.session.scalars(query)
    }


def _open_suspicions(ids: Sequence[int]) -> dict[int, list[Suspicion]]:
    """What still stands for and against each, the weightiest first."""
    # With a sum SQLite asks for these alone, and does not look through all that nobody let through.
    query = select(Suspicion).where(Suspicion.endorsement_id.in_(ids), (Suspicion.release_id + 0).is_(None))
    found: dict[int, list[Suspicion]] = {}
    for one in db.session.scalars(query.order_by(Suspicion.points.is_not(None), Suspicion.points.desc(), Suspicion.id)):
        found.setdefault(one.endorsement_id, []).append(one)
    return found
