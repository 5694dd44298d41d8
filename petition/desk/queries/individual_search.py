"""Individuals found by filters, a page at a time; whatever is asked, no page reads through the whole list.

One filter leads, along an index that has its rows in the order of the list. What else is asked sifts those rows, and
that only for a stretch of the list: where the stretch ends first, the page says so and goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, select, tuple_

from petition.core import addresses, crypto
from petition.core.db import Moment, db, now
from petition.core.reach import GrantedRole, reaches_whole_statement, rows_in_reach
from petition.core.text import fold_text
from petition.removals.models import Removal, RemovalMatch
from petition.signing.keys import has_key, has_name
from petition.signing.models.endorsement import Endorsement, state_condition
from petition.signing.models.endorsement_key import EndorsementKey
from petition.signing.models.screening import Suspicion
from petition.signing.search import shown_condition
from petition.signing.state import LISTED, WITHDRAWN

PAGE = 25
STATES = ("all", "listed", "quarantined", "hidden", "rejected", "removed")
# How far one page looks: over rows, and over names where only those are read (see tests/bench).
STRETCH, NAMES = 2_000, 50_000
NAMESAKES = 200
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Condition = ColumnElement[bool]
Place = tuple[datetime, int]


@dataclass(frozen=True)
class IndividualFilter:
    """What is looked for among the individuals of one statement; ``since`` and ``until`` bound the confirming."""

    statement_id: int
    state: str = "all"
    language: str = ""
    country: str = ""
    signal: str = ""
    rule: int | None = None
    q: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class IndividualsFound:
    """A page of the list and the place where the next one begins; ``is_cut``: only a stretch was looked through."""

    rows: list[Endorsement]
    next: str | None = None
    is_cut: bool = False


@dataclass(frozen=True)
class Lead:
    """Conditions by which one index has endorsements in an order, and the columns that it has of them.

    ``order`` is the moment of confirming and the id, or the id alone.
    """

    conditions: tuple[Condition, ...]
    order: tuple[Any, ...] = (Endorsement.confirmed_at, Endorsement.id)

    @property
    def query(self) -> Select[*tuple[Any, ...]]:
        """The id and the moment of confirming of each; endorsements are joined where the index is of another table."""
        last_id = self.order[-1]
        if last_id.class_ is Endorsement:
            query = select(Endorsement.id, Endorsement.confirmed_at).where(Endorsement.confirmed_at.is_not(None))
        else:
            at = self.order[0] if len(self.order) > 1 else Endorsement.confirmed_at
            query = select(last_id, at).join(Endorsement, Endorsement.id == last_id)
        return query.where(*self.conditions)

    def compare(self, place: Place) -> tuple[Any, Any]:
        """The columns of the order as one, and a place to compare them with."""
        if len(self.order) == 1:
            return self.order[0], place[1]
        return tuple_(*self.order), tuple_(literal(place[0], Moment), literal(place[1]))


def find_individuals(
    wanted: IndividualFilter, held: Iterable[GrantedRole], after: str = "", *, oldest_first: bool = False
) -> IndividualsFound:
    """A page of those wanted, as far as the roles reach; the newest first. ``after`` is a ``next`` given before."""
    if wanted.signal and wanted.state == "all":
        wanted = replace(wanted, state="quarantined")
    rule = db.session.get(Removal, wanted.rule) if wanted.rule is not None else None
    # Of this statement: the roles that are asked about are those held there.
    if wanted.rule is not None and (rule is None or rule.statement_id != wanted.statement_id):
        return IndividualsFound([])
    place, reach = _parse_place(after), _reach_conditions(wanted.statement_id, list(held))
    if wanted.q:
        return _search_names(wanted, reach, place)
    lead, sieve = _index_conditions(wanted, rule)
    return _read_page(lead, [*sieve, *reach], place, STRETCH, ascending=oldest_first)


def _index_conditions(wanted: IndividualFilter, rule: Removal | None) -> tuple[Lead, list[Condition]]:
    """The filter that leads, and all others as a sieve."""
    filters, mine = _filters(wanted), Endorsement.statement_id == wanted.statement_id
    times = _time_conditions(wanted, Endorsement.confirmed_at)
    if rule is not None:
        match = RemovalMatch.removal_id == rule.id, RemovalMatch.endorsement_id <= rule.reached_id
        return Lead(match, (RemovalMatch.endorsement_id,)), [*filters.values(), *times]
    if wanted.state not in ("all", LISTED):
        return Lead((mine, filters.pop("state"), *times)), [*filters.values()]
    for signal, keys in (
        ("country", crypto.lookup_hashes(wanted.country, "country")),
        ("language", [wanted.language.encode()]),
    ):
        if filters.pop(signal, None) is not None:
            order = EndorsementKey.confirmed_at, EndorsementKey.endorsement_id
            keyed = *has_key(wanted.statement_id, signal, *keys), *_time_conditions(wanted, order[0])
            return Lead(keyed, order), [*filters.values()]
    listed = [filters.pop("state")] if "state" in filters else []
    return Lead((mine, Endorsement.kind == "individual", *listed, *times)), [*filters.values()]


def _filters(wanted: IndividualFilter) -> dict[str, Condition]:
    """What is asked for, as conditions on endorsements; the moment of confirming is not among them."""
    stands = Suspicion.endorsement_id == Endorsement.id, Suspicion.release_id.is_(None)
    found: dict[str, Condition] = {}
    if wanted.state != "all":
        found["state"] = state_condition(wanted.state)
    if wanted.country:
        found["country"] = Endorsement.country_key.in_(crypto.lookup_hashes(wanted.country, "country"))
    if wanted.language:
        found["language"] = Endorsement.language == wanted.language
    if wanted.signal:
        # Looked up for each: as a join, PostgreSQL would look through all that is suspicious first.
        noted = select(Suspicion.id).where(*stands, Suspicion.signal == wanted.signal).limit(1)
        found["signal"] = noted.correlate(Endorsement).scalar_subquery().is_not(None)
    return found


def _time_conditions(wanted: IndividualFilter, at: Any) -> list[Condition]:
    times = []
    if wanted.since is not None:
        times.append(at >= wanted.since)
    if wanted.until is not None:
        times.append(at < wanted.until)
    return times


def _reach_conditions(statement_id: int, held: list[GrantedRole]) -> list[Condition]:
    # Without a condition where it is none, so that the index of the leading filter is taken.
    return [] if reaches_whole_statement(held, statement_id) else [rows_in_reach(Endorsement, held)]


def _read_page(
    lead: Lead, sieve: Sequence[Condition], place: Place | None, stretch: int, *, ascending: bool = False
) -> IndividualsFound:
    query = lead.query.order_by(*(column.asc() if ascending else column.desc() for column in lead.order))
    if place is not None:
        here, there = lead.compare(place)
        query = query.where(here > there if ascending else here < there)
    end = db.session.execute(query.offset(stretch - 1).limit(1)).first() if sieve else None
    # "Not an organisation" in these words keeps SQLite from an index that has other rows between.
    sifted = query.where(Endorsement.kind != "organisation", Endorsement.state != WITHDRAWN, *sieve)
    if end is not None:
        here, there = lead.compare((end[1], end[0]))
        sifted = sifted.where(here <= there if ascending else here >= there)
    found = db.session.execute(sifted.limit(PAGE + 1)).all()
    if len(found) > PAGE:
        return IndividualsFound(_load_endorsements(found[:PAGE]), _place_of_row(found[PAGE - 1]))
    return IndividualsFound(
        _load_endorsements(found), _place_of_row(end) if end is not None else None, is_cut=end is not None
    )


def _search_names(wanted: IndividualFilter, reach: list[Condition], place: Place | None) -> IndividualsFound:
    """Names that are public by a part of them; whoever is not named there by the whole name or mail address."""
    times = _time_conditions(wanted, Endorsement.confirmed_at)
    sieve = [*_filters(wanted).values(), *reach, *times]
    if wanted.rule is not None:
        sieve.append(Endorsement.removal_id == wanted.rule)
    mine = Endorsement.statement_id == wanted.statement_id
    first: list[Endorsement] = []
    if place is None:
        ids = _exact_matches(wanted)
        # They are of this statement: said again, SQLite would look through it in its order.
        first = _read_page(Lead((Endorsement.id.in_(ids),)), sieve, None, STRETCH).rows if ids else []
    if not fold_text(wanted.q) or "@" in wanted.q or wanted.state not in ("all", LISTED):
        return IndividualsFound(first)
    lead = Lead((mine, Endorsement.kind == "individual", state_condition(LISTED), *times))
    # From a place that is always named: with a bound SQLite takes the index that has the names themselves, and reads
    # more than that only of those that match.
    start = place or (now() + timedelta(days=1), 0)
    found = _read_page(lead, [shown_condition(wanted.q), *sieve], start, NAMES)
    known = {one.id for one in first}
    return replace(found, rows=[*first, *(one for one in found.rows if one.id not in known)])


def _exact_matches(wanted: IndividualFilter) -> list[int]:
    """Who has this whole name or this mail address, by id; asked alone, so that the index of the keys is taken."""
    keyed = select(EndorsementKey.endorsement_id)
    ways = [keyed.where(*condition) for condition in has_name(wanted.statement_id, wanted.q)]
    if "@" in wanted.q:
        try:
            keys = crypto.lookup_hashes(addresses.canonical_address(wanted.q), "address")
        except ValueError:
            keys = []
        mine = Endorsement.statement_id == wanted.statement_id
        ways.append(select(Endorsement.id).where(Endorsement.address_key.in_(keys), mine))
    return [found for way in ways for found in db.session.scalars(way.limit(NAMESAKES))]


def _load_endorsements(found: Sequence[Any]) -> list[Endorsement]:
    ids = [one[0] for one in found]
    there = {one.id: one for one in db.session.scalars(select(Endorsement).where(Endorsement.id.in_(ids)))}
    return [there[one] for one in ids if one in there]


def _place_of_row(row: Any) -> str:
    return f"{(row[1] - EPOCH) // timedelta(microseconds=1)}.{row[0]}"


def _parse_place(after: str) -> Place | None:
    """A place in the list as an address carries it; None for none, and for nonsense."""
    at, dot, last_id = after.partition(".")
    if not (dot and at.isascii() and at.isdigit() and last_id.isascii() and last_id.isdigit()):
        return None
    if len(at) > 16 or len(last_id) > 9:
        return None
    return EPOCH + timedelta(microseconds=int(at)), int(last_id)
