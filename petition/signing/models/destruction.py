"""How many had signed whose names were destroyed on the day that was promised."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from petition.core.db import Base, Moment
from petition.signing.models.tally import OF_STATEMENT


class Destruction(Base):
    """The destroying of a statement's names: when it began, and when nothing was left to destroy."""

    __tablename__ = "destruction"

    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), primary_key=True, autoincrement=False)
    begun_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class DestroyedTally(Base):
    """How many endorsements of a kind under an edition counted when they were destroyed; they count on."""

    __tablename__ = "destroyed_tally"

    statement_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    edition_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    endorsements: Mapped[int]

    __table_args__ = (ForeignKeyConstraint(*OF_STATEMENT),)


class DestroyedCountry(Base):
    """The same by country: its code, ``--`` for none given; once all are destroyed, small groups are one, ``*``.

    Apart from the editions, so that no group is smaller than it has to be.
    """

    __tablename__ = "destroyed_country"

    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    country: Mapped[str] = mapped_column(String(2), primary_key=True)
    endorsements: Mapped[int]
