"""Recording which words of the binding text each part of a translation was made from."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from petition.core.db import db
from petition.statements.editions.translation_parts import TextPart, split_text
from petition.statements.models import Statement, TranslatedPart
from petition.statements.queries.binding_text import originals_of, part_digest, translated_parts, words_digest
from petition.statements.text.agreement import BindingText, part_fault
from petition.statements.text.tree import Position
from petition.statements.text.words import bare_words


def record_written_parts(
    statement: Statement, position: Position, binding: BindingText, before: Position, approved: Collection[str] = ()
) -> None:
    """Of a translation that is saved, records the parts that were written since ``before``, and those ``approved``.

    A part of which only signs and spaces changed was not written.
    An approved one, by its key, was said to be right for the binding text as it is now.
    """
    known = {bare_words(part.words) for part in split_text(before, binding.numbers).values()}
    here = split_text(position, binding.numbers)
    is_new = {key: bare_words(part.words) not in known for key, part in here.items()}
    _record(statement, binding, (part for key, part in here.items() if is_new[key] or key in approved))


def record_parts(statement: Statement, position: Position, binding: BindingText, keys: Collection[str]) -> None:
    """Records these parts of a translation as made from the binding text as it is now."""
    here = split_text(position, binding.numbers)
    _record(statement, binding, (here[key] for key in here if key in keys))


def _record(statement: Statement, binding: BindingText, parts: Iterable[TextPart]) -> None:
    there, made = split_text(binding.position, binding.numbers), translated_parts(statement, binding.target)
    for part in parts:
        original, digest = there[part.key], part_digest(part.words)
        is_known = original.words in originals_of(made, part.words)
        if is_known or not (part.words and original.words) or part_fault(binding, original, part) is not None:
            continue
        made.setdefault(digest, []).append(original.words)
        db.session.add(
            TranslatedPart(
                statement_id=statement.id,
                language=binding.target,
                digest=digest,
                binding_digest=words_digest(original.words),
                binding_words=original.words,
            )
        )
    db.session.flush()
