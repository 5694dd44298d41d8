"""Finishing a translation of an edition that is signed, and discarding a language."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from petition.core import audit
from petition.core.db import db, now
from petition.statements.actions.edit import hold_edition, keep_current_text, language_label
from petition.statements.actions.import_text import add_text, remove_text
from petition.statements.models import (
    CarriedText,
    DiscardedLanguage,
    Edition,
    Revision,
    SignedLanguage,
    Statement,
    Translation,
)
from petition.statements.queries import binding_text, public_statements, revisions, translation_parts
from petition.statements.queries.public_statements import text_in_language
from petition.statements.text.agreement import examine_text


class UnfinishedTranslation(Exception):
    """The translation cannot become part of the edition; the text is the obstacle's name."""


class LanguageStays(Exception):
    """A text cannot be taken out of an edition, or brought back; the text is one word that says why.

    ``binding``, ``signed`` (somebody signed in it), ``nothing`` (there is no text), ``begun`` (anew, meanwhile),
    ``issued`` (another edition was), ``open`` (the page showed another text).
    """


def finish_translation(statement: Statement, language: str, *, by: int, seen: str | None = None) -> Translation:
    """Adds the translation that is worked on to a signed edition that has none, in place of what stood in for it.

    ``seen`` is the mark of the text that was read. Raises UnfinishedTranslation.
    """
    edition = hold_edition(statement)
    at_work = revisions.working_text(statement, language)
    if seen is not None and seen != finishing_mark(at_work):
        raise UnfinishedTranslation("meanwhile")
    position, found = examine_text(at_work.wording, binding_text.required_text(statement, language))
    obstacle = "new" if at_work.is_new else revisions.saving_obstacle(edition, language, found)
    if obstacle not in (None, "unfinished"):
        raise UnfinishedTranslation(obstacle)
    if translation_parts.list_unfinished(translation_parts.working_parts(statement, language)):
        raise UnfinishedTranslation("stale")
    # What was carried over stays behind it, and is shown again where this is taken back.
    remove_text(edition, language)
    add_text(edition, language, at_work.wording, position)
    db.session.expire(edition, ["translations"])
    audit.append_entry("statement.finish-translation", language_label(statement, language), by=f"coordinator {by}")
    translation = revisions.own_translation(edition, language)
    assert translation is not None
    return translation


def finishing_mark(at_work: revisions.WorkingText) -> str:
    """Stands for what is shown before a translation is finished: the text, what it replaces, the binding text."""
    shown = at_work.text
    parts = (at_work.wording, shown.language, shown.wording, at_work.edition.sha256)
    return binding_text.words_digest("\n\n".join(parts))[:32]


def undo_finishing(statement: Statement, language: str, number: int, *, by: int) -> None:
    """Takes a finished translation out of the edition ``number``; it stays in the editor. Raises LanguageStays."""
    edition = _hold_for_removal(statement, language)
    if edition.number != number:
        raise LanguageStays("issued")
    if edition.frozen_at is None or revisions.own_translation(edition, language) is None:
        raise LanguageStays("nothing")
    keep_current_text(statement, language, "", by=by)
    remove_text(edition, language)
    db.session.expire(edition, ["translations"])
    label = language_label(statement, language)
    audit.append_entry("statement.undo-finish-translation", label, by=f"coordinator {by}")


def discard_language(statement: Statement, language: str, *, by: int) -> DiscardedLanguage:
    """Takes a language out of the edition and of the editor; what was saved stays in its history.

    Raises LanguageStays.
    """
    edition, at = _hold_for_removal(statement, language), now()
    text = text_in_language(edition, language)
    own = text if text.language == language else None
    if own is None and language not in revisions.languages_in_editor(statement):
        raise LanguageStays("nothing")
    gone = DiscardedLanguage(
        statement_id=statement.id,
        edition_id=edition.id,
        language=language,
        text=None if own is None else _keep_text(own),
        discarded_at=at,
        discarded_by=by,
    )
    db.session.add(gone)
    keep_current_text(statement, language, "", by=by)
    _clear_edition(edition, language)
    saved = update(Revision).where(Revision.statement_id == statement.id, Revision.language == language)
    db.session.execute(saved.where(Revision.discarded_at.is_(None)).values(discarded_at=at))
    db.session.flush()
    label = language_label(statement, language)
    audit.append_entry("statement.discard-language", label, by=f"coordinator {by}")
    return gone


def restore_language(gone: DiscardedLanguage, *, by: int) -> None:
    """Brings a language back as it was discarded. Raises LanguageStays."""
    statement = db.session.get_one(Statement, gone.statement_id)
    edition = hold_edition(statement)
    if gone.restored_at is not None or gone.language in revisions.languages_in_editor(statement):
        raise LanguageStays("begun")
    if edition.id != gone.edition_id:
        raise LanguageStays("issued")
    if text_in_language(edition, gone.language).language == gone.language:
        raise LanguageStays("begun")
    if gone.text is not None:
        _restore_text(edition, gone, gone.text)
    saved = update(Revision).where(Revision.statement_id == statement.id, Revision.language == gone.language)
    db.session.execute(saved.where(Revision.discarded_at == gone.discarded_at).values(discarded_at=None))
    gone.restored_at = now()
    db.session.flush()
    label = language_label(statement, gone.language)
    audit.append_entry("statement.restore-language", label, by=f"coordinator {by}")


def has_signatures(edition: Edition, language: str) -> bool:
    """Whether somebody has signed this edition in this language."""
    return db.session.get(SignedLanguage, (edition.id, language), populate_existing=True) is not None


def _hold_for_removal(statement: Statement, language: str) -> Edition:
    """The current edition, held against those who sign it; raises LanguageStays where its text stays."""
    if language == statement.binding_language:
        raise LanguageStays("binding")
    current = public_statements.current_edition(statement)
    held = select(Edition).where(Edition.id == current.id).with_for_update()
    edition = db.session.execute(held.execution_options(populate_existing=True)).scalar_one()
    if has_signatures(edition, language):
        raise LanguageStays("signed")
    return edition


def _clear_edition(edition: Edition, language: str) -> None:
    remove_text(edition, language)
    carried = delete(CarriedText).where(CarriedText.edition_id == edition.id, CarriedText.language == language)
    db.session.execute(carried)
    db.session.expire(edition, ["translations"])


def _keep_text(text: Translation | CarriedText) -> dict[str, Any]:
    kept = {"title": text.title, "wording": text.wording, "rendered": text.rendered}
    if isinstance(text, Translation):
        return {**kept, "kind": "translation", "created_at": text.created_at.isoformat()}
    return {**kept, "kind": "carried"}


def _restore_text(edition: Edition, gone: DiscardedLanguage, kept: dict[str, Any]) -> None:
    """The text as it was rendered; one whose demands are no longer those of a draft waits in the editor."""
    values = {"edition_id": edition.id, "language": gone.language}
    values |= {name: kept[name] for name in ("title", "wording", "rendered")}
    if kept["kind"] == "carried":
        db.session.add(CarriedText(**values))
        return
    _position, found = examine_text(kept["wording"], binding_text.edition_text(edition, gone.language))
    if revisions.saving_obstacle(edition, gone.language, found) in (None, "unfinished"):
        db.session.add(Translation(**values, created_at=datetime.fromisoformat(kept["created_at"])))
        db.session.expire(edition, ["translations"])
