"""What the register knows: which entry stands, what belongs to what, and which entries are likely one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select

from petition.core.db import db
from petition.organisations.models import Organisation, OrganisationName
from petition.organisations.similarity import ComparableOrganisation, DuplicateIndex

# A transaction that began before another may end after it, and the clocks of two machines may differ.
OVERLAP = timedelta(minutes=2)


@dataclass(frozen=True)
class RegisterVersion:
    """How the register stands, told without reading it: it is another one once an entry came, went or changed."""

    database: str
    standing: int
    changed_at: datetime | None
    recent_changes: int


@dataclass(frozen=True)
class RegisterSnapshot:
    """The entries that stand, by id, and the index that finds likely duplicates among them."""

    stamp: RegisterVersion
    entries: dict[int, ComparableOrganisation]
    register: DuplicateIndex


_latest: RegisterSnapshot | None = None


def current_register() -> RegisterSnapshot:
    """The register as it is at this moment.

    The index takes a second for 5,000 entries, so each process keeps the last one, and reads only what has changed.
    """
    global _latest
    stamp, latest = _current_version(), _latest
    if latest is None or latest.stamp != stamp:
        latest = _latest = (latest and _updated_register(latest, stamp)) or _read_register(stamp)
    return latest


def _current_version() -> RegisterVersion:
    standing = select(func.count()).where(Organisation.merged_into_id.is_(None)).select_from(Organisation)
    newest = db.session.scalar(select(func.max(Organisation.changed_at)))
    lately = select(func.count()).where(Organisation.changed_at > newest - OVERLAP) if newest else None
    return RegisterVersion(
        database=str(db.engine.url),
        standing=db.session.scalar(standing) or 0,
        changed_at=newest,
        recent_changes=(db.session.scalar(lately) or 0) if lately is not None else 0,
    )


def _read_register(stamp: RegisterVersion) -> RegisterSnapshot:
    entries = {one.id: one for one in _comparable_entries(Organisation.merged_into_id.is_(None))}
    return RegisterSnapshot(stamp, entries, DuplicateIndex(entries.values()))


def _updated_register(latest: RegisterSnapshot, stamp: RegisterVersion) -> RegisterSnapshot | None:
    """The register with what has changed since; None where that does not explain how it stands."""
    since = latest.stamp.changed_at
    if since is None or latest.stamp.database != stamp.database:
        return None
    lately = Organisation.changed_at > since - OVERLAP
    changed = {one.id: one for one in _comparable_entries(and_(lately, Organisation.merged_into_id.is_(None)))}
    merged = select(Organisation.id).where(lately, Organisation.merged_into_id.is_not(None))
    gone = set(db.session.scalars(merged))
    entries = {number: one for number, one in {**latest.entries, **changed}.items() if number not in gone}
    if len(entries) != stamp.standing:
        return None
    new = [one for one in changed.values() if latest.entries.get(one.id) != one]
    return RegisterSnapshot(stamp, entries, latest.register.updated_with(new, gone))


def surviving_entry(organisation: Organisation) -> Organisation:
    """The entry itself, or the one it was merged into."""
    seen = {organisation.id}
    while organisation.merged_into_id is not None and organisation.merged_into_id not in seen:
        seen.add(organisation.merged_into_id)
        organisation = db.session.get_one(Organisation, organisation.merged_into_id)
    return organisation


def ancestor_ids(organisation: Organisation) -> list[int]:
    """The ids of what an organisation is a part of, the nearest first."""
    found: list[int] = []
    above = organisation.parent_id
    while above is not None and above not in found:
        found.append(above)
        above = db.session.scalar(select(Organisation.parent_id).where(Organisation.id == above))
    return found


def _comparable_entries(which: ColumnElement[bool]) -> list[ComparableOrganisation]:
    """Entries with what they are compared by."""
    entries = select(
        Organisation.id, Organisation.name, Organisation.latin, Organisation.acronym, Organisation.domain
    ).where(which)
    names = select(OrganisationName.organisation_id, OrganisationName.name).join(
        Organisation, Organisation.id == OrganisationName.organisation_id
    )
    others: dict[int, list[str]] = defaultdict(list)
    for number, name in db.session.execute(names.where(which).order_by(OrganisationName.id)):
        others[number].append(name)
    return [
        ComparableOrganisation(number, tuple(one for one in (name, latin, *others[number]) if one), acronym, domain)
        for number, name, latin, acronym, domain in db.session.execute(entries.order_by(Organisation.id))
    ]
