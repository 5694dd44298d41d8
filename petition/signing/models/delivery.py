"""What was delivered, and when: a record that triggers keep; and what has changed in the list since."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from petition.core.db import Base, Moment

# How a signatory appeared in the list that was delivered.
FORMS = ("full", "initials", "withheld", "hidden")
LIVE = "undone_at IS NULL"


class Delivery(Base):
    """The list of a statement as it was handed over: its moment, its counts, and the digest of its content.

    ``by_edition`` has the counts of each edition that was signed, in the shape of ``counts.json``. ``sha256`` is the
    digest of ``list.delivered_content``, in hex; None where a statement was delivered before such records were kept:
    ``taken_at`` is then when the list was recorded. While that is None the record is being written, and from then on
    it does not change, but for being undone. An undone one stays; no statement has two that are not undone.
    """

    __tablename__ = "delivery"

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), index=True)
    edition_id: Mapped[int]
    delivered_at: Mapped[datetime] = mapped_column(Moment)
    delivered_by: Mapped[int | None] = mapped_column(ForeignKey("coordinator.id"))
    taken_at: Mapped[datetime | None] = mapped_column(Moment)
    organisations: Mapped[int] = mapped_column(default=0)
    individuals: Mapped[int] = mapped_column(default=0)
    withheld_individuals: Mapped[int] = mapped_column(default=0)
    by_edition: Mapped[list[dict[str, int]]] = mapped_column(JSON, default=list)
    sha256: Mapped[str | None] = mapped_column(String(64))
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("coordinator.id"))

    __table_args__ = (
        ForeignKeyConstraint(["statement_id", "edition_id"], ["edition.statement_id", "edition.id"]),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undoing_is_whole"),
        Index(
            "ix_delivery_live", "statement_id", unique=True, sqlite_where=sql(LIVE), postgresql_where=sql(LIVE)
        ),
    )  # fmt: skip


class DeliveryMember(Base):
    """One endorsement of a delivered list: its edition and form then. No name, and so it outlives an erasure."""

    __tablename__ = "delivery_member"

    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), primary_key=True)
    endorsement_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(12))
    edition_id: Mapped[int]
    form: Mapped[str] = mapped_column(String(8))

    __table_args__ = (CheckConstraint(f"form IN {FORMS}", name="form"), {"sqlite_with_rowid": False})


class DeliveryTally(Base):
    """How many endorsements more are in a state than when the list was delivered; the total is this plus changes.

    ``member`` is 1 for those of the delivered list, of whom ``state`` may also be ``erased``; of the others only those
    are counted who count.
    """

    __tablename__ = "delivery_tally"

    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    member: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(String(12), primary_key=True)
    endorsements: Mapped[int]


class DeliveryChange(Base):
    """One endorsement more or less in a state since delivery, written by triggers in the transaction of the change."""

    __tablename__ = "delivery_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    member: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    change: Mapped[int]
