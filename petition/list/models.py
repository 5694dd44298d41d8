"""Complete exports of long lists, written by the worker and handed out by any process."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from petition.core.crypto import EncryptedBytes
from petition.core.db import Base, Moment


class ExportFile(Base):
    """The whole published list of a statement in one form, as it stood in one snapshot (``made_at``).

    ``content_version`` is the number of that snapshot (``core.content_version``): any other one means that a name may
    have gone since, and then nobody is handed this. ``key`` opens the chunks and stands nowhere else: with the row
    goes the content. ``organisations`` and ``individuals`` are the counts of the snapshot; ``size`` is in bytes.
    """

    __tablename__ = "export_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"))
    form: Mapped[str] = mapped_column(String(4))
    content_version: Mapped[int] = mapped_column(BigInteger)
    organisations: Mapped[int]
    individuals: Mapped[int]
    key: Mapped[bytes] = mapped_column(EncryptedBytes("export_file.key"))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    chunks: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Moment)
    written_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (
        UniqueConstraint("statement_id", "form"),
        CheckConstraint("form IN ('csv', 'json')", name="form"),
    )


class ExportChunk(Base):
    """A part of a file that begins at the byte ``start``: compressed, and sealed under the key of the file.

    They come before their file does; those of one that was never finished, or is gone, are deleted later.
    """

    __tablename__ = "export_chunk"

    uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    start: Mapped[int] = mapped_column(BigInteger)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    written_at: Mapped[datetime] = mapped_column(Moment, index=True)
