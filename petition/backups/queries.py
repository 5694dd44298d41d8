"""What is known of backups."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from petition.backups.models import Backup
from petition.core.db import db


def last_backup() -> Backup | None:
    """The newest backup that was made and verified."""
    return db.session.scalar(select(Backup).order_by(Backup.made_at.desc(), Backup.id.desc()).limit(1))


def last_scheduled_at() -> datetime | None:
    """The moment that the newest backup made by itself is of."""
    # Whoever makes one by hand, to take it elsewhere, puts off none.
    return db.session.scalar(select(func.max(Backup.made_at)).where(Backup.scheduled.is_(True)))
