"""What the pages of the register show."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select

from petition.core import languages
from petition.core.db import db
from petition.core.text import fold, sound
from petition.desk import scope
from petition.organisations.actions import roots
from petition.organisations.likeness import Compared, Likely, Reason
from petition.organisations.models import KINDS, Organisation, OrganisationSortKey
from petition.organisations.queries import known
from petition.signing.models import Endorsement

PAGE = 50
LOOKED_AT = 200  # entries whose likes are looked for in one request, at most
LONGEST_QUERY = 200


@dataclass(frozen=True)
class Wanted:
    """What of the register is looked for: words, country, kind, only what has likely duplicates."""

    q: str = ""
    country: str = ""
    kind: str = ""
    duplicates: bool = False

    @property
    def is_all(self) -> bool:
        """Whether nothing narrows the list."""
        return not (self.q or self.country or self.kind or self.duplicates)


@dataclass(frozen=True)
class Entry:
    """An entry in the list of the register; ``likely`` only where duplicates are looked for."""

    id: int
    name: str
    latin: str | None
    acronym: str | None
    website: str | None
    country: str | None
    kind: str | None
    endorsements: int
    likely: tuple[Resembles, ...] = ()


@dataclass(frozen=True)
class Resembles:
    """Another entry that may be the same organisation, with the reasons."""

    id: int
    name: str
    country: str | None
    reasons: tuple[Reason, ...]


def entries(wanted: Wanted, *, after: int = 0, limit: int = PAGE) -> tuple[list[Entry], int | None]:
    """Entries in the alphabet of the reader's language; and the entry after which the next page begins."""
    if wanted.duplicates:
        return _with_likes(wanted, after, limit)
    rows = db.session.execute(_listed(wanted, after).limit(limit + 1)).all()
    return [_entry(row) for row in rows[:limit]], rows[limit - 1].id if len(rows) > limit else None


def resembling(one: Compared, *, most: int = 5) -> list[Resembles]:
    """The entries of the register that may be this organisation, likeliest first."""
    found = known().register.likely(one, most=most)
    return _named({one.id: found}).get(one.id, [])


def used_countries() -> list[tuple[str, str]]:
    """The countries that entries have, as (code, name), in alphabetical order."""
    query = select(Organisation.country).where(Organisation.country.is_not(None)).distinct()
    used = set(db.session.scalars(query))
    return [(code, name) for code, name in languages.country_choices() if code in used]


def is_kind(kind: str) -> bool:
    """Whether it is one of the kinds that an organisation can be of."""
    return kind in KINDS


def _listed(wanted: Wanted, after: int) -> Select[*tuple[Any, ...]]:
    own = OrganisationSortKey.organisation_id == Organisation.id
    mine = Endorsement.organisation_id == Organisation.id, scope.endorsements()
    count = select(func.count()).where(*mine).scalar_subquery()
    query: Select[*tuple[Any, ...]] = (
        select(
            Organisation.id,
            Organisation.name,
            Organisation.latin,
            Organisation.acronym,
            Organisation.website,
            Organisation.country,
            Organisation.kind,
            count.label("endorsements"),
        )
        .join(OrganisationSortKey, and_(own, OrganisationSortKey.language == languages.current()))
        .where(Organisation.merged_into_id.is_(None), *_narrowed(wanted))
        .order_by(OrganisationSortKey.key, Organisation.id)
    )
    return query.where(_behind(after)) if after else query


def _narrowed(wanted: Wanted) -> list[Any]:
    found: list[Any] = [holds(word, wanted.q) for word in fold(wanted.q).split()[:8]]
    if wanted.q and not found:
        found.append(holds(wanted.q, wanted.q))
    if wanted.country:
        found.append(Organisation.country == wanted.country)
    if wanted.kind:
        found.append(Organisation.kind == wanted.kind)
    return found


def holds(word: str, typed: str) -> Any:
    """By the sound of any name, in any script; or by the website's domain."""
    keys = {key for key in (sound(word), roots(word)) if key}
    ways = [Organisation.sound.contains(key, autoescape=True) for key in keys]
    if "." in typed or not ways:
        ways.append(Organisation.domain.contains(typed.strip().lower(), autoescape=True))
    return or_(*ways)


def _behind(after: int) -> Any:
    key = (
        select(OrganisationSortKey.key)
        .where(OrganisationSortKey.organisation_id == after, OrganisationSortKey.language == languages.current())
        .scalar_subquery()
    )
    later = OrganisationSortKey.key > key
    return or_(later, and_(OrganisationSortKey.key == key, Organisation.id > after))


def _with_likes(wanted: Wanted, after: int, limit: int) -> tuple[list[Entry], int | None]:
    """The entries that have likes, as far as a request can look; the next page goes on from there."""
    rows = db.session.execute(_listed(wanted, after).limit(LOOKED_AT + 1)).all()
    register, found = known(), {}
    more = rows[LOOKED_AT - 1].id if len(rows) > LOOKED_AT else None
    for row in islice(rows, LOOKED_AT):
        if row.id in register.entries and (likes := register.register.likely(register.entries[row.id])):
            found[row.id] = likes
        if len(found) == limit and row.id != rows[-1].id:
            more = row.id
            break
    named = _named(found)
    return [_entry(row, tuple(named[row.id])) for row in rows if row.id in found], more


def _named(found: dict[int, list[Likely]]) -> dict[int, list[Resembles]]:
    numbers = {one.id for likes in found.values() for one in likes}
    query = select(Organisation.id, Organisation.name, Organisation.country).where(Organisation.id.in_(numbers))
    rows = {row.id: row for row in db.session.execute(query)}
    return {
        number: [
            Resembles(one.id, rows[one.id].name, rows[one.id].country, one.reasons) for one in likes if one.id in rows
        ]
        for number, likes in found.items()
    }


def _entry(row: Row[*tuple[Any, ...]], likely: tuple[Resembles, ...] = ()) -> Entry:
    return Entry(row.id, row.name, row.latin, row.acronym, row.website, row.country, row.kind, row.endorsements, likely)
