"""What the coalition says about itself: for the whole site, and for a statement where it says something else."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.core.db import Base, Moment

SITE = 0  # the id of the row of the whole site; every other row has the id of its statement
NAME, ADDRESSEE, LINE, CONTACT = 120, 200, 300, 254  # characters
# What is written in each language.
FIELDS = ("name", "addressee", "coordinated_by", "imprint", "privacy", "privacy_closing", "authority", "consent")
OF_THE_SITE = ("imprint", "privacy", "privacy_closing", "authority")
OF_A_STATEMENT = ("addressee", "consent")


class IdentitySettings(Base):
    """Who is behind the site, or a statement; what is empty in a statement's row is taken from the site's.

    ``accent`` is ``#rrggbb`` as it was chosen; ``contact`` a mail address that everybody may read.
    """

    __tablename__ = "identity"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"))
    accent: Mapped[str | None] = mapped_column(String(7))
    contact: Mapped[str | None] = mapped_column(String(CONTACT))
    changed_at: Mapped[datetime] = mapped_column(Moment)

    texts: Mapped[list[IdentityText]] = relationship(cascade="all, delete-orphan", order_by="IdentityText.language")

    __table_args__ = (
        CheckConstraint("id = COALESCE(statement_id, 0)", name="place"),
        CheckConstraint("accent IS NULL OR length(accent) = 7", name="accent"),
    )


class IdentityText(Base):
    """What the coalition says about itself in one language; what is empty is looked for in another one.

    ``privacy`` stands before what the program tells about privacy, ``privacy_closing`` after it; ``authority`` is the
    supervisory authority; ``consent`` is what those who sign in this language agree to.
    """

    __tablename__ = "identity_text"

    identity_id: Mapped[int] = mapped_column(ForeignKey("identity.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str | None] = mapped_column(String(NAME))
    addressee: Mapped[str | None] = mapped_column(String(ADDRESSEE))
    coordinated_by: Mapped[str | None] = mapped_column(String(LINE))
    imprint: Mapped[str | None] = mapped_column(sa.Text)
    privacy: Mapped[str | None] = mapped_column(sa.Text)
    privacy_closing: Mapped[str | None] = mapped_column(sa.Text)
    authority: Mapped[str | None] = mapped_column(sa.Text)
    consent: Mapped[str | None] = mapped_column(sa.Text)


class IdentityLogo(Base):
    """The logo of the site or of a statement, as it was encoded anew; sizes in pixels, twice those on the page."""

    __tablename__ = "identity_logo"

    identity_id: Mapped[int] = mapped_column(ForeignKey("identity.id", ondelete="CASCADE"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    media: Mapped[str] = mapped_column(String(20))
    width: Mapped[int]
    height: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime] = mapped_column(Moment)
