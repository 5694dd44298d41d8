"""What brings a statement from draft to delivered: coordinators, and time itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import and_, or_, select

from petition.core import audit
from petition.core.db import db, now
from petition.statements.actions.import_text import StatementError
from petition.statements.models import Statement

BY_ITSELF = "schedule"
Record = Callable[[Statement, datetime, int], object]
# What features above this one record of a delivery, and of its undoing, in the same transaction.
RECORDING_DELIVERY: list[Record] = []
RECORDING_UNDOING: list[Record] = []


def run_on_delivery(record: Record) -> Record:
    """Has an action run when a statement is delivered; it gets the moment and who did it, and does not commit."""
    RECORDING_DELIVERY.append(record)
    return record


def run_on_undoing(record: Record) -> Record:
    """The same for when a delivery is taken back."""
    RECORDING_UNDOING.append(record)
    return record


def open_signing(statement: Statement, *, by: str) -> bool:
    """Starts signing, again where it has ended, and publishes the text where it was not.

    False where it goes on already. Raises StatementError under an embargo, and where a delivered
    statement takes nobody any more.
    """
    at = now()
    record_stage(statement, at)
    if statement.is_open:
        return False
    if statement.embargo_until is not None and at < statement.embargo_until:
        raise StatementError(f"{statement.slug} is under an embargo until {statement.embargo_until:%Y-%m-%d %H:%M} UTC")
    if statement.is_delivered:
        raise StatementError(
            f"{statement.slug} has been delivered, and its rules do not allow signatures after delivery"
        )
    statement.opened_at = statement.opened_at or at
    statement.published_at = statement.published_at or at
    statement.closed_at = None
    if statement.closes_at is not None and statement.closes_at <= at:
        statement.closes_at = None
    audit.append_entry("statement.open", f"statement {statement.slug}", by=by)
    return True


def close_signing(statement: Statement, *, by: str) -> bool:
    """Ends signing, after delivery for those who would be late; False where it has not begun or has ended."""
    at = now()
    record_stage(statement, at)
    if not statement.is_open:
        return False
    statement.closed_at = at
    if statement.is_delivered:
        statement.late_rule = "refused"
    audit.append_entry("statement.close", f"statement {statement.slug}", by=by)
    return True


def mark_delivered(statement: Statement, *, by: int) -> bool:
    """Says that the statement was handed over just now; False where that was said before.

    Signing ends with it, unless late signatories are listed as such. Raises StatementError where
    signing has never begun.
    """
    at = now()
    record_stage(statement, at)
    if statement.delivered_at is not None:
        return False
    if statement.opened_at is None:
        raise StatementError(f"{statement.slug} has never been open for signing")
    # The moment is that of the list: whoever waits here for others who write is through before it.
    for record in RECORDING_DELIVERY:
        record(statement, at, by)
    statement.delivered_at = at
    if statement.late_rule == "refused":
        statement.closed_at = statement.closed_at or at
    audit.append_entry("statement.deliver", f"statement {statement.slug}", by=f"coordinator {by}")
    return True


def undo_delivery(statement: Statement, *, by: int, why: str = "") -> bool:
    """Takes the delivery back, and with it the end of signing that it brought; False where there was none."""
    if statement.delivered_at is None:
        return False
    if statement.closed_at == statement.delivered_at:
        statement.closed_at = None
    statement.delivered_at = None
    for record in RECORDING_UNDOING:
        record(statement, now(), by)
    audit.append_entry(
        "statement.undo-deliver", f"statement {statement.slug}", by=f"coordinator {by}", note=why or None
    )
    record_stage(statement, now())
    return True


def record_due_stages(at: datetime | None = None) -> int:
    """Records the openings and closings whose time has come; gives their number.

    The pages go by the clock and need no record. Any number of workers may run at once: each takes
    statements that no other holds, and what is recorded is not recorded again.
    """
    at = at or now()
    opens = and_(Statement.opened_at.is_(None), Statement.opens_at <= at)
    begun = or_(Statement.opened_at.is_not(None), Statement.opens_at <= at)
    closes = and_(Statement.closed_at.is_(None), Statement.closes_at <= at, begun)
    # The weaker lock: signing, which only refers to the statement, goes on meanwhile.
    due = select(Statement).where(or_(opens, closes)).order_by(Statement.id)
    due = due.with_for_update(of=Statement, skip_locked=True, key_share=True)
    statements = db.session.scalars(due.execution_options(populate_existing=True)).all()
    return sum(record_stage(statement, at) for statement in statements)


def record_stage(statement: Statement, at: datetime) -> int:
    """Records what the clock has brought to one statement by a moment; gives the number of entries."""
    entries = 0
    if statement.opened_at is None and statement.opens_at is not None and statement.opens_at <= at:
        statement.opened_at = statement.opens_at
        statement.published_at = statement.published_at or statement.opens_at
        audit.append_entry("statement.open", f"statement {statement.slug}", by=BY_ITSELF)
        entries += 1
    if _closes_by_itself(statement, at):
        statement.closed_at = statement.closes_at
        audit.append_entry("statement.close", f"statement {statement.slug}", by=BY_ITSELF)
        entries += 1
    return entries


def _closes_by_itself(statement: Statement, at: datetime) -> bool:
    """Whether signing ended by itself; what was delivered and lists who comes late goes on."""
    if statement.opened_at is None or statement.closed_at is not None or statement.closes_at is None:
        return False
    delivered_before = statement.delivered_at is not None and statement.delivered_at < statement.closes_at
    goes_on = delivered_before and statement.late_rule == "listed"
    return statement.closes_at <= at and not goes_on
