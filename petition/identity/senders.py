"""Who a mail is from: the coalition behind the statement that it is about, or behind the site."""

from __future__ import annotations

from petition.core.db import db
from petition.identity.accents import make_accent
from petition.identity.queries import identity_of
from petition.statements.models import Edition

# That of the pages (``static/css/tokens.css``).
USUAL_ACCENT = "#0b4f6c"


def describe_sender(edition_id: int | None, language: str) -> dict[str, str]:
    """The words and colours of a mail's sender, as ``mail.rendering.DescribeSender`` has them."""
    edition = db.session.get(Edition, edition_id) if edition_id is not None else None
    who = identity_of(edition.statement if edition else None, language)
    accent = make_accent(who.accent or USUAL_ACCENT)
    return {
        "from_name": str(who.name or ""),
        "coordinated_by": str(who.coordinated_by or ""),
        "contact": who.contact or "",
        "act_light": accent.light,
        "act_dark": accent.dark,
    }
