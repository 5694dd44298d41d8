"""Working on a text in the editor: every saving is kept, and nobody's text is lost.

Before the first signature a text that can be read goes straight into the edition. From then on what is
saved waits for the next edition; only a translation that the edition has not may still be added.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from petition.core import audit, languages
from petition.core.db import db, now
from petition.statements.actions.import_text import (
    StatementError,
    add_text,
    address_obstacle,
    create_statement,
    number_demands,
    slug_of,
)
from petition.statements.actions.replace_text import clear_text, replace_text
from petition.statements.actions.translated_parts import record_written_parts
from petition.statements.models import Edition, EditorPresence, Revision, Statement, Translation
from petition.statements.queries import binding_text, public_statements, revisions
from petition.statements.text.agreement import examine_text
from petition.statements.text.normalisation import LARGEST, normalise_text
from petition.statements.text.position import parse
from petition.statements.text.problems import Problem, find_problems
from petition.statements.text.prose import plain_text
from petition.statements.text.tree import Position

OBJECT = 80  # characters of a name in the audit log


class NothingToSave(Exception):
    """The text is empty or too large, so it was not even kept; ``problems`` say which."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(problem.message_word for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class SaveResult:
    """What became of a text: kept as ``revision``, and whether it was put into the edition.

    ``conflict`` is what somebody else had saved meanwhile; then the text was put aside. ``obstacle`` says why it
    did not go into the edition.
    """

    revision: Revision
    conflict: Revision | None
    problems: list[Problem]
    put: bool
    obstacle: revisions.Obstacle | None = None


def start_statement(text: str, slug: str | None, language: str, *, by: int) -> Statement:
    """A new statement that nobody but the desk sees: a draft with its first edition.

    Without a slug the address is made of the title. Raises PositionError and StatementError.
    """
    position = parse(text, strict=True)
    address = slug or _free_slug(slug_of(plain_text(position.title)))
    if (
        not languages.is_known_language(language)
        or address_obstacle(address)
        or public_statements.find_by_slug(address) is not None
    ):
        raise StatementError(f"{address} in {language}: this address is taken or not valid")
    statement, edition = create_statement(address, language, "position", normalise_text(text), is_published=False)
    add_text(edition, language, text, position)
    number_demands(edition, position)
    _keep_revision(statement, language, normalise_text(text), by=by)
    audit.append_entry("statement.start", language_label(statement, language), by=f"coordinator {by}")
    return statement


def _free_slug(slug: str) -> str:
    """The address, or where it is taken the first free one with a number behind it."""
    tries = (slug if count == 1 else f"{slug}-{count}" for count in range(1, 1000))
    return next(each for each in tries if public_statements.find_by_slug(each) is None)


def save_text(
    statement: Statement, language: str, text: str, base: int, *, by: int, approved: Collection[str] = ()
) -> SaveResult:
    """Keeps a text that was begun on the revision ``base``, and puts it into the edition where that can be.

    Where somebody saved another text meanwhile this one is put aside, to be saved again on top of the newest.
    ``approved`` are the parts of a translation that are right for the binding text as it is now. Raises NothingToSave.
    """
    wording = normalise_text(text)
    if not wording or len(wording.encode()) > LARGEST:
        raise NothingToSave(find_problems(text))
    edition = hold_edition(statement)
    binding = binding_text.required_text(statement, language)
    position, found = examine_text(text, binding)
    newest = revisions.newest_revision(statement, language)
    if newest is not None and newest.number != base and newest.wording != wording:
        return SaveResult(_keep_aside_revision(statement, language, wording, by=by), newest, found, put=False)
    if binding is not None:
        was = revisions.working_text(statement, language)
        before = Position() if was.is_new else parse(was.wording)
        record_written_parts(statement, position, binding, before, approved)
    keep_current_text(statement, language, wording, by=by)
    newest = revisions.newest_revision(statement, language)
    revision = newest if newest and newest.wording == wording else _keep_revision(statement, language, wording, by=by)
    obstacle = revisions.saving_obstacle(edition, language, found)
    if obstacle is None:
        numbers = revisions.demand_numbers(edition)
        replace_text(edition, language, text, position)
        if numbers != revisions.demand_numbers(edition):
            _refit_translations(statement, edition, by=by)
    audit.append_entry("statement.edit", language_label(statement, language), by=f"coordinator {by}")
    return SaveResult(revision, None, found, put=obstacle is None, obstacle=obstacle)


def record_presence(statement: Statement, language: str, coordinator: int) -> None:
    """Notes that a coordinator has this text open."""
    key = {"statement_id": statement.id, "language": language, "coordinator_id": coordinator}
    seen = update(EditorPresence).filter_by(**key).values(seen_at=now()).returning(EditorPresence.coordinator_id)
    if db.session.scalar(seen) is not None:
        return
    try:
        with db.session.begin_nested():
            db.session.add(EditorPresence(**key, seen_at=now()))
    except IntegrityError:
        # The same coordinator opened it in another window at this moment.
        pass


def hold_edition(statement: Statement) -> Edition:
    """The current edition, held: until the end nobody else saves, and nobody signs words that are being replaced.

    Those of a frozen edition are not: whoever signs or decides need not wait, holding what whoever saves waits for.
    """
    edition = public_statements.current_edition(statement)
    held = select(Edition).where(Edition.id == edition.id).with_for_update(key_share=edition.frozen_at is not None)
    return db.session.execute(held.execution_options(populate_existing=True)).scalar_one()


def _keep_revision(statement: Statement, language: str, wording: str, *, by: int, is_aside: bool = False) -> Revision:
    at, last = now(), select(func.max(Revision.number)).filter_by(statement_id=statement.id, language=language)
    revision = Revision(
        statement_id=statement.id,
        language=language,
        number=(db.session.scalar(last) or 0) + 1,
        wording=wording,
        saved_at=at,
        saved_by=by,
        aside_at=at if is_aside else None,
    )
    db.session.add(revision)
    db.session.flush()
    return revision


def _keep_aside_revision(statement: Statement, language: str, wording: str, *, by: int) -> Revision:
    there = revisions.find_aside_revision(statement, language, wording, by=by)
    return there or _keep_revision(statement, language, wording, by=by, is_aside=True)


def keep_current_text(statement: Statement, language: str, wording: str, *, by: int) -> None:
    """Keeps a text that came in past the editor before another one replaces it; under number 0 if it is the first."""
    was, is_first = revisions.working_text(statement, language), revisions.newest_revision(statement, language) is None
    if was.revision is not None or was.is_new or was.wording == wording:
        return
    kept = _keep_revision(statement, language, was.wording, by=by)
    kept.number = 0 if is_first else kept.number
    kept.saved_at = was.text.created_at if isinstance(was.text, Translation) else was.edition.created_at
    db.session.flush()


def _refit_translations(statement: Statement, edition: Edition, *, by: int) -> None:
    """After the binding text got other numbers: translations that do not fit wait in the editor, others come back."""
    there = set(public_statements.edition_languages(edition)) | revisions.languages_in_editor(statement)
    for language in sorted(there - {statement.binding_language}):
        at_work = revisions.working_text(statement, language)
        position, found = examine_text(at_work.wording, binding_text.edition_text(edition, language))
        if revisions.saving_obstacle(edition, language, found) is not None:
            keep_current_text(statement, language, "", by=by)
            clear_text(edition, language)
        elif not at_work.is_in_edition:
            replace_text(edition, language, at_work.wording, position)


def language_label(statement: Statement, language: str) -> str:
    """What an entry of the audit log calls a text."""
    return f"statement {statement.slug} {language}"[:OBJECT]
