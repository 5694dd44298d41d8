"""The published list: organisations and individuals as they appear."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Text, and_, false, literal, null, select, tuple_

from petition.core import switches
from petition.core.db import Moment, db, now
from petition.core.text import fold
from petition.organisations.models import Logo, Organisation, OrganisationSortKey
from petition.signatories.queries.reservations import Reserves, of_statement
from petition.signing.models import Endorsement
from petition.statements.models import Edition, Statement

PAGE = 50
CHUNK = 1000
# How many names one page of a search looks through (see docs/bench.md).
NAMES = 50_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
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
class Signatory:
    """One line of the published list; an organisation or an individual.

    ``late``: signed after the statement had been delivered.
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
    reservations: tuple[Reserves, ...] = ()
    logo: ShownLogo | None = None


def organisations(statement_id: int, language: str, *, q: str = "", limit: int | None = None) -> list[Signatory]:
    """The organisations in alphabetical order of a language of the interface."""
    query = _listed(statement_id, "organisation").join(
        OrganisationSortKey,
        and_(OrganisationSortKey.organisation_id == Organisation.id, OrganisationSortKey.language == language),
    )
    rows = db.session.execute(_matching(query, q).order_by(OrganisationSortKey.key, Endorsement.id).limit(limit))
    reservations = of_statement(statement_id)
    return [_organisation(row, reservations) for row in rows]


@dataclass(frozen=True)
class People:
    """A page of individuals, and the place where the next one begins.

    ``looked_to``: a search looked no further than the names of this day; earlier ones were left to the next page.
    """

    rows: list[Signatory]
    next: str | None = None
    looked_to: date | None = None


def individuals(statement_id: int, *, after: str = "", limit: int = PAGE) -> People:
    """Individuals, newest first, from a place in the list."""
    query = _newest_first(_listed(statement_id, "individual").where(*_below(after)))
    rows = db.session.execute(query.limit(limit + 1)).all()
    return People([_signatory(row) for row in rows[:limit]], _told(rows[limit - 1]) if len(rows) > limit else None)


def find(statement_id: int, q: str, *, after: str = "", looks_at: int = NAMES) -> People:
    """The individuals whose shown name or affiliation has all the words of ``q``, a page at a time.

    However long the list is, one page ``looks_at`` so many names and no more: where that is not the whole of it, the
    next page goes on from there.
    """
    # With a bound above SQLite takes the index that has the names themselves.
    bound = _below(after) or (_pair() < _literal(now() + timedelta(days=1), 0),)
    names = select(Endorsement.id, Endorsement.confirmed_at).where(*_standing(statement_id, "individual"), *bound)
    end = db.session.execute(_newest_first(names).offset(looks_at - 1).limit(1)).first()
    if end is not None:
        names = names.where(_pair() >= _literal(end.confirmed_at, end.id))
    found = db.session.execute(_newest_first(_matching(names, q)).limit(PAGE + 1)).all()
    # Asked by their ids alone, and put in order here: else a database may walk the list to find them.
    ids = [row.id for row in found[:PAGE]]
    lines = {row.id: row for row in db.session.execute(_lines(statement_id).where(Endorsement.id.in_(ids)))}
    rows = [_signatory(lines[one]) for one in ids]
    if len(found) > PAGE:
        return People(rows, _told(found[PAGE - 1]))
    return People(rows, _told(end), end.confirmed_at.date()) if end is not None else People(rows)


def everybody(statement_id: int) -> Iterator[Signatory]:
    """The whole published list: organisations, founding ones first, then individuals; read in chunks."""
    founding_first = (Endorsement.founding_at.is_(None), Endorsement.confirmed_at, Endorsement.id)
    # Read once, not once a chunk: only organisations have reservations, and there are few of those.
    reservations = of_statement(statement_id)
    chunks = {"yield_per": CHUNK}
    first = _listed(statement_id, "organisation").order_by(*founding_first)
    for row in db.session.execute(first.execution_options(**chunks)):
        yield _organisation(row, reservations)
    for row in db.session.execute(_newest_first(_listed(statement_id, "individual")).execution_options(**chunks)):
        yield _signatory(row)


def _listed(statement_id: int, kind: str) -> Select[*tuple[Any, ...]]:
    listed = _lines(statement_id).where(*_standing(statement_id, kind))
    return _with_entry(listed) if kind == "organisation" else listed


def _lines(statement_id: int) -> Select[*tuple[Any, ...]]:
    """Only what stands in the shown columns: there is nothing else to publish."""
    return (
        select(
            Endorsement.id,
            Endorsement.kind,
            Endorsement.shown_name,
            Endorsement.shown_beside,
            _comment(statement_id),
            Endorsement.shown_country,
            Endorsement.founding_at,
            Endorsement.language,
            Endorsement.confirmed_at,
            Edition.number.label("edition"),
            (Endorsement.confirmed_at >= Statement.delivered_at).label("late"),
        )
        .join(Edition, Edition.id == Endorsement.edition_id)
        .join(Statement, Statement.id == Endorsement.statement_id)
    )


def _standing(statement_id: int, kind: str) -> tuple[ColumnElement[bool], ...]:
    return Endorsement.statement_id == statement_id, Endorsement.kind == kind, Endorsement.shown_name.is_not(None)


def _comment(statement_id: int) -> ColumnElement[Any]:
    """What signatories wrote besides, unless comments are hidden for now."""
    if switches.on("comments", statement_id):
        return null().cast(Text).label("shown_comment")
    return Endorsement.shown_comment.expression


def _with_entry(listed: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
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


def _newest_first(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return query.order_by(Endorsement.confirmed_at.desc(), Endorsement.id.desc())


def _below(after: str) -> tuple[ColumnElement[bool], ...]:
    """From this place on, the two columns compared as one: the index then begins there."""
    place = _place(after)
    return (_pair() < _literal(*place),) if place is not None else ()


def _pair() -> ColumnElement[Any]:
    return tuple_(Endorsement.confirmed_at, Endorsement.id)


def _literal(at: datetime, last_id: int) -> ColumnElement[Any]:
    return tuple_(literal(at, Moment), literal(last_id))


def _matching(query: Select[*tuple[Any, ...]], q: str) -> Select[*tuple[Any, ...]]:
    words = fold(q).split()[:8]
    if q and not words:
        return query.where(false())
    return query.where(*(Endorsement.shown_key.contains(word, autoescape=True) for word in words))


def _organisation(row: Row[*tuple[Any, ...]], reservations: dict[int, list[Reserves]]) -> Signatory:
    return replace(
        _signatory(row),
        latin=row.latin,
        website=row.website,
        acronym=row.acronym,
        organisation_kind=row.organisation_kind,
        reservations=tuple(reservations.get(row.id, ())),
        logo=_logo(row),
    )


def _signatory(row: Row[*tuple[Any, ...]]) -> Signatory:
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
    """All logos are kept in one optical size (``organisations.pictures``), so one scale fits them all."""
    if row.logo_of is None:
        return None
    width, height = (max(1, round(side * LOGO_SCALE)) for side in (row.width, row.height))
    return ShownLogo(row.logo_of, row.sha256[:SHA_SHOWN], width, height)


def _told(row: Any) -> str:
    """The place of a row in the list, as an address carries it."""
    return f"{(row.confirmed_at - EPOCH) // timedelta(microseconds=1)}.{row.id}"


def _place(after: str) -> tuple[datetime, int] | None:
    """A place in the list as an address carries it; None for none, and for nonsense."""
    at, dot, last_id = after.partition(".")
    if not (dot and at.isascii() and at.isdigit() and last_id.isascii() and last_id.isdigit()):
        return None
    if len(at) > 16 or len(last_id) > 9:
        return None
    return EPOCH + timedelta(microseconds=int(at)), int(last_id)
