"""Statements, their editions, the editions' texts in each language, and the demands.

From the first endorsement on the database itself refuses to change an edition, its texts and its
demands (triggers in the migrations; promise 1).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.core.db import Base, Moment, now

PURPOSES = ("position", "example")


class Statement(Base):
    """A concerted position that can be signed: its address, its languages, its dates."""

    __tablename__ = "statement"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    binding_language: Mapped[str] = mapped_column(String(12))
    purpose: Mapped[str] = mapped_column(String(12), default="position")
    created_at: Mapped[datetime] = mapped_column(Moment)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    closes_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    # The day on which all personal data of this statement is destroyed, shown before signing.
    destroy_on: Mapped[date]

    editions: Mapped[list[Edition]] = relationship(back_populates="statement", order_by="Edition.number")

    __table_args__ = (
        CheckConstraint(f"purpose IN {PURPOSES}", name="purpose"),
        CheckConstraint("closed_at IS NULL OR opened_at IS NOT NULL", name="opened_before_closed"),
    )

    @property
    def is_open(self) -> bool:
        """Whether it can be signed at this moment."""
        started = self.opened_at is not None and self.opened_at <= now()
        return started and self.closed_at is None and (self.closes_at is None or now() < self.closes_at)

    @property
    def ended_at(self) -> datetime | None:
        """When signing ended; None while it has not begun or goes on."""
        if self.closed_at is not None or self.is_open or self.opened_at is None:
            return self.closed_at
        return self.closes_at


class Edition(Base):
    """One wording of a statement, frozen from its first endorsement on.

    ``sha256`` is the digest, in hex, of the normalised text in the binding language.
    """

    __tablename__ = "edition"

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"))
    number: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Moment)

    statement: Mapped[Statement] = relationship(back_populates="editions")
    translations: Mapped[list[Translation]] = relationship(back_populates="edition", order_by="Translation.language")
    demands: Mapped[list[Demand]] = relationship(back_populates="edition", order_by="Demand.place")

    __table_args__ = (UniqueConstraint("statement_id", "number"), CheckConstraint("number > 0", name="number"))


class Translation(Base):
    """An edition's text in one language: as normalised, and as rendered once on saving."""

    __tablename__ = "translation"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    language: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(Text)
    wording: Mapped[str] = mapped_column(Text)
    rendered: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Moment)

    edition: Mapped[Edition] = relationship(back_populates="translations")

    __table_args__ = (UniqueConstraint("edition_id", "language"),)


class Demand(Base):
    """A numbered demand of an edition; ``key`` stays the same when a later edition renumbers it."""

    __tablename__ = "demand"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    key: Mapped[str] = mapped_column(String(32))
    number: Mapped[str] = mapped_column(String(80))
    place: Mapped[int]

    edition: Mapped[Edition] = relationship(back_populates="demands")

    __table_args__ = (UniqueConstraint("edition_id", "number"), UniqueConstraint("edition_id", "key"))
