"""The editions of a statement, and where each of their demands went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from petition.core.db import db
from petition.statements.editions.translation_sync import words_of
from petition.statements.models import Demand, DemandOrigin, Edition, Statement, Translation
from petition.statements.queries.public_statements import current_edition
from petition.statements.text.edition_text import parse_stored

MOST_KEPT = 200
# Each demand's own words by its number, for texts by their digest, which never have other words.
_kept: dict[str, dict[str, str]] = {}


def editions(statement: Statement) -> list[Edition]:
    """All editions, the first one first."""
    query = select(Edition).where(Edition.statement_id == statement.id).order_by(Edition.number)
    return list(db.session.scalars(query))


def edition(statement: Statement, number: int) -> Edition | None:
    """The edition of this number."""
    query = select(Edition).where(Edition.statement_id == statement.id, Edition.number == number)
    return db.session.scalar(query)


@dataclass(frozen=True)
class PlacedDemand:
    """A demand in its edition."""

    id: int
    key: str
    number: str
    edition: int


class Lineage:
    """All demands of a statement, each with those it comes from in the edition before."""

    def __init__(self, statement_id: int) -> None:
        query = (
            select(Demand.id, Demand.key, Demand.number, Edition.number)
            .join(Edition, Edition.id == Demand.edition_id)
            .where(Edition.statement_id == statement_id)
            .order_by(Edition.number, Demand.place)
        )
        self.in_edition: dict[int, list[PlacedDemand]] = {}
        found = {row[0]: PlacedDemand(*row) for row in db.session.execute(query)}
        for demand in found.values():
            self.in_edition.setdefault(demand.edition, []).append(demand)
        self.origins: dict[int, list[PlacedDemand]] = {identity: [] for identity in found}
        self.heirs: dict[int, list[PlacedDemand]] = {identity: [] for identity in found}
        links = select(DemandOrigin.demand_id, DemandOrigin.origin_id).where(DemandOrigin.demand_id.in_(list(found)))
        places = {identity: place for place, identity in enumerate(found)}
        rows = db.session.execute(links).all()
        for heir, origin in sorted(rows, key=lambda row: (places[row[0]], places[row[1]])):
            self.origins[heir].append(found[origin])
            self.heirs[origin].append(found[heir])

    def earlier_demands(self, demand: PlacedDemand, edition: int) -> list[PlacedDemand]:
        """The demands of an earlier edition from which one comes; itself where it stands in that edition."""
        return self._trace(demand, edition, self.origins)

    def later_demands(self, demand: PlacedDemand, edition: int) -> list[PlacedDemand]:
        """The demands of a later edition into which one went."""
        return self._trace(demand, edition, self.heirs)

    def pairs(self, old: int, new: int) -> dict[str, tuple[str, ...]]:
        """For each number of a later edition the numbers of an earlier one that it comes from."""
        return {
            demand.number: tuple(origin.number for origin in self.earlier_demands(demand, old))
            for demand in self.in_edition.get(new, [])
        }

    def _trace(self, demand: PlacedDemand, edition: int, ways: dict[int, list[PlacedDemand]]) -> list[PlacedDemand]:
        found = {demand.id: demand}
        for _step in range(abs(edition - demand.edition)):
            found = {each.id: each for one in found.values() for each in ways[one.id]}
        return list(found.values())


def dropped_demands(edition: Edition) -> list[tuple[int, str, str]]:
    """The demands dropped up to an edition: the last edition that had it, its number there, its words."""
    if edition.number == 1:
        return []
    lineage = Lineage(edition.statement_id)
    texts = {each.number: demand_words(each) for each in editions(edition.statement) if each.number < edition.number}
    return [
        (number, demand.number, texts[number].get(demand.number, ""))
        for number in texts
        for demand in lineage.in_edition.get(number, [])
        if not lineage.heirs[demand.id]
    ]


def successor(statement: Statement, edition_number: int, number: str) -> list[str]:
    """The numbers of the current edition under which a demand of an earlier one goes on; none where it was dropped."""
    return successors(statement, edition_number).get(number, [])


def successors(statement: Statement, edition_number: int) -> dict[str, list[str]]:
    """For each number of an earlier edition the numbers under which the demand goes on in the current one."""
    lineage = Lineage(statement.id)
    newest = current_edition(statement).number
    here = lineage.in_edition.get(edition_number, [])
    return {demand.number: [each.number for each in lineage.later_demands(demand, newest)] for demand in here}


def editions_with_same_words(edition: Edition) -> dict[str, set[int]]:
    """By demand key, the ids of the editions in which that demand has the same binding words.

    A mistype put right makes no other words: who signed before it stands for the demand as before.
    """
    classes: dict[int, dict[str, str]] = {}
    before: tuple[dict[str, str], dict[str, str]] = ({}, {})
    for each in editions(edition.statement):
        if each.number > edition.number:
            break
        words = _words_by_key(each)
        stays = each.kind == "typing"
        meant = {
            key: before[1][key] if key in before[0] and (stays or before[0][key] == text) else text
            for key, text in words.items()
        }
        before, classes[each.id] = (words, meant), meant
    here = classes.get(edition.id, {})
    return {
        key: {edition_id for edition_id, meant in classes.items() if meant.get(key) == text}
        for key, text in here.items()
    }


def _words_by_key(edition: Edition) -> dict[str, str]:
    words = demand_words(edition)
    return {key: words.get(number, "") for key, number in keyed_numbers(edition)}


def keyed_numbers(edition: Edition) -> list[tuple[str, str]]:
    """(key, number) of every demand of an edition, in the order of the text."""
    query = select(Demand.key, Demand.number).where(Demand.edition_id == edition.id).order_by(Demand.place)
    return [(key, number) for key, number in db.session.execute(query)]


def demand_words(edition: Edition) -> dict[str, str]:
    """Each demand's own words in the binding language, by its number; a text is read once."""
    known = _kept.get(edition.sha256)
    if known is None:
        known = dict(_parse_editions(edition))
        while len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept)))
        _kept[edition.sha256] = known
    return known


def _parse_editions(edition: Edition) -> Iterator[tuple[str, str]]:
    query = select(Translation.wording).where(
        Translation.edition_id == edition.id, Translation.language == edition.statement.binding_language
    )
    numbers = [number for _key, number in keyed_numbers(edition)]
    for demand in parse_stored(db.session.execute(query).scalar_one(), numbers).walk():
        yield demand.number, words_of(demand)
