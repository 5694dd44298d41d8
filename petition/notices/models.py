"""What each coordinator was told already."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from petition.core.db import Base, Moment


class CoordinatorNotice(Base):
    """One thing that a coordinator was told of: it is not told again.

    ``about`` names it, "organisation 12" or "quarantine 3"; ``number`` is how many there were, of things that grow.
    The row goes once there is nothing of it any more.
    """

    __tablename__ = "coordinator_notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    coordinator_id: Mapped[int] = mapped_column(ForeignKey("coordinator.id", ondelete="CASCADE"))
    about: Mapped[str] = mapped_column(String(80))
    number: Mapped[int] = mapped_column(default=1)
    told_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (UniqueConstraint("coordinator_id", "about"),)
