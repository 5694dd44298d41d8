"""The next edition as it would be issued now: its texts, and what stands in its way."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select

from petition.core.db import db
from petition.statements import position, typing_mistake
from petition.statements.following import Followed, Step, Translated, by_number, follow, numbers, standings
from petition.statements.models import Edition, Statement
from petition.statements.position import Position, PositionError, normalise
from petition.statements.problems import Problem, problems
from petition.statements.queries import revisions
from petition.statements.queries.published import current_edition, languages, text_in
from petition.statements.renumbering import Proposal, propose
from petition.statements.typing_mistake import Fault


@dataclass(frozen=True)
class Draft:
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
        return position.parse(self.before[self.binding])

    @cached_property
    def new(self) -> Position:
        """The binding text worked on."""
        return position.parse(self.wordings[self.binding])

    @property
    def changed(self) -> list[str]:
        """The languages whose text is another one than in the current edition."""
        return [language for language, wording in self.wordings.items() if wording != self.before.get(language)]

    @cached_property
    def refusals(self) -> list[Problem]:
        """Why the binding text cannot be read as an edition; none where it can."""
        found = [problem for problem in problems(self.wordings[self.binding]) if problem.is_refusal]
        return found or ([] if _is_readable(self.wordings[self.binding]) else [Problem(None, "no_text")])

    @cached_property
    def faults(self) -> list[Fault]:
        """Why the change is more than a typing mistake."""
        return typing_mistake.faults(self.old, self.new)

    @cached_property
    def proposals(self) -> dict[str, Proposal]:
        """Where each demand of the new text seems to come from."""
        return propose(self.old, self.new)

    @property
    def mark(self) -> str:
        """Stands for all that was looked at, so that nothing is issued that nobody read."""
        seen = [str(self.current.number), *(f"{language}\n{text}" for language, text in self.wordings.items())]
        return hashlib.sha256("\n\n".join(seen).encode()).hexdigest()[:32]

    def step(self, mapping: Mapping[str, tuple[str, ...]], *, is_typing: bool) -> Step:
        """The way from the current edition to the new one."""
        return Step(self.old, self.new, mapping, self.current.number + 1, is_typing)

    def unchanged_mapping(self) -> dict[str, tuple[str, ...]]:
        """Every demand comes from the one of its own number."""
        return {number: (number,) for number in numbers(self.new)}

    def followed(self, step: Step) -> dict[str, Followed]:
        """How each translation would stand in the new edition, by language."""
        return {
            language: follow(position.parse(wording), self._translated(language), step)
            for language, wording in self.wordings.items()
            if language != self.binding
        }

    def _translated(self, language: str) -> Translated:
        text = text_in(self.current, language)
        if text.language != language:
            return Translated(Position())
        demands, parts = standings(text.rendered, numbers(self.old))
        return Translated(position.parse(text.wording), demands, parts)


def draft(statement: Statement, texts: Mapping[str, str] | None = None) -> Draft:
    """What would be issued; ``texts`` by language stand in for those that are worked on."""
    current, given = current_edition(statement), dict(texts or {})
    binding, there = statement.binding_language, languages(current)
    before = {language: text_in(current, language).wording for language in there}
    wordings: dict[str, str] = {}
    for language in sorted({*there, *revisions.worked_on(statement), *given}, key=lambda each: (each != binding, each)):
        working = revisions.working(statement, language)
        if language in given or not working.is_new:
            wordings[language] = normalise(given.get(language, working.wording))
    left_out = [language for language in wordings if not _fits(wordings, before, language, binding)]
    for language in left_out:
        del wordings[language]
        wordings |= {language: before[language]} if language in before else {}
    frozen = db.session.scalar(select(Edition.frozen_at).where(Edition.id == current.id))
    return Draft(current, frozen is not None, wordings, before, left_out)


def _fits(wordings: Mapping[str, str], before: Mapping[str, str], language: str, binding: str) -> bool:
    """Whether a text has the demands of the old binding text or of the new one; the binding text always does."""
    if language == binding or wordings[language] == before.get(language):
        return True
    parsed = position.parse(wordings[language])
    ways = (position.parse(text) for text in (wordings[binding], before[binding]))
    return _is_readable(wordings[language]) and any(by_number(parsed, numbers(way)) is not None for way in ways)


def _is_readable(wording: str) -> bool:
    try:
        position.parse(wording, strict=True)
    except PositionError:
        return False
    return True
