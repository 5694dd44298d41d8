"""The life of a statement in time: at which stage it is, what comes next, and which dates contradict each other.

Signing goes on from the minute of opening up to, and without, the minute of closing, whether or not
the worker has come by yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from petition.core import zones

Stage = Literal["draft", "planned", "open", "closed", "delivered"]
# In the order in which they are told when they fall on the same minute.
WORDS = ("embargo_ends", "opens", "reminder", "due", "silence_ends", "closes", "delivery")
# When reminders go out, on the clocks of the statement's zone.
MORNING = time(9)


@dataclass(frozen=True)
class StatementDates:
    """A statement's dates: what is planned (``opens_at``, …) and what was done (``opened_at``, …), in UTC."""

    opens_at: datetime | None = None
    embargo_until: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    delivery_at: datetime | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    delivered_at: datetime | None = None

    @property
    def starts_at(self) -> datetime | None:
        """When signing began, else when it is to begin."""
        return self.opened_at or self.opens_at

    @property
    def ends_at(self) -> datetime | None:
        """When signing ended, else when it is to end."""
        return min((end for end in (self.closed_at, self.closes_at) if end), default=None)


@dataclass(frozen=True)
class Step:
    """Something that will happen: when, and one of WORDS."""

    at: datetime
    word: str


def stage_of(plan: StatementDates, at: datetime) -> Stage:
    """Where the statement stands at a moment; handed over is what was said to be, not what was planned to be."""
    if _is_past(plan.delivered_at, at):
        return "delivered"
    if not _is_past(plan.starts_at, at):
        return "planned" if plan.starts_at else "draft"
    return "closed" if _is_past(plan.ends_at, at) else "open"


def accepts_signatures(plan: StatementDates, at: datetime) -> bool:
    """Whether signing goes on at a moment, also after delivery; late signatories are another rule's matter."""
    return _is_past(plan.starts_at, at) and not _is_past(plan.ends_at, at)


def is_public(plan: StatementDates, published_at: datetime | None, at: datetime) -> bool:
    """Whether everybody may read the text: published, or opened for signing, and under no embargo."""
    if plan.embargo_until is not None and at < plan.embargo_until:
        return False
    return _is_past(published_at, at) or _is_past(plan.starts_at, at)


def upcoming_steps(
    plan: StatementDates,
    at: datetime,
    zone: str,
    reminders: Iterable[int] = (),
    silence_ends: Iterable[datetime] = (),
) -> list[Step]:
    """What will happen after a moment, the next first.

    ``reminders`` are days before the due date; ``silence_ends`` is when not answering begins to count
    as an answer. What an earlier closing or a delivery made pointless is left out.
    """
    steps = [Step(moment, "silence_ends") for moment in silence_ends]
    if plan.embargo_until:
        steps.append(Step(plan.embargo_until, "embargo_ends"))
    if plan.opens_at and not plan.opened_at:
        steps.append(Step(plan.opens_at, "opens"))
    if plan.delivery_at and not plan.delivered_at:
        steps.append(Step(plan.delivery_at, "delivery"))
    if not plan.closed_at:
        steps += _steps_while_open(plan, zone, reminders)
    return sorted((step for step in steps if step.at > at), key=lambda step: (step.at, WORDS.index(step.word)))


def reminder_moments(due_at: datetime, days: Iterable[int], zone: str) -> list[datetime]:
    """When to remind: in the morning, on the clocks of ``zone``, so many days before the due date; the first first."""
    due_on = zones.wall_time_of(due_at, zone).date()
    moments = {
        _moment_on_wall_clock(datetime.combine(due_on - timedelta(days=before), MORNING), zone) for before in days
    }
    return sorted(moment for moment in moments if moment < due_at)


def date_faults(plan: StatementDates, zone: str) -> list[tuple[str, str]]:
    """What cannot stand, as (field, word)."""
    start, end = plan.starts_at, plan.ends_at
    rules = [
        (not zones.is_known_zone(zone), "zone", "unknown_zone"),
        (_is_before(start, plan.embargo_until), "embargo_until", "opens_before_embargo"),
        (_is_before(plan.due_at, start), "due_at", "due_before_opening"),
        (_is_before(end, plan.due_at), "due_at", "due_after_closing"),
        (_is_before(end, start) or (end is not None and end == start), "closes_at", "closes_before_opening"),
        (_is_before(plan.delivery_at, start), "delivery_at", "delivery_before_opening"),
    ]
    return [(field, word) for broken, field, word in rules if broken]


def date_warnings(plan: StatementDates, at: datetime) -> list[tuple[str, str]]:
    """What may stand but is hardly meant, as (field, word): dates in the past, delivery while signing goes on."""
    passed = [
        ("opens_at", None if plan.opened_at else plan.opens_at),
        ("due_at", None if plan.closed_at else plan.due_at),
        ("closes_at", None if plan.closed_at else plan.closes_at),
        ("delivery_at", None if plan.delivered_at else plan.delivery_at),
    ]
    found = [(field, "past") for field, moment in passed if _is_past(moment, at)]
    if _is_before(plan.delivery_at, plan.ends_at):
        found.append(("delivery_at", "delivery_before_closing"))
    return found


def _steps_while_open(plan: StatementDates, zone: str, reminders: Iterable[int]) -> list[Step]:
    """The steps that an early closing cancels; nobody is reminded before the opening or after the closing."""
    steps = []
    if plan.closes_at:
        steps.append(Step(plan.closes_at, "closes"))
    if plan.due_at and not plan.delivered_at:
        steps.append(Step(plan.due_at, "due"))
        moments = reminder_moments(plan.due_at, reminders, zone)
        steps += [Step(moment, "reminder") for moment in moments if accepts_signatures(plan, moment)]
    return steps


def _moment_on_wall_clock(wall: datetime, zone: str) -> datetime:
    try:
        return zones.moment_of_wall_time(wall, zone).moment
    except zones.SkippedTime as gap:
        return gap.later


def _is_past(moment: datetime | None, at: datetime) -> bool:
    return moment is not None and moment <= at


def _is_before(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and one < other
