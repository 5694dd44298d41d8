"""What the register knows: which entry stands, what belongs to what, and which entries are likely one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from petition.core.db import db
from petition.organisations.likeness import Compared, Register
from petition.organisations.models import Organisation, OrganisationName

Rows = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Known:
    """The entries that stand, by id, and the index that finds likely duplicates among them."""

    rows: Rows
    entries: dict[int, Compared]
    register: Register


_latest: Known | None = None


def known() -> Known:
    """The register as it is at this moment.

    The index takes a second for 5,000 entries, so each process keeps the last one. What it was built from is
    read every time (some 30 ms for 5,000 entries) and compared whole: it is never stale.
    """
    global _latest
    rows = _rows()
    if _latest is None or _latest.rows != rows:
        entries = {one.id: one for one in _compared(rows)}
        _latest = Known(rows, entries, Register(entries.values()))
    return _latest


def standing(organisation: Organisation) -> Organisation:
    """The entry itself, or the one it was merged into."""
    seen = {organisation.id}
    while organisation.merged_into_id is not None and organisation.merged_into_id not in seen:
        seen.add(organisation.merged_into_id)
        organisation = db.session.get_one(Organisation, organisation.merged_into_id)
    return organisation


def ancestors(organisation: Organisation) -> list[int]:
    """The ids of what an organisation is a part of, the nearest first."""
    found: list[int] = []
    above = organisation.parent_id
    while above is not None and above not in found:
        found.append(above)
        above = db.session.scalar(select(Organisation.parent_id).where(Organisation.id == above))
    return found


def _rows() -> Rows:
    stand = Organisation.merged_into_id.is_(None)
    entries = select(
        Organisation.id, Organisation.name, Organisation.latin, Organisation.acronym, Organisation.domain
    ).where(stand)
    names = (
        select(OrganisationName.organisation_id, OrganisationName.name)
        .join(Organisation, Organisation.id == OrganisationName.organisation_id)
        .where(stand)
    )
    found = (
        *db.session.execute(entries.order_by(Organisation.id)),
        *db.session.execute(names.order_by(OrganisationName.id)),
    )
    return tuple(tuple(row) for row in found)


def _compared(rows: Rows) -> list[Compared]:
    others: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        if len(row) == 2:
            others[row[0]].append(row[1])
    return [
        Compared(number, tuple(one for one in (name, latin, *others[number]) if one), acronym, domain)
        for number, name, latin, acronym, domain in (row for row in rows if len(row) == 5)
    ]
