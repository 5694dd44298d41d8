"""The next edition as it would be issued now: its texts, and what stands in its way."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from sqlalchemy import select

from petition.core.db import db
from petition.statements.editions import typing_mistakes
from petition.statements.editions.renumbering import Proposal, propose_origins
from petition.statements.editions.translation_parts import TextPart, split_text
from petition.statements.editions.translation_sync import (
    UP_TO_DATE,
    EarlierTranslation,
    EditionStep,
    SyncedTranslation,
    TranslationStatus,
    demand_numbers,
    demands_by_number,
    statuses_of_rendered,
    sync_translation,
)
from petition.statements.editions.typing_mistakes import SubstanceChange
from petition.statements.models import Edition, Statement
from petition.statements.queries import revisions
from petition.statements.queries.binding_text import binding_words, originals_of, translated_parts
from petition.statements.queries.public_statements import current_edition, edition_languages, text_in_language
from petition.statements.text import position
from petition.statements.text.agreement import BindingText, part_fault
from petition.statements.text.edition_text import parse_stored
from petition.statements.text.normalisation import PositionError, normalise_text
from petition.statements.text.problems import Problem, find_problems
from petition.statements.text.tree import Position


@dataclass(frozen=True)
class EditionDraft:
    """The texts worked on beside those of the current edition, by language; the binding one comes first.

    ``left_out``: languages whose text in the editor fits neither the old demands nor the new ones.
    """

    current: Edition
    is_frozen: bool
    wordings: dict[str, str]
    before: dict[str, str]
    left_out: list[str]

    @property
    def binding(self) -> str:
        """The binding language."""
        return self.current.statement.binding_language

    @cached_property
    def old(self) -> Position:
        """The binding text of the current edition."""
        return parse_stored(self.before[self.binding], [demand.number for demand in self.current.demands])

    @cached_property
    def new(self) -> Position:
        """The binding text worked on."""
        is_same = self.wordings[self.binding] == self.before.get(self.binding)
        return self.old if is_same else position.parse(self.wordings[self.binding])

    @property
    def changed_languages(self) -> list[str]:
        """The languages whose text is another one than in the current edition."""
        return [language for language, wording in self.wordings.items() if wording != self.before.get(language)]

    @cached_property
    def refusals(self) -> list[Problem]:
        """Why the binding text cannot be read as an edition; none where it can."""
        found = [problem for problem in find_problems(self.wordings[self.binding]) if problem.is_refusal]
        return found or ([] if _is_readable(self.wordings[self.binding]) else [Problem(None, "no_text")])

    @cached_property
    def faults(self) -> list[SubstanceChange]:
        """Why the change is more than a typing mistake."""
        return typing_mistakes.find_substance_changes(self.old, self.new)

    @cached_property
    def proposals(self) -> dict[str, Proposal]:
        """Where each demand of the new text seems to come from."""
        return propose_origins(self.old, self.new)

    @property
    def mark(self) -> str:
        """Stands for all that was looked at, so that nothing is issued that nobody read."""
        seen = [str(self.current.number), *(f"{language}\n{text}" for language, text in self.wordings.items())]
        return hashlib.sha256("\n\n".join(seen).encode()).hexdigest()[:32]

    def step(self, mapping: Mapping[str, tuple[str, ...]], *, is_typing: bool) -> EditionStep:
        """The way from the current edition to the new one."""
        return EditionStep(self.old, self.new, mapping, self.current.number + 1, is_typing)

    def unchanged_mapping(self) -> dict[str, tuple[str, ...]]:
        """Every demand comes from the one of its own number."""
        return {number: (number,) for number in demand_numbers(self.new)}

    def synced_translations(self, step: EditionStep) -> dict[str, SyncedTranslation]:
        """How each translation would stand in the new edition, by language."""
        return {
            language: self._sync_parts(
                sync_translation(position.parse(wording), self._earlier_translation(language), step), language, step
            )
            for language, wording in self.wordings.items()
            if language != self.binding
        }

    def binding_text(self, language: str) -> BindingText:
        """What a translation into this language is measured by in the new edition."""
        numbers = tuple(demand_numbers(self.new))
        words = frozenset(part.words for part in split_text(self.new, numbers).values()) | self._known_words
        return BindingText(self.new, numbers, self.binding, language, words - {""})

    @cached_property
    def _known_words(self) -> frozenset[str]:
        return binding_words(self.current.statement)

    def _sync_parts(self, followed: SyncedTranslation, language: str, step: EditionStep) -> SyncedTranslation:
        """The same, with what was recorded of its parts: what is not translated is missing, whatever it was before."""
        measure = self.binding_text(language)
        there, here = (split_text(each, measure.numbers) for each in (step.new, followed.position))
        made = translated_parts(self.current.statement, language)

        def look(key: str, standing: TranslationStatus) -> TranslationStatus:
            if part_fault(measure, there[key], here[key]) is not None and not _is_in_opening(key, there, here):
                return _lacking_status(standing, step)
            return _recorded_status(standing, there[key], originals_of(made, here[key].words), step)

        demands, parts = (
            {key: look(key, standing) for key, standing in every.items()}
            for every in (followed.demands, followed.parts)
        )
        return replace(followed, demands=demands, parts=parts)

    def _earlier_translation(self, language: str) -> EarlierTranslation:
        text = text_in_language(self.current, language)
        if text.language != language:
            return EarlierTranslation(Position())
        demands, parts = statuses_of_rendered(text.rendered, demand_numbers(self.old))
        return EarlierTranslation(parse_stored(text.wording, demand_numbers(self.old)), demands, parts)


def draft_edition(statement: Statement, texts: Mapping[str, str] | None = None) -> EditionDraft:
    """What would be issued; ``texts`` by language stand in for those that are worked on."""
    current, given = current_edition(statement), dict(texts or {})
    binding, there = statement.binding_language, edition_languages(current)
    before = {language: text_in_language(current, language).wording for language in there}
    wordings: dict[str, str] = {}
    for language in sorted(
        {*there, *revisions.languages_in_editor(statement), *given}, key=lambda each: (each != binding, each)
    ):
        working = revisions.working_text(statement, language)
        if language in given or not working.is_new:
            wordings[language] = normalise_text(given.get(language, working.wording))
    left_out = [language for language in wordings if not _fits(wordings, before, language, binding)]
    for language in left_out:
        del wordings[language]
        wordings |= {language: before[language]} if language in before else {}
    frozen = db.session.scalar(select(Edition.frozen_at).where(Edition.id == current.id))
    return EditionDraft(current, frozen is not None, wordings, before, left_out)


def _fits(wordings: Mapping[str, str], before: Mapping[str, str], language: str, binding: str) -> bool:
    """Whether a text has the demands of the old binding text or of the new one; the binding text always does."""
    if language == binding or wordings[language] == before.get(language):
        return True
    parsed = position.parse(wordings[language])
    ways = (position.parse(text) for text in (wordings[binding], before[binding]))
    return _is_readable(wordings[language]) and any(
        demands_by_number(parsed, demand_numbers(way)) is not None for way in ways
    )


def _is_in_opening(key: str, there: Mapping[str, TextPart], here: Mapping[str, TextPart]) -> bool:
    """Whether the words above the demands were read as the last paragraph before them, for lack of a colon."""
    return key == "introduction" and len(here["opening"].blocks) > len(there["opening"].blocks)


def _lacking_status(standing: TranslationStatus, step: EditionStep) -> TranslationStatus:
    return standing if standing.status == "missing" else TranslationStatus("missing", step.number)


def _recorded_status(
    standing: TranslationStatus, there: TextPart, originals: list[str], step: EditionStep
) -> TranslationStatus:
    """How far a part is by what it was made from; a typing mistake put right makes no difference to it."""
    if not originals or standing.status == "missing" or step.is_typing:
        return standing
    if there.words in originals:
        return UP_TO_DATE
    return standing if standing.status == "stale" else TranslationStatus("stale", step.number)


def _is_readable(wording: str) -> bool:
    try:
        position.parse(wording, strict=True)
    except PositionError:
        return False
    return True
