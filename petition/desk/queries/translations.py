"""What translators see: every statement in every language, and what is still to do."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from petition.core.db import db
from petition.desk import scope
from petition.desk.queries import finishing
from petition.desk.queries.finishing import DiscardedRow
from petition.statements.models import Statement, Text
from petition.statements.queries import lineage, public_statements, translation_parts
from petition.statements.queries.translation_status import TranslationProgress, translation_progress


@dataclass(frozen=True)
class TranslationRow:
    """A statement with its texts: the binding one first, then the translations; ``words`` are first words by key.

    ``in_editor``: how many parts are unfinished in the editor's text, where readers see one that was carried over.
    ``discardable`` languages can be taken out; ``discarded`` ones can be restored.
    """

    statement: Statement
    text: Text
    edition: int
    languages: list[TranslationProgress]
    words: dict[str, str]
    is_frozen: bool
    in_editor: dict[str, int]
    discardable: set[str]
    discarded: list[DiscardedRow]


def translation_rows(statement_id: int | None = None) -> list[TranslationRow]:
    """Every statement that is not delivered yet and that whoever asks may see, the newest first; or one of these."""
    query = select(Statement).where(Statement.delivered_at.is_(None), scope.statements_condition("texts.read"))
    if statement_id is not None:
        query = query.where(Statement.id == statement_id)
    return [_make_row(statement) for statement in db.session.scalars(query.order_by(Statement.id.desc()))]


def _make_row(statement: Statement) -> TranslationRow:
    edition = public_statements.current_edition(statement)
    texts, progress = lineage.demand_words(edition), translation_progress(statement)
    return TranslationRow(
        statement=statement,
        text=public_statements.text_in_language(edition, statement.binding_language),
        edition=edition.number,
        languages=progress,
        words={key: texts.get(number, "") for key, number in lineage.keyed_numbers(edition)},
        is_frozen=edition.frozen_at is not None,
        in_editor={each.language: _count_unfinished(statement, each) for each in progress if each.kind == "carried"},
        discardable={each.language for each in progress if finishing.can_be_discarded(statement, each.language)},
        discarded=finishing.discarded_languages(statement),
    )


def _count_unfinished(statement: Statement, progress: TranslationProgress) -> int:
    return len(translation_parts.list_unfinished(translation_parts.working_parts(statement, progress.language)))
