"""What happens to entries of the register."""

from __future__ import annotations

from urllib.parse import urlsplit

from petition.core.addresses import registrable
from petition.core.collation import sort_key
from petition.core.db import db, now
from petition.core.languages import INTERFACE
from petition.core.text import sound
from petition.organisations.models import Organisation, OrganisationSortKey


def register(name: str, *, latin: str | None, website: str | None, country: str | None) -> Organisation:
    """Enters an organisation into the register, with the keys that sort it and find its likes."""
    organisation = Organisation(
        name=name,
        latin=latin or None,
        website=website or None,
        domain=registrable(urlsplit(website).hostname or "") if website else None,
        country=country or None,
        sound=sound(name)[:400],
        created_at=now(),
    )
    organisation.sort_keys = [
        OrganisationSortKey(language=language, key=sort_key(name_in(organisation, language), language))
        for language in INTERFACE
    ]
    db.session.add(organisation)
    return organisation


def name_in(organisation: Organisation, language: str) -> str:
    """The name under which readers of a language look for it: in English the Latin one, if there is one."""
    return organisation.latin if language == "en" and organisation.latin else organisation.name
