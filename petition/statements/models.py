"""Statements, their editions, the editions' texts in each language, and the demands.

From the first endorsement on the database itself refuses to change an edition, its texts and its
demands (triggers in the migrations; promise 1).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.core.db import Base, Moment
from petition.statements.dates import DatedStatement

PURPOSES = ("position", "example")
LATE_RULES = ("refused", "listed")
EDITION_KINDS = ("first", "typing", "substance")


class Statement(Base, DatedStatement):
    """A concerted position that can be signed: its address, its languages, its dates."""

    __tablename__ = "statement"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    binding_language: Mapped[str] = mapped_column(String(12))
    purpose: Mapped[str] = mapped_column(String(12), default="position")
    created_at: Mapped[datetime] = mapped_column(Moment)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    closes_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    # The day on which all personal data of this statement is destroyed, shown before signing.
    destroy_on: Mapped[date]
    # The representatives' data goes on this day, if that is earlier.
    forget_representatives_on: Mapped[date | None]

    # The zone in which the coalition gives its times (IANA).
    zone: Mapped[str] = mapped_column(String(60), server_default="UTC", default="UTC")
    opens_at: Mapped[datetime | None] = mapped_column(Moment)
    embargo_until: Mapped[datetime | None] = mapped_column(Moment)
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    delivery_at: Mapped[datetime | None] = mapped_column(Moment)
    delivered_at: Mapped[datetime | None] = mapped_column(Moment)
    # Whether whoever signs after delivery is refused, or listed as "added after delivery".
    late_rule: Mapped[str] = mapped_column(String(8), server_default="refused", default="refused")
    # After a change of substance: days after which silence carries a signature over; None: it stays.
    silence_days: Mapped[int | None]
    reservations_allowed_at: Mapped[datetime | None] = mapped_column(Moment)
    # Days before the due date on which those who were invited are reminded, such as "14,3"; at most two.
    remind_days: Mapped[str | None] = mapped_column(String(20))

    editions: Mapped[list[Edition]] = relationship(back_populates="statement", order_by="Edition.number")

    __table_args__ = (
        CheckConstraint(f"purpose IN {PURPOSES}", name="purpose"),
        CheckConstraint("closed_at IS NULL OR opened_at IS NOT NULL", name="opened_before_closed"),
        CheckConstraint(f"late_rule IN {LATE_RULES}", name="late_rule"),
    )


class Edition(Base):
    """One wording of a statement: the first one is frozen from its first endorsement on, every other one at once.

    ``sha256`` is the digest, in hex, of the normalised text in the binding language.
    """

    __tablename__ = "edition"

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"))
    number: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Moment)
    # What it was issued for: the first text, a typing mistake, or a change of substance.
    kind: Mapped[str] = mapped_column(String(10), server_default="first", default="first")
    # Set by the database with the first endorsement, or when the edition is issued; never taken back.
    frozen_at: Mapped[datetime | None] = mapped_column(Moment)

    statement: Mapped[Statement] = relationship(back_populates="editions")
    translations: Mapped[list[Translation]] = relationship(back_populates="edition", order_by="Translation.language")
    demands: Mapped[list[Demand]] = relationship(back_populates="edition", order_by="Demand.place")

    __table_args__ = (
        UniqueConstraint("statement_id", "number"),
        # What an endorsement refers to: an edition of its own statement.
        Index("ix_edition_statement_id_id", "statement_id", "id", unique=True),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint(f"kind IN {EDITION_KINDS}", name="kind"),
    )


class Translation(Base):
    """An edition's text in one language: as normalised, and as rendered once on saving."""

    __tablename__ = "translation"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    language: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(sa.Text)
    wording: Mapped[str] = mapped_column(sa.Text)
    rendered: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Moment)

    edition: Mapped[Edition] = relationship(back_populates="translations")

    __table_args__ = (UniqueConstraint("edition_id", "language"),)


class Demand(Base):
    """A numbered demand of an edition; ``key`` stays the same when a later edition renumbers it."""

    __tablename__ = "demand"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    key: Mapped[str] = mapped_column(String(32))
    number: Mapped[str] = mapped_column(String(80))
    place: Mapped[int]

    edition: Mapped[Edition] = relationship(back_populates="demands")

    __table_args__ = (UniqueConstraint("edition_id", "number"), UniqueConstraint("edition_id", "key"))


class DemandOrigin(Base):
    """Where a demand of a later edition comes from: one or several demands of the edition before."""

    __tablename__ = "demand_origin"

    demand_id: Mapped[int] = mapped_column(ForeignKey("demand.id", ondelete="CASCADE"), primary_key=True)
    origin_id: Mapped[int] = mapped_column(ForeignKey("demand.id", ondelete="CASCADE"), primary_key=True)


class CarriedText(Base):
    """A text carried into an edition from the one before, until its translator has been at it.

    In the shape of ``Translation``. Each rendered demand says how it stands: ``up_to_date``, ``stale``,
    or ``missing``, where it is in the binding language.
    """

    __tablename__ = "carried_text"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String(12), primary_key=True)
    title: Mapped[str] = mapped_column(sa.Text)
    wording: Mapped[str] = mapped_column(sa.Text)
    rendered: Mapped[dict[str, Any]] = mapped_column(JSON)

    edition: Mapped[Edition] = relationship()


Text = Translation | CarriedText


class Revision(Base):
    """A text as somebody saved it in the editor; the newest that was not put aside is what is worked on.

    ``aside_at``: it was saved while somebody else had saved another one, and waits to be brought together.
    """

    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(12))
    number: Mapped[int]
    wording: Mapped[str] = mapped_column(sa.Text)
    saved_at: Mapped[datetime] = mapped_column(Moment)
    saved_by: Mapped[int] = mapped_column(ForeignKey("coordinator.id"))
    aside_at: Mapped[datetime | None] = mapped_column(Moment)
    # With its language, which is begun anew after that.
    discarded_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (UniqueConstraint("statement_id", "language", "number"),)


class TranslatedPart(Base):
    """Which words of the binding text a part of a translation was made from, or was said to be right for.

    ``digest`` is the SHA-256 of the part's own words, in hex; ``binding_digest`` that of ``binding_words``.
    """

    __tablename__ = "translated_part"

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(12))
    digest: Mapped[str] = mapped_column(String(64))
    binding_digest: Mapped[str] = mapped_column(String(64))
    binding_words: Mapped[str] = mapped_column(sa.Text)

    __table_args__ = (UniqueConstraint("statement_id", "language", "digest", "binding_digest"),)


class SignedLanguage(Base):
    """An edition was signed in a language; the database notes it with the first endorsement, and never takes it back.

    From then on the edition's text in that language stays.
    """

    __tablename__ = "signed_language"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String(12), primary_key=True)


class DiscardedLanguage(Base):
    """A language that was taken out of a statement; ``text`` is the one of the edition, if it had one.

    ``text`` has ``kind`` ("translation" or "carried"), ``title``, ``wording`` and ``rendered``. What was saved in the
    editor is marked with the same moment.
    """

    __tablename__ = "discarded_language"

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"), index=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(12))
    text: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    discarded_at: Mapped[datetime] = mapped_column(Moment)
    discarded_by: Mapped[int] = mapped_column(ForeignKey("coordinator.id"))
    restored_at: Mapped[datetime | None] = mapped_column(Moment)


class EditorPresence(Base):
    """Somebody has a text open in the editor; it counts for a minute after ``seen_at``."""

    __tablename__ = "editing"

    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String(12), primary_key=True)
    coordinator_id: Mapped[int] = mapped_column(ForeignKey("coordinator.id"), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(Moment)


class AuthorityRule(Base):
    """The rule by which the coalition takes an organisation's signature as given, as the public reads it."""

    __tablename__ = "authority_rule"

    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String(12), primary_key=True)
    text: Mapped[str] = mapped_column(sa.Text)


class PreviewLink(Base):
    """A private link to a text that is not public yet; ``label`` says for whom it was made."""

    __tablename__ = "preview_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"), index=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    label: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[int] = mapped_column(ForeignKey("coordinator.id"))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)

    statement: Mapped[Statement] = relationship()
