"""What people do with endorsements: sign, confirm, see to one's own, decide; and what time brings."""

from petition.signing.actions.announce import announce, announce_due
from petition.signing.actions.approve_change import (
    approve_change,
    reject_change,
    undo_change,
    unwant_change,
    want_change,
)
from petition.signing.actions.attend import attend, forget_attending, held_by_others, leave
from petition.signing.actions.bulk import Bulk, decide_all, locked_all, undo_all
from petition.signing.actions.carry import carry, carry_back, end_silence, stay
from petition.signing.actions.change import drop_changes_of, drop_unpermitted_logos, forbid_logo, permit_logo, propose
from petition.signing.actions.confirm import Vanished, confirm, locked, told
from petition.signing.actions.decide import approve, hide, hold, reject, set_aside, undo
from petition.signing.actions.erase import erase
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
from petition.signing.actions.hours import count_hours, count_hours_in_steps
from petition.signing.actions.individuals import let_through, turn_down
from petition.signing.actions.keep import destroy_due, drop_unconfirmed, fold_tally, found, unfound
from petition.signing.actions.merge import SIGNED_ALREADY, CannotMerge, hold_entries, merge, preview, show, unmerge
from petition.signing.actions.own import choose_visibility, correct, sign_again, withdraw
from petition.signing.actions.reasons import bring_back_reason, make_reason, retire_reason, word_reason
from petition.signing.actions.rekey import complete_keys, rekey
from petition.signing.actions.release import bring, release, releases_underway, undo_release
from petition.signing.actions.reserve import lift
from petition.signing.actions.sign import receive_link_request, receive_signature, sign
from petition.signing.actions.trace import forget_traces
from petition.signing.actions.verdict import CannotDecide
from petition.signing.actions.watch import settle_thresholds
from petition.signing.signature import Signature

__all__ = [
    "SIGNED_ALREADY",
    "Bulk",
    "CannotDecide",
    "CannotGive",
    "CannotMerge",
    "Signature",
    "Vanished",
    "announce",
    "announce_due",
    "approve",
    "approve_change",
    "ask_second_person",
    "attend",
    "bring",
    "bring_back_reason",
    "carry",
    "carry_back",
    "choose_visibility",
    "complete_keys",
    "confirm",
    "correct",
    "count_hours",
    "count_hours_in_steps",
    "decide_all",
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
    "forget_attending",
    "forget_traces",
    "found",
    "held_by_others",
    "hide",
    "hold",
    "hold_entries",
    "leave",
    "let_through",
    "lift",
    "locked",
    "locked_all",
    "make_reason",
    "merge",
    "note_call",
    "notice_domains",
    "object_",
    "permit_logo",
    "preview",
    "propose",
    "read_letter",
    "receive_link_request",
    "receive_signature",
    "reject",
    "reject_change",
    "rekey",
    "release",
    "releases_underway",
    "retire_reason",
    "set_aside",
    "settle_thresholds",
    "show",
    "sign",
    "sign_again",
    "stay",
    "take_back_letter",
    "take_out",
    "told",
    "turn_down",
    "undo",
    "undo_all",
    "undo_change",
    "undo_release",
    "unfound",
    "unmerge",
    "unwant_change",
    "vouch",
    "want_change",
    "withdraw",
    "word_reason",
]
