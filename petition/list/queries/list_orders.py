"""The orders in which individuals are listed, and reading a page in one of them, onwards and back.

By day, the newest edition first; by day within a country, or among those who wrote a comment; by name. Each goes along
an index from a place in it, so no page reads more when the list is longer.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal, select, tuple_

from petition.core.db import Moment, db, now
from petition.list.queries.leads import FEW, Lead, ListFilters, find_common_lead, find_lead
from petition.list.queries.signatories import listed_condition
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.listed_individual import ListedIndividual
from petition.signing.search import words_condition

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Above every id.
HIGHEST = 2**31 - 1
# How each part of a place stands in an address: an id or number, a moment in microseconds, the key of a name.
NUMBER, MOMENT, KEY = r"[0-9]{1,10}", r"[0-9]{1,16}", r"[A-Za-z0-9_-]{0,120}"
Place = tuple[Any, ...]
# The parts of a stretch that a page looks at first, before it looks at all of it.
PARTS = (50, 5)


@dataclass(frozen=True)
class ListOrder:
    """An order of the list: what an index leads to, its columns, and how a place stands in an address.

    ``rows`` has the id and the columns of whoever the index leads to; ``sifted``: what each of these is asked besides;
    ``prefix``: what places in it begin with. ``is_short``: it leads to a few, who are what is looked for.
    """

    rows: Select[*tuple[Any, ...]]
    columns: tuple[Any, ...]
    parts: tuple[str, ...]
    is_ascending: bool = False
    sifted: tuple[ColumnElement[bool], ...] = ()
    prefix: str = ""
    is_short: bool = False

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


def list_order(statement_id: int, wanted: ListFilters, few: int = FEW) -> ListOrder:
    """The order in which these individuals are read; of ``few`` that an index has at hand, these alone."""
    order, lead = _order_of_list(statement_id, wanted), find_lead(statement_id, wanted, few)
    return order if lead is None else _shorten(order, lead, wanted)


def short_order(statement_id: int, wanted: ListFilters) -> ListOrder | None:
    """The same order of many, where indexes have them together; None where these are too many."""
    lead = find_common_lead(statement_id, wanted)
    return None if lead is None else _shorten(_order_of_list(statement_id, wanted), lead, wanted)


def _shorten(order: ListOrder, lead: Lead, wanted: ListFilters) -> ListOrder:
    """The same order of those to whom the lead leads, and who are wanted."""
    rows = select(*order.rows.inner_columns).select_from(lead.ids)
    if wanted.by_name or wanted.country or wanted.commented:
        rows = rows.join(ListedIndividual, ListedIndividual.endorsement_id == lead.ids.c.endorsement_id)
    words = "" if lead.has_words else wanted.q
    if words or wanted.edition_id is not None or order.columns[-1].class_ is Endorsement:
        rows = rows.join(Endorsement, Endorsement.id == lead.ids.c.endorsement_id)
    conditions = (*listed_so(wanted), *_row_conditions(replace(wanted, q=words), wanted.edition_id))
    return replace(order, rows=rows.where(*conditions), sifted=(), is_short=True)


def _order_of_list(statement_id: int, wanted: ListFilters) -> ListOrder:
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
    rows, end = _sift_rows(order, start, backwards, limit + 1, looks_at, without)
    further = order.place_of(rows[limit - 1]) if len(rows) > limit else order.place_of(end) if end is not None else None
    cut = end if len(rows) <= limit else None
    rows = rows[:limit]
    if not backwards:
        return OrderedPage(rows, further, order.place_of(rows[0]) if start is not None and rows else None, cut)
    return OrderedPage(rows[::-1], order.place_of(rows[0]) if rows else None, further, cut)


def _sift_rows(
    order: ListOrder, start: Place | None, backwards: bool, limit: int, looks_at: int, without: Sequence[int]
) -> tuple[list[Row[Any]], Row[Any] | None]:
    """The rows that are wanted, and the last one looked at if that was not the last of all.

    It looks at ever longer stretches, so that what many have costs no more than it takes to find a page of them.
    """
    rows: list[Row[Any]] = []
    end, looked = None, 0
    for stretch in dict.fromkeys((*(looks_at // part for part in PARTS if looks_at >= part), looks_at)):
        reach = order.rows if start is None else order.rows.where(order.place_condition(start, backwards=backwards))
        end = _last_looked_at(order, reach, backwards, stretch - looked) if order.sifted else None
        query = reach.where(*order.sifted)
        if end is not None:
            start, looked = tuple(end)[-len(order.parts) :], stretch
            query = query.where(order.place_condition(start, backwards=not backwards, inclusive=True))
        if without:
            query = query.where(order.columns[-1].not_in(without))
        rows += db.session.execute(order.order_query(query, backwards=backwards).limit(limit - len(rows))).all()
        if end is None or len(rows) == limit:
            break
    return rows, end


def count_rows(order: ListOrder) -> int:
    """How many there are of what is wanted."""
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
    rows = select(one.endorsement_id.label("id"), one.letter, one.name_key, one.endorsement_id.label("last"))
    return ListOrder(
        rows.where(one.statement_id == statement_id),
        (one.letter, one.name_key, one.endorsement_id),
        (NUMBER, KEY, NUMBER),
        is_ascending=True,
        sifted=(*listed_so(wanted), *_look_up_names(wanted)),
    )


def _order_of_days(statement_id: int, wanted: ListFilters) -> ListOrder:
    one = ListedIndividual
    rows = select(one.endorsement_id.label("id"), one.confirmed_at, one.endorsement_id.label("last"))
    rows = rows.where(one.statement_id == statement_id)
    by_country = wanted.country is not None and not wanted.commented
    rows = rows.where(one.country == wanted.country if by_country else one.commented == 1)
    sifted = [one.country == wanted.country] if wanted.country and not by_country else []
    return ListOrder(
        rows,
        (one.confirmed_at, one.endorsement_id),
        (MOMENT, NUMBER),
        sifted=(*sifted, *_look_up_names(wanted)),
    )


def _look_up_names(wanted: ListFilters) -> tuple[ColumnElement[bool], ...]:
    """What is asked of the endorsement of each row, one by one.

    As a join, PostgreSQL would look through all endorsements first, for it cannot tell how many have a word.
    """
    conditions = _row_conditions(wanted, wanted.edition_id)
    if not conditions:
        return ()
    own = Endorsement.id == ListedIndividual.endorsement_id
    return (select(and_(*conditions)).where(own).correlate(ListedIndividual).scalar_subquery(),)


def _row_conditions(wanted: ListFilters, edition_id: int | None) -> tuple[ColumnElement[bool], ...]:
    of_edition = [Endorsement.edition_id == edition_id] if edition_id is not None else []
    return (*of_edition, words_condition(wanted.q)) if wanted.q else tuple(of_edition)


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
