"""Invitations of organisations to sign, and uploaded lists of whom to invite."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.core.crypto import EncryptedJSON, EncryptedText
from petition.core.db import Base, Moment, now
from petition.signing.models.endorsement import Endorsement
from petition.statements.models import Statement


class Invitation(Base):
    """One organisation invited to sign one statement, by a mail with a private link.

    ``details`` holds what the form is filled in with: organisation, organisation_latin, acronym, website,
    country, representative, role, and a note of the coordinators. Who was invited is nobody's business
    before they sign, so all of it is sealed. ``wording`` is what its mails say besides (``wording.Wording``).
    ``told_edition`` is the number of the edition that its newest mail is about.
    """

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"))
    # The register's entry that is invited, where it was found there.
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="SET NULL"), index=True)
    language: Mapped[str] = mapped_column(String(12))
    address: Mapped[str | None] = mapped_column(EncryptedText("invitation.address"))
    address_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    # Keyed hash of the country, as it was written with the invitation: by it a limited role is known to reach it.
    country_key: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    details: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJSON("invitation.details"))
    wording: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJSON("invitation.wording"))
    told_edition: Mapped[int | None]
    invited_at: Mapped[datetime] = mapped_column(Moment)
    invited_by: Mapped[int] = mapped_column(ForeignKey("coordinator.id"))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    declined_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    # Revoked because another invitation, to the right mailbox, stands in its place.
    replaced_at: Mapped[datetime | None] = mapped_column(Moment)
    reminded_at: Mapped[datetime | None] = mapped_column(Moment)
    reminded_again_at: Mapped[datetime | None] = mapped_column(Moment)
    endorsement_id: Mapped[int | None] = mapped_column(ForeignKey("endorsement.id", ondelete="SET NULL"), index=True)

    statement: Mapped[Statement] = relationship()
    endorsement: Mapped[Endorsement | None] = relationship()

    __table_args__ = (
        Index("ix_invitation_address_key", "statement_id", "address_key"),
        # Links name their invitation by id.
        {"sqlite_autoincrement": True},
    )

    @property
    def has_signed(self) -> bool:
        """Whether the organisation signed by it and confirmed."""
        return self.endorsement is not None and self.endorsement.confirmed_at is not None

    @property
    def is_answered(self) -> bool:
        """Whether there is nothing left to remind of."""
        return self.has_signed or self.declined_at is not None

    @property
    def is_live(self) -> bool:
        """Whether its link leads to the text."""
        return self.revoked_at is None and now() < self.expires_at


class InvitationLink(Base):
    """A link that a coordinator copied to pass it on by hand: it proves nothing about the invited mailbox."""

    __tablename__ = "invitation_link"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id", ondelete="CASCADE"), index=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[int] = mapped_column(ForeignKey("coordinator.id"))

    invitation: Mapped[Invitation] = relationship()


class InvitationList(Base):
    """A list as uploaded and read, shown row by row before anything is imported.

    ``rows`` holds its cells, what was corrected and ticked, and the name of its sheet. A list of which nobody was
    invited is gone a day later. Once somebody was, ``imported_at`` says when last, and ``rows`` keeps those who were
    not, until they are invited or dismissed; it is None where none are left.
    """

    __tablename__ = "invitation_list"

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"), index=True)
    rows: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJSON("invitation_list.rows"))
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("coordinator.id"))
    imported_at: Mapped[datetime | None] = mapped_column(Moment)
    # What somebody chose the columns to be, for the next list with the same headings: "headings" (``Sheet.layout``)
    # and "fields" (place and field). It tells nothing of whom the list names, and outlives the rows.
    layout: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    statement: Mapped[Statement] = relationship()
