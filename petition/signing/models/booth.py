"""A booth: a link under which people sign one after another on one device, for the hours of an event."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.core.db import Base, Moment
from petition.statements.models import Statement


class Booth(Base):
    """An open or former booth of a statement.

    ``place`` is what coordinators call it. The link is kept as a hash; it works until ``ends_at``, or ``ended_at``
    where a coordinator ended it before. ``hourly_limit`` is how many forms it takes within an hour, in place of the
    limit of its network; ``received`` how many it took.
    """

    __tablename__ = "booth"

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    place: Mapped[str] = mapped_column(String(120))
    hourly_limit: Mapped[int]
    received: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    opened_by: Mapped[int] = mapped_column(ForeignKey("coordinator.id"))
    ends_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("coordinator.id"))

    statement: Mapped[Statement] = relationship()

    __table_args__ = (
        CheckConstraint("hourly_limit > 0", name="hourly_limit"),
        CheckConstraint("ends_at > opened_at", name="ends_later"),
        Index(None, "statement_id", "opened_at"),
    )
