"""What is published: the list of signatories and the counts, from the same rows everywhere."""

from petition.signatories.queries.authority import Rule, rule
from petition.signatories.queries.beside import Beside, Besides, Reserved, besides
from petition.signatories.queries.counts import (
    KEPT_SECONDS,
    Counts,
    EditionCount,
    counts,
    counts_in_full,
    counts_now,
    counts_with_editions,
    counts_with_removals,
    forget_counts,
)
from petition.signatories.queries.listed import Reserves, Signatory, everybody, organisations, shown_reservations
from petition.signatories.queries.people import People, find, individuals
from petition.signatories.queries.previews import ended_preview

__all__ = [
    "KEPT_SECONDS",
    "Beside",
    "Besides",
    "Counts",
    "EditionCount",
    "People",
    "Reserved",
    "Reserves",
    "Rule",
    "Signatory",
    "besides",
    "counts",
    "counts_in_full",
    "counts_now",
    "counts_with_editions",
    "counts_with_removals",
    "ended_preview",
    "everybody",
    "find",
    "forget_counts",
    "individuals",
    "organisations",
    "rule",
    "shown_reservations",
]
