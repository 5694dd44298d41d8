"""How many a statement wants to be signed by, and how it grows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from petition.core.db import Base, Moment


class Goal(Base):
    """How many organisations, or individuals, coordinators want to sign a statement; the kinds are never added up."""

    __tablename__ = "goal"

    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    number: Mapped[int]

    __table_args__ = (
        CheckConstraint("kind IN ('individual', 'organisation')", name="kind"),
        CheckConstraint("number > 0", name="number"),
    )


class Momentum(Base):
    """How a statement grows, as the worker counted it at ``counted_at``; of what counts and is listed alone.

    ``…_joined``: how many confirmed in the seven days before and count, without founding signatories. ``countries``:
    how many the list shows.
    """

    __tablename__ = "momentum"

    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"), primary_key=True)
    counted_at: Mapped[datetime] = mapped_column(Moment)
    organisations_joined: Mapped[int]
    individuals_joined: Mapped[int]
    countries: Mapped[int]
