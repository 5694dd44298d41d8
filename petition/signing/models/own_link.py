"""Links to own endorsements that were mailed several in one mail; where a mail has one, it stands with the mail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from petition.core.db import Base, Moment


class OwnLink(Base):
    """One link to one endorsement, of which the hash is kept; ``mail_uid`` is the ``uid`` of the mail that has it.

    Without an endorsement it is one that was erased since.
    """

    __tablename__ = "own_link"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    endorsement_id: Mapped[int | None] = mapped_column(ForeignKey("endorsement.id", ondelete="SET NULL"), index=True)
    mail_uid: Mapped[str] = mapped_column(String(32))
    made_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)
