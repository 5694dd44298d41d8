"""Individuals found by filters, a page at a time; whatever is asked, no page reads through the whole list.

One filter leads, along an index that has its rows in the order of the list. What else is asked sifts those rows, and
that only for a stretch of the list: where the stretch ends first, the page says so and goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, exists, literal, select, tuple_
from sqlalchemy import text as sql

from petition.core import addresses, crypto
from petition.core.db import Moment, db, now
from petition.core.reach import Held, is_whole, within
from petition.core.text import fold
from petition.removals.models import Removal
from petition.signing.models import Endorsement, Suspicion
from petition.signing.models.endorsement import QUARANTINED

PAGE = 25
STATES = ("all", "listed", "quarantined", "hidden", "rejected", "removed")
# How far one page looks: over rows, and over names where only those are read (see tests/bench).
STRETCH, NAMES = 2_000, 50_000
MOST_WORDS, NAMESAKES = 8, 200
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BY_STATE: dict[str, Any] = {
    "listed": Endorsement.shown_name.is_not(None),
    "hidden": Endorsement.hidden_at.is_not(None),
    "rejected": Endorsement.rejected_at.is_not(None),
    "removed": Endorsement.removed_at.is_not(None),
    # As its index says it, word for word.
    "quarantined": sql(" AND ".join(f"endorsement.{part}" for part in QUARANTINED.split(" AND "))),
}
Condition = ColumnElement[bool]
Place = tuple[datetime, int]


@dataclass(frozen=True)
class Wanted:
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
class Found:
    """A page of the list and the place where the next one begins; ``is_cut``: only a stretch was looked through."""

    rows: list[Endorsement]
    next: str | None = None
    is_cut: bool = False


def find(wanted: Wanted, held: Iterable[Held], after: str = "", *, oldest_first: bool = False) -> Found:
    """A page of those wanted, as far as the roles reach; the newest first. ``after`` is a ``next`` given before."""
    if wanted.signal and wanted.state == "all":
        wanted = replace(wanted, state="quarantined")
    if wanted.rule is not None and not _is_rule_here(wanted):
        return Found([])
    place, reach = _place(after), _reach(wanted.statement_id, list(held))
    if wanted.q:
        return _search(wanted, reach, place)
    lead, sieve = _lead(wanted), [*_sieve(wanted), *reach]
    if wanted.rule is None:
        lead += _times(wanted)
    return _page(lead, sieve, place, STRETCH, by_id=wanted.rule is not None, ascending=oldest_first)


def _is_rule_here(wanted: Wanted) -> bool:
    """Whether the rule is one of this statement: the roles that are asked about are those held there."""
    rule = db.session.get(Removal, wanted.rule)
    return rule is not None and rule.statement_id == wanted.statement_id


def _lead(wanted: Wanted) -> list[Condition]:
    """The conditions by which an index has the rows in their order."""
    mine, people = Endorsement.statement_id == wanted.statement_id, Endorsement.kind == "individual"
    if wanted.rule is not None:
        return [Endorsement.removal_id == wanted.rule]
    if wanted.state not in ("all", "listed"):
        return [mine, BY_STATE[wanted.state]]
    if wanted.country:
        return [mine, _from(wanted.country)]
    if wanted.language:
        return [mine, Endorsement.language == wanted.language]
    return [mine, people, BY_STATE["listed"]] if wanted.state == "listed" else [mine, people]


def _sieve(wanted: Wanted) -> list[Condition]:
    """All other conditions."""
    state_leads = wanted.rule is None and wanted.state not in ("all", "listed")
    country_leads = wanted.rule is None and not state_leads and bool(wanted.country)
    sieve: list[Condition] = []
    if wanted.state != "all" and not state_leads and (wanted.state != "listed" or wanted.country or wanted.language):
        sieve.append(BY_STATE[wanted.state])
    if wanted.country and not country_leads:
        sieve.append(_from(wanted.country))
    if wanted.language and (state_leads or country_leads or wanted.rule is not None):
        sieve.append(Endorsement.language == wanted.language)
    if wanted.signal:
        stands = Suspicion.endorsement_id == Endorsement.id, Suspicion.release_id.is_(None)
        sieve.append(exists().where(*stands, Suspicion.signal == wanted.signal))
    times = _times(wanted)
    return [*sieve, *times] if wanted.rule is not None else sieve


def _times(wanted: Wanted) -> list[Condition]:
    times = []
    if wanted.since is not None:
        times.append(Endorsement.confirmed_at >= wanted.since)
    if wanted.until is not None:
        times.append(Endorsement.confirmed_at < wanted.until)
    return times


def _from(country: str) -> Condition:
    return Endorsement.country_key.in_(crypto.lookups(country, "country"))


def _reach(statement_id: int, held: list[Held]) -> list[Condition]:
    # Without a condition where it is none, so that the index of the leading filter is taken.
    return [] if is_whole(held, statement_id) else [within(Endorsement, held)]


def _page(
    lead: Sequence[Condition],
    sieve: Sequence[Condition],
    place: Place | None,
    stretch: int,
    *,
    by_id: bool = False,
    ascending: bool = False,
) -> Found:
    columns = (Endorsement.id,) if by_id else (Endorsement.confirmed_at, Endorsement.id)
    order = [column.asc() if ascending else column.desc() for column in columns]
    query: Select[*tuple[Any, ...]] = select(Endorsement.id, Endorsement.confirmed_at).where(*lead)
    query = query.where(Endorsement.confirmed_at.is_not(None)).order_by(*order)
    if place is not None:
        query = query.where(_after(place, by_id, ascending))
    end = db.session.execute(query.offset(stretch - 1).limit(1)).first() if sieve else None
    # "Not an organisation" in these words keeps SQLite from an index that has other rows between.
    sifted = query.where(Endorsement.kind != "organisation", Endorsement.withdrawn_at.is_(None), *sieve)
    if end is not None:
        sifted = sifted.where(_up_to((end[1], end[0]), by_id, ascending))
    found = db.session.execute(sifted.limit(PAGE + 1)).all()
    if len(found) > PAGE:
        return Found(_rows(found[:PAGE]), _told(found[PAGE - 1]))
    return Found(_rows(found), _told(end) if end is not None else None, is_cut=end is not None)


def _after(place: Place, by_id: bool, ascending: bool) -> Condition:
    here, there = _compared(place, by_id)
    return cast(Condition, here > there if ascending else here < there)


def _up_to(place: Place, by_id: bool, ascending: bool) -> Condition:
    here, there = _compared(place, by_id)
    return cast(Condition, here <= there if ascending else here >= there)


def _compared(place: Place, by_id: bool) -> tuple[Any, Any]:
    if by_id:
        return Endorsement.id, place[1]
    return tuple_(Endorsement.confirmed_at, Endorsement.id), tuple_(literal(place[0], Moment), literal(place[1]))


def _search(wanted: Wanted, reach: list[Condition], place: Place | None) -> Found:
    """Names that are public by a part of them; whoever is not named there by the whole name or mail address."""
    plain = replace(wanted, q="", rule=None)
    sieve = [*_sieve(plain), *reach, *_times(wanted)]
    if wanted.rule is not None:
        sieve.append(Endorsement.removal_id == wanted.rule)
    mine = Endorsement.statement_id == wanted.statement_id
    first: list[Endorsement] = []
    if place is None:
        ids = _exactly(wanted.q)
        first = _page([Endorsement.id.in_(ids)], [*_lead(plain), *sieve], None, STRETCH).rows if ids else []
    words = fold(wanted.q).split()[:MOST_WORDS]
    if not words or "@" in wanted.q or wanted.state not in ("all", "listed"):
        return Found(first)
    parts = [Endorsement.shown_key.contains(word, autoescape=True) for word in words]
    lead = [mine, Endorsement.kind == "individual", BY_STATE["listed"]]
    beside = [*parts, *sieve, *(_lead(plain) if wanted.country or wanted.language else [])]
    # From a place that is always named: with a bound SQLite takes the index that has the names themselves, and reads
    # more than that only of those that match.
    start = place or (now() + timedelta(days=1), 0)
    found = _page([*lead, *_times(wanted)], beside, start, NAMES)
    known = {one.id for one in first}
    return replace(found, rows=[*first, *(one for one in found.rows if one.id not in known)])


def _exactly(q: str) -> list[int]:
    """Who has this whole name or this mail address, by id; asked alone, so that the index of the keys is taken."""
    ways = [(Endorsement.name_key, crypto.lookups(fold(q), "name"))]
    if "@" in q:
        try:
            ways.append((Endorsement.address_key, crypto.lookups(addresses.canonical(q), "address")))
        except ValueError:
            pass
    return [
        found
        for column, keys in ways
        for found in db.session.scalars(select(Endorsement.id).where(column.in_(keys)).limit(NAMESAKES))
    ]


def _rows(found: Sequence[Any]) -> list[Endorsement]:
    ids = [one[0] for one in found]
    there = {one.id: one for one in db.session.scalars(select(Endorsement).where(Endorsement.id.in_(ids)))}
    return [there[one] for one in ids if one in there]


def _told(row: Any) -> str:
    return f"{(row[1] - EPOCH) // timedelta(microseconds=1)}.{row[0]}"


def _place(after: str) -> Place | None:
    """A place in the list as an address carries it; None for none, and for nonsense."""
    at, dot, last_id = after.partition(".")
    if not (dot and at.isascii() and at.isdigit() and last_id.isascii() and last_id.isdigit()):
        return None
    if len(at) > 16 or len(last_id) > 9:
        return None
    return EPOCH + timedelta(microseconds=int(at)), int(last_id)
