"""What is published: the list of signatories and the counts, from the same rows everywhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, event, func, or_, select, union_all

from petition.core.db import db, now
from petition.core.text import fold
from petition.organisations.models import Organisation, OrganisationSortKey
from petition.signing.models import Endorsement, Tally, TallyChange
from petition.statements.models import Edition

KEPT_SECONDS = 3.0
PAGE = 50
CHUNK = 1000
_kept: dict[tuple[str, int], tuple[float, Counts]] = {}


@dataclass(frozen=True)
class Counts:
    """How many signed a statement: organisations and individuals apart, never added up (promise 8)."""

    organisations: int
    individuals: int
    withheld_individuals: int
    as_of: datetime

    @property
    def as_of_text(self) -> str:
        """The moment of counting, in UTC, as RFC 3339 writes it."""
        return self.as_of.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True)
class Signatory:
    """One line of the published list; an organisation or an individual."""

    kind: str
    name: str
    latin: str | None
    country: str | None
    website: str | None
    beside: str | None
    comment: str | None
    founding: bool
    language: str
    edition: int
    confirmed_on: date


def counts(statement_id: int) -> Counts:
    """The counts, kept for a few seconds.

    A commit in this process forgets what was kept, so that whoever confirms sees it counted.
    """
    key = (str(db.engine.url), statement_id)
    kept = _kept.get(key)
    if kept and time.monotonic() - kept[0] < KEPT_SECONDS:
        return kept[1]
    fresh = counts_now(statement_id)
    _kept[key] = (time.monotonic(), fresh)
    return fresh


def counts_now(statement_id: int) -> Counts:
    """The counts of this moment, from the roll-up and what has changed since, in one snapshot."""
    rolled = select(Tally.kind, Tally.withheld, Tally.endorsements.label("n")).where(Tally.statement_id == statement_id)
    since = select(TallyChange.kind, TallyChange.withheld, TallyChange.change.label("n")).where(
        TallyChange.statement_id == statement_id
    )
    both = union_all(rolled, since).subquery()
    rows = db.session.execute(
        select(both.c.kind, both.c.withheld, func.sum(both.c.n)).group_by(both.c.kind, both.c.withheld)
    )
    found = {(kind, withheld): int(n) for kind, withheld, n in rows}
    return Counts(
        organisations=found.get(("organisation", 0), 0) + found.get(("organisation", 1), 0),
        individuals=found.get(("individual", 0), 0) + found.get(("individual", 1), 0),
        withheld_individuals=found.get(("individual", 1), 0),
        as_of=now(),
    )


def forget_counts(*_: Any) -> None:
    """Drops the kept counts of this process."""
    _kept.clear()


event.listen(db.session, "after_commit", forget_counts)


def organisations(statement_id: int, language: str, *, q: str = "", limit: int | None = None) -> list[Signatory]:
    """The organisations in alphabetical order of a language of the interface."""
    query = _listed(statement_id, "organisation").join(
        OrganisationSortKey,
        and_(OrganisationSortKey.organisation_id == Organisation.id, OrganisationSortKey.language == language),
    )
    rows = db.session.execute(_matching(query, q).order_by(OrganisationSortKey.key).limit(limit))
    return [_signatory(row) for row in rows]


def individuals(
    statement_id: int, *, q: str = "", after: str = "", limit: int = PAGE
) -> tuple[list[Signatory], str | None]:
    """Individuals, newest first, from a place in the list; and the place where the next page begins."""
    query = _matching(_listed(statement_id, "individual"), q)
    place = _place(after)
    if place is not None:
        at, last_id = place
        query = query.where(
            or_(
                Endorsement.confirmed_at < at,
                and_(Endorsement.confirmed_at == at, Endorsement.id < last_id),
            )
        )
    rows = db.session.execute(_newest_first(query).limit(limit + 1)).all()
    more = f"{_microseconds(rows[limit - 1].confirmed_at)}.{rows[limit - 1].id}" if len(rows) > limit else None
    return [_signatory(row) for row in rows[:limit]], more


def everybody(statement_id: int) -> Iterator[Signatory]:
    """The whole published list: organisations, founding ones first, then individuals; read in chunks."""
    founding_first = (Endorsement.founding_at.is_(None), Endorsement.confirmed_at, Endorsement.id)
    lists = (
        _listed(statement_id, "organisation").order_by(*founding_first),
        _newest_first(_listed(statement_id, "individual")),
    )
    for query in lists:
        for row in db.session.execute(query.execution_options(yield_per=CHUNK)):
            yield _signatory(row)


def _listed(statement_id: int, kind: str) -> Select[*tuple[Any, ...]]:
    """Only what stands in the shown columns: there is nothing else to publish."""
    listed: Select[*tuple[Any, ...]] = (
        select(
            Endorsement.id,
            Endorsement.kind,
            Endorsement.shown_name,
            Endorsement.shown_beside,
            Endorsement.shown_comment,
            Endorsement.shown_country,
            Endorsement.founding_at,
            Endorsement.language,
            Endorsement.confirmed_at,
            Edition.number.label("edition"),
            Organisation.latin,
            Organisation.website,
        )
        .join(Edition, Edition.id == Endorsement.edition_id)
        .outerjoin(Organisation, Organisation.id == Endorsement.organisation_id)
        .where(
            Endorsement.statement_id == statement_id,
            Endorsement.kind == kind,
            Endorsement.shown_name.is_not(None),
        )
    )
    return listed


def _newest_first(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return query.order_by(Endorsement.confirmed_at.desc(), Endorsement.id.desc())


def _matching(query: Select[*tuple[Any, ...]], q: str) -> Select[*tuple[Any, ...]]:
    for word in fold(q).split()[:8]:
        query = query.where(Endorsement.shown_key.contains(word, autoescape=True))
    return query


def _signatory(row: Row[*tuple[Any, ...]]) -> Signatory:
    return Signatory(
        kind=row.kind,
        name=row.shown_name,
        latin=row.latin,
        country=row.shown_country,
        website=row.website,
        beside=row.shown_beside,
        comment=row.shown_comment,
        founding=row.founding_at is not None,
        language=row.language,
        edition=row.edition,
        confirmed_on=row.confirmed_at.date(),
    )


def _microseconds(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _place(after: str) -> tuple[datetime, int] | None:
    """A place in the list as an address carries it; None for none, and for nonsense."""
    at, dot, last_id = after.partition(".")
    if not (dot and at.isascii() and at.isdigit() and last_id.isascii() and last_id.isdigit()):
        return None
    if len(at) > 16 or len(last_id) > 9:
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(at)), int(last_id)
