"""Why something was not done, in words: by the exception that a deed raises, and by the word in it; all of them."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

from petition.accounts.actions import AlreadySetUp, LastOwner
from petition.accounts.coordinator_invitations import RoleAlreadyGranted
from petition.accounts.joint_acts import JointActError
from petition.desk.selection import EmptySelection
from petition.desk.selection_token import InvalidSelection
from petition.invitations.actions.invite import InvitationError
from petition.organisations.actions import RegisterError
from petition.removals.actions import RemovalError
from petition.signing.decide.merging import MergeError
from petition.signing.evidence.actions import EvidenceError
from petition.signing.evidence.letter_files import LetterFileError
from petition.signing.queries import EndorsementGone
from petition.signing.verdicts import DecisionError
from petition.statements.actions.edit import UnfinishedTranslation
from petition.statements.actions.import_text import StatementError

CHANGED = _("Somebody decided this meanwhile, or the signatory changed it. Here is how it stands now.")
MERGED = _("This entry is merged into another one. Undo the merge first, or work with the other one.")
ITSELF = _("These are one and the same entry. Choose another one.")
NOT_A_LETTER = {
    "empty": _("Choose a file"),
    "too_large": _("The file is larger than 5 MB."),
    "not_a_letter": _("This is no PDF, PNG, JPEG or WebP, whatever it is called."),
    "locked": _("The PDF is locked with a password."),
    "damaged": _("The file is damaged and cannot be opened."),
    "active": _("The PDF holds a program or further files. Print it to a new PDF, and file that."),
    "too_many_pixels": _("The picture is larger than any letter needs."),
}


class Refusal(Exception):
    """Not like this; the text is the sentence that says why, for what is refused in one place alone."""


# By the word in the exception; "" stands for every other word.
WORDS: dict[type[Exception], dict[str, Any]] = {
    RoleAlreadyGranted: {"": _("This person has this role there already.")},
    DecisionError: {
        "signed-anew": _("The signatory has signed anew since, so this decision stands."),
        "no-address": _("Nobody can be mailed about this organisation: no address is kept."),
        "": CHANGED,
    },
    EvidenceError: {
        "too_many": _("Three letters are on file, which is the most."),
        "": _("Only what coordinators put in can be taken out."),
    },
    InvitationError: {
        "invited": _("This mailbox has an invitation already, has said no, or has signed."),
        "over": _("This statement takes no signatures any more, so nobody can be invited."),
        "no_text": _("There is no text yet to invite anybody to."),
        "answered": _("The organisation has answered meanwhile. Here is how it stands."),
        "declined": _("The organisation has declined, and was told that no further mail follows."),
        "imported": _("Nobody is left in this list; nobody was invited twice."),
        "ended": _("This invitation was withdrawn or has expired. Invite again instead."),
        "just_sent": _("A mail about this invitation was made within the last hour. Wait before you send another one."),
        "longest": _("It cannot work any longer: the personal data of those invited is destroyed on that day."),
        "same_address": _("This is the address that the invitation has already."),
    },
    JointActError: {
        "waiting": _("This has been asked already, and waits for a second person."),
        "own": _("It takes another person than the one who asked."),
        "not-agreed": _("Nobody has agreed to this yet."),
        "second-gone": _(
            "Whoever agreed may no longer do so, so this agreement holds no more. Take it back, and ask again."
        ),
        "gone": _("Whoever asked may no longer do this, so it cannot be done."),
        "changed": _("What this is about has changed meanwhile, so it cannot be done like this."),
        "": _("Somebody answered this meanwhile, or its time is over. Here is how it stands now."),
    },
    RegisterError: {
        "name-there": _("The organisation has this name already."),
        "itself": ITSELF,
        "cycle": _("That one is itself a part of this organisation. Change that first."),
        "merged": MERGED,
        "": CHANGED,
    },
    MergeError: {
        "itself": ITSELF,
        "merged": MERGED,
        "undone": _("Somebody has taken this merge back meanwhile."),
        "merged-further": _("The entry that was kept has itself been merged into another one. Undo that merge first."),
        "": CHANGED,
    },
    RemovalError: {
        "nobody": _("This rule matches nobody, so there is nothing to remove."),
        "second-person": _("This rule takes so much of the list that a second person has to agree."),
        "": _("Somebody has changed this rule meanwhile. Here is how it stands now."),
    },
    AlreadySetUp: {"": _("This person has set up the account already, or access has ended.")},
    LastOwner: {"": _("Nobody else owns the whole site and could let people in. Make somebody else an owner first.")},
    LetterFileError: NOT_A_LETTER,
    InvalidSelection: {"": _("This page was opened long ago. Look at what is here now, and tick again.")},
    EmptySelection: {"": _("Nobody was chosen. Tick the boxes beside the names first.")},
    # The page offers no button for it: somebody settled something else a moment ago.
    StatementError: {"": _("Nothing was changed: somebody or the schedule came first. Here is how it stands now.")},
    UnfinishedTranslation: {"": _("The translation could not be added as it stands; see below why.")},
    EndorsementGone: {"": CHANGED},
}
KNOWN: tuple[type[Exception], ...] = (Refusal, *WORDS)


def refusal_words(fault: Exception) -> str:
    """Why something was not done."""
    if isinstance(fault, Refusal):
        return str(fault)
    known = next(WORDS[kind] for kind in type(fault).__mro__ if kind in WORDS)
    return str(known[str(fault)] if str(fault) in known else known[""])
