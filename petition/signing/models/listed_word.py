"""The words by which listed individuals are found: an index of what is shown, kept by triggers."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from petition.core.db import Base

# In the order of code points, on PostgreSQL too: a word's beginning leads to one stretch of the index.
WORD = String(400).with_variant(String(400, collation="C"), "postgresql")


class ListedWord(Base):
    """One word of the search key of an individual of the list.

    Triggers write the words of ``Endorsement.shown_key`` and delete them with it, so there is nothing in it that the
    list does not say. Of initials, "a k s", it has each that others follow, with these: "a.k.s.", "k.s." and "s.".
    """

    __tablename__ = "listed_word"

    statement_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    word: Mapped[str] = mapped_column(WORD, primary_key=True)
    endorsement_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)

    # The key is the table: no row is kept twice.
    __table_args__ = ({"sqlite_with_rowid": False},)


class WordBacklog(Base):
    """How far the words of names are indexed that were listed before the index was made.

    Those of endorsements with a lower id than ``below_id`` are still to come; without a row all are there.
    """

    __tablename__ = "word_backlog"

    below_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
