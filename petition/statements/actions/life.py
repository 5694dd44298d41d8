"""What brings a statement from draft to delivered."""

from __future__ import annotations

from petition.core import audit
from petition.core.db import now
from petition.statements.models import Statement


def open_signing(statement: Statement, *, by: str) -> bool:
    """Starts signing, and publishes the text where it was not; False where it goes on already."""
    if statement.is_open:
        return False
    statement.opened_at = statement.opened_at or now()
    statement.published_at = statement.published_at or now()
    statement.closed_at = None
    if statement.closes_at is not None and statement.closes_at <= now():
        statement.closes_at = None
    audit.append("statement.open", f"statement {statement.slug}", by=by)
    return True


def close_signing(statement: Statement, *, by: str) -> bool:
    """Ends signing; False where it has not begun or has ended."""
    if not statement.is_open:
        return False
    statement.closed_at = now()
    audit.append("statement.close", f"statement {statement.slug}", by=by)
    return True
