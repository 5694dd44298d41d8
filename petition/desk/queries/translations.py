"""What translators see: every statement in every language, and what is still to do."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from petition.core.db import db
from petition.desk import scope
from petition.statements.models import Statement, Text
from petition.statements.queries import lineage, public_statements
from petition.statements.queries.translation_status import TranslationProgress, translation_progress


@dataclass(frozen=True)
class TranslationRow:
    """A statement with its texts: the binding one first, then the translations; ``words`` are first words by key."""

    statement: Statement
    text: Text
    edition: int
    languages: list[TranslationProgress]
    words: dict[str, str]


def translation_rows(statement_id: int | None = None) -> list[TranslationRow]:
    """Every statement that is not delivered yet and that whoever asks may see, the newest first; or one of these."""
    query = select(Statement).where(Statement.delivered_at.is_(None), scope.statements_condition("texts.read"))
    if statement_id is not None:
        query = query.where(Statement.id == statement_id)
    return [_make_row(statement) for statement in db.session.scalars(query.order_by(Statement.id.desc()))]


def _make_row(statement: Statement) -> TranslationRow:
    edition = public_statements.current_edition(statement)
    texts = lineage.demand_words(edition)
    return TranslationRow(
        statement=statement,
        text=public_statements.text_in_language(edition, statement.binding_language),
        edition=edition.number,
        languages=translation_progress(statement),
        words={key: texts.get(number, "") for key, number in lineage.keyed_numbers(edition)},
    )
