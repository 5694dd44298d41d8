"""Says who is behind the site and a statement, as coordinators do; all of it made up."""

from __future__ import annotations

from petition.core.db import db
from petition.identity.actions import set_identity
from petition.statements.models import Statement

SITE = {
    "name": "Court Watch Circle",
    "coordinated_by": "Lawyers’ Circle North",
    "imprint": "Lawyers’ Circle North, Example Street 1, Vilnius\n\nhttps://circle-north.example",
    "authority": "The State Data Inspectorate of Example",
}


def whole(statement: Statement) -> None:
    """All that is required before signing opens."""
    set_identity(None, by="test", contact="press@circle-north.example", texts={"en": SITE})
    set_identity(statement, by="test", texts={"en": {"addressee": "the Human Rights Council"}})
    db.session.commit()
