"""What waits in the database, in numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from petition.core.db import db, now
from petition.core.received_forms import ReceivedForm
from petition.list.queries.counts import fresh_counts
from petition.mail.models import OutgoingMail
from petition.mail.queries import failed_condition, is_due, is_unsettled
from petition.statements.models import Statement


@dataclass(frozen=True)
class Waiting:
    """How many wait, and since how many seconds the one that has waited longest could have been dealt with."""

    number: int
    seconds: float


def waiting_forms() -> Waiting:
    """Forms that nobody has acted on."""
    return _describe_waiting(func.count(), func.min(ReceivedForm.due_at))


def due_mails() -> Waiting:
    """Mails that could be sent now."""
    counted = select(func.count(), func.min(OutgoingMail.due_at)).where(is_due(now()))
    number, oldest = db.session.execute(counted).one()
    return Waiting(number, _age_in_seconds(oldest))


def unsent_mails() -> int:
    """Mails that are not sent yet, those included whose time has not come."""
    return db.session.scalar(select(func.count()).where(is_unsettled())) or 0


def failed_mails() -> int:
    """Mails that were given up within the last seven days."""
    return db.session.scalar(select(func.count()).where(failed_condition(now()))) or 0


def public_counts() -> Iterator[tuple[str, int, int]]:
    """Each public statement's address, and how many organisations and individuals are counted."""
    shown = select(Statement.id, Statement.slug).where(Statement.published_at.is_not(None)).order_by(Statement.id)
    for statement_id, slug in db.session.execute(shown).all():
        counted = fresh_counts(statement_id)
        yield slug, counted.organisations, counted.individuals


def _describe_waiting(number: object, oldest: object) -> Waiting:
    found, since = db.session.execute(select(number, oldest)).one()  # type: ignore[call-overload]
    return Waiting(found, _age_in_seconds(since))


def _age_in_seconds(moment: datetime | None) -> float:
    return max(0.0, (now() - moment).total_seconds()) if moment is not None else 0.0
