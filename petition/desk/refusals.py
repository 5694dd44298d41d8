"""Why something was not done, in words: by the exception that a deed raises, and by the word in it; all of them."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

from petition.accounts.actions import AlreadySetUp, LastOwner, RoleReturned
from petition.accounts.coordinator_invitations import RoleAlreadyGranted
from petition.accounts.joint_acts import JointActError
from petition.core.switches import SwitchChanged
from petition.desk.selection import EmptySelection
from petition.desk.selection_token import InvalidSelection
from petition.invitations.actions.invite import InvitationError
from petition.organisations.actions import RegisterError
from petition.removals.actions import RemovalError
from petition.signing.decide.founders import FoundingError
from petition.signing.decide.merging import MergeError
from petition.signing.evidence.actions import EvidenceError
from petition.signing.evidence.letter_files import LetterFileError
from petition.signing.queries import EndorsementGone
from petition.signing.verdicts import DecisionError
from petition.statements.actions.finish import LanguageStays, UnfinishedTranslation
from petition.statements.actions.import_text import StatementError

CHANGED = _("Somebody decided this in the meantime, or the signatory changed it. This is the current state.")
MERGED = _("This entry is merged into another one. Undo the merge first, or use the other one.")
ITSELF = _("These are one and the same entry. Choose another one.")
NOT_A_LETTER = {
    "empty": _("Choose a file"),
    "too_large": _("The file is larger than 5 MB."),
    "not_a_letter": _("This is not a PDF, PNG, JPEG or WebP, whatever its name is."),
    "locked": _("The PDF is protected by a password."),
    "damaged": _("The file is damaged and cannot be opened."),
    "active": _("The PDF contains a program or further files. Print it to a new PDF and upload that."),
    "too_many_pixels": _("The picture is larger than a letter needs to be."),
}


class Refusal(Exception):
    """Not like this; the text is the sentence that says why, for what is refused in one place alone."""


# By the word in the exception; "" stands for every other word.
WORDS: dict[type[Exception], dict[str, Any]] = {
    RoleReturned: {"": _("Somebody has given this role back already.")},
    SwitchChanged: {"": _("Somebody has set this switch in the meantime. Here is how it is now.")},
    RoleAlreadyGranted: {"": _("This person already has this role there.")},
    DecisionError: {
        "delivered": _("The statement was delivered, so each signature stays under the edition it was delivered with."),
        "signed-anew": _("The signatory has signed again since, so this decision was not changed."),
        "no-address": _("This organisation cannot be reached by mail: no address is stored."),
        "": CHANGED,
    },
    EvidenceError: {
        "too_many": _("Three letters are saved, which is the maximum."),
        "": _("You can only delete what coordinators added."),
    },
    InvitationError: {
        "invited": _("This mailbox already has an invitation, has declined, or has signed."),
        "over": _("Signing has ended for this statement, so nobody can be invited."),
        "no_text": _("There is no text to invite anyone to yet."),
        "answered": _("The organisation has answered in the meantime. This is the current state."),
        "declined": _("The organisation has declined, and was told that no further mail follows."),
        "imported": _("Nobody is left in this list; nobody was invited twice."),
        "ended": _("This invitation was withdrawn or has expired. Invite again instead."),
        "just_sent": _("A mail about this invitation was made within the last hour. Wait before you send another one."),
        "longest": _("It cannot work any longer: the personal data of those invited is deleted on that day."),
        "same_address": _("This is the address that the invitation has already."),
    },
    JointActError: {
        "waiting": _("This has been requested already, and waits for a second person."),
        "own": _("Another person than the one who asked has to do this."),
        "not-agreed": _("Nobody has agreed to this yet."),
        "second-gone": _(
            "The person who agreed may no longer do so, so the agreement is no longer valid. Cancel "
            "the request and ask again."
        ),
        "gone": _("The person who asked may no longer do this, so it is not possible."),
        "changed": _("The item concerned has changed in the meantime, so this is not possible."),
        "": _("Somebody answered this in the meantime, or it has expired. This is the current state."),
    },
    RegisterError: {
        "name-there": _("The organisation has this name already."),
        "itself": ITSELF,
        "cycle": _("That organisation is itself a part of this one. Change that first."),
        "merged": MERGED,
        "": CHANGED,
    },
    MergeError: {
        "itself": ITSELF,
        "merged": MERGED,
        "undone": _("Somebody undid this merge in the meantime."),
        "merged-further": _("The kept entry has itself been merged into another one. Undo that merge first."),
        "": CHANGED,
    },
    RemovalError: {
        "nobody": _("This rule matches nobody, so there is nothing to remove."),
        "second-person": _("This rule removes such a large share of the list that a second person has to agree."),
        "": _("Somebody changed this rule in the meantime. This is the current version."),
    },
    FoundingError: {
        "delivered": _("The statement has been delivered. Its founding signatories stay as they are."),
        "second-person": _("Signing has begun, so this needs a second person."),
        "begun": _("Others have signed beside them, so they stay. Hide one of them if it must not be shown."),
        "": CHANGED,
    },
    AlreadySetUp: {"": _("This person has already set up the account, or access has ended.")},
    LastOwner: {
        "": _(
            "There is no other owner of the whole site, so nobody could give access. Make another "
            "person an owner first."
        )
    },
    LetterFileError: NOT_A_LETTER,
    InvalidSelection: {"": _("This page was opened long ago. Check the current list, and tick the boxes again.")},
    EmptySelection: {"": _("Nobody is selected. Tick the boxes next to the names first.")},
    # The page offers no button for it: somebody settled something else a moment ago.
    StatementError: {
        "": _("Nothing was changed: somebody else or the schedule made a change first. This is the current state.")
    },
    UnfinishedTranslation: {
        "meanwhile": _("A text was saved after this page had been opened. Here is how it is now."),
        "": _("The translation is not finished yet. What is missing is listed here."),
    },
    LanguageStays: {
        "signed": _("Somebody has signed in this language, so its text stays in this edition."),
        "binding": _("This is the binding text. It cannot be discarded."),
        "issued": _("Another edition has been issued since, so this can no longer be undone."),
        "begun": _("A new text in this language has been started since, so the discarded one cannot be restored."),
        "": _("There is no text in this language any more. Here is how it is now."),
    },
    EndorsementGone: {"": CHANGED},
}
KNOWN: tuple[type[Exception], ...] = (Refusal, *WORDS)


def refusal_words(fault: Exception) -> str:
    """Why something was not done."""
    if isinstance(fault, Refusal):
        return str(fault)
    known = next(WORDS[kind] for kind in type(fault).__mro__ if kind in WORDS)
    return str(known[str(fault)] if str(fault) in known else known[""])
