"""Coordinators: who may sign in at the desk, in which roles, and the links that let them in."""

# The mixins of Flask-Security declare plain types where SQLAlchemy's are mapped.
# mypy: disable-error-code="assignment"

from __future__ import annotations

from datetime import date, datetime

from flask_security.core import RoleMixin, UserMixin
from flask_security.utils import verify_password
from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, LargeBinary, String, Table
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.core.crypto import Encrypted
from petition.core.db import Base, Moment

INVITATION, SIGN_IN = "invitation", "sign-in"

coordinator_role = Table(
    "coordinator_role",
    Base.metadata,
    Column("coordinator_id", ForeignKey("coordinator.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", ForeignKey("role.id", ondelete="RESTRICT"), primary_key=True),
)


class Role(RoleMixin, Base):
    """One of the roles in ``core.access.ROLES``."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20), unique=True)


class Coordinator(UserMixin, Base):
    """A person who works for the coalition; the account lives until somebody ends it.

    The names of ``password``, ``fs_…``, ``tf_…`` and ``mf_…`` are Flask-Security's.
    """

    __tablename__ = "coordinator"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(Encrypted("coordinator.email"))
    # Keyed hash of the address's canonical form: by it an account is found.
    email_lookup: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    # An Argon2id hash, and that encrypted; none before the invitation is accepted.
    password: Mapped[str | None] = mapped_column(Encrypted("coordinator.password"))
    # Random and in every session of this account: a new one ends them all.
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)

    tf_primary_method: Mapped[str | None] = mapped_column(String(20))
    tf_totp_secret: Mapped[str | None] = mapped_column(Encrypted("coordinator.tf_totp_secret"))
    # The time step of the last code that was accepted: none is accepted twice (RFC 6238, 5.2).
    totp_counter: Mapped[int | None]
    # SHA-256 of each code that is left, in hex.
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON(none_as_null=True)))

    created_at: Mapped[datetime] = mapped_column(Moment)
    invited_at: Mapped[datetime] = mapped_column(Moment)
    invited_by: Mapped[str] = mapped_column(String(80))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[str | None] = mapped_column(String(80))
    # A day and no more: nobody needs to know who works at what hours.
    last_sign_in_on: Mapped[date | None]

    roles: Mapped[list[Role]] = relationship(secondary=coordinator_role, lazy="selectin", order_by=Role.id)

    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ending_is_whole"),
        CheckConstraint("(tf_totp_secret IS NULL) = (tf_primary_method IS NULL)", name="second_factor_is_whole"),
    )

    @property
    def active(self) -> bool:  # type: ignore[override]
        """Whether the account may be used."""
        return self.ended_at is None

    @property
    def actor(self) -> str:
        """The name under which decisions are on record, "coordinator 3"; never an address."""
        return f"coordinator {self.id}"

    def verify_and_update_password(self, password: str) -> bool:
        """Whether this is the password. Trying one does not write, not even a better hash of it."""
        return verify_password(password, self.password or "")

    @property
    def has_second_factor(self) -> bool:
        """Whether an authenticator app has been set up."""
        return self.tf_totp_secret is not None

    @property
    def recovery_codes_left(self) -> int:
        """How many recovery codes can still be used."""
        return len(self.mf_recovery_codes or ())


class CoordinatorLink(Base):
    """A link that lets one coordinator in, once: only its hash is kept."""

    __tablename__ = "coordinator_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    purpose: Mapped[str] = mapped_column(String(20))
    coordinator_id: Mapped[int] = mapped_column(ForeignKey("coordinator.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)

    coordinator: Mapped[Coordinator] = relationship()

    __table_args__ = (CheckConstraint(f"purpose IN ('{INVITATION}', '{SIGN_IN}')", name="purpose"),)
