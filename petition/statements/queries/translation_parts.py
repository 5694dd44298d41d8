"""A translation beside the binding text, part by part: what is done, what lags behind, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select

from petition.core.db import db
from petition.statements.editions.translation_parts import TextPart, split_text
from petition.statements.editions.translation_sync import TranslationStatus, statuses_of_rendered
from petition.statements.models import CarriedText, Edition, Revision, Statement, Translation
from petition.statements.queries import revisions
from petition.statements.queries.binding_text import originals_of, read_stored, required_text, translated_parts
from petition.statements.queries.public_statements import text_in_language
from petition.statements.queries.revisions import WorkingText
from petition.statements.text.agreement import BindingText, part_fault
from petition.statements.text.position import parse
from petition.statements.text.tree import Position
from petition.statements.text.words import bare_words

State = Literal["done", "stale", "untranslated", "other_script", "missing"]


@dataclass(frozen=True)
class PartProgress:
    """A part of the binding text with its translation, and how far that is.

    ``stale``: the binding text was changed after this had been translated from ``was`` (None where nobody knows it),
    ``since`` an edition or before the first signature. ``untranslated``: it has the words of the binding text.
    """

    binding: TextPart
    text: TextPart
    state: State
    since: int | None = None
    was: str | None = None

    @property
    def key(self) -> str:
        """The word for the part, or the number of the demand in the binding text."""
        return self.binding.key

    @property
    def is_demand(self) -> bool:
        """Whether it is a demand."""
        return bool(self.binding.number)


def working_parts(statement: Statement, language: str) -> list[PartProgress]:
    """Each part of the text that is worked on in a language, in the order of the binding text; none for that one."""
    binding = required_text(statement, language)
    if binding is None:
        return []
    at_work = revisions.working_text(statement, language)
    position = Position() if at_work.is_new else parse(at_work.wording)
    return compare_parts(binding, position, earlier_parts(at_work, binding), statement)


def text_parts(edition: Edition, text: Translation, binding: BindingText) -> list[PartProgress]:
    """Each part of a translation of an edition that nobody has signed."""
    at_work = WorkingText(edition, text.language, text.wording, 0, None, text)
    position = read_stored(text.wording, binding.numbers)
    return compare_parts(binding, position, earlier_parts(at_work, binding), edition.statement)


def list_unfinished(parts: list[PartProgress]) -> list[PartProgress]:
    """Those that are still to be translated."""
    return [part for part in parts if part.state != "done"]


def compare_parts(
    binding: BindingText, position: Position, earlier: Mapping[str, TranslationStatus | str], statement: Statement
) -> list[PartProgress]:
    """Each part of the binding text that has words, or whose translation has, with how far it is.

    ``earlier`` says, by the bare words of a part, how it stood before or which words it was made from,
    where that was not recorded.
    """
    there, here = split_text(binding.position, binding.numbers), split_text(position, binding.numbers)
    made = translated_parts(statement, binding.target)
    stands_above = len(here["opening"].blocks) > len(there["opening"].blocks)
    return [
        _compare_part(binding, there[key], here[key], made, earlier)
        for key in there
        if (there[key].words or here[key].words)
        # Read as the last paragraph above, for lack of a colon.
        and not (key == "introduction" and stands_above and not here[key].words)
    ]


def _compare_part(
    binding: BindingText,
    there: TextPart,
    here: TextPart,
    made: Mapping[str, list[str]],
    earlier: Mapping[str, TranslationStatus | str],
) -> PartProgress:
    fault = part_fault(binding, there, here)
    if fault is not None or not there.words:
        return PartProgress(there, here, fault or "done")  # type: ignore[arg-type]
    originals = originals_of(made, here.words)
    if originals:
        is_done = there.words in originals
        return PartProgress(there, here, "done") if is_done else PartProgress(there, here, "stale", None, originals[-1])
    known = earlier.get(bare_words(here.words))
    if isinstance(known, TranslationStatus):
        is_stale = known.status != "up_to_date"
        return PartProgress(there, here, "stale" if is_stale else "done", known.since)
    if known is None or known == there.words:
        return PartProgress(there, here, "done")
    return PartProgress(there, here, "stale", None, known)


def earlier_parts(at_work: WorkingText, binding: BindingText) -> dict[str, TranslationStatus | str]:
    """How the parts that stayed stood before, by their bare words; for what was saved before that was recorded."""
    edition, text = at_work.edition, at_work.text
    numbers = tuple(revisions.demand_numbers(edition))
    if isinstance(text, CarriedText) and text.language == at_work.language:
        demands, parts = statuses_of_rendered(text.rendered or {"demands": []}, numbers)
        stood = split_text(read_stored(text.wording, numbers), numbers)
        every = {**demands, **parts}
        return {bare_words(part.words): every[key] for key, part in stood.items() if part.words and key in every}
    if edition.frozen_at is not None and text.language == at_work.language:
        then, own = text_in_language(edition, binding.language).wording, text.wording
        return _pair_words(read_stored(then, numbers), read_stored(own, numbers), numbers)
    saved_at = at_work.revision.saved_at if at_work.revision else getattr(text, "created_at", edition.created_at)
    wording = _binding_wording_at(edition, saved_at)
    return _pair_words(parse(wording), parse(at_work.wording), binding.numbers) if wording else {}


def _pair_words(then: Position, own: Position, numbers: tuple[str, ...]) -> dict[str, TranslationStatus | str]:
    there, here = split_text(then, numbers), split_text(own, numbers)
    return {bare_words(part.words): there[key].words for key, part in here.items() if part.words}


def _binding_wording_at(edition: Edition, moment: datetime) -> str | None:
    """The binding text as it stood at a moment; None where nobody knows."""
    binding = text_in_language(edition, edition.statement.binding_language)
    if isinstance(binding, Translation) and binding.created_at <= moment:
        return binding.wording
    query = select(Revision.wording).where(
        Revision.statement_id == edition.statement_id,
        Revision.language == edition.statement.binding_language,
        Revision.aside_at.is_(None),
        Revision.saved_at <= moment,
    )
    return db.session.scalar(query.order_by(Revision.number.desc()).limit(1))
