"""What translators see: every statement in every language, and what is still to do."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from petition.core.db import db
from petition.desk import scope
from petition.statements import queries as statements
from petition.statements.models import Statement, Text
from petition.statements.queries import editions
from petition.statements.queries.translation_status import Translated, translation_status


@dataclass(frozen=True)
class Row:
    """A statement with its texts: the binding one first, then the translations; ``words`` are first words by key."""

    statement: Statement
    text: Text
    edition: int
    languages: list[Translated]
    words: dict[str, str]

    @property
    def to_do(self) -> list[Translated]:
        """The translations of which something lags behind or is missing."""
        return [each for each in self.languages if each.kind != "binding" and not each.is_whole]


def rows() -> list[Row]:
    """Every statement that is not delivered yet and that whoever asks may see, the newest first."""
    query = select(Statement).where(Statement.delivered_at.is_(None), scope.statements("texts.read"))
    return [_row(statement) for statement in db.session.scalars(query.order_by(Statement.id.desc()))]


def _row(statement: Statement) -> Row:
    edition = statements.current_edition(statement)
    texts = editions.own_words(edition)
    return Row(
        statement=statement,
        text=statements.text_in(edition, statement.binding_language),
        edition=edition.number,
        languages=translation_status(statement),
        words={key: texts.get(number, "") for key, number in editions.keys(edition)},
    )
