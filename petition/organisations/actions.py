"""What happens to entries of the register."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select, update

from petition.core import audit
from petition.core.addresses import registrable_domain
from petition.core.collation import sort_key
from petition.core.db import db, now
from petition.core.languages import INTERFACE
from petition.core.text import fold_text, sound_key
from petition.organisations.models import Organisation, OrganisationName, OrganisationSortKey
from petition.organisations.name_keys import word_root
from petition.organisations.queries import ancestor_ids, surviving_entry

PUBLIC_FIELDS = ("name", "latin", "acronym", "website", "country", "kind")
LONGEST_SOUND = 400


class RegisterError(Exception):
    """The register does not take this; its text is a word for the page to explain.

    Words: ``name-there``, ``itself``, ``cycle``, ``merged``.
    """


def register_organisation(
    name: str,
    *,
    latin: str | None,
    website: str | None,
    country: str | None,
    acronym: str | None = None,
    kind: str | None = None,
) -> Organisation:
    """Enters an organisation into the register, with the keys that sort it and find its likes."""
    organisation = Organisation(
        name=name,
        latin=latin or None,
        acronym=acronym or None,
        website=website or None,
        country=country or None,
        kind=kind or None,
        created_at=now(),
        names=[],
        sort_keys=[],
    )
    update_register_keys(organisation)
    db.session.add(organisation)
    return organisation


def add_organisation(values: Mapping[str, Any], *, by: int) -> Organisation:
    """Enters an organisation by hand; ``values`` holds its public fields."""
    organisation = register_organisation(**{"latin": None, "website": None, "country": None, **values})
    db.session.flush()
    _record_act("add", organisation, by, organisation.name)
    return organisation


def correct_organisation(organisation: Organisation, values: Mapping[str, Any], *, by: int) -> dict[str, Any]:
    """Changes public fields of an entry; gives the values that these had before.

    What is shown of its endorsements follows only by ``merging.republish_endorsements``, which belongs to it.
    """
    if unknown := values.keys() - set(PUBLIC_FIELDS):
        raise ValueError(f"not a public field: {', '.join(sorted(unknown))}")
    _check_not_merged(organisation)
    before = {field: getattr(organisation, field) for field in values}
    changed = [field for field, value in values.items() if (value or None) != before[field]]
    for field in changed:
        setattr(organisation, field, values[field] or None)
    if changed:
        update_register_keys(organisation)
        told = (f"{field}: {before[field] or '–'} → {values[field] or '–'}" for field in changed)
        _record_act("correct", organisation, by, "; ".join(told))
    return before


def add_name(organisation: Organisation, kind: str, language: str | None, name: str, *, by: int) -> OrganisationName:
    """Adds a name in a language (kind ``name``), or an alias; raises RegisterError where it has it already."""
    _check_not_merged(organisation)
    if fold_text(name) in {fold_text(one) for one in names_of(organisation)}:
        raise RegisterError("name-there")
    added = OrganisationName(kind=kind, language=language if kind == "name" else None, name=name)
    organisation.names.append(added)
    update_register_keys(organisation)
    db.session.flush()
    _record_act("add-name", organisation, by, name)
    return added


def remove_name(name: OrganisationName, *, by: int) -> None:
    """Takes one of its other names away from an organisation."""
    organisation = db.session.get_one(Organisation, name.organisation_id)
    _check_not_merged(organisation)
    organisation.names.remove(name)
    update_register_keys(organisation)
    _record_act("remove-name", organisation, by, name.name)


def set_parent(organisation: Organisation, parent: Organisation | None, *, by: int) -> None:
    """Makes an organisation a part or section of another one, or of none.

    Raises RegisterError where it would become a part of itself.
    """
    _check_not_merged(organisation)
    above = surviving_entry(parent) if parent is not None else None
    if above is not None and above.id == organisation.id:
        raise RegisterError("itself")
    if above is not None and organisation.id in ancestor_ids(above):
        raise RegisterError("cycle")
    organisation.parent = above
    _record_act("belong", organisation, by, above.name if above else None)


def delete_organisation(organisation: Organisation) -> None:
    """Deletes an entry that endorses nothing any more, and those merged into it; its parts stay, on their own."""
    merged = select(Organisation).where(Organisation.merged_into_id == organisation.id)
    for one in db.session.scalars(merged).all():
        delete_organisation(one)
    parts = update(Organisation).where(Organisation.parent_id == organisation.id)
    db.session.execute(parts.values(parent_id=None))
    db.session.delete(organisation)
    db.session.flush()


def delete_logo(organisation: Organisation) -> None:
    """Deletes the logo of an organisation, and of entries that were merged into it."""
    organisation.logo = None
    for one in db.session.scalars(select(Organisation).where(Organisation.merged_into_id == organisation.id)).all():
        delete_logo(one)
    db.session.flush()


def name_in_language(organisation: Organisation, language: str) -> str:
    """The name under which readers of a language look for it: in English the Latin one, if there is one."""
    return organisation.latin if language == "en" and organisation.latin else organisation.name


def names_of(organisation: Organisation) -> list[str]:
    """Every name an organisation has, the official one first; the acronym is one of them."""
    given = [organisation.name, organisation.acronym, organisation.latin, *(one.name for one in organisation.names)]
    return list(dict.fromkeys(name for name in given if name))


def domain_of(website: str | None) -> str | None:
    """The domain that somebody registered for a website."""
    return registrable_domain(urlsplit(website).hostname or "") if website else None


def update_register_keys(organisation: Organisation) -> None:
    """Makes the keys of an entry anew."""
    organisation.sound = sounds_of(organisation)
    organisation.domain = domain_of(organisation.website)
    # Its other names stand in another table.
    organisation.changed_at = now()
    keys = {key.language: key for key in organisation.sort_keys}
    for language in INTERFACE:
        key = sort_key(name_in_language(organisation, language), language)
        if language in keys:
            keys[language].key = key
        else:
            organisation.sort_keys.append(OrganisationSortKey(language=language, key=key))


def sounds_of(organisation: Organisation) -> str:
    """What ``sound`` should be: each name by sound and by the coarser roots of its words, a line each."""
    lines = [sound_key(organisation.name)[:LONGEST_SOUND]]
    for line in (line for name in names_of(organisation) for line in (sound_key(name), root_keys(name))):
        if line not in lines and len("\n".join([*lines, line])) <= LONGEST_SOUND:
            lines.append(line)
    return "\n".join(lines)


def root_keys(name: str) -> str:
    """The roots of the words of a name, by which it is found however its letters are romanised."""
    return " ".join(map(word_root, fold_text(name).split()))


def _check_not_merged(organisation: Organisation) -> None:
    if organisation.merged_into_id is not None:
        raise RegisterError("merged")


def _record_act(act: str, organisation: Organisation, by: int, note: str | None) -> None:
    audit.append_entry(f"organisation.{act}", f"organisation {organisation.id}", by=f"coordinator {by}", note=note)
