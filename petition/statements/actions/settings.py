"""What a coalition settles about a statement: its dates, and the rules that signatories rely on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import delete

from petition.core import audit
from petition.core.db import db, now
from petition.statements import schedule as plans
from petition.statements.actions.import_text import StatementError
from petition.statements.actions.schedule import record_stage
from petition.statements.models import LATE_RULES, AuthorityRule, Statement
from petition.statements.queries import settings

MOST_REMINDERS = 2
FIRST_REMINDER = 90  # days before the due date, at the most
LONGEST_SILENCE = 365  # days
LONGEST_RULE = 2000  # characters


@dataclass(frozen=True)
class PlannedDates:
    """When what is to happen, in UTC; and ``zone``, on whose clocks the coalition gives its times.

    ``remind_days``: days before the due date on which those who were invited are reminded.
    """

    zone: str
    destroy_on: date
    opens_at: datetime | None = None
    embargo_until: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    delivery_at: datetime | None = None
    forget_representatives_on: date | None = None
    remind_days: tuple[int, ...] = ()

    @property
    def forget_on(self) -> date:
        """The day on which the representatives' data goes."""
        return self.forget_representatives_on or self.destroy_on


@dataclass(frozen=True)
class StatementRules:
    """What those who sign can rely on; ``authority`` is the rule on entitlement as the public reads it, by language.

    ``silence_days``: days after which silence carries a signature over to a changed text; None: it stays.
    """

    late_rule: str
    silence_days: int | None
    reservations_allowed: bool
    authority: Mapping[str, str]


def planned_dates(statement: Statement) -> PlannedDates:
    """The dates of a statement as they are settled now."""
    return PlannedDates(
        zone=statement.zone,
        destroy_on=statement.destroy_on,
        opens_at=statement.opens_at,
        embargo_until=statement.embargo_until,
        due_at=statement.due_at,
        closes_at=statement.closes_at,
        delivery_at=statement.delivery_at,
        forget_representatives_on=statement.forget_representatives_on,
        remind_days=settings.reminder_days(statement),
    )


def faults_in_dates(statement: Statement, dates: PlannedDates) -> list[tuple[str, str]]:
    """Why dates cannot stand for a statement, as (field, word)."""
    plan = _with_planned_dates(statement, dates)
    return [
        *plans.date_faults(plan, dates.zone),
        *_faults_of_retention(statement, dates, plan),
        *_faults_of_reminders(dates),
    ]


def set_dates(statement: Statement, dates: PlannedDates, *, by: int) -> bool:
    """Settles the dates; False where they are settled so already. Raises StatementError for what cannot stand.

    An opening or a closing that has happened is not moved by it.
    """
    record_stage(statement, now())
    found = faults_in_dates(statement, dates)
    if found:
        raise StatementError(", ".join(f"{field}: {word}" for field, word in found))
    wanted: dict[str, Any] = {**vars(dates), "remind_days": _stored_days(dates.remind_days)}
    for done, planned in (("opened_at", "opens_at"), ("closed_at", "closes_at")):
        if getattr(statement, done) is not None:
            del wanted[planned]
    return _record_changes(statement, wanted, by)


def set_rules(statement: Statement, rules: StatementRules, *, by: int) -> bool:
    """Settles the rules; False where they are settled so already.

    Raises StatementError for another rule on silence once somebody has signed under the one before.
    """
    record_stage(statement, now())
    if rules.late_rule not in LATE_RULES:
        raise StatementError(f"{rules.late_rule}: use {' or '.join(LATE_RULES)}")
    if rules.silence_days != statement.silence_days and settings.is_signed(statement):
        raise StatementError(
            "the rule for signatories who do not answer was shown before signing and can no longer change"
        )
    allowed_at = (statement.reservations_allowed_at or now()) if rules.reservations_allowed else None
    wanted = {
        "late_rule": rules.late_rule,
        "silence_days": rules.silence_days,
        "reservations_allowed_at": allowed_at,
    }
    changed = _record_changes(statement, wanted, by, _rewrite_authority(statement, rules.authority))
    if statement.is_delivered and rules.late_rule == "refused":
        statement.closed_at = statement.closed_at or now()
    return changed


def _with_planned_dates(statement: Statement, dates: PlannedDates) -> plans.StatementDates:
    planned = settings.statement_dates(statement)
    opens_at = planned.opens_at if planned.opened_at else dates.opens_at
    closes_at = planned.closes_at if planned.closed_at else dates.closes_at
    return replace(
        planned,
        opens_at=opens_at,
        embargo_until=dates.embargo_until,
        due_at=dates.due_at,
        closes_at=closes_at,
        delivery_at=dates.delivery_at,
    )


def _faults_of_retention(
    statement: Statement, dates: PlannedDates, plan: plans.StatementDates
) -> list[tuple[str, str]]:
    """What was shown before signing holds: once somebody signed, data goes earlier, never later."""
    before, signed = planned_dates(statement), settings.is_signed(statement)
    last = max(
        (at.date() for at in (plan.ends_at, plan.due_at, plan.delivery_at, plan.delivered_at) if at), default=None
    )
    found = []
    for field, chosen, shown in (
        ("destroy_on", dates.destroy_on, before.destroy_on),
        ("forget_representatives_on", dates.forget_on, before.forget_on),
    ):
        if field != "destroy_on" and dates.forget_representatives_on == before.forget_representatives_on is None:
            continue
        if chosen != shown and chosen <= datetime.now(UTC).date():
            found.append((field, "day_past"))
        elif signed and chosen > shown:
            found.append((field, "later_than_shown"))
        elif last is not None and chosen <= last:
            found.append((field, "before_the_end"))
    if dates.forget_on > dates.destroy_on:
        found.append(("forget_representatives_on", "after_destruction"))
    return found


def _faults_of_reminders(dates: PlannedDates) -> list[tuple[str, str]]:
    days = dates.remind_days
    sound = len(days) <= MOST_REMINDERS and len(set(days)) == len(days) and all(1 <= n <= FIRST_REMINDER for n in days)
    return [] if sound else [("remind_days", "reminders")]


def _stored_days(days: tuple[int, ...]) -> str | None:
    return ",".join(str(number) for number in sorted(days, reverse=True)) or None


def _rewrite_authority(statement: Statement, texts: Mapping[str, str]) -> list[str]:
    """Puts the rule on authority into its languages; gives those in which it changed."""
    before = settings.authority_rules(statement)
    changed = [language for language, text in texts.items() if text != before.get(language, "")]
    for language in changed:
        rule = AuthorityRule.statement_id == statement.id, AuthorityRule.language == language
        db.session.execute(delete(AuthorityRule).where(*rule))
        if texts[language]:
            db.session.add(AuthorityRule(statement_id=statement.id, language=language, text=texts[language]))
    db.session.flush()
    return changed


def _record_changes(
    statement: Statement, wanted: Mapping[str, Any], by: int, languages: list[str] | None = None
) -> bool:
    """Writes what differs, and puts it on record: what it was and what it is."""
    told = [f"authority {language}" for language in languages or []]
    for name, value in wanted.items():
        before = getattr(statement, name)
        if before != value:
            told.append(f"{name}: {_describe_value(before)} → {_describe_value(value)}")
            setattr(statement, name, value)
    if told:
        act = "statement.schedule" if "zone" in wanted else "statement.settle"
        audit.append_entry(act, f"statement {statement.slug}", by=f"coordinator {by}", note="; ".join(told))
    return bool(told)


def _describe_value(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    return "none" if value is None else str(value)
