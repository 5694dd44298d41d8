"""What coordinators decide about individuals, besides hiding a name: let through, or kept off the list."""

from __future__ import annotations

from petition.signing.actions.confirm import tell
from petition.signing.actions.decide import SECOND_THOUGHTS
from petition.signing.actions.verdict import CannotDecide, record
from petition.signing.models import Decision, Endorsement
from petition.signing.state import QUARANTINED, STANDING, WAITING


def let_through(endorsement: Endorsement, *, by: int) -> Decision:
    """Lets an individual out of quarantine: it counts from now on. Its signatory has known no other."""
    if endorsement.state != QUARANTINED:
        raise CannotDecide("changed")
    return record(endorsement, "approve", by=by)


def turn_down(endorsement: Endorsement, reason: str, *, by: int, reason_id: int | None = None) -> Decision:
    """Keeps an individual off the list, in quarantine or not; the reason, in these words, goes to the signatory."""
    if endorsement.kind != "individual" or endorsement.state == WAITING:
        raise CannotDecide("not-listed")
    if endorsement.state not in STANDING:
        raise CannotDecide("changed")
    decision = record(endorsement, "reject", by=by, reason=reason, reason_id=reason_id)
    tell(endorsement, "individual-rejected", delay=SECOND_THOUGHTS, reason=reason)
    return decision
