"""Coordinators: who may sign in at the desk, in which roles, and the links that let them in."""

# The mixins of Flask-Security declare plain types where SQLAlchemy's are mapped.
# mypy: disable-error-code="assignment"

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_security.core import RoleMixin, UserMixin, WebAuthnMixin
from flask_security.utils import verify_password
from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.core.crypto import EncryptedBytes, EncryptedJSON, EncryptedText
from petition.core.db import Base, Moment
from petition.core.permissions import ROLES

INVITATION, SIGN_IN = "invitation", "sign-in"
# How often a coordinator is told by mail what waits.
AT_ONCE, DAILY, NEVER = "at_once", "daily", "never"


@dataclass(frozen=True)
class Role(RoleMixin):
    """A role by its name, as Flask-Security asks for it; what somebody holds is ``RoleGrant``."""

    name: str


class RoleGrant(Base):
    """A role that a coordinator holds: in one statement, or in the whole site where ``statement_id`` is empty.

    A moderator's may be limited to signatories of one country, or who signed in one language.
    """

    __tablename__ = "role_held"

    id: Mapped[int] = mapped_column(primary_key=True)
    coordinator_id: Mapped[int] = mapped_column(ForeignKey("coordinator.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(12))
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"), index=True)
    country: Mapped[str | None] = mapped_column(String(2))
    language: Mapped[str | None] = mapped_column(String(12))
    given_at: Mapped[datetime] = mapped_column(Moment)
    given_by: Mapped[str] = mapped_column(String(80))

    __table_args__ = (
        CheckConstraint(f"role IN {ROLES}", name="role"),
        CheckConstraint("role = 'moderator' OR (country IS NULL AND language IS NULL)", name="only_moderators_limited"),
    )


class RoleRemoval(Base):
    """A role that was taken away, so that it can be given back as it was."""

    __tablename__ = "role_removal"

    id: Mapped[int] = mapped_column(primary_key=True)
    coordinator_id: Mapped[int] = mapped_column(ForeignKey("coordinator.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(12))
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"))
    country: Mapped[str | None] = mapped_column(String(2))
    language: Mapped[str | None] = mapped_column(String(12))
    removed_at: Mapped[datetime] = mapped_column(Moment)
    removed_by: Mapped[str] = mapped_column(String(80))
    undone_at: Mapped[datetime | None] = mapped_column(Moment)


class Coordinator(UserMixin, Base):
    """A person who works for the coalition; the account lives until somebody ends it.

    The names of ``password``, ``fs_…``, ``tf_…``, ``mf_…`` and ``webauthn`` are Flask-Security's.
    """

    __tablename__ = "coordinator"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(EncryptedText("coordinator.email"))
    # Keyed hash of the address's canonical form: by it an account is found.
    email_lookup: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    # An Argon2id hash, and that encrypted; none before the invitation is accepted.
    password: Mapped[str | None] = mapped_column(EncryptedText("coordinator.password"))
    # Random and in every session of this account: a new one ends them all.
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)

    tf_primary_method: Mapped[str | None] = mapped_column(String(20))
    tf_totp_secret: Mapped[str | None] = mapped_column(EncryptedText("coordinator.tf_totp_secret"))
    # The time step of the last code that was accepted: none is accepted twice (RFC 6238, 5.2).
    totp_counter: Mapped[int | None]
    # SHA-256 of each code that is left, in hex.
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON(none_as_null=True)))

    # Random: under it a device keeps this account's passkeys (WebAuthn, 5.4.3).
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(String(64), unique=True, index=True)
    webauthn: Mapped[list[Passkey]] = relationship(
        order_by="Passkey.id", cascade="all, delete-orphan", passive_deletes=True
    )

    created_at: Mapped[datetime] = mapped_column(Moment)
    invited_at: Mapped[datetime] = mapped_column(Moment)
    invited_by: Mapped[str] = mapped_column(String(80))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[str | None] = mapped_column(String(80))
    # A day and no more: nobody needs to know who works at what hours.
    last_sign_in_on: Mapped[date | None]

    # How the others at the desk know this person; the start of the mail address where there is none.
    name: Mapped[str | None] = mapped_column(EncryptedText("coordinator.name"))
    # The language of mails to this person; None: that of the interface where nobody chose.
    language: Mapped[str | None] = mapped_column(String(12))
    notices: Mapped[str] = mapped_column(String(8), server_default=DAILY, default=DAILY)
    noticed_at: Mapped[datetime | None] = mapped_column(Moment)
    role_grants: Mapped[list[RoleGrant]] = relationship(
        lazy="selectin", order_by=RoleGrant.id, cascade="all, delete-orphan", passive_deletes=True
    )

    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ending_is_whole"),
        CheckConstraint("(tf_totp_secret IS NULL) = (tf_primary_method IS NULL)", name="second_factor_is_whole"),
    )

    @property
    def active(self) -> bool:  # type: ignore[override]
        """Whether the account may be used."""
        return self.ended_at is None

    @property
    def is_set_up(self) -> bool:
        """Whether this person has accepted the invitation, or in the demo signed in by its link."""
        return self.password is not None or self.last_sign_in_on is not None

    @property
    def roles(self) -> list[Role]:  # type: ignore[override]
        """The roles held anywhere, each once, in the order in which they were given."""
        return [Role(name) for name in dict.fromkeys(one.role for one in self.role_grants)]

    @property
    def display_name(self) -> str:
        """What the others at the desk call this person."""
        return self.name or self.email.partition("@")[0]

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


class Passkey(WebAuthnMixin, Base):
    """A passkey of one coordinator: the public half of a key pair that a device keeps (WebAuthn, W3C).

    The names are Flask-Security's, except for those of days.
    """

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    coordinator_id: Mapped[int] = mapped_column(ForeignKey("coordinator.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(EncryptedText("passkey.name"))
    # Encrypted, because a device that is taken from somebody answers to it.
    credential_id: Mapped[bytes] = mapped_column(EncryptedBytes("passkey.credential_id"))
    # A COSE key (RFC 9052, 7).
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    # What the device said at its last use, 0 to 2^32 - 1: a copy of it falls behind. Some always say 0.
    sign_count: Mapped[int] = mapped_column(BigInteger)
    # How the device can be reached, "usb" or "internal" for example: a hint for browsers.
    transports: Mapped[list[str]] = mapped_column(JSON)
    added_on: Mapped[date]
    # A day and no more, as with sign-ins.
    last_used_on: Mapped[date | None]

    usage = "secondary"
    extensions = None

    @property  # type: ignore[override]
    def lastuse_datetime(self) -> date:
        """The day of the last use, or of the making."""
        return self.last_used_on or self.added_on

    @lastuse_datetime.setter
    def lastuse_datetime(self, moment: datetime) -> None:
        self.last_used_on = moment.date()

    def get_user_mapping(self) -> dict[str, int]:
        """By what Flask-Security finds whose passkey this is."""
        return {"id": self.coordinator_id}


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


class JointAct(Base):
    """An act that takes two: asked for by one coordinator, agreed to by another, then done within a day.

    ``act`` is a permission of ``core.permissions``, ``object`` what it is about ("removal 3"), ``details`` what
    the second person is shown and the deed needs. One agrees or refuses, never who asked.
    """

    __tablename__ = "joint_act"

    id: Mapped[int] = mapped_column(primary_key=True)
    act: Mapped[str] = mapped_column(String(60))
    object: Mapped[str] = mapped_column(String(80))
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON("joint_act.details"))
    why: Mapped[str] = mapped_column(EncryptedText("joint_act.why"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    asked_by: Mapped[int] = mapped_column(ForeignKey("coordinator.id"))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    agreed_at: Mapped[datetime | None] = mapped_column(Moment)
    agreed_by: Mapped[int | None] = mapped_column(ForeignKey("coordinator.id"))
    refused_at: Mapped[datetime | None] = mapped_column(Moment)
    refused_by: Mapped[int | None] = mapped_column(ForeignKey("coordinator.id"))
    done_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        CheckConstraint("agreed_by IS NULL OR agreed_by <> asked_by", name="takes_two"),
        CheckConstraint("(agreed_at IS NULL) = (agreed_by IS NULL)", name="agreeing_is_whole"),
        CheckConstraint("agreed_at IS NULL OR refused_at IS NULL", name="one_answer"),
        CheckConstraint("done_at IS NULL OR agreed_at IS NOT NULL", name="agreed_before_done"),
    )
