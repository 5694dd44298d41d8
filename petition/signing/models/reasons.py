"""Reasons for rejecting, kept as data: the same words for the same case, in the signatory's language."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.core.db import Base, Moment
from petition.signing.models.endorsement import KINDS


class Reason(Base):
    """A reason for rejecting endorsements of a kind; one that is no longer offered stays with what it decided."""

    __tablename__ = "reason"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    # What coordinators call it among themselves.
    label: Mapped[str] = mapped_column(String(120))
    # What they should look for before they choose it.
    internal: Mapped[str | None] = mapped_column(sa.Text)
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[int] = mapped_column(ForeignKey("coordinator.id"))
    retired_at: Mapped[datetime | None] = mapped_column(Moment)
    retired_by: Mapped[int | None] = mapped_column(ForeignKey("coordinator.id"))

    texts: Mapped[list[ReasonText]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="ReasonText.language"
    )

    __table_args__ = (CheckConstraint(f"kind IN {KINDS}", name="kind"),)


class ReasonText(Base):
    """The reason as the signatory reads it, in one language."""

    __tablename__ = "reason_text"

    reason_id: Mapped[int] = mapped_column(ForeignKey("reason.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String(12), primary_key=True)
    text: Mapped[str] = mapped_column(sa.Text)
