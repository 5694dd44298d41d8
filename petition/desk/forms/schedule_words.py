"""Why dates cannot stand, in words."""

from __future__ import annotations

from datetime import datetime

from flask_babel import format_datetime
from flask_babel import gettext as _

from petition.core import languages, zones


def date_fault_words(word: str) -> str:
    """A fault of a plan in words, at the field that has to change."""
    words = {
        "unknown_zone": _("Choose a time zone from the list"),
        "opens_before_embargo": _("Signing opens before the embargo ends. End the embargo earlier, or open later"),
        "due_before_opening": _("The due date is before signing opens"),
        "due_after_closing": _("The due date is after signing closes"),
        "closes_before_opening": _("Signing closes before it opens"),
        "delivery_before_opening": _("Delivery is before signing opens"),
        "day_past": _("Choose a future day; data that is due is deleted the following night"),
        "later_than_shown": _(
            "People who have signed were shown an earlier day. It can only be moved to an earlier day"
        ),
        "before_the_end": _("This day is before the end of signing, the due date or delivery"),
        "after_destruction": _("All personal data will have been deleted by then. Choose an earlier day, or none"),
        "reminders": _("Enter at most two different numbers of days, from 1 to 90, such as 14, 3"),
    }
    return str(words[word])


def skipped_time_words(gap: zones.SkippedTime, zone: str) -> str:
    """Why a time does not exist, and the nearest ones that do."""
    return str(
        _(
            "The clocks go forward at this time, so it does not exist. Enter %(earlier)s or %(later)s",
            earlier=_clock_words(gap.earlier, zone),
            later=_clock_words(gap.later, zone),
        )
    )


def doubled_time_words(field: str, moment: datetime, zone: str) -> str:
    """That the clocks show a time twice, and which of the two was taken."""
    taken = languages.format_moment_in_zone(moment, zone)
    return str(
        _(
            "%(field)s: this time occurs twice, because the clocks go back. The first one was used, %(taken)s.",
            field=field,
            taken=taken,
        )
    )


def _clock_words(moment: datetime, zone: str) -> str:
    return str(format_datetime(zones.wall_time_of(moment, zone), "d MMMM y, HH:mm", rebase=False))
