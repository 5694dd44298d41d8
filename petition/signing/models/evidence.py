"""What stands beside an organisation's endorsement: evidence, reservations, and changes it asks for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.core.crypto import EncryptedBytes, EncryptedJSON, EncryptedText
from petition.core.db import Base, Moment
from petition.signing.models.endorsement import Endorsement

EVIDENCE = ("own_domain", "second_person", "letter", "call", "invited")


class Evidence(Base):
    """One piece of evidence that an organisation's endorsement was given by someone entitled to.

    ``own_domain``: the mailbox that confirmed is on the organisation's own domain. ``second_person``: another
    person of the organisation confirms by mail, ``given_at`` is empty until then. ``letter``: a letter on file.
    ``call``: a coordinator called back. ``invited``: the lead had invited this very mailbox.
    """

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    endorsement_id: Mapped[int] = mapped_column(ForeignKey("endorsement.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    given_at: Mapped[datetime | None] = mapped_column(Moment)
    # The coordinator who called, invited or filed; empty where the organisation itself gave it.
    given_by: Mapped[int | None] = mapped_column(ForeignKey("coordinator.id"))
    address: Mapped[str | None] = mapped_column(EncryptedText("evidence.address"))
    note: Mapped[str | None] = mapped_column(EncryptedText("evidence.note"))

    endorsement: Mapped[Endorsement] = relationship(back_populates="evidence")
    letter: Mapped[LetterFile | None] = relationship(cascade="all, delete-orphan", passive_deletes=True)

    __table_args__ = (
        CheckConstraint(f"kind IN {EVIDENCE}", name="kind"),
        # Links name their evidence by id.
        {"sqlite_autoincrement": True},
    )


class LetterFile(Base):
    """A letter on file, PDF or picture, sealed; ``size`` in bytes. Seen by coordinators only."""

    __tablename__ = "letter"

    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id", ondelete="CASCADE"), primary_key=True)
    media: Mapped[str] = mapped_column(String(20))
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(EncryptedBytes("letter.content"), deferred=True)


class Reservation(Base):
    """An organisation's reservation on one demand; ``reason`` is public only as ``shown_reason``.

    It waits for a decision of its own, whatever was decided about the signature; while it has none, and where it was
    rejected (``rejection``: why, as the representative was told), it is not public.
    """

    __tablename__ = "reservation"

    id: Mapped[int] = mapped_column(primary_key=True)
    endorsement_id: Mapped[int] = mapped_column(ForeignKey("endorsement.id", ondelete="CASCADE"))
    demand_key: Mapped[str] = mapped_column(String(32), index=True)
    reason: Mapped[str] = mapped_column(EncryptedText("reservation.reason"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    # Empty also where it was approved together with the signature, as was done before it had a decision of its own.
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("coordinator.id"))
    rejected_at: Mapped[datetime | None] = mapped_column(Moment)
    rejected_by: Mapped[int | None] = mapped_column(ForeignKey("coordinator.id"))
    rejection: Mapped[str | None] = mapped_column(EncryptedText("reservation.rejection"))
    shown_reason: Mapped[str | None] = mapped_column(Text)

    endorsement: Mapped[Endorsement] = relationship(back_populates="reservations")

    __table_args__ = (
        UniqueConstraint("endorsement_id", "demand_key"),
        CheckConstraint("shown_reason IS NULL OR approved_at IS NOT NULL", name="shown_once_approved"),
    )


class ChangeRequest(Base):
    """What an organisation asks to change in its public entry; applied once a coordinator approves.

    ``proposed`` holds the new values of the public fields, ``before`` what they were when it was applied.
    The ``logo`` proposed with it is encoded anew already.
    """

    __tablename__ = "change_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    endorsement_id: Mapped[int] = mapped_column(ForeignKey("endorsement.id", ondelete="CASCADE"), index=True)
    proposed: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON("change_request.proposed"))
    before: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJSON("change_request.before"))
    logo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    logo_media: Mapped[str | None] = mapped_column(String(20))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    rejected_at: Mapped[datetime | None] = mapped_column(Moment)
    # Replaced by a newer one of the same organisation, or taken back by it.
    dropped_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("coordinator.id"))
    reason: Mapped[str | None] = mapped_column(EncryptedText("change_request.reason"))
    undone_at: Mapped[datetime | None] = mapped_column(Moment)

    endorsement: Mapped[Endorsement] = relationship()

    __table_args__ = (
        CheckConstraint("approved_at IS NULL OR rejected_at IS NULL", name="one_decision"),
        CheckConstraint("(logo IS NULL) = (logo_media IS NULL)", name="logo_is_whole"),
    )


class RequestedChange(Base):
    """What a coordinator asked an organisation to put right, by mail; answered by its next change."""

    __tablename__ = "change_wanted"

    id: Mapped[int] = mapped_column(primary_key=True)
    endorsement_id: Mapped[int] = mapped_column(ForeignKey("endorsement.id", ondelete="CASCADE"), index=True)
    note: Mapped[str] = mapped_column(EncryptedText("change_wanted.note"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    asked_by: Mapped[int] = mapped_column(ForeignKey("coordinator.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
