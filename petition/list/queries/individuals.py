"""Individuals as they are listed: a page at a time, in the order asked for, and found by their names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from petition.core import crypto
from petition.core.collation import base_letter, name_place
from petition.core.db import db
from petition.core.text import has_letter
from petition.list.queries.leads import FEW, ListFilters
from petition.list.queries.list_orders import (
    ListOrder,
    OrderedPage,
    Place,
    count_rows,
    list_order,
    listed_so,
    place_of_day,
    read_page,
    short_order,
)
from petition.list.queries.signatories import CHUNK, Signatory, shown_columns, signatory_of_row, signatory_rows
from petition.signing.keys import INITIALS, has_key, has_name
from petition.signing.models.endorsement import Endorsement, state_condition
from petition.signing.models.endorsement_key import EndorsementKey
from petition.signing.models.listed_individual import NO_LETTER, ListedIndividual
from petition.signing.search import parse_initials, parse_words
from petition.signing.state import LISTED
from petition.signing.tallying import read_country_tally

PAGE = 200
# How many names one page of a search looks through (see docs/bench.md), and how many who have one name.
NAMES, NAMESAKES = 50_000, 50
# A list that is short enough to be counted along. In the order of names a page looks at a part of those alone, for
# their index does not have what is searched.
COUNTED, BY_NAME = 5_000, 5
# Scripts with very many letters, such as Chinese, would fill a page with them.
MOST_LETTERS = 100


@dataclass(frozen=True)
class Turn:
    """Where a page of the list begins: ``after`` a place, ``before`` one, or at a day or a letter that was chosen."""

    after: str = ""
    before: str = ""
    day: date | None = None
    letter: str = ""


@dataclass(frozen=True)
class IndividualsPage:
    """A page of individuals, and the places of its neighbours.

    ``found`` is how many there are of what was looked for, where that is known; ``is_cut``: not all names were looked
    at, for dates only those down to ``searched_back_to``: earlier ones were left to the next page.
    """

    rows: list[Signatory]
    next: str | None = None
    previous: str | None = None
    searched_back_to: date | None = None
    is_cut: bool = False
    found: int | None = None


def listed_individuals(
    statement_id: int, *, after: str = "", limit: int = PAGE, edition_id: int | None = None
) -> IndividualsPage:
    """Individuals of the newest edition, newest first, then of the one before; from a place in the list.

    Those of one edition alone, where it is asked for.
    """
    order = list_order(statement_id, ListFilters(edition_id=edition_id))
    page = read_page(order, order.parse_place(after), backwards=False, limit=limit, looks_at=NAMES)
    return IndividualsPage(_rows_by_id(statement_id, [row.id for row in page.rows]), page.next, page.previous)


def find_individuals(
    statement_id: int, q: str, *, after: str = "", looks_at: int = NAMES, few: int = FEW, edition_id: int | None = None
) -> IndividualsPage:
    """The individuals whose shown name or affiliation has words that begin with those of ``q``, a page at a time.

    Who has this very name, or these initials, comes first. Where ``few`` can have them, they are all found at once.
    Else, however long the list is, one page ``looks_at`` so many names and no more: where that is not the whole of
    it, the next page goes on from there.
    """
    wanted = ListFilters(q=q, edition_id=edition_id)
    return browse_individuals(statement_id, wanted, Turn(after=after), looks_at=looks_at, few=few)


def browse_individuals(
    statement_id: int, wanted: ListFilters, turn: Turn, *, language: str = "", looks_at: int = NAMES, few: int = FEW
) -> IndividualsPage:
    """A page of the individuals that are wanted; ``language`` is the binding one, by whose alphabet names stand."""
    if wanted.q and not parse_words(wanted.q):
        return IndividualsPage([], found=0)
    order = list_order(statement_id, wanted, few)
    start = order.parse_place(turn.before or turn.after) or _chosen_place(statement_id, wanted, turn, language)
    namesakes = _namesakes(statement_id, wanted)
    looks_at = looks_at if not wanted.by_name else min(looks_at, NAMES // BY_NAME)
    page, begin = _read(order, start, bool(turn.before), looks_at, namesakes)
    is_common = page.end is not None
    if is_common and (short := short_order(statement_id, wanted)) is not None:
        order = short
        page, begin = _read(order, start, bool(turn.before), looks_at, namesakes)
    ids = [row.id for row in page.rows]
    rows = _rows_by_id(statement_id, [*namesakes, *ids] if begin is None else ids)
    is_whole = begin is None and page.next is None
    return IndividualsPage(
        rows,
        page.next,
        page.previous,
        searched_back_to=page.end.confirmed_at.date() if page.end is not None and not wanted.by_name else None,
        is_cut=page.end is not None,
        found=len(rows) if is_whole else None if is_common else _count(order, statement_id, len(rows), looks_at),
    )


def _count(order: ListOrder, statement_id: int, shown: int, looks_at: int) -> int | None:
    """How many there are of what is looked for: of few, or in a short list; else that takes longer than the page."""
    if order.is_short or (order.sifted and _number_listed(statement_id) <= min(COUNTED, looks_at)):
        return max(count_rows(order), shown)
    return None


def _number_listed(statement_id: int) -> int:
    return sum(number for number, _commented in read_country_tally(statement_id).values())


def listed_letters(statement_id: int) -> list[str]:
    """The letters with which listed names begin, in their order; from one to the next by the index."""
    one, letter, firsts = ListedIndividual, -1, list[int]()
    while len(firsts) < MOST_LETTERS:
        following = one.statement_id == statement_id, one.letter > letter, one.letter < NO_LETTER
        query = select(one.letter, one.endorsement_id).where(*following)
        first = db.session.execute(query.order_by(one.letter, one.name_key, one.endorsement_id).limit(1)).first()
        if first is None:
            break
        letter = first.letter
        firsts.append(first.endorsement_id)
    letters = [base_letter(found.name) for found in _rows_by_id(statement_id, firsts)]
    return list(dict.fromkeys(one for one in letters if has_letter(one)))


def individuals_by_name(statement_id: int, edition_id: int) -> Iterator[Signatory]:
    """All individuals of an edition who are listed, by name; read in chunks."""
    query = signatory_rows(statement_id, "individual").where(Endorsement.edition_id == edition_id)
    query = query.join(ListedIndividual, ListedIndividual.endorsement_id == Endorsement.id)
    one = ListedIndividual
    in_order = query.where(one.statement_id == statement_id).order_by(one.letter, one.name_key, one.endorsement_id)
    for row in db.session.execute(in_order.execution_options(yield_per=CHUNK)):
        yield signatory_of_row(row)


def _read(
    order: ListOrder, start: Place | None, backwards: bool, looks_at: int, namesakes: list[int]
) -> tuple[OrderedPage, Place | None]:
    """A page with the place from which it was read: the first page, where one goes back beyond it."""
    page = read_page(order, start, backwards=backwards, limit=PAGE, looks_at=looks_at, without=namesakes)
    if backwards and page.previous is None:
        start = None
        page = read_page(order, None, backwards=False, limit=PAGE, looks_at=looks_at, without=namesakes)
    return page, start


def _chosen_place(statement_id: int, wanted: ListFilters, turn: Turn, language: str) -> Place | None:
    if turn.day is not None and not wanted.by_name:
        return place_of_day(statement_id, wanted, turn.day)
    if turn.letter and wanted.by_name:
        return name_place(turn.letter, language, 0)[0], b"", 0
    return None


def _namesakes(statement_id: int, wanted: ListFilters) -> list[int]:
    """Those whose whole name, or whose initials, are asked for and are shown so, wherever in the list they are."""
    initials = parse_initials(wanted.q)
    if not wanted.q.strip():
        return []
    # Asked by the key alone, and sifted afterwards: else SQLite walks the list to find them.
    named = (
        [has_key(statement_id, INITIALS, *crypto.lookup_hashes(initials, INITIALS))]
        if initials is not None
        else has_name(statement_id, wanted.q)
    )
    newest = select(EndorsementKey.endorsement_id).order_by(EndorsementKey.confirmed_at.desc()).limit(NAMESAKES)
    ids = [one for condition in named for one in db.session.scalars(newest.where(*condition))][:NAMESAKES]
    shown_so = select(Endorsement.id).where(
        Endorsement.id.in_(ids),
        state_condition(LISTED),
        Endorsement.visibility == ("full" if initials is None else "initials"),
    )
    if wanted.edition_id is not None:
        shown_so = shown_so.where(Endorsement.edition_id == wanted.edition_id)
    if wanted.country or wanted.commented:
        shown_so = shown_so.join(ListedIndividual, ListedIndividual.endorsement_id == Endorsement.id)
        shown_so = shown_so.where(*listed_so(wanted))
    return list(db.session.scalars(shown_so.order_by(Endorsement.id)))


def _rows_by_id(statement_id: int, ids: Sequence[int]) -> list[Signatory]:
    """Asked by their ids alone, and put in order here: else a database may walk the list to find them."""
    found = {row.id: row for row in db.session.execute(shown_columns(statement_id).where(Endorsement.id.in_(ids)))}
    return [signatory_of_row(found[one]) for one in ids if one in found]
