"""Signatures that are to be given again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from petition.core.crypto import EncryptedJSON
from petition.core.db import Base, Moment
from petition.signing.models.endorsement import VISIBILITIES


class Renewal(Base):
    """What was entered in the form by somebody whose signature is withdrawn: it counts only once they sign again.

    Kept for seven days at most, like a signature that nobody confirms (``retention.forget_renewals``).
    """

    __tablename__ = "renewal"

    endorsement_id: Mapped[int] = mapped_column(ForeignKey("endorsement.id", ondelete="CASCADE"), primary_key=True)
    details: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON("renewal.details"))
    visibility: Mapped[str] = mapped_column(String(8))
    updates_wanted_at: Mapped[datetime | None] = mapped_column(Moment)
    consented_at: Mapped[datetime] = mapped_column(Moment)
    consent_sha256: Mapped[str | None] = mapped_column(String(64))
    asked_at: Mapped[datetime] = mapped_column(Moment, index=True)

    __table_args__ = (CheckConstraint(f"visibility IN {VISIBILITIES}", name="visibility"),)
