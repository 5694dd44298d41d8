"""Backups that were made, and the log of what must not come back with one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, String
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from petition.core.db import Base, Moment


class ErasureEntry(Base):
    """That something was erased, withdrawn, hidden or ended, or that this was taken back.

    Triggers write it in the transaction of the act, whoever acts (revision 0033). The worker brings each entry into
    a file that outlives the database (``actions/shipping.py``).
    """

    __tablename__ = "erasure_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    kind: Mapped[str] = mapped_column(String(16))
    # The name of the table, and the row's id, which never comes back.
    subject: Mapped[str] = mapped_column(String(12))
    subject_id: Mapped[int]
    shipped_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        Index(
            "ix_erasure_log_unshipped",
            "id",
            sqlite_where=sql("shipped_at IS NULL"),
            postgresql_where=sql("shipped_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )


class Backup(Base):
    """A backup that was made and verified: of which moment, when it was whole, its file, size and digest."""

    __tablename__ = "backup"

    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime] = mapped_column(Moment)
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    encrypted: Mapped[bool]
    # Made by itself, not by hand.
    scheduled: Mapped[bool]
