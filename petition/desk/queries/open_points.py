"""What is unfinished in a statement, told before an act that is hard to take back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select
from sqlalchemy.exc import NoResultFound

from petition.core import languages
from petition.core.db import db, now
from petition.desk.counting import count_rows
from petition.desk.queries import founders as founder_queries
from petition.desk.queries import statements as statement_queries
from petition.desk.queries import waiting
from petition.desk.queries.queue_filter import QueueFilter
from petition.desk.queries.text_faults import shown_dead_links
from petition.invitations.models import Invitation
from petition.signing.decide.founders import founding_of
from petition.signing.models.carry_over import Announcement
from petition.signing.models.endorsement import Endorsement, state_condition
from petition.signing.state import QUARANTINED, UNDECIDED, WAITING
from petition.statements.models import Edition, Statement
from petition.statements.queries.translation_status import TranslationProgress, translation_progress

MOST_NUMBERS = 6


@dataclass(frozen=True)
class OpenPoint:
    """Something unfinished: a word for it, how many, that in a sentence, and where it is done.

    ``counts``: whether another number is reason enough to look again; not so where it changes by the minute.
    """

    word: str
    number: int
    text: str
    url: str
    counts: bool = True


def undecided_points(statement: Statement) -> list[OpenPoint]:
    """Organisations about which nobody has decided yet, and people in quarantine."""
    undecided = _count_endorsements(statement, UNDECIDED, *QueueFilter("waiting").conditions())
    held = _count_endorsements(statement, UNDECIDED, *QueueFilter("on-hold").conditions())
    quarantined = _count_endorsements(statement, QUARANTINED)
    found = [
        OpenPoint(
            "waiting",
            undecided,
            ngettext(
                "%(num)s organisation waits for a decision.", "%(num)s organisations wait for a decision.", undecided
            ),
            url_for("desk.queue", statement=statement.id),
        ),
        OpenPoint(
            "held",
            held,
            ngettext("%(num)s organisation is on hold.", "%(num)s organisations are on hold.", held),
            url_for("desk.queue", statement=statement.id, view="on-hold"),
        ),
        OpenPoint(
            "quarantined",
            quarantined,
            ngettext("%(num)s person is in quarantine.", "%(num)s people are in quarantine.", quarantined),
            url_for("desk.quarantine", statement=statement.id),
            counts=False,
        ),
    ]
    return [point for point in found if point.number]


def unanswered_points(statement: Statement) -> list[OpenPoint]:
    """Invitations that nobody answered yet, and signatures whose mailed link was not used."""
    invited = _count_unanswered(statement)
    unconfirmed = _count_endorsements(statement, WAITING)
    found = [
        OpenPoint(
            "invited",
            invited,
            ngettext("%(num)s invitation is unanswered.", "%(num)s invitations are unanswered.", invited),
            url_for("desk.invitations", statement_id=statement.id),
            counts=False,
        ),
        OpenPoint(
            "unconfirmed",
            unconfirmed,
            ngettext(
                "%(num)s signature has not been confirmed by mail.",
                "%(num)s signatures have not been confirmed by mail.",
                unconfirmed,
            ),
            "",
            counts=False,
        ),
    ]
    return [point for point in found if point.number]


def translation_points(statement: Statement) -> list[OpenPoint]:
    """What each translation lacks."""
    try:
        every = translation_progress(statement)
    except (LookupError, NoResultFound):
        return []
    url = url_for("desk.translations")
    return [
        OpenPoint(f"{word} {one.language}", number, text, url)
        for one in every
        for word, number, text in _translation_faults(one)
    ]


def link_points(statement: Statement) -> list[OpenPoint]:
    """Links that lead nowhere, in each text that readers see."""
    found = []
    for language, links in shown_dead_links(statement).items():
        names = [str(each.values.get("words") or each.values.get("address", "")) for each in links]
        text = ngettext(
            "%(language)s: %(num)s link leads nowhere: %(names)s",
            "%(language)s: %(num)s links lead nowhere: %(names)s",
            len(links),
            language=languages.language_name(language),
            names=_first_of(names),
        )
        page = "desk.text" if language == statement.binding_language else "desk.text_parts"
        url = url_for(page, statement_id=statement.id, lang=language)
        found.append(OpenPoint(f"links {language}", len(links), text, url))
    return found


def founder_points(statement: Statement) -> list[OpenPoint]:
    """Founding signatories that are still on their way, or that nobody has looked through."""
    url = url_for("desk.founders", statement_id=statement.id)
    founding = founding_of(statement.id)
    if founding is not None:
        if founding.ended_at is not None:
            return []
        return [OpenPoint("founding", 1, str(_("Founding signatories are still being entered or taken off.")), url)]
    number = len(founder_queries.named_signatories(statement)[0])
    text = ngettext(
        "%(num)s signatory is named under the text and is not entered.",
        "%(num)s signatories are named under the text and are not entered.",
        number,
    )
    return [OpenPoint("founders", number, text, url)] if number else []


def announcement_points(statement: Statement) -> list[OpenPoint]:
    """Signatories who are still being told of a new edition."""
    telling = select(func.count()).select_from(Announcement).join(Edition, Edition.id == Announcement.edition_id)
    telling = telling.where(Edition.statement_id == statement.id, Announcement.told_at.is_(None))
    number = db.session.scalar(telling) or 0
    url = url_for("desk.editions", statement_id=statement.id)
    text = str(_("Mails about the newest edition are still going out."))
    return [OpenPoint("announced", number, text, url)] if number else []


def joint_points(statement: Statement) -> list[OpenPoint]:
    """Acts that wait for a second person, or for being done."""
    number = count_rows(waiting.joint_acts_query(statement.id))
    text = ngettext(
        "%(num)s act needs a second person and is not done yet.",
        "%(num)s acts need a second person and are not done yet.",
        number,
    )
    return [OpenPoint("joint", number, text, url_for("desk.joint", statement=statement.id))] if number else []


def date_points(statement: Statement) -> list[OpenPoint]:
    """Dates that are hardly meant."""
    url = url_for("desk.statement", statement_id=statement.id, _anchor="dates")
    return [OpenPoint("dates", 1, text, url) for text in statement_queries.plan_warnings(statement)]


Find = Callable[[Statement], Iterable[OpenPoint]]
BEFORE: dict[str, tuple[Find, ...]] = {
    "opening": (translation_points, link_points, founder_points, date_points),
    "closing": (undecided_points, unanswered_points, announcement_points),
    "delivery": (
        undecided_points,
        unanswered_points,
        translation_points,
        announcement_points,
        joint_points,
        date_points,
    ),
    "edition": (undecided_points, unanswered_points, announcement_points),
    "invitations": (translation_points,),
    "founding": (),
    "removal": (),
}


def open_points(act: str, statement: Statement) -> list[OpenPoint]:
    """What is unfinished and matters to an act, a word of ``BEFORE``."""
    return [point for find in BEFORE[act] for point in find(statement)]


def _count_endorsements(statement: Statement, state: str, *conditions: Any) -> int:
    query = select(func.count()).select_from(Endorsement).where(Endorsement.statement_id == statement.id)
    return db.session.scalar(query.where(state_condition(state), *conditions)) or 0


def _count_unanswered(statement: Statement) -> int:
    query = (
        select(func.count())
        .select_from(Invitation)
        .where(
            Invitation.statement_id == statement.id,
            Invitation.endorsement_id.is_(None),
            Invitation.declined_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now(),
        )
    )
    return db.session.scalar(query) or 0


def _translation_faults(one: TranslationProgress) -> Iterable[tuple[str, int, str]]:
    """A word, how many demands, and that in a sentence."""
    name = languages.language_name(one.language)
    if one.kind == "none":
        yield "none", 1, str(_("%(language)s: a text was begun and is not part of the edition.", language=name))
        return
    by_status: dict[str, list[str]] = {}
    for key, standing in one.demands.items():
        by_status.setdefault(standing.status, []).append(one.numbers.get(key, ""))
    if missing := by_status.get("missing"):
        yield (
            "missing",
            len(missing),
            ngettext(
                "%(language)s lacks demand %(numbers)s.",
                "%(language)s lacks the demands %(numbers)s.",
                len(missing),
                language=name,
                numbers=_first_of(missing),
            ),
        )
    if stale := by_status.get("stale"):
        yield (
            "stale",
            len(stale),
            ngettext(
                "%(language)s: demand %(numbers)s is not up to date.",
                "%(language)s: the demands %(numbers)s are not up to date.",
                len(stale),
                language=name,
                numbers=_first_of(stale),
            ),
        )
    if any(part.status != "up_to_date" for part in one.parts.values()):
        yield "parts", 1, str(_("%(language)s: text outside the demands is not up to date.", language=name))


def _first_of(named: list[str]) -> str:
    shown = ", ".join(named[:MOST_NUMBERS])
    return shown if len(named) <= MOST_NUMBERS else f"{shown}, …"
