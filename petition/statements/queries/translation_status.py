"""How far each translation of a statement is, demand by demand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select

from petition.core.db import db
from petition.statements.editions.translation_carrying import Status, translation_statuses
from petition.statements.editions.translation_sync import (
    UP_TO_DATE,
    TranslationStatus,
    demands_by_number,
    statuses_of_rendered,
    words_of,
)
from petition.statements.models import Edition, Revision, Statement, Translation
from petition.statements.queries import revisions
from petition.statements.queries.lineage import keyed_numbers
from petition.statements.queries.public_statements import current_edition, edition_languages, text_in_language
from petition.statements.text.edition_text import parse_stored

MISSING = TranslationStatus("missing")


@dataclass(frozen=True)
class TranslationProgress:
    """How far the text in one language is; ``demands`` by the key of each, ``numbers`` in the order of the text.

    ``kind``: "binding", "translation" (part of the edition), "carried" (from the edition before) or "none".
    """

    language: str
    kind: str
    demands: dict[str, TranslationStatus]
    numbers: dict[str, str]
    parts: dict[str, TranslationStatus]

    @property
    def counts(self) -> dict[Status, int]:
        """How many demands are up to date, stale and missing."""
        found = Counter(standing.status for standing in self.demands.values())
        every: tuple[Status, ...] = ("up_to_date", "stale", "missing")
        return {status: found[status] for status in every}

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it lags behind."""
        return all(each.status == "up_to_date" for each in (*self.demands.values(), *self.parts.values()))


def translation_progress(statement: Statement) -> list[TranslationProgress]:
    """The binding text first, then every language in which there is a text or somebody has begun one."""
    edition = current_edition(statement)
    there = edition_languages(edition)
    begun = sorted(revisions.languages_in_editor(statement) - set(there))
    return [_progress_of(edition, language, language in there) for language in (*there, *begun)]


def _progress_of(edition: Edition, language: str, is_there: bool) -> TranslationProgress:
    numbered = keyed_numbers(edition)
    numbers, binding = dict(numbered), edition.statement.binding_language
    if language == binding:
        return TranslationProgress(language, "binding", dict.fromkeys(numbers, UP_TO_DATE), numbers, {})
    if not is_there:
        return TranslationProgress(language, "none", dict.fromkeys(numbers, MISSING), numbers, {})
    text = text_in_language(edition, language)
    found, parts = statuses_of_rendered(text.rendered, list(numbers.values()))
    kind = "translation" if isinstance(text, Translation) else "carried"
    if isinstance(text, Translation) and edition.frozen_at is None:
        found = _progress_in_draft(edition, text)
    demands = {key: found.get(number, MISSING) for key, number in numbered}
    return TranslationProgress(language, kind, demands, numbers, parts)


def _progress_in_draft(edition: Edition, text: Translation) -> dict[str, TranslationStatus]:
    """Before the first signature: what was changed in the binding text after it had been translated is stale."""
    numbers = [number for _key, number in keyed_numbers(edition)]
    binding = text_in_language(edition, edition.statement.binding_language)
    assert isinstance(binding, Translation)
    then = binding.wording if binding.created_at <= text.created_at else _binding_text_at(edition, text)
    read = [None if each is None else _words_by_number(each, numbers) for each in (binding.wording, then, text.wording)]
    return {
        number: TranslationStatus(word)
        for number, word in translation_statuses(read[0] or {}, read[1], read[2]).items()
    }


def _binding_text_at(edition: Edition, text: Translation) -> str | None:
    """The binding text as it was when a translation was saved; None where nobody knows."""
    query = select(Revision.wording).where(
        Revision.statement_id == edition.statement_id,
        Revision.language == edition.statement.binding_language,
        Revision.aside_at.is_(None),
        Revision.saved_at <= text.created_at,
    )
    return db.session.scalar(query.order_by(Revision.number.desc()).limit(1))


def _words_by_number(wording: str, numbers: list[str]) -> dict[str, str] | None:
    parsed = parse_stored(wording, numbers)
    found = demands_by_number(parsed, numbers)
    own = found if found is not None else {demand.number: demand for demand in parsed.walk()}
    return {number: words_of(demand) for number, demand in own.items()}
