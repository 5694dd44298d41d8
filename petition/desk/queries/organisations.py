"""What the pages of the register show."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select

from petition.core import languages
from petition.core.db import db
from petition.core.text import fold_text, sound_key
from petition.desk import scope
from petition.organisations.actions import root_keys
from petition.organisations.models import KINDS, Organisation, OrganisationSortKey
from petition.organisations.queries import current_register
from petition.organisations.similarity import ComparableOrganisation, LikelyDuplicate, Reason
from petition.signing.models.endorsement import Endorsement

PAGE = 50
LOOKED_AT = 200  # entries whose likes are looked for in one request, at most
LONGEST_QUERY = 200


@dataclass(frozen=True)
class RegisterFilter:
    """What of the register is looked for: words, country, kind, likely duplicates only, signers of a statement only."""

    q: str = ""
    country: str = ""
    kind: str = ""
    duplicates: bool = False
    statement: int | None = None

    @property
    def is_all(self) -> bool:
        """Whether nothing narrows the list."""
        return not (self.q or self.country or self.kind or self.duplicates or self.statement)


@dataclass(frozen=True)
class RegisterEntry:
    """An entry in the list of the register; ``likely`` only where duplicates are looked for."""

    id: int
    name: str
    latin: str | None
    acronym: str | None
    website: str | None
    country: str | None
    kind: str | None
    endorsements: int
    likely: tuple[SimilarEntry, ...] = ()


@dataclass(frozen=True)
class SimilarEntry:
    """Another entry that may be the same organisation, with the reasons."""

    id: int
    name: str
    country: str | None
    reasons: tuple[Reason, ...]


def register_entries(
    wanted: RegisterFilter, *, after: int = 0, limit: int = PAGE
) -> tuple[list[RegisterEntry], int | None]:
    """Entries in the alphabet of the reader's language; and the entry after which the next page begins."""
    if wanted.duplicates:
        return _entries_with_duplicates(wanted, after, limit)
    rows = db.session.execute(_entries_query(wanted, after).limit(limit + 1)).all()
    return [_make_entry(row) for row in rows[:limit]], rows[limit - 1].id if len(rows) > limit else None


def similar_entries(one: ComparableOrganisation, *, most: int = 5) -> list[SimilarEntry]:
    """The entries of the register that may be this organisation, likeliest first."""
    found = current_register().register.find_duplicates(one, most=most)
    return _similar_by_id({one.id: found}).get(one.id, [])


def used_countries() -> list[tuple[str, str]]:
    """The countries that entries have, as (code, name), in alphabetical order."""
    query = select(Organisation.country).where(Organisation.country.is_not(None)).distinct()
    used = set(db.session.scalars(query))
    return [(code, name) for code, name in languages.country_choices() if code in used]


def is_kind(kind: str) -> bool:
    """Whether it is one of the kinds that an organisation can be of."""
    return kind in KINDS


def _entries_query(wanted: RegisterFilter, after: int) -> Select[*tuple[Any, ...]]:
    own = OrganisationSortKey.organisation_id == Organisation.id
    mine = Endorsement.organisation_id == Organisation.id, scope.endorsements_condition()
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
        .join(OrganisationSortKey, and_(own, OrganisationSortKey.language == languages.current_language()))
        .where(Organisation.merged_into_id.is_(None), *_filter_conditions(wanted))
        .order_by(OrganisationSortKey.key, Organisation.id)
    )
    return query.where(_place_condition(after)) if after else query


def _filter_conditions(wanted: RegisterFilter) -> list[Any]:
    found: list[Any] = [name_or_domain_condition(word, wanted.q) for word in fold_text(wanted.q).split()[:8]]
    if wanted.q and not found:
        found.append(name_or_domain_condition(wanted.q, wanted.q))
    if wanted.country:
        found.append(Organisation.country == wanted.country)
    if wanted.kind:
        found.append(Organisation.kind == wanted.kind)
    if wanted.statement is not None:
        mine = Endorsement.organisation_id == Organisation.id, Endorsement.statement_id == wanted.statement
        signed = select(Endorsement.id).where(
            *mine, Endorsement.confirmed_at.is_not(None), scope.endorsements_condition()
        )
        found.append(signed.correlate(Organisation).exists())
    return found


def name_or_domain_condition(word: str, typed: str) -> Any:
    """By the sound of any name, in any script; or by the website's domain."""
    keys = {key for key in (sound_key(word), root_keys(word)) if key}
    ways = [Organisation.sound.contains(key, autoescape=True) for key in keys]
    if "." in typed or not ways:
        ways.append(Organisation.domain.contains(typed.strip().lower(), autoescape=True))
    return or_(*ways)


def _place_condition(after: int) -> Any:
    key = (
        select(OrganisationSortKey.key)
        .where(
            OrganisationSortKey.organisation_id == after, OrganisationSortKey.language == languages.current_language()
        )
        .scalar_subquery()
    )
    later = OrganisationSortKey.key > key
    return or_(later, and_(OrganisationSortKey.key == key, Organisation.id > after))


def _entries_with_duplicates(wanted: RegisterFilter, after: int, limit: int) -> tuple[list[RegisterEntry], int | None]:
    """The entries that have likes, as far as a request can look; the next page goes on from there."""
    rows = db.session.execute(_entries_query(wanted, after).limit(LOOKED_AT + 1)).all()
    register, found = current_register(), {}
    more = rows[LOOKED_AT - 1].id if len(rows) > LOOKED_AT else None
    for row in islice(rows, LOOKED_AT):
        if row.id in register.entries and (likes := register.register.find_duplicates(register.entries[row.id])):
            found[row.id] = likes
        if len(found) == limit and row.id != rows[-1].id:
            more = row.id
            break
    named = _similar_by_id(found)
    return [_make_entry(row, tuple(named[row.id])) for row in rows if row.id in found], more


def _similar_by_id(found: dict[int, list[LikelyDuplicate]]) -> dict[int, list[SimilarEntry]]:
    numbers = {one.id for likes in found.values() for one in likes}
    query = select(Organisation.id, Organisation.name, Organisation.country).where(Organisation.id.in_(numbers))
    rows = {row.id: row for row in db.session.execute(query)}
    return {
        number: [
            SimilarEntry(one.id, rows[one.id].name, rows[one.id].country, one.reasons)
            for one in likes
            if one.id in rows
        ]
        for number, likes in found.items()
    }


def _make_entry(row: Row[*tuple[Any, ...]], likely: tuple[SimilarEntry, ...] = ()) -> RegisterEntry:
    return RegisterEntry(
        row.id, row.name, row.latin, row.acronym, row.website, row.country, row.kind, row.endorsements, likely
    )
