"""Working on a text in the editor: every saving is kept, and nobody's text is lost.

Before the first signature a text that can be read goes straight into the edition. From then on what is
saved waits for the next edition; only a translation that the edition has not may still be added.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from petition.core import audit, languages
from petition.core.db import db, now
from petition.statements import queries
from petition.statements.actions.bring_in import StatementError, begin, number, obstacle, put, slug_of
from petition.statements.actions.put_in import clear, put_in
from petition.statements.agreement import examine
from petition.statements.models import Editing, Edition, Revision, Statement, Translation
from petition.statements.position import LARGEST, normalise, parse
from petition.statements.problems import Problem, problems
from petition.statements.prose import plain
from petition.statements.queries import revisions

OBJECT = 80  # characters of a name in the audit log


class NothingToSave(Exception):
    """The text is empty or too large, so it was not even kept; ``problems`` say which."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(problem.message_word for problem in problems))
        self.problems = problems


class Unfinished(Exception):
    """The translation cannot become part of the edition; the text is the obstacle's name."""


@dataclass(frozen=True)
class Saved:
    """What became of a text: kept as ``revision``, and whether it was put into the edition.

    ``conflict`` is what somebody else had saved meanwhile; then the text was put aside. ``obstacle`` says why it
    did not go into the edition.
    """

    revision: Revision
    conflict: Revision | None
    problems: list[Problem]
    put: bool
    obstacle: revisions.Obstacle | None = None


def start(text: str, slug: str | None, language: str, *, by: int) -> Statement:
    """A new statement that nobody but the desk sees: a draft with its first edition.

    Without a slug the address is made of the title. Raises PositionError and StatementError.
    """
    position = parse(text, strict=True)
    address = slug or _free(slug_of(plain(position.title)))
    if not languages.known(language) or obstacle(address) or queries.by_slug(address) is not None:
        raise StatementError(f"{address} in {language}: there is a statement already, or it is no address")
    statement, edition = begin(address, language, "position", normalise(text), is_published=False)
    put(edition, language, text, position)
    number(edition, position)
    _keep(statement, language, normalise(text), by=by)
    audit.append("statement.start", _named(statement, language), by=f"coordinator {by}")
    return statement


def _free(slug: str) -> str:
    """The address, or where it is taken the first free one with a number behind it."""
    tries = (slug if count == 1 else f"{slug}-{count}" for count in range(1, 1000))
    return next(each for each in tries if queries.by_slug(each) is None)


def save(statement: Statement, language: str, text: str, base: int, *, by: int) -> Saved:
    """Keeps a text that was begun on the revision ``base``, and puts it into the edition where that can be.

    Where somebody saved another text meanwhile this one is put aside, to be saved again on top of the newest.
    Raises NothingToSave.
    """
    wording = normalise(text)
    if not wording or len(wording.encode()) > LARGEST:
        raise NothingToSave(problems(text))
    edition = hold_edition(statement)
    position, found = examine(text, revisions.measure(statement, language))
    newest = revisions.newest(statement, language)
    if newest is not None and newest.number != base and newest.wording != wording:
        return Saved(_put_aside(statement, language, wording, by=by), newest, found, put=False)
    _keep_what_was(statement, language, wording, by=by)
    newest = revisions.newest(statement, language)
    revision = newest if newest and newest.wording == wording else _keep(statement, language, wording, by=by)
    obstacle = revisions.obstacle(edition, language, found)
    if obstacle is None:
        numbers = revisions.numbers(edition)
        put_in(edition, language, text, position)
        if numbers != revisions.numbers(edition):
            _bring_along(statement, edition, by=by)
    audit.append("statement.edit", _named(statement, language), by=f"coordinator {by}")
    return Saved(revision, None, found, put=obstacle is None, obstacle=obstacle)


def finish(statement: Statement, language: str, *, by: int) -> Translation:
    """Adds the translation that is worked on to an edition that is signed and has none. Raises Unfinished."""
    edition = hold_edition(statement)
    at_work = revisions.working(statement, language)
    position, found = examine(at_work.wording, revisions.measure(statement, language))
    obstacle = "new" if at_work.is_new else revisions.obstacle(edition, language, found)
    if obstacle not in (None, "unfinished"):
        raise Unfinished(obstacle)
    clear(edition, language)
    put(edition, language, at_work.wording, position)
    db.session.expire(edition, ["translations"])
    audit.append("statement.finish-translation", _named(statement, language), by=f"coordinator {by}")
    translation = revisions.translation(edition, language)
    assert translation is not None
    return translation


def be_seen(statement: Statement, language: str, coordinator: int) -> None:
    """Notes that a coordinator has this text open."""
    key = {"statement_id": statement.id, "language": language, "coordinator_id": coordinator}
    seen = update(Editing).filter_by(**key).values(seen_at=now()).returning(Editing.coordinator_id)
    if db.session.scalar(seen) is not None:
        return
    try:
        with db.session.begin_nested():
            db.session.add(Editing(**key, seen_at=now()))
    except IntegrityError:
        # The same coordinator opened it in another window at this moment.
        pass


def hold_edition(statement: Statement) -> Edition:
    """The current edition, held: until the end nobody else saves, and nobody signs words that are being replaced.

    Those of a frozen edition are not: whoever signs or decides need not wait, holding what whoever saves waits for.
    """
    edition = queries.current_edition(statement)
    held = select(Edition).where(Edition.id == edition.id).with_for_update(key_share=edition.frozen_at is not None)
    return db.session.execute(held.execution_options(populate_existing=True)).scalar_one()


def _keep(statement: Statement, language: str, wording: str, *, by: int, is_aside: bool = False) -> Revision:
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


def _put_aside(statement: Statement, language: str, wording: str, *, by: int) -> Revision:
    there = revisions.aside(statement, language, wording, by=by)
    return there or _keep(statement, language, wording, by=by, is_aside=True)


def _keep_what_was(statement: Statement, language: str, wording: str, *, by: int) -> None:
    """Keeps a text that came in past the editor before another one replaces it; under number 0 if it is the first."""
    was, is_first = revisions.working(statement, language), revisions.newest(statement, language) is None
    if was.revision is not None or was.is_new or was.wording == wording:
        return
    kept = _keep(statement, language, was.wording, by=by)
    kept.number = 0 if is_first else kept.number
    kept.saved_at = was.text.created_at if isinstance(was.text, Translation) else was.edition.created_at
    db.session.flush()


def _bring_along(statement: Statement, edition: Edition, *, by: int) -> None:
    """After the binding text got other numbers: translations that do not fit wait in the editor, others come back."""
    there = set(queries.languages(edition)) | revisions.worked_on(statement)
    for language in sorted(there - {statement.binding_language}):
        at_work = revisions.working(statement, language)
        position, found = examine(at_work.wording, revisions.numbers(edition))
        if revisions.obstacle(edition, language, found) is not None:
            _keep_what_was(statement, language, "", by=by)
            clear(edition, language)
        elif not at_work.is_in_edition:
            put_in(edition, language, at_work.wording, position)


def _named(statement: Statement, language: str) -> str:
    return f"statement {statement.slug} {language}"[:OBJECT]
