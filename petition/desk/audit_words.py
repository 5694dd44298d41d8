"""The acts of the audit log in words; the log itself keeps the short names, which never change."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from petition.accounts import queries as coordinators
from petition.core.permissions import ROLES

WORDS = {
    "endorsement.approve": _("approved"),
    "endorsement.reject": _("rejected"),
    "endorsement.hold": _("put on hold"),
    "endorsement.hide": _("hid the name"),
    "endorsement.undo-approve": _("took the approval back"),
    "endorsement.undo-reject": _("took the rejection back"),
    "endorsement.undo-hold": _("took it off hold"),
    "endorsement.undo-hide": _("took the hiding back"),
    "quarantine.release": _("let a whole group through:"),
    "quarantine.undo-release": _("took back that a group is let through:"),
    "thresholds.set": _("settled from what on signatures are odd:"),
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
    "statement.show-founders": _("published the names of founding individuals of"),
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
    "invitation.resend": _("sent again"),
    "invitation.extend": _("extended"),
    "invitation.correct": _("sent to another address instead:"),
    "invitation.copy-link": _("copied a link to"),
    "invitation.export": _("downloaded the invitations to"),
    "invitation.dismiss": _("dismissed rows of a list for"),
    "invitation.import": _("invited from a list to"),
    "reason.make": _("wrote a reason for rejecting:"),
    "reason.word": _("worded anew"),
    "reason.retire": _("offers no longer"),
    "reason.bring-back": _("offers again"),
    "coordinator.sign-in-link": _("gave a sign-in link to"),
    "coordinator.end-access": _("ended the access of"),
    "coordinator.reset-second-factor": _("reset the second factor of"),
    "coordinator.add-passkey": _("added a passkey to"),
    "coordinator.remove-passkey": _("removed a passkey from"),
    "coordinator.set-up-app": _("set up an authenticator app for"),
    "coordinator.remove-app": _("removed the authenticator app from"),
    "coordinator.renew-invitation": _("invited again"),
    "coordinator.let-in-again": _("let in again"),
    "coordinator.name": _("changed the name of"),
    "joint.ask-addresses.export": _("asked a second person, to download the mail addresses of"),
    "joint.agree-addresses.export": _("agreed to the download of the mail addresses of"),
    "joint.undo-agree-addresses.export": _("took the agreement back to the download of the mail addresses of"),
    "joint.refuse-addresses.export": _("refused the download of the mail addresses of"),
    "joint.take-back-addresses.export": _("no longer asks to download the mail addresses of"),
    "joint.ask-removals.begin": _("asked a second person, to begin"),
    "joint.agree-removals.begin": _("agreed to begin"),
    "joint.refuse-removals.begin": _("refused to begin"),
    "joint.take-back-removals.begin": _("no longer asks to begin"),
    "addresses.export": _("downloaded mail addresses of"),
    "removal.make": _("described and counted"),
    "removal.drop": _("threw away"),
    "removal.begin": _("began to remove by"),
    "removal.stop": _("stopped"),
    "removal.go-on": _("went on with"),
    "removal.end": _("removed all that was matched by"),
    "removal.undo": _("began to restore what was removed by"),
    "removal.restore": _("restored what was removed by"),
    "switch.on-pause": _("paused new endorsements:"),
    "switch.off-pause": _("took up new endorsements again:"),
    "switch.on-approval": _("had individuals wait for approval:"),
    "switch.off-approval": _("had individuals listed at once again:"),
    "switch.on-comments": _("hid the comments:"),
    "switch.off-comments": _("showed the comments again:"),
    "switch.on-proof": _("asked browsers for proof of work:"),
    "switch.off-proof": _("asked for no proof of work any more:"),
    "switch.on-read-only": _("had nothing changed for a while:"),
    "switch.off-read-only": _("let changes be made again:"),
}
OBJECTS = {
    "endorsement": _("endorsement"),
    "coordinator": _("coordinator"),
    "statement": _("statement"),
    "organisation": _("organisation"),
    "evidence": _("evidence"),
    "invitation": _("invitation"),
    "removal": _("removal rule"),
    "release": _("release"),
    "reason": _("reason"),
}
# What belongs together in the log, by the noun that an act begins with; in the order of the filter.
GROUPS = {
    "endorsement": _("Endorsements"),
    "change": _("Changes of entries"),
    "letter": _("Letters"),
    "quarantine": _("Quarantine"),
    "release": _("Releases"),
    "removal": _("Removal rules"),
    "thresholds": _("Thresholds"),
    "reason": _("Reasons"),
    "statement": _("Statements"),
    "organisation": _("Organisations"),
    "invitation": _("Invitations"),
    "coordinator": _("People at the desk"),
    "joint": _("Acts that take two"),
    "addresses": _("Mail addresses"),
    "switch": _("Switches"),
}
OF_A_ROLE = ("invite", "grant", "revoke")
ACTORS = {
    "command line": _("command line"),
    "signatory": _("the signatory"),
    "schedule": _("by itself, at its time"),
    "site": _("the whole site"),
}


def describe_act(act: str) -> str:
    """An act in words; roles are named as they are."""
    for deed, words in (
        ("invite", _("invited as %(role)s:")),
        ("grant", _("gave the role %(role)s to")),
        ("revoke", _("took the role %(role)s from")),
    ):
        if act.startswith(f"coordinator.{deed}-"):
            return str(words % {"role": act.rsplit("-", 1)[1]})
    return str(WORDS.get(act, act))


def all_acts() -> list[str]:
    """All acts that the log may hold, by their short names."""
    return [*WORDS, *(f"coordinator.{deed}-{role}" for deed in OF_A_ROLE for role in ROLES)]


def grouped_acts() -> list[tuple[str, str, list[str]]]:
    """The acts in groups: the noun, what the group is called, and its acts."""
    found: dict[str, list[str]] = {noun: [] for noun in GROUPS}
    for act in all_acts():
        found.setdefault(act.partition(".")[0], []).append(act)
    return [(noun, str(GROUPS.get(noun, noun)), acts) for noun, acts in found.items() if acts]


def describe_object(thing: str) -> str:
    """The same, with the name of a coordinator before the number."""
    _before, kind, number = thing.partition("coordinator ")
    name = coordinators.coordinator_name(int(number)) if kind and number.isdigit() else ""
    return f"{name} ({describe_actor(thing)})" if name else describe_actor(thing)


def describe_actor(thing: str) -> str:
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
