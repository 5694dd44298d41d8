"""What finishing a translation will change, and which languages were discarded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from petition.accounts.queries import coordinator_name
from petition.core.db import db
from petition.desk.queries.editor import LocatedProblem, make_outline
from petition.statements.actions.finish import finishing_mark, has_signatures
from petition.statements.editions.translation_parts import split_text
from petition.statements.editions.translation_sync import TranslationStatus, statuses_of_rendered
from petition.statements.editions.word_differences import Piece, compare_texts
from petition.statements.models import CarriedText, DiscardedLanguage, Statement
from petition.statements.queries import binding_text, public_statements, revisions, translation_parts
from petition.statements.queries.translation_parts import PartProgress
from petition.statements.text.agreement import DISAGREEING


@dataclass(frozen=True)
class PartChange:
    """A part of a translation that readers will see in other words; ``was`` is how far the shown one is."""

    part: PartProgress
    pieces: list[Piece]
    was: TranslationStatus


@dataclass(frozen=True)
class FinishingPlan:
    """What stands in the way of finishing a translation, or what it will change for readers.

    ``obstacle``: "new", "translated", "draft", or one of ``revisions.Obstacle``; None where one more press does it.
    ``shown``: "binding" or "carried", the text that readers of the language see now.
    """

    edition: int
    obstacle: str | None
    problems: list[LocatedProblem]
    unfinished: list[PartProgress]
    changes: list[PartChange]
    shown: str
    mark: str


def plan_finishing(statement: Statement, language: str) -> FinishingPlan:
    """What finishing a translation will change."""
    at_work = revisions.working_text(statement, language)
    outline = make_outline(at_work.wording, binding_text.required_text(statement, language))
    parts = translation_parts.working_parts(statement, language)
    lacking = translation_parts.list_unfinished(parts)
    obstacle = _obstacle(at_work, language, outline.problems, lacking)
    return FinishingPlan(
        edition=at_work.edition.number,
        obstacle=obstacle,
        problems=[each for each in outline.problems if _stops(each)],
        unfinished=[] if at_work.is_new else lacking,
        changes=[] if obstacle else _changes(at_work, parts),
        shown="carried" if isinstance(at_work.text, CarriedText) else "binding",
        mark=finishing_mark(at_work),
    )


def _obstacle(
    at_work: revisions.WorkingText, language: str, found: list[LocatedProblem], lacking: list[PartProgress]
) -> str | None:
    if at_work.edition.frozen_at is None:
        return "draft"
    if at_work.is_new:
        return "new"
    obstacle = revisions.saving_obstacle(at_work.edition, language, [each.problem for each in found])
    if obstacle not in (None, "unfinished"):
        return obstacle
    return "untranslated" if lacking else None


def _stops(each: LocatedProblem) -> bool:
    return each.problem.is_refusal or each.problem.message_word in DISAGREEING - {"no_words"}


def _changes(at_work: revisions.WorkingText, parts: list[PartProgress]) -> list[PartChange]:
    """The parts that readers of the language see in other words now."""
    text = at_work.text
    if not isinstance(text, CarriedText) or text.language != at_work.language:
        return []
    numbers = tuple(revisions.demand_numbers(at_work.edition))
    demands, others = statuses_of_rendered(text.rendered, numbers)
    stood, every = split_text(binding_text.read_stored(text.wording, numbers), numbers), {**demands, **others}
    changes = []
    for part in parts:
        was = every.get(part.key, TranslationStatus())
        # What was missing is shown in the binding language.
        shown = part.binding.words if was.status == "missing" else stood[part.key].words
        if shown != part.text.words or was.status != "up_to_date":
            changes.append(PartChange(part, compare_texts(shown, part.text.words), was))
    return changes


@dataclass(frozen=True)
class DiscardedRow:
    """A language that was discarded and can be brought back."""

    id: int
    language: str
    at: datetime
    by: str


def discarded_languages(statement: Statement) -> list[DiscardedRow]:
    """The languages that were discarded and can be restored, the newest first."""
    edition = public_statements.current_edition(statement)
    there = {*public_statements.edition_languages(edition), *revisions.languages_in_editor(statement)}
    query = select(DiscardedLanguage).where(
        DiscardedLanguage.edition_id == edition.id, DiscardedLanguage.restored_at.is_(None)
    )
    found: dict[str, DiscardedRow] = {}
    for row in db.session.scalars(query.order_by(DiscardedLanguage.id.desc())):
        if row.language not in there:
            name = coordinator_name(row.discarded_by)
            found.setdefault(row.language, DiscardedRow(row.id, row.language, row.discarded_at, name))
    return list(found.values())


def can_be_discarded(statement: Statement, language: str) -> bool:
    """Whether a language can be taken out: not the binding one, and nobody has signed this edition in it."""
    edition = public_statements.current_edition(statement)
    return language != statement.binding_language and not has_signatures(edition, language)


def can_return_to_editor(statement: Statement, language: str) -> bool:
    """Whether a translation of a signed edition can be taken back into the editor."""
    edition = public_statements.current_edition(statement)
    own = revisions.own_translation(edition, language)
    return edition.frozen_at is not None and own is not None and can_be_discarded(statement, language)
