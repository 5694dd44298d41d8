"""By what endorsements are found together."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from petition.core.db import Base, Moment


class EndorsementKey(Base):
    """Something that a confirmed endorsement has in common with others: a signal, and the keyed hash of its value.

    Signals of individuals: ``domain`` (of the mail address), ``likeness`` (names nearly alike), ``mailbox`` (of those
    who wrote a tag), ``disposable`` (all such mailboxes together), ``latin_name``, ``initials`` (of whom these are
    shown), ``country``, ``language``; of organisations: ``free_mail`` (a domain on which anybody can have a mailbox);
    of both: ``edition``, by which all are found in their order, and those whom a newer edition leaves
    behind. The rows of one key stand in the order of the list.
    """

    __tablename__ = "endorsement_key"

    statement_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    signal: Mapped[str] = mapped_column(String(12), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    confirmed_at: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    endorsement_id: Mapped[int] = mapped_column(
        ForeignKey("endorsement.id", ondelete="CASCADE"), primary_key=True, index=True
    )

    __table_args__ = ({"sqlite_with_rowid": False},)
