"""The outbox: outgoing mail is a row first and is sent later."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from petition.core.crypto import EncryptedJSON, EncryptedText
from petition.core.db import Base, Moment


class OutgoingMail(Base):
    """One mail to one recipient, and what is left of it once it has gone.

    It carries at most one link, of which the row keeps the hash: that is how the link is found
    again when somebody opens it. ``recipient`` and ``content`` are personal data and secrets; they
    are wiped once the mail is sent.
    """

    __tablename__ = "outgoing_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    # Random, for a Message-ID that stays the same however often the mail is tried.
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(12))
    recipient: Mapped[str | None] = mapped_column(EncryptedText("outgoing_mail.recipient"))
    content: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJSON("outgoing_mail.content"))
    # The edition that the mail is about: title and address are looked up when it is sent, in its language.
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    # Keyed hash of address and statement, for the budget of mails to one address (promise 4).
    correspondent: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    # Small goes first: what somebody is waiting for goes ahead of bulk mail.
    priority: Mapped[int] = mapped_column(default=0)

    link_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    link_purpose: Mapped[str | None] = mapped_column(String(20))
    link_subject: Mapped[int | None]
    link_expires_at: Mapped[datetime | None] = mapped_column(Moment)
    link_used_at: Mapped[datetime | None] = mapped_column(Moment)

    created_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[str | None] = mapped_column(String(40))
    claimed_until: Mapped[datetime | None] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    given_up_at: Mapped[datetime | None] = mapped_column(Moment)
    # A mail server refused it for good, and so it was given up.
    refused_at: Mapped[datetime | None] = mapped_column(Moment)
    # What the mail server said, without any address in it.
    trouble: Mapped[str | None] = mapped_column(String(300))

    __table_args__ = (
        CheckConstraint(
            "(link_hash IS NULL) = (link_purpose IS NULL) AND (link_hash IS NULL) = (link_expires_at IS NULL)",
            name="link_is_whole",
        ),
        CheckConstraint("sent_at IS NULL OR (recipient IS NULL AND content IS NULL)", name="wiped_once_sent"),
        Index(
            "ix_outgoing_mail_due",
            "priority",
            "due_at",
            postgresql_where=text("sent_at IS NULL AND given_up_at IS NULL"),
            sqlite_where=text("sent_at IS NULL AND given_up_at IS NULL"),
        ),
        Index(
            "ix_outgoing_mail_given_up",
            "given_up_at",
            postgresql_where=text("given_up_at IS NOT NULL"),
            sqlite_where=text("given_up_at IS NOT NULL"),
        ),
        Index("ix_outgoing_mail_correspondent", "correspondent", "created_at"),
        Index("ix_outgoing_mail_link_subject", "link_subject"),
    )
