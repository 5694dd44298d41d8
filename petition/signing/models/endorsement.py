"""Endorsements, and decisions about them.

What a signatory typed is kept encrypted in ``details``. Only what is public at this moment stands in
the plain ``shown_…`` columns, and the database refuses a shown name that may not be shown: no output
can publish what is not there (promise 5).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    literal_column,
)
from sqlalchemy import text as sql
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petition.core.addresses import Address, parse
from petition.core.crypto import EncryptedJSON, EncryptedText
from petition.core.db import Base, Moment
from petition.organisations.models import Organisation
from petition.signing import state as states
from petition.statements.models import Edition, Statement

if TYPE_CHECKING:
    from petition.signing.models.evidence import Evidence, Reservation


KINDS = ("individual", "organisation")
VISIBILITIES = ("full", "initials", "withheld")
INITIALLED = "kind = 'individual' AND visibility = 'initials'"
VERDICTS = ("approve", "reject", "hold", "hide")
LISTED_BY = ("statement_id", "kind", "edition_id", "confirmed_at", "id", "shown_key")
OFF_THE_LIST = " OR ".join(f"state = '{state}'" for state in states.OFF_THE_LIST)


def _partial_index(name: str, *columns: str, where: str) -> Index:
    return Index(f"ix_endorsement_{name}", *columns, sqlite_where=sql(where), postgresql_where=sql(where))


class Endorsement(Base):
    """One signature under one edition, by an individual or by an organisation.

    ``visibility`` is how a person appears: the individual, or the organisation's representative
    (``full`` or ``withheld``). ``signature_key`` is the keyed hash of who signs; it is unique, so that
    a race of two equal posts ends in one endorsement.
    """

    __tablename__ = "endorsement"

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"))
    edition_id: Mapped[int]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(12))
    language: Mapped[str] = mapped_column(String(12))
    signature_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    address: Mapped[str | None] = mapped_column(EncryptedText("endorsement.address"))
    address_key: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    details: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJSON("endorsement.details"))
    # The keyed hash of the country: where the row lies, for roles that are limited to one (see ``core.reach``).
    country_key: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    visibility: Mapped[str] = mapped_column(String(8))

    shown_name: Mapped[str | None] = mapped_column(String(200))
    shown_key: Mapped[str | None] = mapped_column(String(400))
    # Beside the name: an individual's affiliation, an organisation's representative.
    shown_beside: Mapped[str | None] = mapped_column(String(300))
    shown_comment: Mapped[str | None] = mapped_column(Text)
    shown_country: Mapped[str | None] = mapped_column(String(2))

    asked_at: Mapped[datetime] = mapped_column(Moment)
    consented_at: Mapped[datetime | None] = mapped_column(Moment)
    # Which words were agreed to (``ConsentWording``); None for founders and for older signatures.
    consent_sha256: Mapped[str | None] = mapped_column(String(64))
    authority_declared_at: Mapped[datetime | None] = mapped_column(Moment)
    updates_wanted_at: Mapped[datetime | None] = mapped_column(Moment)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    founding_at: Mapped[datetime | None] = mapped_column(Moment)
    # The organisation said yes to showing its logo beside this endorsement.
    logo_permitted_at: Mapped[datetime | None] = mapped_column(Moment)
    # Links to the own endorsement that were sent before this moment no longer work.
    links_revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("coordinator.id"))
    rejected_at: Mapped[datetime | None] = mapped_column(Moment)
    rejected_by: Mapped[int | None] = mapped_column(ForeignKey("coordinator.id"))
    held_at: Mapped[datetime | None] = mapped_column(Moment)
    held_by: Mapped[int | None] = mapped_column(ForeignKey("coordinator.id"))
    hidden_at: Mapped[datetime | None] = mapped_column(Moment)
    hidden_by: Mapped[int | None] = mapped_column(ForeignKey("coordinator.id"))
    # Something about an individual's signature was odd; it neither counts nor is listed until it is approved.
    quarantined_at: Mapped[datetime | None] = mapped_column(Moment)
    # A removal rule applies to it; undoing the rule restores it.
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    removal_id: Mapped[int | None] = mapped_column(ForeignKey("removal.id"))
    # Generated by the database from the columns above.
    written_state: Mapped[str] = mapped_column(
        "state", String(12), Computed(states.state_sql(), persisted=True), deferred=True
    )

    statement: Mapped[Statement] = relationship()
    # Both columns stand in the foreign key; to put an endorsement under another edition changes one of them.
    edition: Mapped[Edition] = relationship(primaryjoin="Edition.id == foreign(Endorsement.edition_id)")
    organisation: Mapped[Organisation | None] = relationship()
    evidence: Mapped[list[Evidence]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="Evidence.id", back_populates="endorsement"
    )
    reservations: Mapped[list[Reservation]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="Reservation.id", back_populates="endorsement"
    )

    __table_args__ = (
        UniqueConstraint("statement_id", "signature_key"),
        ForeignKeyConstraint(["statement_id", "edition_id"], ["edition.statement_id", "edition.id"]),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"visibility IN {VISIBILITIES}", name="visibility"),
        CheckConstraint("founding_at IS NOT NULL OR consented_at IS NOT NULL", name="consented"),
        CheckConstraint("approved_at IS NULL OR rejected_at IS NULL", name="one_decision"),
        CheckConstraint(
            "shown_name IS NULL OR (confirmed_at IS NOT NULL AND withdrawn_at IS NULL AND hidden_at IS NULL"
            " AND (kind = 'organisation' OR visibility <> 'withheld')"
            " AND (kind = 'individual' OR approved_at IS NOT NULL))",
            name="shown_only_what_may_be",
        ),
        CheckConstraint(
            "quarantined_at IS NULL OR shown_name IS NULL OR approved_at IS NOT NULL", name="quarantined_not_shown"
        ),
        CheckConstraint("removed_at IS NULL OR shown_name IS NULL", name="removed_not_shown"),
        CheckConstraint("(removed_at IS NULL) = (removal_id IS NULL)", name="removal_is_whole"),
        CheckConstraint("rejected_at IS NULL OR shown_name IS NULL", name="rejected_not_shown"),
        CheckConstraint(
            "shown_name IS NOT NULL OR (shown_key IS NULL AND shown_beside IS NULL"
            " AND shown_comment IS NULL AND shown_country IS NULL)",
            name="nothing_shown_without_name",
        ),
        CheckConstraint("shown_beside IS NULL OR visibility = 'full'", name="beside_only_in_full"),
        # One full stop for each word.
        CheckConstraint(
            f"NOT ({INITIALLED}) OR shown_name IS NULL"
            " OR length(replace(shown_name, ' ', '')) = length(replace(shown_name, '.', '')) + 1",
            name="shown_as_initials",
        ),
        # Words of one letter, and no more of them than there are initials.
        CheckConstraint(
            f"NOT ({INITIALLED}) OR shown_key IS NULL"
            " OR (length(shown_key) = 2 * length(replace(shown_key, ' ', '')) - 1"
            " AND shown_key = trim(shown_key) AND replace(shown_key, '  ', '') = shown_key"
            " AND length(shown_key) < length(shown_name))",
            name="found_by_initials",
        ),
        # The published list and its search, the newest edition first, with the names that are searched.
        _partial_index("listed", *LISTED_BY, where="state = 'listed'"),
        # Everybody who confirmed, in the order of the desk's list of individuals.
        _partial_index("confirmed", "statement_id", "kind", "confirmed_at", "id", where="confirmed_at IS NOT NULL"),
        # The queue of organisations, the quarantine, the unconfirmed, and whoever is looked for by another state.
        _partial_index("off_the_list", "statement_id", "state", "confirmed_at", "id", where=OFF_THE_LIST),
        # What one mailbox has signed: the own link, invitations, a search by the whole address.
        _partial_index("address_key", "address_key", "statement_id", where="address_key IS NOT NULL"),
        # What stands under an entry of the register.
        _partial_index("organisation_id", "organisation_id", where="organisation_id IS NOT NULL"),
        # Links name their endorsement by id; an erased one's id must never come back.
        {"sqlite_autoincrement": True},
    )

    @property
    def mailbox(self) -> Address | None:
        """The address in all its forms, read once."""
        if self.address is None:
            return None
        kept: Address | None = self.__dict__.get("_mailbox")
        if kept is None or kept.text != self.address:
            kept = self.__dict__["_mailbox"] = parse(self.address)
        return kept

    @property
    def is_invited(self) -> bool:
        """Whether the lead had invited the mailbox that signs."""
        return any(one.kind == "invited" for one in self.evidence)

    @property
    def takes_signature(self) -> bool:
        """Whether its statement takes this signature at this moment."""
        return self.statement.is_open or (self.is_invited and self.statement.takes_invited)

    @hybrid_property
    def state(self) -> str:
        """Where it stands, in one word of ``signing.state.STATES``; current also while it is not written."""
        return states.current_state(self)

    @state.inplace.expression
    @classmethod
    def _state_column(cls) -> ColumnElement[str]:
        return cls.written_state.expression


def state_condition(*wanted: str) -> ColumnElement[bool]:
    """The condition that an endorsement is in one of these states, in words by which partial indexes are found."""
    known: list[Any] = [literal_column(f"'{states.STATES[states.STATES.index(one)]}'") for one in wanted]
    return Endorsement.state == known[0] if len(known) == 1 else Endorsement.state.in_(known)


def counting_condition() -> ColumnElement[bool]:
    """What counts: confirmed, and neither withdrawn nor kept off by anybody (see ``signing.state``)."""
    return state_condition(*states.COUNTED)


class Decision(Base):
    """What a coordinator decided about an endorsement, and whether that was taken back.

    The audit log has the same act for ever; this row serves to undo it and goes with the endorsement.
    """

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    endorsement_id: Mapped[int] = mapped_column(ForeignKey("endorsement.id", ondelete="CASCADE"), index=True)
    verdict: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str | None] = mapped_column(EncryptedText("decision.reason"))
    # The reason chosen among those kept as data; ``reason`` then has its words as they were sent.
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("reason.id"))
    # Decided in one act with others: the number that the first of them has in the audit log.
    bulk_number: Mapped[int | None] = mapped_column(ForeignKey("audit_entry.number"))
    decided_at: Mapped[datetime] = mapped_column(Moment, index=True)
    decided_by: Mapped[int] = mapped_column(ForeignKey("coordinator.id"))
    audit_number: Mapped[int] = mapped_column(ForeignKey("audit_entry.number"))
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("coordinator.id"))

    endorsement: Mapped[Endorsement] = relationship()

    __table_args__ = (
        CheckConstraint(f"verdict IN {VERDICTS}", name="verdict"),
        Index(
            "ix_decision_bulk_number",
            "bulk_number",
            sqlite_where=sql("bulk_number IS NOT NULL"),
            postgresql_where=sql("bulk_number IS NOT NULL"),
        ),
    )
