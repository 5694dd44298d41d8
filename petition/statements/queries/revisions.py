"""What is being worked on: the text of the editor in one language, its history, and who else is at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Select, select
from sqlalchemy.orm import defer

from petition.core.db import db
from petition.statements.models import Demand, Edition, EditorPresence, Revision, Statement, Text, Translation
from petition.statements.queries.public_statements import current_edition, text_in_language
from petition.statements.text.agreement import DISAGREEING, UNTRANSLATED
from petition.statements.text.problems import Problem

PRESENT = timedelta(seconds=60)
PAGE = 50
Obstacle = Literal["frozen", "translated", "unfinished", "refused", "disagrees", "untranslated"]


@dataclass(frozen=True)
class WorkingText:
    """The text that is worked on in one language, and the edition it would go into.

    ``revision`` is None where nothing was saved in the editor since the edition got its text. ``base`` is what
    the next saving builds on. ``text`` is the edition's; it is in the binding language where the edition has none.
    """

    edition: Edition
    language: str
    wording: str
    base: int
    revision: Revision | None
    text: Text

    @property
    def is_new(self) -> bool:
        """Whether nobody has written anything in this language yet: the wording is the binding one, to write over."""
        return self.revision is None and self.text.language != self.language

    @property
    def is_in_edition(self) -> bool:
        """Whether the edition has just these words."""
        is_whole = isinstance(self.text, Translation) and self.text.language == self.language
        return is_whole and self.text.wording == self.wording


def working_text(statement: Statement, language: str) -> WorkingText:
    """The newest of what was saved in the editor and what stands in the current edition."""
    edition, saved = current_edition(statement), newest_revision(statement, language)
    text, base = text_in_language(edition, language), saved.number if saved else 0
    if saved is None or (
        text.language == language and _saved_at(text) > saved.saved_at and text.wording != saved.wording
    ):
        return WorkingText(edition, language, text.wording, base, None, text)
    return WorkingText(edition, language, saved.wording, base, saved, text)


def _saved_at(text: Text) -> datetime:
    return text.created_at if isinstance(text, Translation) else text.edition.created_at


def newest_revision(statement: Statement, language: str) -> Revision | None:
    """What was saved last, neither put aside nor discarded with its language."""
    query = _revisions_of(statement, language).where(Revision.aside_at.is_(None), Revision.discarded_at.is_(None))
    return db.session.scalar(query.order_by(Revision.number.desc()).limit(1))


def revision_history(
    statement: Statement, language: str, *, below: int | None = None, limit: int = PAGE
) -> tuple[list[Revision], int | None]:
    """What was saved, the newest first, without the words themselves; and where the next page begins."""
    query = _revisions_of(statement, language).options(defer(Revision.wording, raiseload=True))
    if below is not None:
        query = query.where(Revision.number < below)
    found = list(db.session.scalars(query.order_by(Revision.number.desc()).limit(limit + 1)))
    return found[:limit], found[limit - 1].number if len(found) > limit else None


def find_aside_revision(statement: Statement, language: str, wording: str, *, by: int) -> Revision | None:
    """What somebody put aside in just these words."""
    query = _revisions_of(statement, language).where(Revision.aside_at.is_not(None), Revision.saved_by == by)
    return db.session.scalar(query.where(Revision.wording == wording).limit(1))


def find_revision(statement: Statement, language: str, number: int) -> Revision | None:
    """One text that was saved."""
    return db.session.scalar(_revisions_of(statement, language).where(Revision.number == number))


def revision_before(revision: Revision) -> Revision | None:
    """The text that was worked on when this one was saved; for one that was put aside, the one it competed with."""
    query = select(Revision).where(
        Revision.statement_id == revision.statement_id,
        Revision.language == revision.language,
        Revision.number < revision.number,
        Revision.aside_at.is_(None),
    )
    return db.session.scalar(query.order_by(Revision.number.desc()).limit(1))


def _revisions_of(statement: Statement, language: str) -> Select[Revision]:
    return select(Revision).where(Revision.statement_id == statement.id, Revision.language == language)


def languages_in_editor(statement: Statement) -> set[str]:
    """The languages in which something was saved in the editor, and not discarded."""
    query = select(Revision.language).where(Revision.statement_id == statement.id, Revision.discarded_at.is_(None))
    return set(db.session.scalars(query.distinct()))


def demand_numbers(edition: Edition) -> list[str]:
    """The numbers of an edition's demands, in the order of the binding text."""
    query = select(Demand.number).where(Demand.edition_id == edition.id)
    return list(db.session.scalars(query.order_by(Demand.place)))


def own_translation(edition: Edition, language: str) -> Translation | None:
    """The edition's own text in a language, nothing carried over."""
    query = select(Translation).where(Translation.edition_id == edition.id, Translation.language == language)
    return db.session.scalar(query)


def saving_obstacle(edition: Edition, language: str, found: Sequence[Problem]) -> Obstacle | None:
    """What keeps a text with these problems out of the edition when it is saved; None: it goes in.

    ``frozen``: the binding text of a signed edition; ``translated``: it has this translation for good;
    ``untranslated``: parts are missing or not in its language; ``unfinished``: its translator has to say that it is
    finished.
    """
    if edition.frozen_at is not None:
        if language == edition.statement.binding_language:
            return "frozen"
        if own_translation(edition, language) is not None:
            return "translated"
    if any(problem.is_refusal for problem in found):
        return "refused"
    if any(problem.message_word in DISAGREEING for problem in found):
        return "disagrees"
    if any(problem.message_word in UNTRANSLATED for problem in found):
        return "untranslated"
    return "unfinished" if edition.frozen_at is not None else None


def other_editors(statement: Statement, language: str, coordinator: int, at: datetime) -> list[int]:
    """The other coordinators who have this text open."""
    query = select(EditorPresence.coordinator_id).where(
        EditorPresence.statement_id == statement.id,
        EditorPresence.language == language,
        EditorPresence.coordinator_id != coordinator,
        EditorPresence.seen_at > at - PRESENT,
    )
    return list(db.session.scalars(query.order_by(EditorPresence.coordinator_id)))
