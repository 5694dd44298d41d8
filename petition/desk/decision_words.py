"""Decisions in words: what was decided about whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from petition.accounts.queries import coordinator_name
from petition.core import languages
from petition.desk.scope import current_coordinator

ONE: Mapping[tuple[str, str], Any] = {
    ("organisation", "approve"): _("Approved: %(name)s"),
    ("organisation", "list"): _("Listed automatically: %(name)s"),
    ("organisation", "reject"): _("Rejected: %(name)s"),
    ("organisation", "hold"): _("On hold: %(name)s"),
    ("individual", "approve"): _("Approved: %(name)s"),
    ("individual", "reject"): _("Rejected: %(name)s"),
    ("individual", "hide"): _("Hidden: %(name)s"),
}


def describe_decision(kind: str, verdict: str, names: Sequence[str], number: int = 1) -> str:
    """What was decided in one act about so many, of whom the first are named."""
    if number == 1:
        return str(ONE[kind, verdict] % {"name": names[0]})
    if kind == "individual":
        shown = languages.format_number(number)
        people = {
            "approve": gettext("Approved together: %(number)s", number=shown),
            "reject": gettext("Rejected together: %(number)s", number=shown),
            "hide": gettext("Names hidden together: %(number)s", number=shown),
        }
        return str(people[verdict])
    some = ", ".join(names) + (" …" if number > len(names) else "")
    several = {
        "approve": ngettext(
            "%(num)d approved together: %(names)s", "%(num)d approved together: %(names)s", number, names=some
        ),
        "reject": ngettext(
            "%(num)d rejected together: %(names)s", "%(num)d rejected together: %(names)s", number, names=some
        ),
        "hold": ngettext(
            "%(num)d put on hold together: %(names)s",
            "%(num)d put on hold together: %(names)s",
            number,
            names=some,
        ),
    }
    return str(several[verdict])


def decider_words(coordinator_id: int | None) -> str:
    """Who decided: "you" for whoever looks, else what the others at the desk call them."""
    if coordinator_id is not None and coordinator_id == current_coordinator():
        return str(gettext("you"))
    return coordinator_name(coordinator_id)


def actor_words(actor: str) -> str:
    """The same of a name of the audit log, "coordinator 3"; what is no coordinator stays as it is."""
    kind, _space, number = actor.rpartition(" ")
    return (decider_words(int(number)) or actor) if kind == "coordinator" and number.isdigit() else actor
