"""How far each translation of a statement is, demand by demand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from petition.statements.editions.translation_carrying import Status
from petition.statements.editions.translation_parts import split_text
from petition.statements.editions.translation_sync import PARTS, UP_TO_DATE, TranslationStatus, statuses_of_rendered
from petition.statements.models import Edition, Statement, Text, Translation
from petition.statements.queries import binding_text, revisions, translation_parts
from petition.statements.queries.lineage import keyed_numbers
from petition.statements.queries.public_statements import current_edition, edition_languages, text_in_language
from petition.statements.queries.translation_parts import PartProgress
from petition.statements.text.agreement import BindingText, part_fault

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
        working = translation_parts.working_parts(edition.statement, language)
        return _progress_in_parts(language, "none", working, numbers)
    text, measure = text_in_language(edition, language), binding_text.edition_text(edition, language)
    if isinstance(text, Translation) and edition.frozen_at is None:
        own = translation_parts.text_parts(edition, text, measure)
        return _progress_in_parts(language, "translation", own, numbers)
    found, parts = statuses_of_rendered(text.rendered, list(numbers.values()))
    kind = "translation" if isinstance(text, Translation) else "carried"
    lacking = _lacking_parts(text, measure)
    demands = {key: _overrule(found.get(number, MISSING), number in lacking) for key, number in numbered}
    every = {part: _overrule(parts.get(part, UP_TO_DATE), part in lacking) for part in PARTS}
    texts = {part: standing for part, standing in every.items() if standing != UP_TO_DATE}
    return TranslationProgress(language, kind, demands, numbers, texts)


def _overrule(standing: TranslationStatus, is_lacking: bool) -> TranslationStatus:
    return MISSING if is_lacking and standing.status != "missing" else standing


def _progress_in_parts(
    language: str, kind: str, parts: list[PartProgress], numbers: dict[str, str]
) -> TranslationProgress:
    found = {part.key: _status_of(part) for part in parts}
    demands = {key: found.get(number, MISSING) for key, number in numbers.items()}
    texts = {part: found[part] for part in PARTS if part in found and found[part] != UP_TO_DATE}
    return TranslationProgress(language, kind, demands, numbers, texts)


def _status_of(part: PartProgress) -> TranslationStatus:
    if part.state == "done":
        return UP_TO_DATE
    return TranslationStatus("stale", part.since) if part.state == "stale" else MISSING


def _lacking_parts(text: Text, measure: BindingText) -> set[str]:
    """The parts of a text that are missing, or not in its language."""
    there = split_text(measure.position, measure.numbers)
    here = split_text(binding_text.read_stored(text.wording, measure.numbers), measure.numbers)
    found = {key for key, part in here.items() if part_fault(measure, there[key], part) is not None}
    # Read as the last paragraph above, for lack of a colon.
    return found - {"introduction"} if len(here["opening"].blocks) > len(there["opening"].blocks) else found
