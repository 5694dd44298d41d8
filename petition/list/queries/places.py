"""From where those were who signed, once the names of people are destroyed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from petition.list.queries.signatories import listed_countries
from petition.signing.destroyed_counts import NO_COUNTRY, SMALL_GROUPS, destroyed_countries, fold_small_groups


@dataclass(frozen=True)
class CountryCount:
    """How many signed from a country: its code, ``--`` for none given, ``*`` for several small groups together."""

    country: str
    organisations: int
    individuals: int


def counts_by_country(statement_id: int) -> list[CountryCount]:
    """By country, the largest first; of each kind groups under five are one, also by difference."""
    individuals = destroyed_countries(statement_id, "individual")
    organisations = fold_small_groups(listed_countries(statement_id, "organisation"))
    found = Counter(individuals) + Counter(organisations)
    order = sorted(found, key=lambda one: (one == SMALL_GROUPS, one == NO_COUNTRY, -found[one], one))
    return [CountryCount(one, organisations.get(one, 0), individuals.get(one, 0)) for one in order]
