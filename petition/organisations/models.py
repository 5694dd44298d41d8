"""The register of organisations: entries, their other names, logos, and merges of two entries into one.

No person stands here: whoever represents an organisation stands with the endorsement, under its own
retention.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.core.db import Base, Moment, now

KINDS = ("ngo", "union", "professional", "religious", "academic", "public", "business", "informal")
NAME_KINDS = ("name", "alias")


class Organisation(Base):
    """An entry in the register. ``sound`` and ``domain`` find likely duplicates.

    ``sound`` has a line by sound and one by root for each name, as far as there is room; the first line is
    the official name by sound.

    ``merged_into_id`` marks an entry that was found to be another one; ``parent_id`` one that is a
    part or section of another.
    """

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    latin: Mapped[str | None] = mapped_column(String(200))
    acronym: Mapped[str | None] = mapped_column(String(40))
    website: Mapped[str | None] = mapped_column(String(300))
    domain: Mapped[str | None] = mapped_column(String(253), index=True)
    country: Mapped[str | None] = mapped_column(String(2))
    kind: Mapped[str | None] = mapped_column(String(12))
    sound: Mapped[str] = mapped_column(String(400), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    # By this each process notices what changed in the register; empty where nothing did since long ago.
    changed_at: Mapped[datetime | None] = mapped_column(Moment, default=now, onupdate=now, index=True)

    sort_keys: Mapped[list[OrganisationSortKey]] = relationship(cascade="all, delete-orphan", passive_deletes=True)
    names: Mapped[list[OrganisationName]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="OrganisationName.id"
    )
    logo: Mapped[Logo | None] = relationship(cascade="all, delete-orphan", passive_deletes=True)
    parent: Mapped[Organisation | None] = relationship(foreign_keys=[parent_id], remote_side="Organisation.id")

    __table_args__ = (CheckConstraint(f"kind IN {KINDS}", name="kind"),)


class OrganisationSortKey(Base):
    """Where an organisation stands in the alphabet of one language (``core.collation``)."""

    __tablename__ = "organisation_sort_key"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String(12), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary)


class OrganisationName(Base):
    """Another name of an organisation: its name in a language (``name``), or an alias."""

    __tablename__ = "organisation_name"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(8))
    language: Mapped[str | None] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(200))

    __table_args__ = (
        UniqueConstraint("organisation_id", "name"),
        CheckConstraint(f"kind IN {NAME_KINDS}", name="kind"),
        CheckConstraint("(kind = 'name') = (language IS NOT NULL)", name="names_have_a_language"),
    )


class Logo(Base):
    """An organisation's logo, as it was encoded anew: PNG or WebP without any metadata; sizes in pixels.

    Whether it may be shown beside an endorsement stands with the endorsement.
    """

    __tablename__ = "logo"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    media: Mapped[str] = mapped_column(String(20))
    width: Mapped[int]
    height: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime] = mapped_column(Moment)


class OrganisationMerge(Base):
    """Two entries found to be one organisation; ``moved`` is what went over, so that it can go back."""

    __tablename__ = "organisation_merge"

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    merged_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    moved: Mapped[dict[str, Any]] = mapped_column(JSON)
    merged_at: Mapped[datetime] = mapped_column(Moment)
    merged_by: Mapped[int] = mapped_column(ForeignKey("coordinator.id"))
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("coordinator.id"))

    __table_args__ = (CheckConstraint("kept_id <> merged_id", name="two_entries"),)
