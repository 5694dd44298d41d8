"""What the line of an organisation in the queue says: all that must be seen before approving it, in a few words."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from petition.desk.queries.queue import QueueItem

GOOD, WARN = "good", "warn"
# How each grade of evidence is shown.
OF_GRADE = {"strong": GOOD, "fair": "", "declared": WARN}


def line_facts(item: QueueItem) -> list[tuple[str, str]]:
    """The facts in words, what gives pause first; each with how it is shown: "good", "warn" or plain."""
    grade = item.authority
    found = [(words, WARN) for words in _doubts(item)]
    found.append((grade.words, OF_GRADE[grade.grade]))
    if item.reservations:
        number = len(item.reservations)
        found.append((ngettext("%(num)s reservation", "%(num)s reservations", number), ""))
    return found


def _doubts(item: QueueItem) -> list[str]:
    found = []
    if any(piece.objection for piece in item.authority.pieces):
        found.append(_("a second person objects"))
    if item.duplicates:
        number = len(item.duplicates)
        found.append(ngettext("like %(num)s other entry", "like %(num)s other entries", number))
    if item.free_mail:
        found.append(_("free mail address"))
    elif item.domain_matches is False:
        found.append(_("mail not from the website’s domain"))
    if item.requested_changes:
        found.append(_("asked for a change, no answer yet"))
    if item.change_waits:
        found.append(_("asks for a change of its entry"))
    return [str(words) for words in found]
