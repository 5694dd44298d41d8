"""The acts of the audit log in words; the log itself keeps the short names, which never change."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _

WORDS = {
    "endorsement.approve": _("approved"),
    "endorsement.reject": _("rejected"),
    "endorsement.hold": _("put on hold"),
    "endorsement.hide": _("hid the name"),
    "endorsement.undo-approve": _("took the approval back"),
    "endorsement.undo-reject": _("took the rejection back"),
    "endorsement.undo-hold": _("took it off hold"),
    "endorsement.undo-hide": _("took the hiding back"),
    "endorsement.shown-again": _("showed the hidden name again"),
    "statement.import": _("brought in the text"),
    "statement.translate": _("brought in a translation"),
    "statement.open": _("started signing"),
    "statement.close": _("ended signing"),
    "coordinator.sign-in-link": _("gave a sign-in link to"),
    "coordinator.end-access": _("ended the access of"),
    "coordinator.reset-second-factor": _("reset the second factor of"),
}
OBJECTS = {"endorsement": _("endorsement"), "coordinator": _("coordinator"), "statement": _("statement")}
ACTORS = {"command line": _("command line"), "signatory": _("the signatory")}


def told(act: str) -> str:
    """An act in words; roles are named as they are."""
    for deed, words in (
        ("invite", _("invited as %(role)s:")),
        ("grant", _("gave the role %(role)s to")),
        ("revoke", _("took the role %(role)s from")),
    ):
        if act.startswith(f"coordinator.{deed}-"):
            return str(words % {"role": act.rsplit("-", 1)[1]})
    return str(WORDS.get(act, act))


def named(thing: str) -> str:
    """An actor or object, "coordinator 3", in the reader's language."""
    if thing in ACTORS:
        return str(ACTORS[thing])
    kind, space, which = thing.partition(" ")
    return gettext("%(kind)s %(which)s", kind=OBJECTS[kind], which=which) if space and kind in OBJECTS else thing
