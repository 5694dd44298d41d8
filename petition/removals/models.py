"""Removal rules: what was described, what it came to, and how far it has got."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.core.crypto import EncryptedJSON, EncryptedText
from petition.core.db import Base, Moment
from petition.statements.models import Statement


class Removal(Base):
    """A set of individuals' endorsements, described by a coordinator, and its removal from the list.

    Drafted (``made_at``) it has been counted: ``matched`` endorsements, of which ``counted`` counted at that moment
    (the others were in quarantine), as ``listed`` individuals did in all. Those that were counted, and none besides,
    are kept as ``RemovalMatch`` until the rule has run, been undone or thrown away. From ``begun_at`` on the worker
    removes, in the order of ids, up to ``reached_id``; ``removed`` is how many so far. ``stopped_at``: somebody
    stopped it on the way. Undoing (from ``undone_at``) restores what it removed; ``restored`` counts, ``restored_at``
    is its end.
    """

    __tablename__ = "removal"

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), index=True)
    # The conditions in the shape of ``removals.criteria.Criteria``; they may name a domain or a name. Empty once
    # they are kept no longer.
    criteria: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON("removal.criteria"))
    why: Mapped[str] = mapped_column(EncryptedText("removal.why"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[int] = mapped_column(ForeignKey("coordinator.id"))
    matched: Mapped[int]
    counted: Mapped[int]
    listed: Mapped[int]
    # The second person's yes, where the share was too large for one.
    agreed_by: Mapped[int | None] = mapped_column(ForeignKey("coordinator.id"))
    begun_at: Mapped[datetime | None] = mapped_column(Moment)
    begun_by: Mapped[int | None] = mapped_column(ForeignKey("coordinator.id"))
    reached_id: Mapped[int] = mapped_column(default=0)
    removed: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    stopped_at: Mapped[datetime | None] = mapped_column(Moment)
    stopped_by: Mapped[int | None] = mapped_column(ForeignKey("coordinator.id"))
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("coordinator.id"))
    restored: Mapped[int] = mapped_column(default=0)
    restored_at: Mapped[datetime | None] = mapped_column(Moment)
    # A rule that was thrown away before it began.
    dropped_at: Mapped[datetime | None] = mapped_column(Moment)

    statement: Mapped[Statement] = relationship()

    __table_args__ = (
        CheckConstraint("(begun_at IS NULL) = (begun_by IS NULL)", name="beginning_is_whole"),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undoing_is_whole"),
        CheckConstraint("(stopped_at IS NULL) = (stopped_by IS NULL)", name="stopping_is_whole"),
        CheckConstraint("begun_at IS NOT NULL OR (ended_at IS NULL AND undone_at IS NULL)", name="begun_first"),
    )

    @property
    def share(self) -> float:
        """The part of the list that it would take, in percent."""
        return 100 * self.counted / self.listed if self.listed else 0.0

    @property
    def state(self) -> str:
        """One word for how far it has got."""
        if self.restored_at is not None:
            return "undone"
        if self.undone_at is not None:
            return "undoing"
        if self.ended_at is not None:
            return "done"
        if self.begun_at is None:
            return "dropped" if self.dropped_at is not None else "drafted"
        return "stopped" if self.stopped_at is not None else "running"


class RemovalMatch(Base):
    """An endorsement that a rule matched when it was counted: nothing that was not counted is ever removed by it.

    From the rule's ``reached_id`` up they wait for their turn; below it are those that it removed and has not restored.
    """

    __tablename__ = "removal_match"

    removal_id: Mapped[int] = mapped_column(ForeignKey("removal.id", ondelete="CASCADE"), primary_key=True)
    endorsement_id: Mapped[int] = mapped_column(
        ForeignKey("endorsement.id", ondelete="CASCADE"), primary_key=True, index=True
    )
