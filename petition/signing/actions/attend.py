"""Who has an endorsement open: two coordinators do not decide about it without knowing of each other."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import case, delete
from sqlalchemy.dialects import postgresql, sqlite

from petition.core.db import db, now
from petition.signing.models import Attending
from petition.signing.queries.watch import ATTENDING_SECONDS, Open, attended


def attend(endorsement_id: int, coordinator_id: int) -> None:
    """Says that a coordinator has an endorsement open at this moment; unsaid, that ends after half a minute."""
    at = now()
    row = {"endorsement_id": endorsement_id, "coordinator_id": coordinator_id, "since": at, "seen_at": at}
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(Attending).values(row)
    gone = Attending.seen_at <= at - timedelta(seconds=ATTENDING_SECONDS)
    again = {"seen_at": at, "since": case((gone, at), else_=Attending.since)}
    keys = ["endorsement_id", "coordinator_id"]
    db.session.execute(insert.on_conflict_do_update(index_elements=keys, set_=again))


def leave(endorsement_id: int, coordinator_id: int) -> None:
    """Says that a coordinator has closed it."""
    mine = Attending.endorsement_id == endorsement_id, Attending.coordinator_id == coordinator_id
    db.session.execute(delete(Attending).where(*mine))


def held_by_others(endorsement_id: int, coordinator_id: int) -> Open | None:
    """Who had it open before this coordinator came, and still has."""
    return attended([endorsement_id], by_others_than=coordinator_id).get(endorsement_id)


def forget_attending() -> None:
    """Deletes what says nothing any more."""
    db.session.execute(delete(Attending).where(Attending.seen_at <= now() - timedelta(hours=1)))
