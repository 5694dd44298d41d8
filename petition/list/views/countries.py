"""The page by country: charts of organisations and of individuals, with their table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort
from flask.typing import ResponseReturnValue

from petition.core import access, replica
from petition.list.queries.counts import counts_in_full
from petition.list.queries.places import individuals_by_country, organisations_by_country
from petition.list.views.page import blueprint, public_answer, render_statement_page
from petition.signing.destroyed_counts import NO_COUNTRY, SMALL_GROUPS
from petition.statements.queries import public_statements

# Countries that have a bar of their own; the table has all of them.
MOST_BARS, WIDTH = 12, 100
# The least that a bar is wide, so that one beside thousands is still seen.
LEAST = 0.7


@blueprint.get("/<lang:lang>/<slug>/countries")
@access.allow_anybody
@replica.prefer_replica
def countries(lang: str, slug: str) -> ResponseReturnValue:
    """Who signed, by country: numbers alone, organisations and individuals apart."""
    shown = public_statements.find_shown(slug, lang) or abort(404)
    counted = counts_in_full(shown.statement.id)
    organisations = organisations_by_country(shown.statement.id, counted)
    people = individuals_by_country(shown.statement.id, counted)
    return public_answer(
        render_statement_page(
            "list/countries.html",
            shown,
            counts=counted,
            charts={"individuals": _make_bars(people), "organisations": _make_bars(organisations)},
            rows=_make_rows(people, organisations),
            known=sum(1 for code in people | organisations if code not in (SMALL_GROUPS, NO_COUNTRY)),
        )
    )


def _make_bars(numbers: Mapping[str, int]) -> list[dict[str, Any]]:
    """A bar for each of the largest countries, its width in hundredths of the widest; what has no country has none."""
    named = {code: number for code, number in numbers.items() if code not in (SMALL_GROUPS, NO_COUNTRY)}
    most = max(named.values(), default=1)
    return [
        {"country": code, "number": number, "width": max(LEAST, round(number / most * WIDTH, 1))}
        for code, number in list(named.items())[:MOST_BARS]
    ]


def _make_rows(people: Mapping[str, int], organisations: Mapping[str, int]) -> list[dict[str, Any]]:
    """A row for each country that one of the two has; None for people who may be among other countries."""
    last = [SMALL_GROUPS, NO_COUNTRY]
    codes = [code for code in dict.fromkeys([*people, *organisations]) if code not in last]
    none = None if SMALL_GROUPS in people else 0
    return [
        {
            "country": code,
            "individuals": people.get(code, 0 if code in last else none),
            "organisations": organisations.get(code, 0),
        }
        for code in [*codes, *(code for code in last if code in people or code in organisations)]
    ]
