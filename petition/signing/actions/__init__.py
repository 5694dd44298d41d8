"""What people do with endorsements: sign, confirm, see to one's own, decide; and what time brings."""

from petition.signing.actions.confirm import Vanished, confirm, locked
from petition.signing.actions.decide import CannotDecide, approve, hide, hold, reject, undo
from petition.signing.actions.keep import destroy_due, drop_unconfirmed, fold_tally, found
from petition.signing.actions.own import choose_visibility, correct, erase, sign_again, withdraw
from petition.signing.actions.rekey import rekey
from petition.signing.actions.sign import Signature, ask_for_link, sign

__all__ = [
    "CannotDecide",
    "Signature",
    "Vanished",
    "approve",
    "ask_for_link",
    "choose_visibility",
    "confirm",
    "correct",
    "destroy_due",
    "drop_unconfirmed",
    "erase",
    "fold_tally",
    "found",
    "hide",
    "hold",
    "locked",
    "reject",
    "rekey",
    "sign",
    "sign_again",
    "undo",
    "withdraw",
]
