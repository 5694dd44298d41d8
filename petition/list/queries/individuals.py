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


@dataclass(frozen=True)
class IndividualsPage:
    """A page of individuals, and the place where the next one begins.

    ``looked_to``: a search looked no further than the names of this day; earlier ones were left to the next page.
    """

    rows: list[Signatory]
    next: str | None = None
    searched_back_to: date | None = None


def listed_individuals(statement_id: int, *, after: str = "", limit: int = PAGE) -> IndividualsPage:
    """Individuals, newest first, from a place in the list."""
    query = order_newest_first(signatory_rows(statement_id, "individual").where(*_place_condition(after)))
    rows = db.session.execute(query.limit(limit + 1)).all()
    return IndividualsPage(
        [signatory_of_row(row) for row in rows[:limit]], _place_of_row(rows[limit - 1]) if len(rows) > limit else None
    )


def find_individuals(statement_id: int, q: str, *, after: str = "", looks_at: int = NAMES) -> IndividualsPage:
    """The individuals whose shown name or affiliation has all the words of ``q``, a page at a time.

    Who has this very name, or these initials, comes first. However long the list is, one page ``looks_at`` so many
    names and no more: where that is not the whole of it, the next page goes on from there.
    """
    # With a bound above SQLite takes the index that has the names themselves.
    bound = _place_condition(after) or (_order_columns() < _literal(now() + timedelta(days=1), 0),)
    names = select(Endorsement.id, Endorsement.confirmed_at).where(
        *listed_condition(statement_id, "individual"), *bound
    )
    end = db.session.execute(order_newest_first(names).offset(looks_at - 1).limit(1)).first()
    namesakes = _namesakes(statement_id, q)
    if namesakes:
        names = names.where(Endorsement.id.not_in(namesakes))
    if end is not None:
        names = names.where(_order_columns() >= _literal(end.confirmed_at, end.id))
    found = db.session.execute(order_newest_first(filter_by_words(names, q)).limit(PAGE + 1)).all()
    ids = [row.id for row in found[:PAGE]]
    rows = _rows_by_id(statement_id, [*namesakes, *ids] if not after else ids)
    if len(found) > PAGE:
        return IndividualsPage(rows, _place_of_row(found[PAGE - 1]))
    return (
        IndividualsPage(rows, _place_of_row(end), end.confirmed_at.date()) if end is not None else IndividualsPage(rows)
    )


def _namesakes(statement_id: int, q: str) -> list[int]:
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
    )
    return list(db.session.scalars(shown_so.order_by(Endorsement.id)))


def _rows_by_id(statement_id: int, ids: list[int]) -> list[Signatory]:
    """Asked by their ids alone, and put in order here: else a database may walk the list to find them."""
    found = {row.id: row for row in db.session.execute(shown_columns(statement_id).where(Endorsement.id.in_(ids)))}
    return [signatory_of_row(found[one]) for one in ids]


def _place_condition(after: str) -> tuple[ColumnElement[bool], ...]:
    """From this place on, the two columns compared as one: the index then begins there."""
    place = _parse_place(after)
    return (_order_columns() < _literal(*place),) if place is not None else ()


def _order_columns() -> ColumnElement[Any]:
    return tuple_(Endorsement.confirmed_at, Endorsement.id)


def _literal(at: datetime, last_id: int) -> ColumnElement[Any]:
    return tuple_(literal(at, Moment), literal(last_id))


def _place_of_row(row: Any) -> str:
    """The place of a row in the list, as an address carries it."""
    return f"{(row.confirmed_at - EPOCH) // timedelta(microseconds=1)}.{row.id}"


def _parse_place(after: str) -> tuple[datetime, int] | None:
    """A place in the list as an address carries it; None for none, and for nonsense."""
    at, dot, last_id = after.partition(".")
    if not (dot and at.isascii() and at.isdigit() and last_id.isascii() and last_id.isdigit()):
        return None
    if len(at) > 16 or len(last_id) > 9:
        return None
    return EPOCH + timedelta(microseconds=int(at)), int(last_id)
