"""Endorsements with all that belongs to them, decisions about them, and the tally."""

from petition.signing.models.carriage import CARRIED, Announcement, CarryOver
from petition.signing.models.endorsement import (
    KINDS,
    VERDICTS,
    VISIBILITIES,
    Decision,
    Endorsement,
    counting,
    in_state,
    is_shown_with,
)
from petition.signing.models.evidence import EVIDENCE, ChangeRequest, ChangeWanted, Evidence, Letter, Reservation
from petition.signing.models.key import EndorsementKey
from petition.signing.models.reasons import Reason, ReasonText
from petition.signing.models.tally import HourCount, Tally, TallyChange
from petition.signing.models.watch import GROUPED, SIGNALS, Attending, Release, SigningTrace, Suspicion, Threshold

__all__ = [
    "CARRIED",
    "EVIDENCE",
    "GROUPED",
    "KINDS",
    "SIGNALS",
    "VERDICTS",
    "VISIBILITIES",
    "Announcement",
    "Attending",
    "CarryOver",
    "ChangeRequest",
    "ChangeWanted",
    "Decision",
    "Endorsement",
    "EndorsementKey",
    "Evidence",
    "HourCount",
    "Letter",
    "Reason",
    "ReasonText",
    "Release",
    "Reservation",
    "SigningTrace",
    "Suspicion",
    "Tally",
    "TallyChange",
    "Threshold",
    "counting",
    "in_state",
    "is_shown_with",
]
