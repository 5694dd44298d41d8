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
    "pause": _("Pause new endorsements"),
    "approval": _("Individuals wait for approval"),
    "comments": _("Hide comments"),
    "proof": _("Proof of work"),
    "read-only": _("Let nothing be changed"),
}
# While it is on, in the bar.
HOLDS = {
    "pause": _("New endorsements are paused"),
    "approval": _("Individuals wait for approval"),
    "comments": _("Comments are hidden"),
    "proof": _("Forms ask for proof of work"),
    "read-only": _("The site can only be read"),
}
MEANS = {
    "pause": _(
        "Nobody can sign anew. The forms say so, with your message, and lose nothing of what somebody is writing. "
        "Confirming, the links in mails and withdrawing go on."
    ),
    "approval": _(
        "Whoever confirms from now on is neither counted nor listed before a coordinator has looked. "
        "Signatories see the same pages as ever."
    ),
    "comments": _(
        "What signatories wrote beside their names is shown nowhere: not in the list, not in the exports. "
        "Their own pages keep it, and everything is shown again once this is off."
    ),
    "proof": _(
        "A browser calculates for a second before it sends the form, so that machines cannot sign by the thousand. "
        "Whoever comes without it, or without scripts, can still sign, and goes into quarantine."
    ),
    "read-only": _(
        "Everything can be read, and nothing can be changed, here at the desk as well: "
        "only signing in and these switches go on. For repairs, or when you do not know what is going on."
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
