"""Decisions in words: what was decided about whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from petition.core import languages

ONE: Mapping[tuple[str, str], Any] = {
    ("organisation", "approve"): _("Approved: %(name)s"),
    ("organisation", "reject"): _("Rejected: %(name)s"),
    ("organisation", "hold"): _("On hold: %(name)s"),
    ("individual", "approve"): _("Released: %(name)s"),
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
            "approve": gettext("Released together: %(number)s", number=shown),
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
