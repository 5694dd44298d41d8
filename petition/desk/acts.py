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
    "endorsement.call": _("noted a call back for"),
    "endorsement.take-out-call": _("took out the note of a call for"),
    "endorsement.objection": _("said that something is wrong with"),
    "endorsement.want-change": _("asked for a change of"),
    "endorsement.unwant-change": _("took back the asking for a change of"),
    "change.approve": _("approved a change of"),
    "change.reject": _("rejected a change of"),
    "change.undo-approve": _("took back the approval of a change of"),
    "change.undo-reject": _("took back the rejection of a change of"),
    "letter.file": _("put a letter on file for"),
    "letter.take-out": _("took out a letter of"),
    "letter.take-back": _("took back a letter of"),
    "letter.read": _("read the letter"),
    "endorsement.carry": _("carried over to the newer edition"),
    "endorsement.undo-carry": _("took the carrying over back"),
    "statement.edition-typing": _("issued with a typing mistake put right:"),
    "statement.edition-substance": _("issued with a change of substance:"),
    "statement.end-silence": _("carried over who had said nothing:"),
    "statement.import": _("brought in the text"),
    "statement.start": _("began a draft"),
    "statement.edit": _("saved a text"),
    "statement.finish-translation": _("finished a translation"),
    "statement.translate": _("brought in a translation"),
    "statement.open": _("started signing"),
    "statement.close": _("ended signing"),
    "statement.schedule": _("settled the dates of"),
    "statement.settle": _("settled the rules of"),
    "statement.deliver": _("marked as delivered"),
    "statement.undo-deliver": _("took the delivery back"),
    "statement.preview": _("made a private link to the text"),
    "statement.undo-preview": _("revoked a private link to the text"),
    "statement.found": _("entered the founding signatories"),
    "statement.undo-found": _("took the founding signatories off"),
    "organisation.add": _("entered by hand"),
    "organisation.correct": _("corrected the entry of"),
    "organisation.add-name": _("added a name to"),
    "organisation.remove-name": _("took a name from"),
    "organisation.belong": _("changed what it is a part of:"),
    "organisation.merge": _("merged another entry into"),
    "organisation.unmerge": _("took a merge back from"),
    "invitation.invite": _("invited an organisation:"),
    "invitation.revoke": _("took back"),
    "invitation.import": _("invited from a list to"),
    "coordinator.sign-in-link": _("gave a sign-in link to"),
    "coordinator.end-access": _("ended the access of"),
    "coordinator.reset-second-factor": _("reset the second factor of"),
}
OBJECTS = {
    "endorsement": _("endorsement"),
    "coordinator": _("coordinator"),
    "statement": _("statement"),
    "organisation": _("organisation"),
    "evidence": _("evidence"),
    "invitation": _("invitation"),
}
ACTORS = {"command line": _("command line"), "signatory": _("the signatory"), "schedule": _("by itself, at its time")}


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
    before, by_invitation, number = thing.partition("invitation by coordinator ")
    if by_invitation and not before:
        return str(gettext("the invitation by coordinator %(number)s", number=number))
    kind, space, which = thing.partition(" ")
    if thing.startswith("second person "):
        return str(gettext("a second person"))
    return gettext("%(kind)s %(which)s", kind=OBJECTS[kind], which=which) if space and kind in OBJECTS else thing
