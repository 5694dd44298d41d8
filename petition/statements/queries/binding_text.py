"""The binding text that a translation is measured by, and what each part of a translation was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache

from sqlalchemy import select

from petition.core.db import db
from petition.statements.editions.translation_parts import split_text
from petition.statements.editions.translation_sync import demand_numbers
from petition.statements.models import Edition, Revision, Statement, TranslatedPart, Translation
from petition.statements.queries import revisions
from petition.statements.queries.public_statements import current_edition, text_in_language
from petition.statements.text.agreement import BindingText
from petition.statements.text.edition_text import parse_stored
from petition.statements.text.position import parse
from petition.statements.text.tree import Position
from petition.statements.text.words import bare_words

NEWEST = 20  # revisions of the binding text whose words a translation may still have
LONG = 200_000  # characters of a text of which no earlier revision is read


def required_text(statement: Statement, language: str) -> BindingText | None:
    """The text that one in this language has to translate; None for the binding language.

    A translation that is part of a signed edition is worked on for the next, so for it the binding text counts
    as it stands in the editor.
    """
    if language == statement.binding_language:
        return None
    edition = current_edition(statement)
    if edition.frozen_at is None or revisions.own_translation(edition, language) is None:
        return edition_text(edition, language)
    ahead = revisions.working_text(statement, statement.binding_language)
    if ahead.is_in_edition:
        return edition_text(edition, language)
    position = parse(ahead.wording)
    return _measure(statement, position, tuple(demand_numbers(position)), language)


def edition_text(edition: Edition, language: str) -> BindingText:
    """The binding text of an edition, for a translation into this language."""
    binding, numbers = edition.statement.binding_language, tuple(revisions.demand_numbers(edition))
    position = read_stored(text_in_language(edition, binding).wording, numbers)
    return _measure(edition.statement, position, numbers, language)


def _measure(statement: Statement, position: Position, numbers: tuple[str, ...], language: str) -> BindingText:
    words = frozenset(part.words for part in split_text(position, numbers).values()) | binding_words(statement)
    return BindingText(position, numbers, statement.binding_language, language, words - {""})


def binding_words(statement: Statement) -> frozenset[str]:
    """The words of every part that the binding text has, or had, as far back as its newest revisions go."""
    binding = statement.binding_language
    issued = select(Translation.wording).join(Edition, Edition.id == Translation.edition_id)
    issued = issued.where(Edition.statement_id == statement.id, Translation.language == binding)
    saved = select(Revision.wording).where(Revision.statement_id == statement.id, Revision.language == binding)
    newest = db.session.scalars(saved.order_by(Revision.number.desc()).limit(NEWEST))
    wordings = [*db.session.scalars(issued), *(wording for wording in newest if len(wording) <= LONG)]
    return frozenset().union(*map(_words_of_parts, dict.fromkeys(wordings)))


@lru_cache(maxsize=128)
def _words_of_parts(wording: str) -> frozenset[str]:
    position = parse(wording)
    return frozenset(part.words for part in split_text(position, demand_numbers(position)).values())


@lru_cache(maxsize=16)
def read_stored(wording: str, numbers: tuple[str, ...]) -> Position:
    """A text of an edition, read with its demands; the newest ones are read once."""
    return parse_stored(wording, numbers)


def translated_parts(statement: Statement, language: str) -> dict[str, list[str]]:
    """For the words of each part of a translation, by their digest, those that it was made from, the newest last."""
    query = select(TranslatedPart.digest, TranslatedPart.binding_words)
    query = query.where(TranslatedPart.statement_id == statement.id, TranslatedPart.language == language)
    found: dict[str, list[str]] = {}
    for digest, original in db.session.execute(query.order_by(TranslatedPart.id)):
        found.setdefault(digest, []).append(original)
    return found


def originals_of(made: Mapping[str, list[str]], words: str) -> list[str]:
    """The words that a part was made from, by ``translated_parts``, whatever its signs and spaces; the newest last."""
    # Once a digest was that of the words with their signs and spaces.
    return [
        each for digest in dict.fromkeys((words_digest(words), part_digest(words))) for each in made.get(digest, ())
    ]


def part_digest(words: str) -> str:
    """What stands for the words of a part of a translation, without signs and spaces."""
    return words_digest(bare_words(words))


def words_digest(words: str) -> str:
    """What stands for the words of a part."""
    return hashlib.sha256(words.encode()).hexdigest()
