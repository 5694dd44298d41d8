"""Entries of the register, and all that the database holds, for tests of the register."""

from __future__ import annotations

from typing import Any

from flask import Flask

import make
from invitations.lists import sixty
from petition.core.db import Base, db
from petition.invitations import localised_names
from petition.organisations.actions import register_organisation
from petition.organisations.models import Organisation
from petition.signing.decide import merging
from petition.signing.models.endorsement import Endorsement

# What tells of a merge stays when it is undone.
ON_RECORD = {
    *("organisation_merge", "audit_entry", "audit_note", "tally_change", "tally", "decision", "audit_head"),
    *("content_version", "erasure_log"),
}
# When an entry changed last, be it forth or back.
NOTICED_BY = "changed_at"


def entry(name: str, **values: str | None) -> Organisation:
    """An entry of the register."""
    made = register_organisation(name, **{"latin": None, "website": None, "country": "BY", **values})
    db.session.commit()
    return made


def all_sixty() -> dict[int, Organisation]:
    """The organisations of the list that coordinators have, as far as they have a name; by place in the list."""
    made = {}
    for at, row in enumerate(sixty()):
        if row["organisation"] and len(row["organisation"]) <= 200:
            made[at] = register_organisation(
                row["organisation"],
                latin=row["organisation_latin"],
                website=row["website"] if "://" in row["website"] else None,
                country=localised_names.parse_country(row["country"]),
                acronym=row["acronym"],
            )
    db.session.commit()
    return made


def endorsed(by: Organisation, statement: Any, name: str | None = None) -> Endorsement:
    """A founding endorsement of this entry, listed."""
    edition = make.edition(statement)
    made = make.founder(edition, name or by.name)
    own, made.organisation = made.organisation, by
    db.session.flush()
    if own is not None and own.id != by.id:
        db.session.delete(own)
    db.session.flush()
    merging.republish_endorsements(by)
    db.session.commit()
    return made


def dump(but: set[str] = ON_RECORD) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, as it lies in the database."""
    db.session.expire_all()
    db.session.rollback()
    found = {}
    for table in Base.metadata.sorted_tables:
        if table.name not in but:
            columns = ", ".join(f'"{column.name}"' for column in table.columns if column.name != NOTICED_BY)
            rows = db.session.execute(db.text(f'SELECT {columns} FROM "{table.name}"'))
            found[table.name] = sorted((tuple(map(_plain, row)) for row in rows), key=repr)
    db.session.rollback()
    return found


def desk(app: Flask, role: str = "coordinator") -> Any:
    """A browser at the desk."""
    return make.at_the_desk(app, role, f"{role}@coalition.example")


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
