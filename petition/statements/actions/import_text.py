"""Bringing in a statement, and its translations, from a file."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import DBAPIError

from petition.core import audit, languages
from petition.core.db import db, now
from petition.core.text import transliterate
from petition.statements.actions.translated_parts import record_parts
from petition.statements.editions.translation_parts import split_text
from petition.statements.models import Demand, Edition, Statement, Translation
from petition.statements.queries import binding_text, public_statements
from petition.statements.text import agreement
from petition.statements.text.agreement import BindingText, unfinished_parts
from petition.statements.text.normalisation import normalise_text, text_digest
from petition.statements.text.problems import Problem
from petition.statements.text.prose import plain_text
from petition.statements.text.rendering import render_position
from petition.statements.text.tree import Position

# What the triggers in the migrations say when a signed edition is to be changed.
FROZEN = "edition is signed and frozen"
KEPT_FOR = timedelta(days=730)
# "statement" and the address are one name in the audit log, which has room for 80 characters; so have what else
# belongs to it, an edition and a language, beside the start of the address.
LONGEST_ADDRESS, START_OF_ADDRESS = 70, 40
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# First parts of other addresses.
RESERVED = {
    "confirm",
    "mine",
    "desk",
    "demo",
    "static",
    "healthz",
    "readyz",
    "api",
    "signatories",
    "sign",
    "privacy",
    "imprint",
    "my-signatures",
}

OBSTACLES = {
    "letters": "an address has only lowercase Latin letters, digits and single hyphens",
    "length": f"an address has at most {LONGEST_ADDRESS} characters",
    "reserved": "this address is used by the site itself; choose another one",
    "language": "this address looks like a language code; choose one of four letters or more",
}

# Of a translation that is brought in: what its parts lack.
TOLD = {
    "_untranslated": "the translation has the words of the binding text, not translated: {parts}",
    "_other_script": "the translation is in a script that its language is not written in: {parts}",
    "_missing": "the translation lacks parts of the binding text: {parts}",
    "no_words": "the translation has no words in parts of the binding text: {parts}",
}


class StatementError(Exception):
    """What was asked of a statement cannot be done; the text says why and what to do."""


def import_text(
    text: str, position: Position, *, slug: str | None, language: str, by: str, purpose: str = "position"
) -> tuple[Statement, Edition, bool]:
    """Takes in a position: a new statement, or one more language of the statement at ``slug``.

    Gives the statement, its edition, and whether the statement is new. Raises StatementError.
    """
    if not languages.is_known_language(language):
        raise StatementError(f"{language}: not a language tag; use one such as en, be or pt-BR")
    slug = slug or slug_of(plain_text(position.title))
    if (found := address_obstacle(slug)) is not None:
        raise StatementError(f"{slug}: {OBSTACLES[found]}")
    statement = public_statements.find_by_slug(slug)
    if statement is None:
        statement, edition = create_statement(slug, language, purpose, normalise_text(text), is_published=True)
        add_text(edition, language, text, position)
        number_demands(edition, position)
        audit.append_entry("statement.import", f"statement {slug}", by=by)
        return statement, edition, True
    edition = public_statements.current_edition(statement)
    _translate(statement, edition, language, text, position)
    name = f"statement {slug[:START_OF_ADDRESS]} edition {edition.number} {language}"
    audit.append_entry("statement.translate", name, by=by)
    return statement, edition, False


def address_obstacle(slug: str) -> str | None:
    """Why no statement can stand at this address, one of ``OBSTACLES``; None if it can."""
    if SLUG.fullmatch(slug) is None:
        return "letters"
    if len(slug) > LONGEST_ADDRESS:
        return "length"
    if slug in RESERVED:
        return "reserved"
    return "language" if languages.TAG.fullmatch(slug) else None


def slug_of(title: str) -> str:
    """An address made of a title: "concerted-position-on-open-courts"."""
    words = re.findall(r"[a-z0-9]+", transliterate(title))
    slug = ""
    for word in words:
        if len(slug) + len(word) > 60:
            break
        slug = f"{slug}-{word}" if slug else word
    return slug if address_obstacle(slug) is None else f"statement-{secrets.token_hex(3)}"


def create_statement(
    slug: str, language: str, purpose: str, wording: str, *, is_published: bool
) -> tuple[Statement, Edition]:
    """A new statement and its first edition, without texts and demands."""
    at = now()
    statement = Statement(
        slug=slug,
        binding_language=language,
        purpose=purpose,
        created_at=at,
        published_at=at if is_published else None,
        destroy_on=(at + KEPT_FOR).date(),
    )
    edition = Edition(statement=statement, number=1, sha256=text_digest(wording), created_at=at)
    db.session.add_all([statement, edition])
    db.session.flush()
    return statement, edition


def add_text(edition: Edition, language: str, text: str, position: Position) -> None:
    """Adds a text to an edition, rendered."""
    db.session.add(
        Translation(
            edition_id=edition.id,
            language=language,
            title=plain_text(position.title),
            wording=normalise_text(text),
            rendered=render_position(position),
            created_at=now(),
        )
    )
    db.session.flush()


def number_demands(edition: Edition, position: Position) -> None:
    """Gives an edition without demands those of its text, each under a key of its own."""
    for place, demand in enumerate(position.walk()):
        db.session.add(Demand(edition_id=edition.id, key=secrets.token_hex(8), number=demand.number, place=place))
    db.session.flush()


def _translate(statement: Statement, edition: Edition, language: str, text: str, position: Position) -> None:
    if language == statement.binding_language:
        raise StatementError(
            f"{statement.slug} already exists, and {language} is its binding language; "
            "choose another --slug for a new statement"
        )
    there = select(Translation).where(Translation.edition_id == edition.id, Translation.language == language)
    _check_numbers(edition, position)
    binding = binding_text.edition_text(edition, language)
    _check_translated(binding, position)
    record_parts(statement, position, binding, split_text(position, binding.numbers))
    if db.session.scalar(there) is not None:
        remove_text(edition, language)
    add_text(edition, language, text, position)


def remove_text(edition: Edition, language: str) -> None:
    """Takes a text away for a better one; raises StatementError once the edition is signed."""
    old = delete(Translation).where(Translation.edition_id == edition.id, Translation.language == language)
    try:
        with db.session.begin_nested():
            db.session.execute(old)
    except DBAPIError as fault:
        if FROZEN not in str(fault):
            raise
        raise StatementError(
            f"edition {edition.number} has been signed, so its text in {language} can no longer be changed"
        ) from None


def _check_numbers(edition: Edition, position: Position) -> None:
    binding = [demand.number for demand in edition.demands]
    missing, unknown = agreement.missing_numbers(binding, position), agreement.extra_demands(binding, position)
    if missing:
        raise StatementError(f"these demands of the binding text are missing in the translation: {', '.join(missing)}")
    if unknown:
        raise StatementError(f"these demands are not in the binding text: {', '.join(each.number for each in unknown)}")
    if any(problem.message_word == "other_order" for problem in agreement.disagreements(binding, position)):
        here = ", ".join(demand.number for demand in position.walk())
        raise StatementError(f"the demands are not in the same order as in the binding text: {here}")


def _check_translated(binding: BindingText, position: Position) -> None:
    for fault, words in TOLD.items():
        found = [each for each in unfinished_parts(binding, position) if each.message_word.endswith(fault)]
        if found:
            raise StatementError(words.format(parts=", ".join(map(_name_part, found))))


def _name_part(problem: Problem) -> str:
    number = problem.values.get("number")
    return f"demand {number}" if number else str(problem.values.get("part", "every part"))
