"""The entering of founding signatories, who stand under a text when signing begins."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.core.crypto import EncryptedJSON
from petition.core.db import Base, Moment
from petition.statements.models import Edition


class Founding(Base):
    """Those who stand under the text of a statement, on their way to being its founding signatories.

    ``founders`` has ``{"founders": [...]}``, each one as a ``decide.founders.Founder``, until all are entered;
    ``reached`` is how many of them were. People are entered without their names until ``people_shown_at``, when a
    coordinator said that the names may be published. ``undone_at``: they are being taken off again; with the last of
    them this row goes. At ``ended_at`` nothing was left to do.
    """

    __tablename__ = "founding"

    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    language: Mapped[str] = mapped_column(String(12))
    founders: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJSON("founding.founders"))
    reached: Mapped[int] = mapped_column(default=0)
    begun_at: Mapped[datetime] = mapped_column(Moment)
    begun_by: Mapped[int | None] = mapped_column(ForeignKey("coordinator.id"))
    people_shown_at: Mapped[datetime | None] = mapped_column(Moment)
    people_shown_by: Mapped[int | None] = mapped_column(ForeignKey("coordinator.id"))
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    edition: Mapped[Edition] = relationship()

    __table_args__ = (
        CheckConstraint("people_shown_by IS NULL OR people_shown_at IS NOT NULL", name="shown_by_somebody"),
        # What the worker asks for every few seconds.
        Index(
            "ix_founding_unfinished",
            "statement_id",
            sqlite_where=sql("ended_at IS NULL"),
            postgresql_where=sql("ended_at IS NULL"),
        ),
    )
