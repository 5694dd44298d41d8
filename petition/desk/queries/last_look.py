"""What a coordinator reads before an act that is hard to take back: what will happen, and what is unfinished."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.exc import NoResultFound

from petition.core import languages
from petition.core.db import now
from petition.desk.queries import checklist
from petition.desk.queries import statements as statement_queries
from petition.desk.queries.open_points import OpenPoint, founder_points, open_points
from petition.list.queries.counts import Counts, EditionCount, fresh_counts, fresh_counts_with_editions
from petition.mail.samples import MailSample
from petition.statements.models import Statement
from petition.statements.queries import public_statements

OVER = "over"


@dataclass(frozen=True)
class LastLook:
    """The page before an act. ``happens`` are sentences; ``way_back`` says how it is undone, or that it cannot be.

    ``obstacle``: why it cannot be done, a sentence, or ``OVER`` where somebody came first. ``basis`` is what besides
    must be as it was shown for the act to be done. ``mailed`` is how many get a mail of ``mails``. ``asks_why``: a
    second person is asked, who is told why. ``can_edit``: the form before can be come back to as it was filled in.
    """

    act: str
    heading: str
    button: str
    happens: Sequence[str]
    way_back: str
    unfinished: Sequence[OpenPoint] = ()
    is_final: bool = False
    obstacle: str = ""
    basis: Sequence[Any] = ()
    mails: Sequence[MailSample] = field(default=(), compare=False)
    mailed: int = 0
    asks_why: bool = False
    can_edit: bool = False

    @property
    def mark(self) -> str:
        """A hash of what matters on the page: another one means that somebody should look again."""
        points = [(one.word, one.number if one.counts else 0) for one in self.unfinished if one.word != "unconfirmed"]
        told = json.dumps([self.act, points, list(self.basis)], default=str)
        return hashlib.sha256(told.encode()).hexdigest()[:16]


def opening_look(statement: Statement) -> LastLook:
    """Before signing opens, or opens again."""
    stage = statement_queries.current_stage(statement)
    is_first = stage in statement_queries.BEFORE_SIGNING
    happens = [*(_first_opening(statement) if is_first else _second_opening(statement)), _end_of_signing(statement)]
    return LastLook(
        act="opening",
        heading=str(_("Open signing") if is_first else _("Reopen signing")),
        button=str(_("Open signing now") if is_first else _("Reopen signing")),
        happens=[*happens, str(_("No mail is sent by this."))],
        way_back=str(
            _("Signing can be closed at any time. The text stays public then, and does not become a draft again.")
        ),
        unfinished=open_points("opening", statement),
        is_final=is_first,
        obstacle=_opening_obstacle(statement, stage),
        basis=_statement_basis(statement, stage),
    )


def closing_look(statement: Statement) -> LastLook:
    """Before signing closes."""
    stage = statement_queries.current_stage(statement)
    happens = [
        str(_("Nobody can sign from then on. The text and the list stay public.")),
        _count_words(statement),
        str(_("Signatures that are not confirmed by mail yet can no longer be confirmed.")),
        str(_("Invitations that are unanswered can no longer be answered, and no reminder goes out.")),
        str(_("Organisations that wait for a decision can still be approved.")),
        str(_("No mail is sent by this.")),
    ]
    return LastLook(
        act="closing",
        heading=str(_("Close signing")),
        button=str(_("Close signing now")),
        happens=happens,
        way_back=str(
            _("After delivery signing cannot be opened again.")
            if statement.is_delivered
            else _("You can open signing again.")
        ),
        unfinished=open_points("closing", statement),
        obstacle="" if statement.is_open else OVER,
        basis=_statement_basis(statement, stage),
    )


def delivery_look(statement: Statement) -> LastLook:
    """Before a statement is marked as delivered."""
    stage = statement_queries.current_stage(statement)
    return LastLook(
        act="delivery",
        heading=str(_("Mark as delivered")),
        button=str(_("Mark as delivered")),
        happens=[
            str(_("The statement is marked as delivered now: use this once it has been handed over.")),
            _count_words(statement),
            _late_words(statement),
            str(_("The list as it is now is recorded. Whoever is listed later is marked “added after delivery”.")),
            str(_("No founding signatories can be entered and no edition can be issued after delivery.")),
            str(_("No mail is sent by this.")),
        ],
        way_back=str(_("You can undo the delivery. The record that it was delivered and undone is kept.")),
        unfinished=open_points("delivery", statement),
        obstacle=_delivery_obstacle(statement, stage),
        basis=[*_statement_basis(statement, stage), fresh_counts(statement.id).organisations],
    )


LOOKS = {"opening": opening_look, "closing": closing_look, "delivery": delivery_look}


def _opening_obstacle(statement: Statement, stage: str) -> str:
    if stage in ("open", "delivered"):
        return OVER
    if statement.embargo_until is not None and now() < statement.embargo_until:
        return str(_("During the embargo nobody can open signing. To open earlier, change the embargo under “Dates”."))
    undone = [line.label for line in checklist.required_lines(statement) if not line.is_done]
    if undone and stage in statement_queries.BEFORE_SIGNING:
        return str(_("Before signing can open, this is required: %(names)s", names=", ".join(undone)))
    return ""


def _delivery_obstacle(statement: Statement, stage: str) -> str:
    if stage == "delivered" or statement.opened_at is None:
        return OVER
    if any(point.word == "founding" for point in founder_points(statement)):
        return str(_("Founding signatories are still being entered or taken off."))
    return ""


def _first_opening(statement: Statement) -> list[str]:
    tags = statement_queries.statement_languages(statement)
    named = ", ".join(languages.language_name(tag) for tag in tags)
    happens = [
        str(_("Everybody can then read the text and sign it.")),
        ngettext(
            "It is there in %(num)s language: %(names)s.",
            "It is there in %(num)s languages: %(names)s.",
            len(tags),
            names=named,
        ),
        str(_("With the first signature the text of this edition is frozen. From then on a change is a new edition.")),
    ]
    found = fresh_counts(statement.id)
    if found.organisations or found.individuals:
        happens.append(_count_words(statement))
    return happens


def _second_opening(statement: Statement) -> list[str]:
    return [str(_("Everybody can sign again.")), _count_words(statement)]


def _end_of_signing(statement: Statement) -> str:
    if statement.closes_at is None or statement.closes_at <= now():
        return str(_("Signing then goes on until you close it: no closing date is set."))
    until = languages.format_moment_in_zone(statement.closes_at, statement.zone)
    return str(_("Signing closes automatically on %(time)s.", time=until))


def _late_words(statement: Statement) -> str:
    if statement.late_rule == "refused" and statement.ended_at is not None:
        return str(_("Nobody can sign any more."))
    if statement.late_rule == "refused":
        return str(_("Signing ends with it. Nobody can sign any more."))
    if statement.closed_at is not None:
        return str(_("Signing can go on again; whoever signs after delivery is marked “added after delivery”."))
    return str(_("Signing goes on after delivery; whoever signs is marked “added after delivery”."))


def _count_words(statement: Statement) -> str:
    found = fresh_counts_with_editions(statement.id)
    whole = str(_("Signed until now: %(organisations)s, %(people)s.", **_numbers(found)))
    if not (found.earlier.organisations or found.earlier.individuals):
        return whole
    numbers = {"number": found.current.edition, **_numbers(found.current)}
    told = _("Of these, the current text (edition %(number)s): %(organisations)s, %(people)s.", **numbers)
    return f"{whole} {told}"


def _numbers(found: Counts | EditionCount) -> dict[str, str]:
    return {
        "organisations": ngettext("%(num)s organisation", "%(num)s organisations", found.organisations),
        "people": ngettext("%(num)s person", "%(num)s people", found.individuals),
    }


def _statement_basis(statement: Statement, stage: str) -> list[Any]:
    """What of a statement an act is based on."""
    try:
        edition = public_statements.current_edition(statement)
        text = [edition.number, edition.sha256]
    except NoResultFound:
        text = []
    return [stage, *text, statement.closes_at, statement.embargo_until, statement.late_rule, statement.destroy_on]
