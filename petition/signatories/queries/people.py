"""Individuals as they are listed: a page at a time, and found by their names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, literal, select, tuple_

from petition.core import crypto
from petition.core.db import Moment, db, now
from petition.core.text import fold
from petition.signatories.queries.listed import Signatory, lines, listed, matching, newest_first, signatory, standing
from petition.signing.keys import has_key
from petition.signing.models import Endorsement, EndorsementKey, in_state
from petition.signing.state import LISTED

PAGE = 50
# How many names one page of a search looks through (see docs/bench.md), and how many who have one name.
NAMES, NAMESAKES = 50_000, 50
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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
    query = newest_first(listed(statement_id, "individual").where(*_below(after)))
    rows = db.session.execute(query.limit(limit + 1)).all()
    return People([signatory(row) for row in rows[:limit]], _told(rows[limit - 1]) if len(rows) > limit else None)


def find(statement_id: int, q: str, *, after: str = "", looks_at: int = NAMES) -> People:
    """The individuals whose shown name or affiliation has all the words of ``q``, a page at a time.

    Who has this very name comes first. However long the list is, one page ``looks_at`` so many names and no more:
    where that is not the whole of it, the next page goes on from there.
    """
    # With a bound above SQLite takes the index that has the names themselves.
    bound = _below(after) or (_pair() < _literal(now() + timedelta(days=1), 0),)
    names = select(Endorsement.id, Endorsement.confirmed_at).where(*standing(statement_id, "individual"), *bound)
    end = db.session.execute(newest_first(names).offset(looks_at - 1).limit(1)).first()
    namesakes = _namesakes(statement_id, q)
    if namesakes:
        names = names.where(Endorsement.id.not_in(namesakes))
    if end is not None:
        names = names.where(_pair() >= _literal(end.confirmed_at, end.id))
    found = db.session.execute(newest_first(matching(names, q)).limit(PAGE + 1)).all()
    ids = [row.id for row in found[:PAGE]]
    rows = _rows(statement_id, [*namesakes, *ids] if not after else ids)
    if len(found) > PAGE:
        return People(rows, _told(found[PAGE - 1]))
    return People(rows, _told(end), end.confirmed_at.date()) if end is not None else People(rows)


def _namesakes(statement_id: int, q: str) -> list[int]:
    """Those whose whole name is asked for and is shown in full, by id, wherever in the list they are."""
    name = fold(q)
    # Asked by the key alone, and sifted afterwards: else SQLite walks the list to find them.
    if not name:
        return []
    keyed = select(EndorsementKey.endorsement_id).where(*has_key(statement_id, "name", *crypto.lookups(name, "name")))
    ids = db.session.scalars(keyed.order_by(EndorsementKey.confirmed_at.desc()).limit(NAMESAKES)).all()
    in_full = select(Endorsement.id).where(Endorsement.id.in_(ids), in_state(LISTED), Endorsement.visibility == "full")
    return list(db.session.scalars(in_full.order_by(Endorsement.id)))


def _rows(statement_id: int, ids: list[int]) -> list[Signatory]:
    """Asked by their ids alone, and put in order here: else a database may walk the list to find them."""
    found = {row.id: row for row in db.session.execute(lines(statement_id).where(Endorsement.id.in_(ids)))}
    return [signatory(found[one]) for one in ids]


def _below(after: str) -> tuple[ColumnElement[bool], ...]:
    """From this place on, the two columns compared as one: the index then begins there."""
    place = _place(after)
    return (_pair() < _literal(*place),) if place is not None else ()


def _pair() -> ColumnElement[Any]:
    return tuple_(Endorsement.confirmed_at, Endorsement.id)


def _literal(at: datetime, last_id: int) -> ColumnElement[Any]:
    return tuple_(literal(at, Moment), literal(last_id))


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
