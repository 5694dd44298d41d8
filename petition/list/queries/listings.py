"""The list as a page shows it: under headings, with what it can be narrowed to and how many were found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from petition.core.collation import base_letter
from petition.core.languages import country_name
from petition.list.queries.individuals import IndividualsPage, browse_individuals, listed_letters
from petition.list.queries.questions import Question
from petition.list.queries.signatories import Signatory, listed_organisations
from petition.signing.models.listed_individual import NO_COUNTRY
from petition.signing.tallying import read_country_tally
from petition.statements.models import Statement

# From so many organisations on there are letters to jump to.
MANY = 40


@dataclass(frozen=True)
class Group:
    """Individuals under one heading: of an edition where these are told apart, and of a day or a letter."""

    edition: int | None
    day: date | None
    letter: str
    rows: list[Signatory]


@dataclass(frozen=True)
class Listing:
    """What the page of the list shows; ``found`` is None where it is not known, or nothing was looked for.

    ``countries`` has codes with how many are listed of each; ``anchors`` the first organisation of each letter.
    """

    page: IndividualsPage
    groups: list[Group]
    found: int | None
    countries: list[tuple[str, int]]
    kinds: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    anchors: dict[Signatory, str] | None = None


def list_individuals(statement: Statement, asked: Question) -> Listing:
    """A page of the individuals, or of their comments."""
    page = browse_individuals(statement.id, asked.filters, asked.turn, language=statement.binding_language)
    tallied = read_country_tally(statement.id)
    numbers = {code: numbers[asked.kind == "comments"] for code, numbers in tallied.items()}
    found = page.found
    if asked.country and not asked.q and asked.edition is None:
        found = numbers.get(asked.country, 0)
    return Listing(
        page,
        list(_group_rows(page.rows, asked)),
        found if asked.is_narrowed else None,
        _sort_countries({code: n for code, n in numbers.items() if n and code != NO_COUNTRY}),
        letters=tuple(listed_letters(statement.id)) if asked.sort == "name" and not asked.is_narrowed else (),
    )


def list_organisations(statement: Statement, asked: Question, language: str) -> Listing:
    """The organisations, in the alphabet of a language or the newest first."""
    edition_id = asked.edition.id if asked.edition else None
    everybody = listed_organisations(statement.id, language, edition_id=edition_id)
    rows = listed_organisations(statement.id, language, q=asked.q, edition_id=edition_id) if asked.q else everybody
    rows = [row for row in rows if asked.country in (None, row.country)]
    rows = [row for row in rows if asked.organisation_kind in (None, row.organisation_kind)]
    if asked.sort == "date":
        rows.sort(key=lambda row: row.confirmed_on, reverse=True)
    countries: dict[str, int] = {}
    for row in everybody:
        if row.country:
            countries[row.country] = countries.get(row.country, 0) + 1
    return Listing(
        IndividualsPage(rows),
        [],
        len(rows) if asked.is_narrowed else None,
        _sort_countries(countries),
        kinds=tuple(sorted({row.organisation_kind for row in everybody if row.organisation_kind})),
        anchors=_first_of_letters(rows, language) if asked.sort == "name" and len(rows) >= MANY else None,
    )


def _group_rows(rows: Iterable[Signatory], asked: Question) -> Iterable[Group]:
    by_edition = asked.sort == "date" and asked.kind == "individuals" and not asked.country

    def heading(row: Signatory) -> tuple[int | None, date | None, str]:
        if asked.sort == "name":
            return None, None, base_letter(row.name)
        return row.edition if by_edition else None, row.confirmed_on, ""

    for (edition, day, letter), some in groupby(rows, heading):
        yield Group(edition, day, letter, list(some))


def _first_of_letters(rows: list[Signatory], language: str) -> dict[Signatory, str]:
    found: dict[str, Signatory] = {}
    for row in rows:
        found.setdefault(base_letter((language == "en" and row.latin) or row.name), row)
    return {row: letter for letter, row in found.items()}


def _sort_countries(numbers: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(numbers.items(), key=lambda one: country_name(one[0]))
