"""From where those are who signed: on the page by country, and once the names of people are destroyed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from petition.list.queries.counts import Counts
from petition.list.queries.signatories import listed_countries
from petition.signing.destroyed_counts import NO_COUNTRY, SMALL_GROUPS, destroyed_countries, fold_small_groups
from petition.signing.tallying import read_country_tally


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


def organisations_by_country(statement_id: int, counted: Counts) -> dict[str, int]:
    """How many organisations are from each country, the largest first; who shows none, ``--``, comes last."""
    found = listed_countries(statement_id, "organisation")
    return _order_countries(found, counted.organisations)


def individuals_by_country(statement_id: int, counted: Counts) -> dict[str, int]:
    """How many individuals show each country, the largest first; together they are as many as signed.

    Only what the list shows counts for a country: nobody's who is withheld or hidden (decision 31). Fewer than five
    are counted together, ``*``. Whoever shows no country is one of ``--``.
    """
    found = Counter({code: number for code, (number, _commented) in read_country_tally(statement_id).items()})
    found += Counter(destroyed_countries(statement_id, "individual"))
    del found[NO_COUNTRY]
    return _order_countries(fold_small_groups(found), counted.individuals)


def _order_countries(found: dict[str, int], counted: int) -> dict[str, int]:
    shown = {code: number for code, number in found.items() if code != NO_COUNTRY}
    rest = max(0, counted - sum(shown.values()))
    order = sorted(shown, key=lambda code: (code == SMALL_GROUPS, -shown[code], code))
    return {code: shown[code] for code in order} | ({NO_COUNTRY: rest} if rest else {})
