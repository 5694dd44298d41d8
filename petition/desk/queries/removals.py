"""Removal rules as the desk shows them: whom they match, how far they have got, and whom they removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from petition.accounts.queries import coordinator_name
from petition.core import crypto, languages
from petition.core.addresses import parse
from petition.core.db import db
from petition.desk.queries.individuals import IndividualView, individual_views
from petition.removals import queries as removals
from petition.removals.criteria import Criteria
from petition.removals.models import Removal, RemovalMatch
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.endorsement_key import EndorsementKey
from petition.statements.models import Statement

PAGE = 25
SAMPLE = 20
# Where they come from is counted for each view of the page, and so only of rules that are not too large.
COUNTED_AT_MOST, ORIGINS = 10_000, 6


@dataclass(frozen=True)
class RemovalRow:
    """A rule: what it says, why, who made it, and how far it has got."""

    id: int
    words: list[str]
    why: str
    made_at: datetime
    made_by: str
    agreed_by: str
    begun_at: datetime | None
    begun_by: str
    stopped_by: str
    undone_at: datetime | None
    undone_by: str
    state: str
    matched: int
    counted: int
    listed: int
    share: float
    removed: int
    restored: int

    @property
    def is_moving(self) -> bool:
        """Whether the worker is at it."""
        return self.state in ("running", "undoing")

    @property
    def progress(self) -> int:
        """How many it has got through of those in ``whole``."""
        return self.restored if self.undone_at is not None else self.removed

    @property
    def whole(self) -> int:
        """How many there are to get through."""
        return self.removed if self.undone_at is not None else self.matched


@dataclass(frozen=True)
class MatchOrigins:
    """How many of those whom a rule matches come from where; the most frequent first, the rest in one number."""

    domains: list[tuple[str, int]]
    countries: list[tuple[str, int]]


def removal_row(removal: Removal) -> RemovalRow:
    """A rule as it stands."""
    return RemovalRow(
        id=removal.id,
        words=Criteria.from_json(removal.criteria).words(removal.statement.zone),
        why=removal.why,
        made_at=removal.made_at,
        made_by=coordinator_name(removal.made_by),
        agreed_by=coordinator_name(removal.agreed_by),
        begun_at=removal.begun_at,
        begun_by=coordinator_name(removal.begun_by),
        stopped_by=coordinator_name(removal.stopped_by),
        undone_at=removal.undone_at,
        undone_by=coordinator_name(removal.undone_by),
        state=removal.state,
        matched=removal.matched,
        counted=removal.counted,
        listed=removal.listed,
        share=removal.share,
        removed=removal.removed,
        restored=removal.restored,
    )


def removal_rows(statement: Statement, *, before: int | None) -> tuple[list[RemovalRow], int | None]:
    """The rules of a statement, the newest first; and where the next page begins."""
    found = removals.rules_of_statement(statement.id, before=before, limit=PAGE + 1)
    return [removal_row(removal) for removal in found[:PAGE]], found[PAGE - 1].id if len(found) > PAGE else None


def sample_matches(removal: Removal) -> list[IndividualView]:
    """Some of those whom a rule matches, from its first to its last, as coordinators may see people."""
    match = RemovalMatch.endorsement_id
    mine = RemovalMatch.removal_id == removal.id
    one = select(match).where(mine).order_by(match).limit(1)
    first = db.session.scalar(one)
    last = db.session.scalar(one.order_by(None).order_by(match.desc()))
    if first is None or last is None:
        return []
    places = [first + (last - first) * step // (SAMPLE - 1) for step in range(SAMPLE)]
    chosen = {db.session.scalar(one.where(match >= place)) for place in places}
    if len(chosen) < SAMPLE:
        # Few of them, or far apart: the first ones fill the rest.
        chosen |= set(db.session.scalars(select(match).where(mine).order_by(match).limit(SAMPLE)))
    return _individual_views(sorted(one for one in chosen if one is not None)[:SAMPLE])


def removed_individuals(removal: Removal, *, after: int | None) -> tuple[list[IndividualView], int | None]:
    """Those whom a rule has removed, in the order of ids; and where the next page begins."""
    match = RemovalMatch.endorsement_id
    mine = RemovalMatch.removal_id == removal.id, match > (after or 0), match <= removal.reached_id
    ids = list(db.session.scalars(select(match).where(*mine).order_by(match).limit(PAGE + 1)))
    return _individual_views(ids[:PAGE]), ids[PAGE - 1] if len(ids) > PAGE else None


def match_origins(removal: Removal) -> MatchOrigins | None:
    """From which mail domains and countries they come whom a rule matches; None where it matches very many."""
    if not 0 < removal.matched <= COUNTED_AT_MOST:
        return None
    names = {key: code for code in languages.country_codes() for key in crypto.lookup_hashes(code, "country")}
    countries = [
        (languages.country_name(names.get(key)), number) for key, number, _one in _count_by_column(removal, "country")
    ]
    return MatchOrigins(
        [(_domain_of_endorsement(one), number) for _key, number, one in _count_by_column(removal, "domain")], countries
    )


def _count_by_column(removal: Removal, signal: str) -> list[tuple[bytes, int, int]]:
    """The keys of a signal, the most frequent first, each with its number and one endorsement that has it."""
    key, first = EndorsementKey.key, func.min(EndorsementKey.endorsement_id)
    query = select(key, func.count(), first).join(
        RemovalMatch, RemovalMatch.endorsement_id == EndorsementKey.endorsement_id
    )
    query = query.where(RemovalMatch.removal_id == removal.id, EndorsementKey.signal == signal).group_by(key)
    found = db.session.execute(query.order_by(func.count().desc(), first).limit(ORIGINS))
    return [(bytes(one), number, first) for one, number, first in found]


def _domain_of_endorsement(endorsement_id: int) -> str:
    address = db.session.scalar(select(Endorsement.address).where(Endorsement.id == endorsement_id))
    return parse(address).registrable_domain if address else "–"


def _individual_views(ids: Sequence[int]) -> list[IndividualView]:
    found = db.session.scalars(select(Endorsement).where(Endorsement.id.in_(ids)).order_by(Endorsement.id))
    return individual_views(list(found))
