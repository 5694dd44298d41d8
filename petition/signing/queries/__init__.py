"""What the pages around endorsements show."""

from petition.signing.queries.endorsement import (
    Opened,
    OpenedSecond,
    Summary,
    authority_rule,
    changes_wanted,
    open_carry,
    open_confirmation,
    open_own,
    open_second,
    pending_change,
    public_logo,
    reservations,
    seen,
    state_told,
    summary,
)
from petition.signing.queries.reasons import Said, reasons, said, spoken_languages
from petition.signing.queries.watch import Open, attended, released, thresholds

__all__ = [
    "Open",
    "Opened",
    "OpenedSecond",
    "Said",
    "Summary",
    "attended",
    "authority_rule",
    "changes_wanted",
    "open_carry",
    "open_confirmation",
    "open_own",
    "open_second",
    "pending_change",
    "public_logo",
    "reasons",
    "released",
    "reservations",
    "said",
    "seen",
    "spoken_languages",
    "state_told",
    "summary",
    "thresholds",
]
