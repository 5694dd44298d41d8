"""Whether an organisation that was invited is listed without a coordinator; the feature that invites says so."""

from __future__ import annotations

from collections.abc import Callable

from petition.signing.models.endorsement import Endorsement

Check = Callable[[Endorsement], bool]
CHECKS: list[Check] = []


def run_before_listing(check: Check) -> Check:
    """Has a check asked of an endorsement whose mailbox was invited; only where each says yes is it listed at once."""
    CHECKS.append(check)
    return check


def inviter_who_approves(endorsement: Endorsement) -> int | None:
    """The coordinator whose invitation is the approval; None where nobody invited this mailbox, or a check says no."""
    inviter = next((one.given_by for one in endorsement.evidence if one.kind == "invited"), None)
    if inviter is None or not all(check(endorsement) for check in CHECKS):
        return None
    return inviter
