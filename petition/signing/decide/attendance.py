"""Who has an endorsement open: two coordinators do not decide about it without knowing of each other."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import case, delete
from sqlalchemy.dialects import postgresql, sqlite

from petition.core.db import db, now
from petition.signing.models.screening import Attendance
from petition.signing.screening.queries import ATTENDING_SECONDS, OpenBy, attendances


def record_attendance(endorsement_id: int, coordinator_id: int) -> None:
    """Says that a coordinator has an endorsement open at this moment; unsaid, that ends after half a minute."""
    at = now()
    row = {"endorsement_id": endorsement_id, "coordinator_id": coordinator_id, "since": at, "seen_at": at}
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(Attendance).values(row)
    gone = Attendance.seen_at <= at - timedelta(seconds=ATTENDING_SECONDS)
    again = {"seen_at": at, "since": case((gone, at), else_=Attendance.since)}
    keys = ["endorsement_id", "coordinator_id"]
    db.session.execute(insert.on_conflict_do_update(index_elements=keys, set_=again))


def end_attendance(endorsement_id: int, coordinator_id: int) -> None:
    """Says that a coordinator has closed it."""
    mine = Attendance.endorsement_id == endorsement_id, Attendance.coordinator_id == coordinator_id
    db.session.execute(delete(Attendance).where(*mine))


def attendance_of_others(endorsement_id: int, coordinator_id: int) -> OpenBy | None:
    """Who had it open before this coordinator came, and still has."""
    return attendances([endorsement_id], by_others_than=coordinator_id).get(endorsement_id)


def forget_attendances() -> None:
    """Deletes what says nothing any more."""
    db.session.execute(delete(Attendance).where(Attendance.seen_at <= now() - timedelta(hours=1)))
