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
    "endorsement.undo-approve": _("undid the approval of"),
    "endorsement.undo-reject": _("undid the rejection of"),
    "endorsement.undo-hold": _("released from hold"),
    "endorsement.undo-hide": _("undid the hiding of"),
    "quarantine.release": _("approved a whole group:"),
    "quarantine.undo-release": _("undid the approval of a group:"),
    "thresholds.set": _("changed the spam checks:"),
    "endorsement.shown-again": _("showed the hidden name again"),
    "endorsement.change-address": _("changed the mail address of"),
    "endorsement.call": _("recorded a call to"),
    "endorsement.take-out-call": _("deleted the note of a call to"),
    "endorsement.objection": _("reported that something is wrong with"),
    "endorsement.want-change": _("requested a change of"),
    "endorsement.unwant-change": _("cancelled the request for a change of"),
    "change.approve": _("approved a change of"),
    "change.reject": _("rejected a change of"),
    "change.undo-approve": _("undid the approval of a change of"),
    "change.undo-reject": _("undid the rejection of a change of"),
    "reservation.approve": _("approved a reservation of"),
    "reservation.reject": _("rejected a reservation of"),
    "reservation.undo-approve": _("undid the approval of a reservation of"),
    "reservation.undo-reject": _("undid the rejection of a reservation of"),
    "letter.file": _("uploaded a letter for"),
    "letter.take-out": _("deleted a letter of"),
    "letter.take-back": _("deleted a letter of"),
    "letter.read": _("read the letter"),
    "endorsement.carry": _("carried over to the newer edition"),
    "endorsement.undo-carry": _("undid the carrying over of"),
    "statement.edition-typing": _("issued with a typing error corrected:"),
    "statement.edition-substance": _("issued with a change of substance:"),
    "statement.end-silence": _("carried over people who did not answer:"),
    "statement.import": _("imported the text"),
    "statement.start": _("started a draft"),
    "statement.edit": _("saved a text"),
    "statement.finish-translation": _("finished a translation"),
    "statement.undo-finish-translation": _("took a finished translation out of the edition again"),
    "statement.discard-language": _("discarded a language"),
    "statement.restore-language": _("restored a language"),
    "statement.translate": _("imported a translation"),
    "statement.open": _("started signing"),
    "statement.close": _("ended signing"),
    "statement.schedule": _("changed the dates of"),
    "statement.settle": _("changed the rules of"),
    "statement.goals": _("changed the goals of"),
    "booth.open": _("opened"),
    "booth.end": _("ended"),
    "statement.deliver": _("marked as delivered"),
    "statement.undo-deliver": _("undid the delivery of"),
    "statement.preview": _("created a private link to the text"),
    "statement.undo-preview": _("revoked a private link to the text"),
    "statement.found": _("added the founding signatories"),
    "statement.show-founders": _("published the names of founding signatories of"),
    "statement.undo-found": _("removed the founding signatories of"),
    "organisation.add": _("added by hand"),
    "organisation.correct": _("corrected the entry of"),
    "organisation.add-name": _("added a name to"),
    "organisation.remove-name": _("removed a name from"),
    "organisation.belong": _("changed the parent organisation of"),
    "organisation.merge": _("merged another entry into"),
    "organisation.unmerge": _("undid a merge of"),
    "invitation.invite": _("invited an organisation:"),
    "invitation.revoke": _("revoked"),
    "invitation.resend": _("sent again"),
    "invitation.extend": _("extended"),
    "invitation.correct": _("sent to another address instead:"),
    "invitation.copy-link": _("copied a link to"),
    "invitation.export": _("downloaded the invitations to"),
    "invitation.dismiss": _("dismissed rows of a list for"),
    "invitation.import": _("invited from a list to"),
    "identity.set": _("changed who is behind"),
    "identity.set-logo": _("set the logo of"),
    "identity.remove-logo": _("removed the logo of"),
    "reason.make": _("wrote a reason for rejecting:"),
    "reason.word": _("changed the text of"),
    "reason.retire": _("no longer offers"),
    "reason.bring-back": _("offers again"),
    "coordinator.sign-in-link": _("gave a sign-in link to"),
    "coordinator.end-access": _("ended the access of"),
    "coordinator.reset-second-factor": _("reset the second factor of"),
    "coordinator.add-passkey": _("added a passkey to"),
    "coordinator.remove-passkey": _("removed a passkey from"),
    "coordinator.set-up-app": _("set up an authenticator app for"),
    "coordinator.remove-app": _("removed the authenticator app from"),
    "coordinator.renew-invitation": _("invited again"),
    "coordinator.let-in-again": _("restored access of"),
    "coordinator.name": _("changed the name of"),
    "coordinator.notices": _("changed the mails to"),
    "joint.ask-addresses.export": _("requested a second person to download the mail addresses of"),
    "joint.agree-addresses.export": _("agreed to the download of the mail addresses of"),
    "joint.undo-agree-addresses.export": _("cancelled the agreement to the download of the mail addresses of"),
    "joint.refuse-addresses.export": _("refused the download of the mail addresses of"),
    "joint.take-back-addresses.export": _("cancelled the request to download the mail addresses of"),
    "joint.ask-removals.begin": _("requested a second person to start"),
    "joint.agree-removals.begin": _("agreed to start"),
    "joint.refuse-removals.begin": _("refused to start"),
    "joint.take-back-removals.begin": _("cancelled the request to start"),
    "joint.ask-founders.enter": _("asked a second person, to enter founding signatories of"),
    "joint.agree-founders.enter": _("agreed to enter founding signatories of"),
    "joint.refuse-founders.enter": _("refused to enter founding signatories of"),
    "joint.take-back-founders.enter": _("no longer asks to enter founding signatories of"),
    "addresses.export": _("downloaded mail addresses of"),
    "removal.make": _("created and counted"),
    "removal.drop": _("deleted"),
    "removal.begin": _("started to remove by"),
    "removal.stop": _("stopped"),
    "removal.go-on": _("continued"),
    "removal.end": _("removed everyone matched by"),
    "removal.undo": _("started to restore people removed by"),
    "removal.restore": _("restored people removed by"),
    "switch.on-pause": _("paused new signatures:"),
    "switch.off-pause": _("resumed new signatures:"),
    "switch.on-approval": _("turned on approval of people:"),
    "switch.off-approval": _("turned off approval of people:"),
    "switch.on-comments": _("hid the comments:"),
    "switch.off-comments": _("showed the comments again:"),
    "switch.on-proof": _("turned on proof of work:"),
    "switch.off-proof": _("turned off proof of work:"),
    "switch.on-read-only": _("turned on read-only mode:"),
    "switch.off-read-only": _("turned off read-only mode:"),
    "database.restore": _("restored the database from the backup of"),
}
OBJECTS = {
    "endorsement": _("signature"),
    "coordinator": _("coordinator"),
    "statement": _("statement"),
    "organisation": _("organisation"),
    "evidence": _("evidence"),
    "invitation": _("invitation"),
    "removal": _("removal rule"),
    "release": _("approved group"),
    "reason": _("reason"),
}
# What belongs together in the log, by the noun that an act begins with; in the order of the filter.
GROUPS = {
    "endorsement": _("Signatures"),
    "change": _("Changes of entries"),
    "reservation": _("Reservations"),
    "letter": _("Letters"),
    "quarantine": _("Quarantine"),
    "release": _("Approved groups"),
    "removal": _("Removal rules"),
    "thresholds": _("Spam checks"),
    "reason": _("Reasons"),
    "statement": _("Statements"),
    "identity": _("Who is behind this"),
    "organisation": _("Organisations"),
    "invitation": _("Invitations"),
    "coordinator": _("Team"),
    "joint": _("Acts that need a second person"),
    "addresses": _("Mail addresses"),
    "switch": _("Switches"),
    "database": _("Database"),
}
OF_A_ROLE = ("invite", "grant", "revoke")
ACTORS = {
    "command line": _("command line"),
    "signatory": _("the signatory"),
    "schedule": _("automatically, as scheduled"),
    "site": _("the whole site"),
}


def describe_act(act: str) -> str:
    """An act in words; roles are named as they are."""
    for deed, words in (
        ("invite", _("invited as %(role)s:")),
        ("grant", _("gave the role %(role)s to")),
        ("revoke", _("removed the role %(role)s from")),
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
