"""What coordinators see of a statement's life: its plan, its rules, who may read it before it is public."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from petition.core import tokens
from petition.core.db import db, now
from petition.statements.models import AuthorityRule, Edition, PreviewLink, Statement
from petition.statements.schedule import StatementDates


def lock_statement(statement_id: int) -> Statement | None:
    """A statement, held against the worker and other coordinators until the transaction ends.

    Those who sign meanwhile are not held up.
    """
    query = select(Statement).where(Statement.id == statement_id).with_for_update(of=Statement, key_share=True)
    return db.session.scalar(query.execution_options(populate_existing=True))


def statement_dates(statement: Statement) -> StatementDates:
    """A statement's dates, planned and done."""
    return StatementDates(
        opens_at=statement.opens_at,
        embargo_until=statement.embargo_until,
        due_at=statement.due_at,
        closes_at=statement.closes_at,
        delivery_at=statement.delivery_at,
        opened_at=statement.opened_at,
        closed_at=statement.closed_at,
        delivered_at=statement.delivered_at,
    )


def reminder_days(statement: Statement) -> tuple[int, ...]:
    """The days before the due date on which those who were invited are reminded, the earliest reminder first."""
    return tuple(int(days) for days in (statement.remind_days or "").split(",") if days)


def is_signed(statement: Statement) -> bool:
    """Whether any of its editions has been signed; what was said beforehand then holds."""
    signed = select(Edition.id).where(Edition.statement_id == statement.id, Edition.frozen_at.is_not(None))
    return db.session.scalar(signed.limit(1)) is not None


def authority_rules(statement: Statement) -> dict[str, str]:
    """The rule on an organisation's authority, as the public reads it, by language."""
    rows = db.session.scalars(select(AuthorityRule).where(AuthorityRule.statement_id == statement.id))
    return {rule.language: rule.text for rule in rows}


def preview_links(statement: Statement) -> list[PreviewLink]:
    """The private links to its text, the newest first; those that lead nowhere any more among them."""
    query = select(PreviewLink).where(PreviewLink.statement_id == statement.id)
    return list(db.session.scalars(query.order_by(PreviewLink.id.desc())))


def usable_preview(token: str) -> PreviewLink | None:
    """The private link behind a token, while it leads to the text."""
    if not tokens.is_well_formed(token):
        return None
    link = db.session.scalar(select(PreviewLink).where(PreviewLink.hash == tokens.hash_token(token)))
    return link if link is not None and is_usable_preview(link, now()) else None


def is_usable_preview(link: PreviewLink, at: datetime) -> bool:
    """Whether a private link leads to the text at a moment: not revoked, not expired."""
    return link.revoked_at is None and at < link.expires_at
