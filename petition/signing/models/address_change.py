"""Mail addresses that signatories want to be reached at, until these have confirmed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from petition.core.crypto import EncryptedText
from petition.core.db import Base, Moment


class AddressChange(Base):
    """The address that takes the place of an endorsement's once its own link is used; one at a time, for a day."""

    __tablename__ = "address_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    endorsement_id: Mapped[int] = mapped_column(ForeignKey("endorsement.id", ondelete="CASCADE"), index=True)
    address: Mapped[str] = mapped_column(EncryptedText("address_change.address"))
    asked_at: Mapped[datetime] = mapped_column(Moment, index=True)

    # Links name it by id: an older link must not lead to a newer address.
    __table_args__ = ({"sqlite_autoincrement": True},)
