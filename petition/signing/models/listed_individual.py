"""Where each listed individual stands in the list, and how many of them each country has: kept by triggers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from petition.core.db import Base, Moment

# The letter of a name that was not put into its place yet: behind every other one.
NO_LETTER = 2**31 - 1
NO_COUNTRY = "--"
COMMENTED = "commented = 1"


class ListedIndividual(Base):
    """One individual of the list, by what it is browsed: name, country, day, and whether a comment is shown.

    Triggers write a row for whoever is shown and delete it with the name, so it holds nothing that the list does not
    say. ``country`` is ``--`` where none is shown; ``letter`` and ``name_key`` come from ``signing.name_order``.
    """

    __tablename__ = "listed_individual"

    endorsement_id: Mapped[int] = mapped_column(
        ForeignKey("endorsement.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    statement_id: Mapped[int]
    country: Mapped[str] = mapped_column(String(2))
    commented: Mapped[int]
    confirmed_at: Mapped[datetime] = mapped_column(Moment)
    letter: Mapped[int]
    name_key: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (
        Index("ix_listed_individual_name", "statement_id", "letter", "name_key", "endorsement_id"),
        Index("ix_listed_individual_country", "statement_id", "country", "confirmed_at", "endorsement_id"),
        Index(
            "ix_listed_individual_comment",
            "statement_id",
            "confirmed_at",
            "endorsement_id",
            sqlite_where=sql(COMMENTED),
            postgresql_where=sql(COMMENTED),
        ),
    )


class CountryTally(Base):
    """How many listed individuals show a country, with and without a comment; the total is this plus the changes."""

    __tablename__ = "country_tally"

    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), primary_key=True, autoincrement=False)
    country: Mapped[str] = mapped_column(String(2), primary_key=True)
    commented: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    endorsements: Mapped[int]


class CountryChange(Base):
    """One listed individual of a country more or less, written by triggers in the transaction that made it so."""

    __tablename__ = "country_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), index=True)
    country: Mapped[str] = mapped_column(String(2))
    commented: Mapped[int]
    change: Mapped[int]
