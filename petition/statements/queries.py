"""What pages show of statements."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from petition.core.db import db, now
from petition.core.languages import INTERFACE
from petition.statements.models import Edition, Statement, Translation


def published(slug: str) -> Statement | None:
    """The statement that everybody may read at this address."""
    query = select(Statement).where(Statement.slug == slug, Statement.published_at <= now())
    return db.session.scalar(query)


def by_slug(slug: str) -> Statement | None:
    """The statement at this address, published or not."""
    return db.session.scalar(select(Statement).where(Statement.slug == slug))


def listed() -> list[Statement]:
    """All published statements, the newest first."""
    query = select(Statement).where(Statement.published_at <= now())
    return list(db.session.scalars(query.order_by(Statement.published_at.desc(), Statement.id.desc())))


def current_edition(statement: Statement) -> Edition:
    """The newest edition, which is the one that is signed."""
    query = select(Edition).where(Edition.statement_id == statement.id)
    return db.session.execute(query.order_by(Edition.number.desc()).limit(1)).scalar_one()


def languages(edition: Edition) -> list[str]:
    """The languages an edition can be read in, the binding one first."""
    binding = edition.statement.binding_language
    found = db.session.scalars(select(Translation.language).where(Translation.edition_id == edition.id))
    return sorted(found, key=lambda language: (language != binding, language))


def text_in(edition: Edition, language: str) -> Translation:
    """The edition's text in a language, or the binding text where it has not been translated."""
    wanted = (language, edition.statement.binding_language)
    query = select(Translation).where(Translation.edition_id == edition.id, Translation.language.in_(wanted))
    texts = {text.language: text for text in db.session.scalars(query)}
    return texts.get(language) or texts[edition.statement.binding_language]


@dataclass(frozen=True)
class Shown:
    """A published statement as asked for: in ``asked`` if there is such a text, else in the binding one."""

    statement: Statement
    edition: Edition
    text: Translation
    languages: list[str]
    asked: str


def shown(slug: str, language: str) -> Shown | None:
    """The statement at an address; None where there is none, or where nobody speaks the language."""
    statement = published(slug)
    if statement is None:
        return None
    edition = current_edition(statement)
    available = languages(edition)
    if language not in available and language not in INTERFACE:
        return None
    return Shown(statement, edition, text_in(edition, language), available, language)


def titles(statements: list[Statement], language: str) -> dict[int, Translation]:
    """The text that heads each statement in a list: in this language, else in the binding one."""
    return {statement.id: text_in(current_edition(statement), language) for statement in statements}
