"""The published list: organisations and individuals as they appear, with their reservations.

This module alone reads the shown columns. Whatever is published (pages, search, exports, counts, and every later
output) takes its entries from here; tests/house keeps that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Text, and_, func, null, select
from sqlalchemy.orm import aliased

from petition.core import languages, switches
from petition.core.db import db
from petition.organisations.models import Logo, Organisation, OrganisationSortKey
from petition.signing.deliveries import is_after_delivery
from petition.signing.models.endorsement import Endorsement, state_condition
from petition.signing.models.evidence import Reservation
from petition.signing.search import shown_condition
from petition.signing.state import LISTED
from petition.statements.models import Demand, Edition

CHUNK = 1000
SHA_SHOWN = 16  # hex digits of a logo's hash in its address
# A square logo of 160 pixels is as high as two lines of the list, and sharp on every screen.
LOGO_SCALE = 0.3


@dataclass(frozen=True)
class ShownLogo:
    """A logo that may be shown beside an endorsement; width and height in pixels of the page."""

    organisation_id: int
    sha: str
    width: int
    height: int


@dataclass(frozen=True)
class ShownReservation:
    """One shown reservation of an organisation: the demand by its key and its number, and the short reason."""

    key: str
    demand: str
    reason: str


@dataclass(frozen=True)
class Signatory:
    """One line of the published list; an organisation or an individual.

    ``late``: it does not belong to the list that was delivered, and came after it.
    """

    kind: str
    name: str
    latin: str | None
    country: str | None
    website: str | None
    beside: str | None
    comment: str | None
    founding: bool
    language: str
    edition: int
    confirmed_on: date
    acronym: str | None = None
    organisation_kind: str | None = None
    late: bool = False
    reservations: tuple[ShownReservation, ...] = ()
    # The demands, by key, on which it gave a reservation that is not public: waiting for its decision, or rejected.
    unshown_reservations: frozenset[str] = frozenset()
    logo: ShownLogo | None = None


def listed_organisations(
    statement_id: int, language: str, *, q: str = "", limit: int | None = None, edition_id: int | None = None
) -> list[Signatory]:
    """The organisations in alphabetical order of a language of the interface; of one edition, or all."""
    query, key = _with_place(signatory_rows(statement_id, "organisation"), language)
    if edition_id is not None:
        query = query.where(Endorsement.edition_id == edition_id)
    rows = db.session.execute(filter_by_words(query, q).order_by(key, Endorsement.id).limit(limit))
    reservations = reservations_by_endorsement(statement_id)
    return [organisation_of_row(row, reservations) for row in rows]


def _with_place(query: Select[Any], language: str) -> tuple[Select[Any], ColumnElement[bytes]]:
    """Joins each organisation's place in the alphabet: in English where it has none yet in a language that is new."""
    own, default = aliased(OrganisationSortKey), aliased(OrganisationSortKey)
    for keys, tag in ((own, language), (default, languages.DEFAULT)):
        query = query.outerjoin(keys, and_(keys.organisation_id == Organisation.id, keys.language == tag))
    return query, func.coalesce(own.key, default.key)


def all_signatories(statement_id: int) -> Iterator[Signatory]:
    """The whole published list: organisations, founding ones first, then individuals; read in chunks.

    Of each kind those of the newest edition come first.
    """
    yield from all_organisations(statement_id)
    query = order_newest_first(signatory_rows(statement_id, "individual"))
    for row in db.session.execute(query.execution_options(yield_per=CHUNK)):
        yield signatory_of_row(row)


def all_organisations(statement_id: int) -> Iterator[Signatory]:
    """The organisations of the whole list, in its order."""
    founding_first = Endorsement.founding_at.is_(None), Endorsement.confirmed_at, Endorsement.id
    # Read once, not once a chunk: only organisations have reservations, and there are few of those.
    reservations = reservations_by_endorsement(statement_id)
    rows = signatory_rows(statement_id, "organisation").order_by(Endorsement.edition_id.desc(), *founding_first)
    for row in db.session.execute(rows.execution_options(yield_per=CHUNK)):
        yield organisation_of_row(row, reservations)


def signatory_rows(statement_id: int, kind: str) -> Select[*tuple[Any, ...]]:
    """The lines of a kind, organisations with their entry."""
    rows = shown_columns(statement_id).where(*listed_condition(statement_id, kind))
    return _join_register(rows) if kind == "organisation" else rows


def shown_columns(statement_id: int) -> Select[*tuple[Any, ...]]:
    """Only what stands in the shown columns: there is nothing else to publish."""
    return select(
        Endorsement.id,
        Endorsement.kind,
        Endorsement.shown_name,
        Endorsement.shown_beside,
        _comment_column(statement_id),
        Endorsement.shown_country,
        Endorsement.founding_at,
        Endorsement.language,
        Endorsement.confirmed_at,
        Endorsement.edition_id,
        Edition.number.label("edition"),
        is_after_delivery(statement_id).label("late"),
    ).join(Edition, Edition.id == Endorsement.edition_id)


@dataclass(frozen=True)
class LineColumns:
    """What stands in the shown columns of one line of an individual, for lines that the database writes."""

    name: ColumnElement[Any]
    beside: ColumnElement[Any]
    comment: ColumnElement[Any]
    country: ColumnElement[Any]
    is_founding: ColumnElement[bool]
    language: ColumnElement[Any]
    confirmed_at: ColumnElement[Any]
    edition_id: ColumnElement[Any]
    is_late: ColumnElement[bool]


def line_columns(statement_id: int) -> LineColumns:
    """The columns of a statement's individuals; comments are null while they are hidden."""
    shown = Endorsement.shown_name.expression, Endorsement.shown_beside.expression, _comment_column(statement_id)
    place = Endorsement.shown_country.expression, Endorsement.founding_at.is_not(None), Endorsement.language.expression
    under = Endorsement.confirmed_at.expression, Endorsement.edition_id.expression
    return LineColumns(*shown, *place, *under, is_after_delivery(statement_id))


def listed_condition(statement_id: int, kind: str) -> tuple[ColumnElement[bool], ...]:
    """What stands in the list at this moment."""
    return Endorsement.statement_id == statement_id, Endorsement.kind == kind, state_condition(LISTED)


def listed_countries(statement_id: int, kind: str) -> dict[str, int]:
    """How many of the list show which country; ``--`` is for none."""
    country = func.coalesce(Endorsement.shown_country, "--").label("country")
    counted = select(country, func.count().label("n")).where(*listed_condition(statement_id, kind)).group_by(country)
    return {row.country: row.n for row in db.session.execute(counted)}


def shows_comments(statement_id: int) -> bool:
    """Whether comments are shown; coordinators can hide all of them for a while."""
    return not switches.active_switch("comments", statement_id)


def _comment_column(statement_id: int) -> ColumnElement[Any]:
    """What signatories wrote besides, unless comments are hidden for now."""
    if not shows_comments(statement_id):
        return null().cast(Text).label("shown_comment")
    return Endorsement.shown_comment.expression


def _join_register(listed: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """What stands in the register besides, and the logo where it may be shown."""
    permitted = and_(Logo.organisation_id == Organisation.id, Endorsement.logo_permitted_at.is_not(None))
    return (
        listed.add_columns(
            Organisation.latin,
            Organisation.website,
            Organisation.acronym,
            Organisation.kind.label("organisation_kind"),
            Logo.organisation_id.label("logo_of"),
            Logo.sha256,
            Logo.width,
            Logo.height,
        )
        .outerjoin(Organisation, Organisation.id == Endorsement.organisation_id)
        .outerjoin(Logo, permitted)
    )


def order_newest_first(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """In the order of individuals: the newest edition first, and of each the newest name."""
    return query.order_by(Endorsement.edition_id.desc(), Endorsement.confirmed_at.desc(), Endorsement.id.desc())


def filter_by_words(query: Select[*tuple[Any, ...]], q: str) -> Select[*tuple[Any, ...]]:
    """Only those whose names have all the words, or these initials."""
    return query.where(shown_condition(q))


def organisation_of_row(
    row: Row[*tuple[Any, ...]], reservations: tuple[dict[int, list[ShownReservation]], dict[int, frozenset[str]]]
) -> Signatory:
    """One line of an organisation, with what the register has of it and what it reserves."""
    shown, unshown = reservations
    return replace(
        signatory_of_row(row),
        latin=row.latin,
        website=row.website,
        acronym=row.acronym,
        organisation_kind=row.organisation_kind,
        reservations=tuple(shown.get(row.id, ())),
        unshown_reservations=unshown.get(row.id, frozenset()),
        logo=_logo(row),
    )


def signatory_of_row(row: Row[*tuple[Any, ...]]) -> Signatory:
    """One line, without what the register has of it."""
    return Signatory(
        kind=row.kind,
        name=row.shown_name,
        latin=None,
        country=row.shown_country,
        website=None,
        beside=row.shown_beside,
        comment=row.shown_comment,
        founding=row.founding_at is not None,
        language=row.language,
        edition=row.edition,
        confirmed_on=row.confirmed_at.date(),
        late=bool(row.late),
    )


def _logo(row: Row[*tuple[Any, ...]]) -> ShownLogo | None:
    """All logos are kept in one optical size (``listed_organisations.pictures``), so one scale fits them all."""
    if row.logo_of is None:
        return None
    width, height = (max(1, round(side * LOGO_SCALE)) for side in (row.width, row.height))
    return ShownLogo(row.logo_of, row.sha256[:SHA_SHOWN], width, height)


def reservations_by_endorsement(
    statement_id: int,
) -> tuple[dict[int, list[ShownReservation]], dict[int, frozenset[str]]]:
    """The reservations of a statement, by the endorsement's id: those shown, in the order of the demands, and the
    keys of the demands of those that are not.
    """
    rows = db.session.execute(
        select(Reservation.endorsement_id, Reservation.demand_key, Reservation.shown_reason)
        .join(Endorsement, Endorsement.id == Reservation.endorsement_id)
        # One on a demand that the edition signed by now does not have is kept, and shown nowhere.
        .join(Demand, and_(Demand.edition_id == Endorsement.edition_id, Demand.key == Reservation.demand_key))
        .where(
            Endorsement.statement_id == statement_id,
            # No individual has any; said here, it keeps the database from looking through all of them.
            Endorsement.kind == "organisation",
            state_condition(LISTED),
        )
    ).all()
    numbers = _numbers(statement_id) if rows else {}
    shown: dict[int, list[ShownReservation]] = {}
    unshown: dict[int, frozenset[str]] = {}
    for endorsement_id, key, reason in sorted(rows, key=lambda row: (numbers.get(row[1], (0, ""))[0], row[0])):
        if reason is None:
            unshown[endorsement_id] = unshown.get(endorsement_id, frozenset()) | {key}
        else:
            shown.setdefault(endorsement_id, []).append(ShownReservation(key, numbers.get(key, (0, key))[1], reason))
    return shown, unshown


def _numbers(statement_id: int) -> dict[str, tuple[int, str]]:
    """Place and number of every demand that the statement ever had, as in the newest edition that has it."""
    query = (
        select(Demand.key, Demand.place, Demand.number)
        .join(Edition, Edition.id == Demand.edition_id)
        .where(Edition.statement_id == statement_id)
        .order_by(Edition.number)
    )
    return {key: (place, number) for key, place, number in db.session.execute(query)}
