"""Issuing a new edition of a text that has been signed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from petition.core import audit
from petition.core.db import db, now
from petition.statements.actions.import_text import add_text
from petition.statements.actions.translated_parts import record_parts
from petition.statements.editions.renumbering import RenumberingError, mapping_kinds, validate_mapping
from petition.statements.editions.translation_sync import EditionStep, SyncedTranslation, render_synced
from petition.statements.editions.typing_mistakes import SubstanceChange
from petition.statements.models import CarriedText, Demand, DemandOrigin, Edition, Statement
from petition.statements.queries.drafts import EditionDraft, draft_edition
from petition.statements.text.markdown import to_markdown
from petition.statements.text.normalisation import normalise_text, text_digest
from petition.statements.text.problems import Problem
from petition.statements.text.prose import plain_text

LONGEST_SLUG = 50  # characters of it in the audit log


class IssueError(Exception):
    """The edition cannot be issued; the text is a word for the page to explain.

    ``draft_edition`` (nothing is frozen, saving is enough), ``nothing`` (no text changed), ``unreadable`` (with
    ``problems`` by line), ``not_typing`` (with ``faults``), ``mapping``, ``ended``, ``meanwhile``.
    """

    def __init__(self, word: str, *, problems: Sequence[Problem] = (), faults: Sequence[SubstanceChange] = ()) -> None:
        super().__init__(word)
        self.word = word
        self.problems = list(problems)
        self.faults = list(faults)


def issue_edition(
    statement: Statement,
    kind: str,
    mapping: Mapping[str, tuple[str, ...]],
    by: int,
    texts: Mapping[str, str] | None = None,
    *,
    seen: str | None = None,
) -> Edition:
    """Makes the texts that are worked on the next edition, which is frozen from the start.

    ``kind`` is "typing" or "substance"; ``mapping`` says for each new number which old ones it comes from,
    and is not asked for where a mistype is put right. ``seen`` is the mark of the draft that was read: nothing else
    is issued. Raises IssueError. Whoever calls tells the signatories.
    """
    drafted = draft_edition(statement, texts)
    if seen is not None and seen != drafted.mark:
        raise IssueError("meanwhile")
    step = _edition_step(statement, drafted, kind, mapping)
    edition = _create_edition(statement, drafted, kind)
    add_text(edition, drafted.binding, drafted.wordings[drafted.binding], drafted.new)
    _number_demands(edition, drafted, step)
    for language, followed in drafted.synced_translations(step).items():
        _put_translation(edition, drafted, language, followed)
        finished = {key for key, each in (followed.demands | followed.parts).items() if each.status == "up_to_date"}
        record_parts(statement, followed.position, drafted.binding_text(language), finished)
    db.session.flush()
    # From here on people are told of these words; the first signature must not be what fixes them.
    edition.frozen_at = edition.created_at
    db.session.flush()
    name = f"statement {statement.slug[:LONGEST_SLUG]} edition {edition.number}"
    audit.append_entry(f"statement.edition-{kind}", name, by=f"coordinator {by}")
    return edition


def _edition_step(
    statement: Statement, drafted: EditionDraft, kind: str, mapping: Mapping[str, tuple[str, ...]]
) -> EditionStep:
    """The way to the new edition, or the reason why there is none."""
    is_over = statement.closes_at is not None and statement.closes_at <= now()
    if statement.is_delivered or statement.closed_at is not None or is_over:
        raise IssueError("ended")
    if not drafted.is_frozen:
        raise IssueError("draft")
    if not drafted.changed_languages:
        raise IssueError("nothing")
    if drafted.refusals:
        raise IssueError("unreadable", problems=drafted.refusals)
    if kind == "typing":
        if drafted.faults:
            raise IssueError("not_typing", faults=drafted.faults)
        return drafted.step(drafted.unchanged_mapping(), is_typing=True)
    return drafted.step(complete_mapping(drafted, mapping), is_typing=False)


def complete_mapping(drafted: EditionDraft, mapping: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The mapping in the order of the text. Raises IssueError where it misses a demand, or names none that is there."""
    old, new = ([demand.number for demand in each.walk()] for each in (drafted.old, drafted.new))
    try:
        chosen = validate_mapping(old, new, mapping)
    except RenumberingError:
        raise IssueError("mapping") from None
    if set(mapping) != set(new):
        raise IssueError("mapping")
    return chosen


def _create_edition(statement: Statement, drafted: EditionDraft, kind: str) -> Edition:
    edition = Edition(
        statement_id=statement.id,
        number=drafted.current.number + 1,
        sha256=text_digest(drafted.wordings[drafted.binding]),
        created_at=now(),
        kind=kind,
    )
    try:
        with db.session.begin_nested():
            db.session.add(edition)
    except IntegrityError:
        # Somebody else issued an edition at this moment.
        raise IssueError("meanwhile") from None
    db.session.expire(statement, ["editions"])
    return edition


def _number_demands(edition: Edition, drafted: EditionDraft, step: EditionStep) -> None:
    query = select(Demand).where(Demand.edition_id == drafted.current.id)
    before = {demand.number: demand for demand in db.session.scalars(query)}
    by_kind = mapping_kinds(list(before), step.mapping)
    for place, (number, origins) in enumerate(step.mapping.items()):
        key = before[origins[0]].key if by_kind[number] == "same" else secrets.token_hex(8)
        demand = Demand(edition_id=edition.id, key=key, number=number, place=place)
        db.session.add(demand)
        db.session.flush()
        db.session.add_all(DemandOrigin(demand_id=demand.id, origin_id=before[origin].id) for origin in origins)


def _put_translation(edition: Edition, drafted: EditionDraft, language: str, followed: SyncedTranslation) -> None:
    """A translation that is whole and was worked on becomes part of the edition; any other is carried along."""
    position = followed.position
    if followed.is_whole and language in drafted.changed_languages:
        add_text(edition, language, drafted.wordings[language], position)
        return
    db.session.add(
        CarriedText(
            edition_id=edition.id,
            language=language,
            title=plain_text(position.title) or plain_text(drafted.new.title),
            wording=drafted.wordings[language] if followed.is_as_written else normalise_text(to_markdown(position)),
            rendered=render_synced(followed, drafted.new, language=language, binding_language=drafted.binding),
        )
    )
