"""The switches in words, and those that are on, for the bar above every page of the desk."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from flask_login import current_user

from petition.core import access, switches
from petition.core.db import db
from petition.core.switches import ActiveSwitch
from petition.desk.queries import statements as statement_queries
from petition.statements.models import Statement

NAMES = {
    "pause": _("Pause new signatures"),
    "approval": _("People wait for approval"),
    "comments": _("Hide comments"),
    "proof": _("Proof of work"),
    "read-only": _("Read-only mode"),
}
# While it is on, in the bar.
HOLDS = {
    "pause": _("New signatures are paused"),
    "approval": _("People wait for approval"),
    "comments": _("Comments are hidden"),
    "proof": _("Forms require proof of work"),
    "read-only": _("The site is in read-only mode"),
}
MEANS = {
    "pause": _(
        "Nobody can sign. The forms show your message and keep what people have entered. "
        "Confirming, the links in mails and withdrawing still work."
    ),
    "approval": _(
        "Signatures confirmed from now on are neither counted nor listed until a coordinator has "
        "reviewed them. Signatories see the same pages as always."
    ),
    "comments": _(
        "Signatories’ comments are not shown anywhere: not in the list, not in the exports. "
        "Their own pages keep them, and everything is shown again once this is turned off."
    ),
    "proof": _(
        "The browser does a calculation of about a second before it sends the form, so that "
        "automated programs cannot sign in bulk. Signatures without it, or from browsers without "
        "scripts, are still accepted; this counts against them, but is not enough for quarantine alone."
    ),
    "read-only": _(
        "Everything can be read, and nothing can be changed, at the desk as well: only signing "
        "in and these switches still work. For maintenance or emergencies."
    ),
}
# Those with a message that visitors read.
SPEAKING = ("pause", "read-only")


@dataclass(frozen=True)
class SwitchWords:
    """A switch that is on, in words; ``statement`` is the title of the one in which it is, empty for all."""

    on: ActiveSwitch
    words: str
    statement: str


def active_switch_words() -> list[SwitchWords]:
    """What is on, as far as it concerns the statements of whoever asks."""
    if not current_user.is_authenticated:
        return []
    reached = access.statements_of("desk.enter")
    found = [one for one in switches.active_switches() if reached is None or one.statement_id in (None, *reached)]
    return [SwitchWords(one, str(HOLDS[one.name]), title_of(one.statement_id)) for one in found]


def title_of(statement_id: int | None) -> str:
    """The title of a statement; empty for all of them."""
    found = db.session.get(Statement, statement_id) if statement_id is not None else None
    return statement_queries.statement_title(found)[0] if found is not None else ""


def name_of(statement_id: int | None) -> str:
    """The short name of a statement; empty for all of them."""
    found = db.session.get(Statement, statement_id) if statement_id is not None else None
    return found.slug if found is not None else ""
