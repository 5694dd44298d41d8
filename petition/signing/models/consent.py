"""The words that people agreed to when they signed."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from petition.core.db import Base, Moment


class ConsentWording(Base):
    """A sentence that stood beside the box of consent, in one language; kept for as long as the site is.

    An endorsement names it by ``sha256``, the digest of its text in hex. It holds nothing about anybody.
    """

    __tablename__ = "consent_wording"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    language: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(sa.Text)
    first_used_at: Mapped[datetime] = mapped_column(Moment)
