"""What coordinators see of statements: where each stands, and what will happen next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from petition.accounts.queries import coordinator_name
from petition.core import zones
from petition.core.db import db, now
from petition.core.languages import current_language
from petition.desk.queries.founders import named_signatories
from petition.signing.decide.founders import founding_of
from petition.signing.models.carry_over import Announcement
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
class Milestone:
    """A point in the life of a statement: a word for it, on which day it came or is to come, and whether it is past.

    ``is_last``: the last one that came, which is where the statement stands.
    """

    word: str
    day: date | None
    is_past: bool
    is_last: bool


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


def current_stage(statement: Statement) -> schedule.Stage:
    """Where a statement stands at this moment."""
    return schedule.stage_of(settings.statement_dates(statement), now())


def life_line(statement: Statement) -> list[Milestone]:
    """The life of a statement from draft to delivery, with the days that are set."""
    dates, at = settings.statement_dates(statement), now()
    points = (
        ("draft", statement.created_at),
        ("opening", dates.starts_at),
        ("closing", dates.ends_at),
        # Planning a day delivers nothing.
        ("delivery", dates.delivered_at or dates.delivery_at),
    )
    past = [moment is not None and moment <= at for _word, moment in points]
    past[-1] = dates.delivered_at is not None and dates.delivered_at <= at
    last = max(place for place, is_past in enumerate(past) if is_past)
    days = [zones.wall_time_of(moment, statement.zone).date() if moment else None for _word, moment in points]
    return [Milestone(word, days[n], past[n], n == last) for n, (word, _moment) in enumerate(points)]


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
        ("due_at", "past"): _("The due date has passed, and signing continues."),
        ("delivery_at", "past"): _(
            "The planned day of delivery has passed. Mark the statement as delivered, or plan another day."
        ),
        ("delivery_at", "delivery_before_closing"): _("Delivery is planned for a time when signing is still open."),
    }
    found = schedule.date_warnings(settings.statement_dates(statement), now())
    told = [words[warning] for warning in found if warning in words]
    if statement.remind_days and statement.due_at is None:
        told.append(_("Reminders are counted back from the due date, and there is none: nobody will be reminded."))
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
    entered = founding_of(statement.id) is not None
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


def _step_words(word: str) -> str:
    told = {
        "embargo_ends": _("The embargo ends"),
        "opens": _("Signing opens automatically, and everybody can read the text"),
        "reminder": _("Invited organisations that have not answered are reminded by mail"),
        "due": _("Due date for those who were invited"),
        "silence_ends": _("Signatories who do not answer about a changed text are carried over to it"),
        "closes": _("Signing closes automatically"),
        "delivery": _("The planned day of delivery; when the statement has been delivered, mark it here"),
    }
    return str(told[word])
