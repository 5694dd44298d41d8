"""Which few individuals can be among those that are wanted, where an index tells that these are few.

Of a word, a country or an edition the first of its rows are counted, in one index, and no more than say that there are
many. Where there are few, a page puts them into its order; where there are many, it comes by them soon enough along
the list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, Select, Subquery, func, intersect, select, union

from petition.core.db import db
from petition.list.queries.signatories import listed_condition
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.listed_individual import ListedIndividual
from petition.signing.models.listed_word import ListedWord
from petition.signing.search import SoughtWord, parse_words
from petition.signing.word_index import has_all_words

# So many are few: a page that sorts them takes about as long as one that comes by the same along the list.
FEW = 4_000
# So many are put into order where a page along the list found too few of them.
MOST = 150_000
# Of so few it is not asked whether there are still fewer.
VERY_FEW = 200


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
class Lead:
    """Ids, in ``endorsement_id``, of a few among whom all are that are wanted; ``has_words``: they have these words."""

    ids: Subquery
    has_words: bool


def find_lead(statement_id: int, wanted: ListFilters, few: int = FEW) -> Lead | None:
    """Leads to a few by the one word, country or edition that fewest have; None where there may be many."""
    best, fewest = None, few
    for way in _ways(statement_id, wanted, few):
        number = _count_rows(way.stretches)
        if number < fewest:
            best, fewest = way, number
        if fewest <= VERY_FEW:
            break
    return Lead(_unite(best).subquery("lead"), has_words=False) if best is not None else None


def find_common_lead(statement_id: int, wanted: ListFilters) -> Lead | None:
    """Leads to those who have all of it, where each has fewer than ``MOST``; None where there are more."""
    ways = list(_ways(statement_id, wanted, MOST))
    taken = [way for way in ways if _count_rows(way.stretches) < MOST]
    if not taken:
        return None
    ids = [_unite(way) for way in taken]
    both = intersect(*(select(one.subquery().c.endorsement_id) for one in ids)) if len(ids) > 1 else ids[0]
    of_words = sum(way.word is not None for way in ways)
    exact = sum(way.word is not None and way.word.is_exact for way in taken)
    return Lead(both.subquery("lead"), has_words=of_words == exact > 0)


@dataclass(frozen=True)
class _Way:
    """Stretches of an index, each bounded, that have together whoever has a word, or what else is wanted."""

    stretches: list[Select[Any]]
    word: SoughtWord | None = None


def _ways(statement_id: int, wanted: ListFilters, most: int) -> Iterator[_Way]:
    if wanted.q and has_all_words():
        # What is longer stands in fewer names.
        words = sorted(parse_words(wanted.q), key=lambda word: -len(word.stretches[0][0]))
        yield from (_Way(list(_word_stretches(statement_id, word, most)), word) for word in words)
    one = ListedIndividual
    if wanted.country and (wanted.by_name or wanted.commented):
        of_country = one.statement_id == statement_id, one.country == wanted.country
        yield _Way([select(one.endorsement_id).where(*of_country).limit(most)])
    if wanted.edition_id is not None and (wanted.by_name or wanted.commented or wanted.country):
        mine = select(Endorsement.id.label("endorsement_id")).where(*listed_condition(statement_id, "individual"))
        yield _Way([mine.where(Endorsement.edition_id == wanted.edition_id).limit(most)])


def _word_stretches(statement_id: int, word: SoughtWord, most: int) -> Iterator[Select[Any]]:
    one = ListedWord
    for begin, end in word.stretches:
        here = one.statement_id == statement_id, one.word >= begin, one.word < end
        yield select(one.endorsement_id).where(*here).limit(most)


def _unite(way: _Way) -> Select[Any] | CompoundSelect[Any]:
    ids = [select(stretch.subquery().c.endorsement_id) for stretch in way.stretches]
    return union(*ids) if len(ids) > 1 else ids[0].distinct()


def _count_rows(stretches: list[Select[Any]]) -> int:
    """How many rows the fullest of them has: at its bound, there are many."""
    counted = (select(func.count()).select_from(one.subquery()).scalar_subquery() for one in stretches)
    numbers: tuple[int, ...] = tuple(db.session.execute(select(*counted)).one())
    return max(numbers)
