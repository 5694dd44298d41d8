"""The orders in which individuals are listed, and reading a page in one of them, onwards and back.

By day, the newest edition first; by day within a country, or among those who wrote a comment; by name. Each goes along
an index from a place in it, so no page reads more when the list is longer.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, literal, select, tuple_

from petition.core.db import Moment, db, now
from petition.list.queries.signatories import listed_condition
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.listed_individual import ListedIndividual
from petition.signing.search import shown_condition

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Above every id.
HIGHEST = 2**31 - 1
# How each part of a place stands in an address: an id or number, a moment in microseconds, the key of a name.
NUMBER, MOMENT, KEY = r"[0-9]{1,10}", r"[0-9]{1,16}", r"[A-Za-z0-9_-]{0,120}"
Place = tuple[Any, ...]


@dataclass(frozen=True)
class ListFilters:
    """Which individuals, and in which order: by day, the newest first, or ``by_name``.

    ``country`` is one that is shown; ``commented``: only those with a comment.
    """

    q: str = ""
    country: str | None = None
    edition_id: int | None = None
    commented: bool = False
    by_name: bool = False


@dataclass(frozen=True)
class ListOrder:
    """An order of the list: what an index leads to, its columns, and how a place stands in an address.

    ``rows`` has the id and the columns of whoever the index leads to; ``sifted``: what each of these is asked besides;
    ``prefix``: what places in it begin with.
    """

    rows: Select[*tuple[Any, ...]]
    columns: tuple[Any, ...]
    parts: tuple[str, ...]
    is_ascending: bool = False
    sifted: tuple[ColumnElement[bool], ...] = ()
    prefix: str = ""

    def place_of(self, row: Row[Any]) -> str:
        """The place of a row, as an address carries it."""
        return self.prefix + ".".join(map(_write_part, self.parts, tuple(row)[-len(self.parts) :]))

    def parse_place(self, text: str) -> Place | None:
        """A place as an address carries it; None for none, and for nonsense."""
        values = text.removeprefix(self.prefix).split(".")
        if (
            not text.startswith(self.prefix)
            or len(values) != len(self.parts)
            or not all(map(_fits, self.parts, values))
        ):
            return None
        try:
            return tuple(map(_read_part, self.parts, values))
        except (binascii.Error, ValueError, OverflowError):
            return None

    def place_condition(self, place: Place, *, backwards: bool, inclusive: bool = False) -> ColumnElement[bool]:
        """The condition that a row comes after a place, or before it; all columns compared as one."""
        columns, at = tuple_(*self.columns), tuple_(*map(_literal, self.parts, place))
        if self.is_ascending != backwards:
            return columns >= at if inclusive else columns > at
        return columns <= at if inclusive else columns < at

    def order_query(self, query: Select[*tuple[Any, ...]], *, backwards: bool = False) -> Select[*tuple[Any, ...]]:
        """The rows of a query in this order, or from its end."""
        ascending = self.is_ascending != backwards
        return query.order_by(*(column.asc() if ascending else column.desc() for column in self.columns))


@dataclass(frozen=True)
class OrderedPage:
    """Rows of a page, the places of its neighbours, and the last row that was looked at where the page ended there."""

    rows: Sequence[Row[Any]]
    next: str | None = None
    previous: str | None = None
    end: Row[Any] | None = None


def list_order(statement_id: int, wanted: ListFilters) -> ListOrder:
    """The order in which these individuals are read."""
    if wanted.by_name:
        return _order_of_names(statement_id, wanted)
    if wanted.country or wanted.commented:
        return _order_of_days(statement_id, wanted)
    edition, at, number = Endorsement.edition_id, Endorsement.confirmed_at, Endorsement.id
    rows = select(number, edition, at, number.label("last")).where(*listed_condition(statement_id, "individual"))
    if wanted.edition_id is not None:
        # The index goes to a moment of this edition; compared with the edition as one, it would not.
        rows, prefix = rows.where(edition == wanted.edition_id), f"{wanted.edition_id}."
        return ListOrder(rows, (at, number), (MOMENT, NUMBER), sifted=_row_conditions(wanted, None), prefix=prefix)
    columns = edition, at, number
    if wanted.q:
        # With a bound above SQLite takes the index that has the names themselves.
        rows = rows.where(tuple_(*columns) < tuple_(literal(HIGHEST), literal(now(), Moment), literal(0)))
    return ListOrder(rows, columns, (NUMBER, MOMENT, NUMBER), sifted=_row_conditions(wanted, None))


def read_page(
    order: ListOrder, start: Place | None, *, backwards: bool, limit: int, looks_at: int, without: Sequence[int] = ()
) -> OrderedPage:
    """A page from a place on, or up to it; where rows are sifted, one page looks at so many of them and no more."""
    reach = order.rows if start is None else order.rows.where(order.place_condition(start, backwards=backwards))
    end = _last_looked_at(order, reach, backwards, looks_at) if order.sifted else None
    query = reach.where(*order.sifted)
    if end is not None:
        last = tuple(end)[-len(order.parts) :]
        query = query.where(order.place_condition(last, backwards=not backwards, inclusive=True))
    if without:
        query = query.where(Endorsement.id.not_in(without))
    rows = db.session.execute(order.order_query(query, backwards=backwards).limit(limit + 1)).all()
    further = order.place_of(rows[limit - 1]) if len(rows) > limit else order.place_of(end) if end is not None else None
    cut = end if len(rows) <= limit else None
    rows = rows[:limit]
    if not backwards:
        return OrderedPage(rows, further, order.place_of(rows[0]) if start is not None and rows else None, cut)
    return OrderedPage(rows[::-1], order.place_of(rows[0]) if rows else None, further, cut)


def count_rows(order: ListOrder, most: int) -> int | None:
    """How many there are of what is sifted; None where the list is longer than one page looks at."""
    if _last_looked_at(order, order.rows, False, most + 1) is not None:
        return None
    return db.session.scalar(select(func.count()).select_from(order.rows.where(*order.sifted).subquery())) or 0


def place_of_day(statement_id: int, wanted: ListFilters, day: date) -> Place:
    """The place before the names of a day: in the newest edition that has some of that day or of an earlier one."""
    following = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
    if wanted.country or wanted.commented or wanted.edition_id is not None:
        return following, 0
    listed = listed_condition(statement_id, "individual")
    edition_id = HIGHEST
    # From edition to edition by the index: there are few.
    while (
        below := db.session.scalar(
            select(Endorsement.edition_id)
            .where(*listed, Endorsement.edition_id < edition_id)
            .order_by(Endorsement.edition_id.desc())
            .limit(1)
        )
    ) is not None:
        edition_id = below
        some = select(Endorsement.id).where(
            *listed, Endorsement.edition_id == edition_id, Endorsement.confirmed_at < following
        )
        if db.session.scalar(some.limit(1)) is not None:
            break
    return edition_id, following, 0


def listed_so(wanted: ListFilters) -> tuple[ColumnElement[bool], ...]:
    """The conditions on ``ListedIndividual`` that somebody is of the country, and has a comment, if that is wanted."""
    of_country = [ListedIndividual.country == wanted.country] if wanted.country else []
    return (*of_country, ListedIndividual.commented == 1) if wanted.commented else tuple(of_country)


def _order_of_names(statement_id: int, wanted: ListFilters) -> ListOrder:
    one = ListedIndividual
    rows = _listed_rows(one.letter, one.name_key, one.endorsement_id.label("last"), wanted=wanted)
    return ListOrder(
        rows.where(one.statement_id == statement_id),
        (one.letter, one.name_key, one.endorsement_id),
        (NUMBER, KEY, NUMBER),
        is_ascending=True,
        sifted=(*listed_so(wanted), *_row_conditions(wanted, wanted.edition_id)),
    )


def _order_of_days(statement_id: int, wanted: ListFilters) -> ListOrder:
    one = ListedIndividual
    rows = _listed_rows(one.confirmed_at, one.endorsement_id.label("last"), wanted=wanted)
    rows = rows.where(one.statement_id == statement_id)
    by_country = wanted.country is not None and not wanted.commented
    rows = rows.where(one.country == wanted.country if by_country else one.commented == 1)
    sifted = [one.country == wanted.country] if wanted.country and not by_country else []
    return ListOrder(
        rows,
        (one.confirmed_at, one.endorsement_id),
        (MOMENT, NUMBER),
        sifted=(*sifted, *_row_conditions(wanted, wanted.edition_id)),
    )


def _listed_rows(*columns: Any, wanted: ListFilters) -> Select[*tuple[Any, ...]]:
    rows = select(ListedIndividual.endorsement_id.label("id"), *columns)
    if wanted.q or wanted.edition_id is not None:
        rows = rows.join(Endorsement, Endorsement.id == ListedIndividual.endorsement_id)
    return rows


def _row_conditions(wanted: ListFilters, edition_id: int | None) -> tuple[ColumnElement[bool], ...]:
    of_edition = [Endorsement.edition_id == edition_id] if edition_id is not None else []
    return (*of_edition, shown_condition(wanted.q)) if wanted.q else tuple(of_edition)


def _last_looked_at(
    order: ListOrder, reach: Select[*tuple[Any, ...]], backwards: bool, looks_at: int
) -> Row[Any] | None:
    return db.session.execute(order.order_query(reach, backwards=backwards).offset(looks_at - 1).limit(1)).first()


def _fits(part: str, value: str) -> bool:
    return re.fullmatch(part, value, re.ASCII) is not None and not (part == NUMBER and int(value) > HIGHEST)


def _write_part(part: str, value: Any) -> str:
    if part == MOMENT:
        return str((value - EPOCH) // timedelta(microseconds=1))
    return base64.urlsafe_b64encode(value).decode().rstrip("=") if part == KEY else str(value)


def _read_part(part: str, value: str) -> Any:
    if part == MOMENT:
        return EPOCH + timedelta(microseconds=int(value))
    return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)) if part == KEY else int(value)


def _literal(part: str, value: Any) -> ColumnElement[Any]:
    return literal(value, Moment) if part == MOMENT else literal(value)
