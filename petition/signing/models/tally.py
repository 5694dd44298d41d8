"""The tally: how many endorsements count, now and at each hour, and how many were confirmed in each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from petition.core.db import Base, Moment

# An edition of the statement that is counted for.
OF_STATEMENT = ["statement_id", "edition_id"], ["edition.statement_id", "edition.id"]


class Tally(Base):
    """How many endorsements of one kind under one edition count, rolled up; the total is this plus ``TallyChange``."""

    __tablename__ = "tally"

    statement_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    edition_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    withheld: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    endorsements: Mapped[int]

    __table_args__ = (ForeignKeyConstraint(*OF_STATEMENT),)


class TallyChange(Base):
    """One endorsement more or less, written by triggers in the transaction that made it so.

    Only rows are added while people sign: no signer waits for another one's count.
    """

    __tablename__ = "tally_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(index=True)
    edition_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    withheld: Mapped[int]
    change: Mapped[int]

    __table_args__ = (ForeignKeyConstraint(*OF_STATEMENT),)


class HourCount(Base):
    """How many endorsements of a kind were confirmed in the hour (UTC) that began at ``hour``; the worker counts.

    For the desk's charts: no page has to read a hundred thousand rows to draw two days.
    """

    __tablename__ = "hour_count"

    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    hour: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    confirmed: Mapped[int]


class CountHistory(Base):
    """How many counted at a full hour (UTC), as the public may see it; written where it differs from the row before.

    ``individuals`` changes in steps of at least five (``list.history``).
    """

    __tablename__ = "count_history"

    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"), primary_key=True)
    hour: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    organisations: Mapped[int]
    individuals: Mapped[int]


class CountCheck(Base):
    """When the counts of a statement were compared with its endorsements last, and what differed: numbers alone."""

    __tablename__ = "count_check"

    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"), primary_key=True)
    checked_at: Mapped[datetime] = mapped_column(Moment)
    difference: Mapped[str | None] = mapped_column(Text)
    # Since when it has been found to differ.
    differs_since: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (CheckConstraint("(difference IS NULL) = (differs_since IS NULL)", name="difference_is_whole"),)
