"""Endorsements with all that belongs to them, decisions about them, and the tally.

The mappers name each other, so whoever imports one of these modules has them all.
"""

from petition.signing.models import (
    address_change,
    booth,
    carry_over,
    delivery,
    destruction,
    endorsement,
    endorsement_key,
    evidence,
    founding,
    listed_individual,
    listed_word,
    momentum,
    own_link,
    reasons,
    renewal,
    screening,
    tally,
)

__all__ = [
    "address_change",
    "booth",
    "carry_over",
    "delivery",
    "destruction",
    "endorsement",
    "endorsement_key",
    "evidence",
    "founding",
    "listed_individual",
    "listed_word",
    "momentum",
    "own_link",
    "reasons",
    "renewal",
    "screening",
    "tally",
]
