"""What happens to invitations: sent, opened, answered, reminded of, revoked; and to lists of whom to invite."""

from petition.invitations.actions.answer import (
    decline,
    is_invited,
    is_own_answer,
    mark_opened,
    receive_signature,
    undecline,
)
from petition.invitations.actions.invite import CannotInvite, complete_keys, invite, invite_again, rekey, revoke
from petition.invitations.actions.keep import destroy_due, forget_lists
from petition.invitations.actions.lists import discard, examined, import_list, upload
from petition.invitations.actions.remind import remind_due

__all__ = [
    "CannotInvite",
    "complete_keys",
    "decline",
    "destroy_due",
    "discard",
    "examined",
    "forget_lists",
    "import_list",
    "invite",
    "invite_again",
    "is_invited",
    "is_own_answer",
    "mark_opened",
    "receive_signature",
    "rekey",
    "remind_due",
    "revoke",
    "undecline",
    "upload",
]
