"""Endorsements with all that belongs to them, decisions about them, and the tally."""

from petition.signing.models.carriage import CARRIED, Announcement, CarryOver
from petition.signing.models.endorsement import KINDS, VERDICTS, VISIBILITIES, Decision, Endorsement
from petition.signing.models.evidence import EVIDENCE, ChangeRequest, ChangeWanted, Evidence, Letter, Reservation
from petition.signing.models.tally import Tally, TallyChange

__all__ = [
    "CARRIED",
    "EVIDENCE",
    "KINDS",
    "VERDICTS",
    "VISIBILITIES",
    "Announcement",
    "CarryOver",
    "ChangeRequest",
    "ChangeWanted",
    "Decision",
    "Endorsement",
    "Evidence",
    "Letter",
    "Reservation",
    "Tally",
    "TallyChange",
]
