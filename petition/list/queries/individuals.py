"""Individuals as they are listed: a page at a time, and found by their names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, literal, select, tuple_

from petition.core import crypto
from petition.core.db import Moment, db, now
from petition.list.queries.signatories import (
    Signatory,
    filter_by_words,
    listed_condition,
    order_newest_first,
    shown_columns,
    signatory_of_row,
    signatory_rows,
)
from petition.signing.keys import INITIALS, has_key, has_name
from petition.signing.models.endorsement import Endorsement, state_condition
from petition.signing.models.endorsement_key import EndorsementKey
from petition.signing.search import parse_initials
from petition.signing.state import LISTED

PAGE = 50
# How many names one page of a search looks through (see docs/bench.md), and how many who have one name.
NAMES, NAMESAKES = 50_000, 50
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A place in the list: the edition's id, the moment in microseconds, the endorsement's id; digits of each.
LONGEST_PARTS = (9, 16, 9)
# Above every edition's id.
LAST_EDITION = 2**31 - 1


@dataclass(frozen=True)
class IndividualsPage:
    """A page of individuals, and the place where the next one begins.

    ``looked_to``: a search looked no further than the names of this day; earlier ones were left to the next page.
    """

    rows: list[Signatory]
    next: str | None = None
    searched_back_to: date | None = None


def listed_individuals(
    statement_id: int, *, after: str = "", limit: int = PAGE, edition_id: int | None = None
) -> IndividualsPage:
    """Individuals of the newest edition, newest first, then of the one before; from a place in the list.

    Those of one edition alone, where it is asked for.
    """
    listed = signatory_rows(statement_id, "individual").where(*_place_condition(after, edition_id))
    query = order_newest_first(listed)
    rows = db.session.execute(query.limit(limit + 1)).all()
    return IndividualsPage(
        [signatory_of_row(row) for row in rows[:limit]], _place_of_row(rows[limit - 1]) if len(rows) > limit else None
    )


def find_individuals(
    statement_id: int, q: str, *, after: str = "", looks_at: int = NAMES, edition_id: int | None = None
) -> IndividualsPage:
    """The individuals whose shown name or affiliation has all the words of ``q``, a page at a time.

    Who has this very name, or these initials, comes first. However long the list is, one page ``looks_at`` so many
    names and no more: where that is not the whole of it, the next page goes on from there.
    """
    # With a bound above SQLite takes the index that has the names themselves.
    bound = _place_condition(after, edition_id) or (_order_columns() < _literal(LAST_EDITION, now(), 0),)
    names = select(Endorsement.id, Endorsement.confirmed_at, Endorsement.edition_id).where(
        *listed_condition(statement_id, "individual"), *bound
    )
    end = db.session.execute(order_newest_first(names).offset(looks_at - 1).limit(1)).first()
    namesakes = _namesakes(statement_id, q, edition_id)
    if namesakes:
        names = names.where(Endorsement.id.not_in(namesakes))
    if end is not None:
        names = names.where(_order_columns() >= _literal(end.edition_id, end.confirmed_at, end.id))
    found = db.session.execute(order_newest_first(filter_by_words(names, q)).limit(PAGE + 1)).all()
    ids = [row.id for row in found[:PAGE]]
    rows = _rows_by_id(statement_id, [*namesakes, *ids] if not after else ids)
    if len(found) > PAGE:
        return IndividualsPage(rows, _place_of_row(found[PAGE - 1]))
    return (
        IndividualsPage(rows, _place_of_row(end), end.confirmed_at.date()) if end is not None else IndividualsPage(rows)
    )


def _namesakes(statement_id: int, q: str, edition_id: int | None) -> list[int]:
    """Those whose whole name, or whose initials, are asked for and are shown so, wherever in the list they are."""
    initials = parse_initials(q)
    if not q.strip():
        return []
    # Asked by the key alone, and sifted afterwards: else SQLite walks the list to find them.
    named = (
        [has_key(statement_id, INITIALS, *crypto.lookup_hashes(initials, INITIALS))]
        if initials is not None
        else has_name(statement_id, q)
    )
    newest = select(EndorsementKey.endorsement_id).order_by(EndorsementKey.confirmed_at.desc()).limit(NAMESAKES)
    ids = [one for condition in named for one in db.session.scalars(newest.where(*condition))][:NAMESAKES]
    shown_so = select(Endorsement.id).where(
        Endorsement.id.in_(ids),
        state_condition(LISTED),
        Endorsement.visibility == ("full" if initials is None else "initials"),
        *_edition_condition(edition_id),
    )
    return list(db.session.scalars(shown_so.order_by(Endorsement.id)))


def _rows_by_id(statement_id: int, ids: list[int]) -> list[Signatory]:
    """Asked by their ids alone, and put in order here: else a database may walk the list to find them."""
    found = {row.id: row for row in db.session.execute(shown_columns(statement_id).where(Endorsement.id.in_(ids)))}
    return [signatory_of_row(found[one]) for one in ids]


def _place_condition(after: str, edition_id: int | None) -> tuple[ColumnElement[bool], ...]:
    """From this place on, the three columns compared as one: the index then begins there. Of one edition, or of all."""
    place = _parse_place(after)
    if edition_id is None:
        return (_order_columns() < _literal(*place),) if place is not None else ()
    if place is None or place[0] != edition_id:
        return (Endorsement.edition_id == edition_id,)
    within = tuple_(Endorsement.confirmed_at, Endorsement.id) < tuple_(literal(place[1], Moment), literal(place[2]))
    return Endorsement.edition_id == edition_id, within


def _order_columns() -> ColumnElement[Any]:
    return tuple_(Endorsement.edition_id, Endorsement.confirmed_at, Endorsement.id)


def _literal(edition_id: int, at: datetime, last_id: int) -> ColumnElement[Any]:
    return tuple_(literal(edition_id), literal(at, Moment), literal(last_id))


def _edition_condition(edition_id: int | None) -> tuple[ColumnElement[bool], ...]:
    return () if edition_id is None else (Endorsement.edition_id == edition_id,)


def _place_of_row(row: Any) -> str:
    """The place of a row in the list, as an address carries it."""
    return f"{row.edition_id}.{(row.confirmed_at - EPOCH) // timedelta(microseconds=1)}.{row.id}"


def _parse_place(after: str) -> tuple[int, datetime, int] | None:
    """A place in the list as an address carries it; None for none, and for nonsense."""
    parts = after.split(".")
    if len(parts) != len(LONGEST_PARTS) or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    if any(len(part) > longest for part, longest in zip(parts, LONGEST_PARTS, strict=True)):
        return None
    edition_id, at, last_id = (int(part) for part in parts)
    return edition_id, EPOCH + timedelta(microseconds=at), last_id
