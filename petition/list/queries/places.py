"""From where those were who signed, once the names of people are destroyed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from petition.list.queries.signatories import listed_countries
from petition.signing.destroyed_counts import NO_COUNTRY, SMALL_GROUPS, destroyed_countries


@dataclass(frozen=True)
class CountryCount:
    """How many signed from a country: its code, ``--`` for none given, ``*`` for several small groups together.

    ``individuals`` is None where they are among the small groups, if there are any.
    """

    country: str
    organisations: int
    individuals: int | None


def counts_by_country(statement_id: int) -> list[CountryCount]:
    """By country, the largest first. Of people groups under five are one; organisations are listed by name anyway."""
    individuals = destroyed_countries(statement_id, "individual")
    organisations = listed_countries(statement_id, "organisation")
    found = Counter(individuals) + Counter(organisations)
    order = sorted(found, key=lambda one: (one == SMALL_GROUPS, one == NO_COUNTRY, -found[one], one))
    other = None if SMALL_GROUPS in individuals else 0
    return [CountryCount(one, organisations.get(one, 0), individuals.get(one, other)) for one in order]
