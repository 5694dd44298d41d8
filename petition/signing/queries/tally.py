"""The tally of a statement: how many count, from the roll-up and what has changed since."""

from __future__ import annotations

from sqlalchemy import func, select, union_all

from petition.core.db import db
from petition.signing.models import Tally, TallyChange


def tally(statement_id: int) -> dict[tuple[int, str, int], int]:
    """How many count by edition (its id), kind, and whether the name is withheld (1 or 0); in one snapshot."""
    rolled = select(Tally.edition_id, Tally.kind, Tally.withheld, Tally.endorsements.label("n"))
    since = select(TallyChange.edition_id, TallyChange.kind, TallyChange.withheld, TallyChange.change.label("n"))
    both = union_all(
        rolled.where(Tally.statement_id == statement_id), since.where(TallyChange.statement_id == statement_id)
    ).subquery()
    place = both.c.edition_id, both.c.kind, both.c.withheld
    rows = db.session.execute(select(*place, func.sum(both.c.n)).group_by(*place))
    return {(edition_id, kind, withheld): int(n) for edition_id, kind, withheld, n in rows}
