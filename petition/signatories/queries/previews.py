"""Private links that lead nowhere any more."""

from __future__ import annotations

from sqlalchemy import select

from petition.core import tokens
from petition.core.db import db
from petition.statements.models import PreviewLink


def ended_preview(token: str) -> PreviewLink | None:
    """The private link behind a token even if it was revoked or has expired, so that the page can say so."""
    if not tokens.well_formed(token):
        return None
    return db.session.scalar(select(PreviewLink).where(PreviewLink.hash == tokens.digest(token)))
