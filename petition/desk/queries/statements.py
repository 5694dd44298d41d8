"""What coordinators see of statements: where each stands, and what will happen next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from petition.accounts.queries import coordinator_name
from petition.core.db import db, now
from petition.core.languages import current_language
from petition.desk import scope
from petition.desk.queries.founders import named_signatories
from petition.list.queries.counts import Counts, counts_with_editions
from petition.signing.decide.founders import founder_conditions
from petition.signing.models.carry_over import Announcement
from petition.signing.models.endorsement import Endorsement
from petition.statements import schedule
from petition.statements.models import Edition, Statement
from petition.statements.queries import public_statements, settings

BEFORE_SIGNING = ("draft", "planned")


@dataclass(frozen=True)
class StepRow:
    """Something that will happen: when, a word of ``schedule.WORDS``, and that in words."""

    at: datetime
    word: str
    text: str


@dataclass(frozen=True)
class StatementRow:
    """A statement in the list of all."""

    statement: Statement
    title: str
    language: str
    stage: schedule.Stage
    counts: Counts
    next: StepRow | None


@dataclass(frozen=True)
class PreviewLinkRow:
    """A private link to a text, and whether it still leads there."""

    id: int
    label: str
    made_at: datetime
    made_by: str
    expires_at: datetime
    revoked_at: datetime | None
    is_live: bool


@dataclass(frozen=True)
class FoundersSummary:
    """Those under the binding text: how many there are to be entered, and whether any have been."""

    number: int
    entered: bool


def statement_rows() -> list[StatementRow]:
    """The statements that whoever asks may see, drafts among them, the newest first."""
    query = select(Statement).where(scope.statements_condition("statements.read")).order_by(Statement.id.desc())
    return [_make_row(statement) for statement in db.session.scalars(query)]


def current_stage(statement: Statement) -> schedule.Stage:
    """Where a statement stands at this moment."""
    return schedule.stage_of(settings.statement_dates(statement), now())


def next_steps(statement: Statement) -> list[StepRow]:
    """What will happen with a statement, the next first."""
    silence = select(Announcement.silence_ends_at).join(Edition, Edition.id == Announcement.edition_id)
    silence = silence.where(Edition.statement_id == statement.id, Announcement.ended_at.is_(None))
    ends = [moment for moment in db.session.scalars(silence) if moment is not None]
    found = schedule.upcoming_steps(
        settings.statement_dates(statement), now(), statement.zone, settings.reminder_days(statement), ends
    )
    return [StepRow(step.at, step.word, _step_words(step.word)) for step in found]


def plan_warnings(statement: Statement) -> list[str]:
    """What may stand in a plan but is hardly meant, in words."""
    words = {
        ("due_at", "past"): _("The due date has passed, and signing goes on."),
        ("delivery_at", "past"): _(
            "The planned day of delivery has passed. Mark the statement as delivered, or plan another day."
        ),
        ("delivery_at", "delivery_before_closing"): _("Delivery is planned for a time at which signing still goes on."),
    }
    found = schedule.date_warnings(settings.statement_dates(statement), now())
    told = [words[warning] for warning in found if warning in words]
    if statement.remind_days and statement.due_at is None:
        told.append(_("Reminders count back from the due date, and there is none: nobody will be reminded."))
    return told


def statement_title(statement: Statement) -> tuple[str, str]:
    """What heads a statement, in the reader's language if there is such a text; and in which language that is."""
    try:
        text = public_statements.text_in_language(public_statements.current_edition(statement), current_language())
    except (LookupError, NoResultFound):
        return statement.slug, statement.binding_language
    return text.title or statement.slug, text.language


def statement_languages(statement: Statement) -> list[str]:
    """The languages of a statement, the binding one first; that one also while there is no text yet."""
    try:
        found = public_statements.edition_languages(public_statements.current_edition(statement))
    except NoResultFound:
        found = []
    return found or [statement.binding_language]


def founders_summary(statement: Statement) -> FoundersSummary:
    """Whether those under the binding text were entered; how many there are, where it is to be known."""
    entered = db.session.scalar(select(Endorsement.id).where(*founder_conditions(statement.id)).limit(1)) is not None
    # To read the whole text takes a second or two where thousands stand under it.
    is_over = entered or statement.is_delivered
    return FoundersSummary(0 if is_over else len(named_signatories(statement)[0]), entered)


def preview_link_rows(statement: Statement) -> list[PreviewLinkRow]:
    """The private links to a statement's text, the newest first."""
    at = now()
    return [
        PreviewLinkRow(
            id=link.id,
            label=link.label,
            made_at=link.made_at,
            made_by=coordinator_name(link.made_by),
            expires_at=link.expires_at,
            revoked_at=link.revoked_at,
            is_live=settings.is_usable_preview(link, at),
        )
        for link in settings.preview_links(statement)
    ]


def _make_row(statement: Statement) -> StatementRow:
    heading, language = statement_title(statement)
    coming = next_steps(statement)
    return StatementRow(
        statement=statement,
        title=heading,
        language=language,
        stage=current_stage(statement),
        counts=counts_with_editions(statement.id),
        next=coming[0] if coming else None,
    )


def _step_words(word: str) -> str:
    told = {
        "embargo_ends": _("The embargo ends"),
        "opens": _("Signing opens by itself, and everybody can read the text"),
        "reminder": _("Those who were invited and have not answered are reminded by mail"),
        "due": _("Due date for those who were invited"),
        "silence_ends": _("Whoever has not answered about the change of the text is carried over to it"),
        "closes": _("Signing closes by itself"),
        "delivery": _("Planned day of delivery; you say here when it has been delivered"),
    }
    return str(told[word])
