"""What pages show of statements."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import contains_eager

from petition.core.db import db, is_reading, now
from petition.core.languages import INTERFACE
from petition.statements.models import CarriedText, Edition, Statement, Text, Translation


def find_published(slug: str) -> Statement | None:
    """The statement that everybody may read at this address."""
    return db.session.scalar(select(Statement).where(Statement.slug == slug, is_public_condition()))


def is_public_condition() -> ColumnElement[bool]:
    """Whether everybody may read a statement: published or opened, and no embargo holds."""
    at = now()
    begun = or_(Statement.published_at <= at, Statement.opens_at <= at)
    return and_(begun, or_(Statement.embargo_until.is_(None), Statement.embargo_until <= at))


def find_by_slug(slug: str) -> Statement | None:
    """The statement at this address, published or not."""
    return db.session.scalar(select(Statement).where(Statement.slug == slug))


def published_statements() -> list[Statement]:
    """All published statements, the newest first."""
    began = func.coalesce(Statement.published_at, Statement.opens_at)
    return list(
        db.session.scalars(select(Statement).where(is_public_condition()).order_by(began.desc(), Statement.id.desc()))
    )


def current_edition(statement: Statement) -> Edition:
    """The newest edition, which is the one that is signed."""
    query = select(Edition).where(Edition.statement_id == statement.id)
    return db.session.execute(query.order_by(Edition.number.desc()).limit(1)).scalar_one()


def is_edition_read(edition: Edition, sha256: str | None) -> bool:
    """Whether an edition has the words somebody read, told by their digest; where nobody told, it is taken for so.

    Where the transaction writes it is held until that ends: before the first signature its words may still be edited.
    """
    if not is_reading():
        db.session.refresh(edition, ["sha256"], with_for_update={"read": True, "key_share": True})
    return sha256 is None or sha256 == edition.sha256


def edition_languages(edition: Edition) -> list[str]:
    """The languages an edition can be read in, the binding one first."""
    binding = edition.statement.binding_language
    translated, carried = (
        select(table.language).where(table.edition_id == edition.id) for table in (Translation, CarriedText)
    )
    found = db.session.scalars(translated.union(carried))
    return sorted(found, key=lambda language: (language != binding, language))


def text_in_language(edition: Edition, language: str) -> Text:
    """The edition's text in a language: as translated, else as carried over from the edition before, else binding."""
    binding = edition.statement.binding_language
    carried = select(CarriedText).where(CarriedText.edition_id == edition.id, CarriedText.language == language)
    text = _translation(edition, language) or db.session.scalar(carried) or _translation(edition, binding)
    if text is None:
        raise LookupError(f"edition {edition.id} has no text in {binding}")
    return text


def _translation(edition: Edition, language: str) -> Translation | None:
    query = select(Translation).where(Translation.edition_id == edition.id, Translation.language == language)
    return db.session.scalar(query)


@dataclass(frozen=True)
class ShownStatement:
    """A statement as asked for. Its texts are looked up where they are shown: whoever signs only needs the edition."""

    statement: Statement
    edition: Edition
    asked: str

    @cached_property
    def text(self) -> Text:
        """The text in the language asked for if there is one, else in the binding one."""
        return text_in_language(self.edition, self.asked)

    @cached_property
    def languages(self) -> list[str]:
        """The languages it can be read in, the binding one first."""
        return edition_languages(self.edition)


def find_shown(slug: str, language: str) -> ShownStatement | None:
    """The statement at an address; None where there is none, or where nobody speaks the language."""
    newest = select(Edition).join(Edition.statement).options(contains_eager(Edition.statement))
    query = newest.where(Statement.slug == slug, is_public_condition()).order_by(Edition.number.desc())
    edition = db.session.scalar(query.limit(1))
    return None if edition is None else _statement_in_language(ShownStatement(edition.statement, edition, language))


def show_statement(statement: Statement, language: str) -> ShownStatement | None:
    """A statement, public or not, in a language; None where nobody speaks the language."""
    return _statement_in_language(ShownStatement(statement, current_edition(statement), language))


def _statement_in_language(found: ShownStatement) -> ShownStatement | None:
    return found if found.asked in INTERFACE or found.asked in found.languages else None


def heading_texts(statements: list[Statement], language: str) -> dict[int, Text]:
    """The text that heads each statement in a list: in this language, else in the binding one."""
    return {statement.id: text_in_language(current_edition(statement), language) for statement in statements}
