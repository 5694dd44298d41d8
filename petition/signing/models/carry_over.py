"""Endorsements carried from one edition to the next."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.core.db import Base, Moment
from petition.statements.models import Edition

CARRIED = ("signatory", "silence", "coordinator")


class CarryOver(Base):
    """An endorsement carried over to a newer edition: by the signatory, by silence as the rule said beforehand,
    or by a coordinator for an organisation that can not be mailed.

    Where both editions are the same one, the signatory answered that the signature stays there: silence
    does not carry it over, while the signatory still may.
    """

    __tablename__ = "carry_over"

    id: Mapped[int] = mapped_column(primary_key=True)
    endorsement_id: Mapped[int] = mapped_column(ForeignKey("endorsement.id", ondelete="CASCADE"), index=True)
    from_edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    to_edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    how: Mapped[str] = mapped_column(String(12))
    carried_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (CheckConstraint(f"how IN {CARRIED}", name="how"),)


class Announcement(Base):
    """The telling of all signatories that an edition changed the substance: how far it has got.

    ``reached_id`` is the endorsement up to which mails are in the outbox. At ``silence_ends_at`` those who
    said nothing are carried over, where the statement's rule said so beforehand.
    """

    __tablename__ = "announcement"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), primary_key=True)
    begun_at: Mapped[datetime] = mapped_column(Moment)
    reached_id: Mapped[int] = mapped_column(default=0)
    told_at: Mapped[datetime | None] = mapped_column(Moment)
    silence_ends_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    edition: Mapped[Edition] = relationship()
