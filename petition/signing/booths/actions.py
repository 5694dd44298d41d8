"""Opening and ending a booth."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from petition.core import audit, tokens
from petition.core.db import db, now
from petition.signing.models.booth import Booth
from petition.statements.models import Statement

LONGEST_HOURS = 24
LARGEST_LIMIT = 2000  # forms an hour


class BoothError(Exception):
    """A booth cannot be opened: signing the statement is not open."""


def open_booth(statement: Statement, *, place: str, hours: int, hourly_limit: int, by: int) -> tuple[Booth, str]:
    """Opens a booth for some hours; gives it with the token of its link, which is kept nowhere. Raises BoothError."""
    if not statement.is_open:
        raise BoothError
    token, at = tokens.make_token(), now()
    booth = Booth(
        statement=statement,
        token_hash=tokens.hash_token(token),
        place=place,
        hourly_limit=hourly_limit,
        received=0,
        opened_at=at,
        opened_by=by,
        ends_at=at + timedelta(hours=hours),
    )
    db.session.add(booth)
    db.session.flush()
    note = f"{place}; {hours} h; {hourly_limit} an hour"
    audit.append_entry("booth.open", _audit_name(booth), by=f"coordinator {by}", note=note)
    return booth, token


def end_booth(booth: Booth, *, by: int) -> bool:
    """Ends a booth before its time; False where it has ended."""
    if booth.ended_at is not None or booth.ends_at <= now():
        return False
    booth.ended_at, booth.ended_by = now(), by
    audit.append_entry("booth.end", _audit_name(booth), by=f"coordinator {by}")
    return True


def count_form(booth: Booth) -> None:
    """Counts a form that somebody sent there."""
    db.session.execute(update(Booth).where(Booth.id == booth.id).values(received=Booth.received + 1))


def _audit_name(booth: Booth) -> str:
    return f"booth {booth.id} of statement {booth.statement.slug}"
