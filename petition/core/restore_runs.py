"""Whether the database was put in from a backup, and that this has come to its end: until then nothing starts on it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.orm import Mapped, mapped_column

from petition.core.db import Base, Moment


class RestoreRun(Base):
    """One restore: the moment that its backup is of, and from when to when it went."""

    __tablename__ = "restore_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    begun_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


def is_unfinished(connection: Connection) -> bool:
    """Whether names that were erased since the backup may still stand here."""
    return connection.scalar(select(RestoreRun.id).where(RestoreRun.ended_at.is_(None)).limit(1)) is not None
