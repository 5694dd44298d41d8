"""Private links to a text that is not public yet."""

from __future__ import annotations

from datetime import timedelta

from petition.core import audit, tokens
from petition.core.db import db, now
from petition.statements.models import PreviewLink, Statement

LONGEST_LABEL = 120
MOST_DAYS = 90


def create_preview_link(statement: Statement, label: str, days: int, *, by: int) -> str:
    """Makes a private link, good for so many days (1 to 90), and gives its token, which is stored only as a hash.

    ``label`` says for whom it is.
    """
    if not 1 <= days <= MOST_DAYS:
        raise ValueError(f"takes 1 to {MOST_DAYS} days")
    token, at = tokens.make_token(), now()
    link = PreviewLink(
        statement_id=statement.id,
        hash=tokens.hash_token(token),
        label=label[:LONGEST_LABEL],
        made_at=at,
        made_by=by,
        expires_at=at + timedelta(days=days),
    )
    db.session.add(link)
    db.session.flush()
    audit.append_entry("statement.preview", f"statement {statement.slug}", by=f"coordinator {by}", note=link.label)
    return token


def revoke_preview_link(link: PreviewLink, *, by: int) -> bool:
    """Ends a private link; False where it was revoked before."""
    if link.revoked_at is not None:
        return False
    link.revoked_at = now()
    audit.append_entry(
        "statement.undo-preview", f"statement {link.statement.slug}", by=f"coordinator {by}", note=link.label
    )
    return True
