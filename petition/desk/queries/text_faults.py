"""What is wrong with the texts of a statement before they are read and signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.exc import NoResultFound

from petition.statements.editions.translation_sync import TranslationStatus
from petition.statements.models import Statement
from petition.statements.queries import public_statements, revisions
from petition.statements.queries.translation_status import TranslationProgress, translation_progress
from petition.statements.text.problems import Problem, find_problems


@dataclass(frozen=True)
class TextFaults:
    """What is wrong with the text in one language.

    ``links`` lead nowhere. ``lacking`` are parts that are stale or missing, by a word or the number of the demand.
    ``is_shown``: it is what readers of the language see, else it waits in the editor.
    """

    language: str
    is_binding: bool
    is_shown: bool
    links: list[Problem]
    lacking: list[tuple[str, TranslationStatus]] = field(default_factory=list)


def text_faults(statement: Statement) -> list[TextFaults]:
    """The languages of a statement in whose text something is wrong, the binding one first."""
    try:
        edition = public_statements.current_edition(statement)
    except NoResultFound:
        return []
    found = []
    for progress in translation_progress(statement):
        language, is_shown = progress.language, progress.kind != "none"
        text = public_statements.text_in_language(edition, language)
        wording = text.wording if is_shown else revisions.working_text(statement, language).wording
        links = dead_links(wording)
        found.append(TextFaults(language, progress.kind == "binding", is_shown, links, _lacking_parts(progress)))
    return [each for each in found if each.links or each.lacking]


def link_faults(statement: Statement, wordings: Mapping[str, str]) -> list[TextFaults]:
    """The links of these texts, by language, that lead nowhere."""
    found = {language: dead_links(wording) for language, wording in wordings.items()}
    binding = statement.binding_language
    return [TextFaults(language, language == binding, True, links) for language, links in found.items() if links]


def shown_dead_links(statement: Statement) -> dict[str, list[Problem]]:
    """The links that lead nowhere in the text that readers of each language see, the binding one first."""
    try:
        edition = public_statements.current_edition(statement)
    except NoResultFound:
        return {}
    there = public_statements.edition_languages(edition)
    found = {tag: dead_links(public_statements.text_in_language(edition, tag).wording) for tag in there}
    return {language: links for language, links in found.items() if links}


def dead_links(wording: str) -> list[Problem]:
    """The links of a text that lead nowhere."""
    likely = "](" in wording or "][" in wording or "<" in wording
    found = find_problems(wording) if likely else []
    return [each for each in found if each.message_word.startswith("link_") and each.message_word != "link_left_out"]


def _lacking_parts(progress: TranslationProgress) -> list[tuple[str, TranslationStatus]]:
    every = [*progress.parts.items(), *((progress.numbers[key], each) for key, each in progress.demands.items())]
    return [(key, standing) for key, standing in every if standing.status != "up_to_date"]
