"""What people do with endorsements: sign, confirm, see to one's own, decide; and what time brings."""

from petition.signing.actions.announce import announce, announce_due
from petition.signing.actions.approve_change import (
    approve_change,
    reject_change,
    undo_change,
    unwant_change,
    want_change,
)
from petition.signing.actions.carry import carry, carry_back, end_silence, stay
from petition.signing.actions.change import drop_changes_of, drop_unpermitted_logos, forbid_logo, permit_logo, propose
from petition.signing.actions.confirm import Vanished, confirm, locked
from petition.signing.actions.decide import approve, hide, hold, reject, set_aside, undo
from petition.signing.actions.evidence import (
    CannotGive,
    ask_second_person,
    drop_unanswered,
    file_letter,
    note_call,
    notice_domains,
    object_,
    read_letter,
    take_back_letter,
    take_out,
    vouch,
)
from petition.signing.actions.keep import destroy_due, drop_unconfirmed, fold_tally, found, unfound
from petition.signing.actions.merge import SIGNED_ALREADY, CannotMerge, hold_entries, merge, preview, show, unmerge
from petition.signing.actions.own import choose_visibility, correct, erase, sign_again, withdraw
from petition.signing.actions.rekey import rekey
from petition.signing.actions.reserve import lift
from petition.signing.actions.sign import Signature, ask_for_link, sign
from petition.signing.actions.verdict import CannotDecide

__all__ = [
    "SIGNED_ALREADY",
    "CannotDecide",
    "CannotGive",
    "CannotMerge",
    "Signature",
    "Vanished",
    "announce",
    "announce_due",
    "approve",
    "approve_change",
    "ask_for_link",
    "ask_second_person",
    "carry",
    "carry_back",
    "choose_visibility",
    "confirm",
    "correct",
    "destroy_due",
    "drop_changes_of",
    "drop_unanswered",
    "drop_unconfirmed",
    "drop_unpermitted_logos",
    "end_silence",
    "erase",
    "file_letter",
    "fold_tally",
    "forbid_logo",
    "found",
    "hide",
    "hold",
    "hold_entries",
    "lift",
    "locked",
    "merge",
    "note_call",
    "notice_domains",
    "object_",
    "permit_logo",
    "preview",
    "propose",
    "read_letter",
    "reject",
    "reject_change",
    "rekey",
    "set_aside",
    "show",
    "sign",
    "sign_again",
    "stay",
    "take_back_letter",
    "take_out",
    "undo",
    "undo_change",
    "unfound",
    "unmerge",
    "unwant_change",
    "vouch",
    "want_change",
    "withdraw",
]
