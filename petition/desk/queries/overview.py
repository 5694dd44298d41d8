"""One line a statement: where it stands, how many signed, what waits, what comes next, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from flask import url_for
from flask_babel import ngettext
from sqlalchemy import func, select

from petition.core import access, languages
from petition.core.db import db, now
from petition.desk import scope
from petition.desk.counting import COUNTED_AT_MOST, count_rows
from petition.desk.queries import statements as statement_queries
from petition.desk.queries import waiting
from petition.desk.queries.statements import StepRow
from petition.list.queries.counts import Counts, counts_with_editions
from petition.mail.models import OutgoingMail
from petition.mail.queries import failed_condition
from petition.statements import schedule
from petition.statements.models import Edition, Statement

LINES = 20
# What has waited for so long is told as something that is wrong.
LONG = timedelta(days=7)
# From so many within a day on quarantine is said to grow.
GROWTH, DAY = 10, timedelta(days=1)


@dataclass(frozen=True)
class StatementFault:
    """Something that is wrong with a statement, in words, and the page where it is seen to, if one may open it."""

    words: str
    url: str | None


@dataclass(frozen=True)
class StatementLine:
    """A statement in the overview. ``waiting``: how much waits there for whoever asks; ``home``: where that stands."""

    statement: Statement
    title: str
    language: str
    stage: schedule.Stage
    counts: Counts
    waiting: int
    next: StepRow | None
    faults: list[StatementFault]


def statement_lines(limit: int = LINES) -> tuple[list[StatementLine], bool]:
    """The newest statements that whoever asks may see, drafts among them; and whether there are more."""
    query = select(Statement).where(scope.statements_condition("statements.read")).order_by(Statement.id.desc())
    found = list(db.session.scalars(query.limit(limit + 1)))
    return [_make_line(statement) for statement in found[:limit]], len(found) > limit


def statement_faults(statement: Statement) -> list[StatementFault]:
    """What is wrong with a statement, as far as whoever asks may know."""
    at, found = statement.id, list[StatementFault]()
    dates = url_for("desk.dates", statement_id=at)
    found += [StatementFault(words, dates) for words in statement_queries.plan_warnings(statement)]
    if oldest := _long_waiting(at):
        words = ngettext(
            "An organisation has waited for %(num)s day", "An organisation has waited for %(num)s days", oldest
        )
        found.append(StatementFault(words, url_for("desk.queue", statement=at)))
    if fresh := _fresh_in_quarantine(at):
        words = ngettext(
            "%(shown)s person came into quarantine within a day",
            "%(shown)s people came into quarantine within a day",
            fresh,
            shown=languages.format_number(fresh),
        )
        found.append(StatementFault(words, url_for("desk.quarantine", statement=at)))
    return [*found, *_failed_mails(at), *_unfinished_translations(at)]


def _make_line(statement: Statement) -> StatementLine:
    heading, language = statement_queries.statement_title(statement)
    coming = statement_queries.next_steps(statement)
    return StatementLine(
        statement=statement,
        title=heading,
        language=language,
        stage=statement_queries.current_stage(statement),
        counts=counts_with_editions(statement.id),
        waiting=_sum_numbers(waiting.waiting_numbers(statement).values()),
        next=coming[0] if coming else None,
        faults=statement_faults(statement),
    )


def _sum_numbers(numbers: Iterable[int]) -> int:
    return min(sum(numbers), COUNTED_AT_MOST + 1)


def _long_waiting(statement_id: int) -> int:
    """For how many days the organisation that has waited longest waits; 0 where that is not long."""
    if not access.has_permission(waiting.READ, statement_id):
        return 0
    since = db.session.scalar(waiting.organisations_query(statement_id).limit(1))
    passed = now() - since if since is not None else timedelta()
    return passed.days if passed > LONG else 0


def _fresh_in_quarantine(statement_id: int) -> int:
    if not access.has_permission(waiting.READ, statement_id):
        return 0
    number = count_rows(waiting.quarantine_query(statement_id, since=now() - DAY))
    return number if number >= GROWTH else 0


def _failed_mails(statement_id: int) -> list[StatementFault]:
    if not access.has_permission("mail.read"):
        return []
    failed = select(func.count(OutgoingMail.id)).join(Edition, Edition.id == OutgoingMail.edition_id)
    number = db.session.scalar(failed.where(failed_condition(now()), Edition.statement_id == statement_id)) or 0
    words = ngettext(
        "%(shown)s mail could not be delivered in the last seven days",
        "%(shown)s mails could not be delivered in the last seven days",
        number,
        shown=languages.format_number(number),
    )
    return [StatementFault(words, url_for("desk.mail"))] if number else []


def _unfinished_translations(statement_id: int) -> list[StatementFault]:
    tags = list(db.session.scalars(waiting.carried_texts_query(statement_id)))
    names = ", ".join(languages.language_name(tag) for tag in tags)
    may_open = access.has_permission("texts.read", statement_id)
    words = ngettext(
        "A translation is not of the newest edition: %(names)s",
        "Translations are not of the newest edition: %(names)s",
        len(tags),
        names=names,
    )
    url = url_for("desk.translations", statement=statement_id) if may_open else None
    return [StatementFault(words, url)] if tags else []
