"""What pages tell of how a statement grows: true figures, and none where there is nothing to tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, select

from petition.core import zones
from petition.core.db import db, now
from petition.list.queries.counts import Counts
from petition.signing.decide.goals import goals_of
from petition.signing.models.momentum import Momentum
from petition.statements.models import Statement

# What was counted longer ago is not told.
STALE = timedelta(days=1)
# One country says nothing of how wide the support is.
FEWEST_COUNTRIES = 2
KIND_COUNTS = {"individual": "individuals", "organisation": "organisations"}


@dataclass(frozen=True)
class NewSignatories:
    """How many joined in the last seven days; the kinds apart."""

    organisations: int = 0
    individuals: int = 0


@dataclass(frozen=True)
class GoalProgress:
    """A goal of a kind, and how many of it count by now."""

    kind: str
    goal: int
    reached: int


@dataclass(frozen=True)
class MomentumFacts:
    """What there is to tell; ``countries`` and ``days_to_delivery`` are None where that is nothing."""

    joined: NewSignatories
    countries: int | None
    goals: tuple[GoalProgress, ...]
    days_to_delivery: int | None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return self == NOTHING


COUNTED = select(
    Momentum.counted_at, Momentum.organisations_joined, Momentum.individuals_joined, Momentum.countries
).where(Momentum.statement_id == bindparam("statement_id"))
NOTHING = MomentumFacts(NewSignatories(), None, (), None)


def momentum_of(statement: Statement, counts: Counts) -> MomentumFacts:
    """How a public statement grows, beside the counts that the page shows; nothing once signing has ended."""
    if not statement.is_public or not statement.is_open or statement.is_delivered:
        return NOTHING
    row = db.session.execute(COUNTED, {"statement_id": statement.id}).first()
    fresh = row if row is not None and now() - row.counted_at <= STALE else None
    return MomentumFacts(
        joined=_count_new(fresh, counts) if fresh else NewSignatories(),
        countries=fresh.countries if fresh and fresh.countries >= FEWEST_COUNTRIES else None,
        goals=_progress(statement.id, counts),
        days_to_delivery=_days_to_delivery(statement),
    )


def _count_new(row: Any, counts: Counts) -> NewSignatories:
    """Never more than count now, and nothing where all have joined in these days: then the count says so."""
    organisations = min(row.organisations_joined, counts.organisations)
    individuals = min(row.individuals_joined, counts.individuals)
    if (organisations, individuals) == (counts.organisations, counts.individuals):
        return NewSignatories()
    return NewSignatories(organisations, individuals)


def _progress(statement_id: int, counts: Counts) -> tuple[GoalProgress, ...]:
    goals = goals_of(statement_id)
    return tuple(
        GoalProgress(kind, goals[kind], getattr(counts, KIND_COUNTS[kind]))
        for kind in ("organisation", "individual")
        if kind in goals
    )


def _days_to_delivery(statement: Statement) -> int | None:
    """Days of the calendar in the statement's zone; None where no delivery is planned, or the plan has passed."""
    at = now()
    if statement.delivery_at is None or statement.delivery_at < at:
        return None
    planned, today = (zones.wall_time_of(one, statement.zone).date() for one in (statement.delivery_at, at))
    return (planned - today).days
