"""What a coordinator reads before a removal rule begins."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from petition.core import languages
from petition.desk.queries.last_look import OVER, LastLook
from petition.removals.models import Removal
from petition.removals.queries import needs_second_person


def removal_look(removal: Removal) -> LastLook:
    """Before a rule removes whom it matches."""
    takes_two = removal.state == "drafted" and needs_second_person(removal)
    remove = ngettext(
        "Remove %(shown)s person",
        "Remove %(shown)s people",
        removal.matched,
        shown=languages.format_number(removal.matched),
    )
    counted = ngettext(
        "%(shown)s individual is taken off the list and not counted any more.",
        "%(shown)s individuals are taken off the list and not counted any more.",
        removal.counted,
        shown=languages.format_number(removal.counted),
    )
    happens = [
        *([counted] if removal.counted else []),
        str(_("Whoever signs from now on is not removed by it.")),
        str(_("Nobody is told, and no mail is sent by this.")),
    ]
    if takes_two:
        happens.insert(0, str(_("This needs a second person: nobody is removed before another coordinator agrees.")))
    return LastLook(
        act="removal",
        heading=str(_("Begin the rule")),
        button=str(_("Ask a second person")) if takes_two else remove,
        happens=happens,
        way_back=str(_("Undoing restores everybody as they were.")),
        obstacle="" if removal.state == "drafted" else OVER,
        basis=[removal.id, removal.matched, takes_two],
        asks_why=False,
    )
