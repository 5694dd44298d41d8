"""Under which entry of the register an organisation's endorsement stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, exists, or_, select

from petition.core.db import db
from petition.core.text import sound_key
from petition.organisations.actions import domain_of, names_of, register_organisation
from petition.organisations.models import Organisation
from petition.organisations.queries import surviving_entry
from petition.organisations.similarity import is_telling_domain
from petition.signing.models.endorsement import Endorsement


def find_or_register(endorsement: Endorsement) -> Organisation:
    """The entry of an organisation that confirms: the one that is there already, else a new one.

    It is there already if a name of it sounds the same, its website is on the same registrable domain, and
    the mailbox that confirms is on that domain too. Anything less is for people to decide.
    """
    details = endorsement.details or {}
    name, website = details["organisation"], details.get("website")
    domain = domain_of(website)
    mailbox = endorsement.mailbox
    if is_telling_domain(domain) and mailbox is not None and mailbox.registrable_domain == domain:
        there = (one for one in trusted_entries(Organisation.domain == domain) if _has_name_like(one, name))
        if (found := next(there, None)) is not None:
            return surviving_entry(found)
    return register_organisation(
        name,
        latin=details.get("organisation_latin"),
        website=website,
        country=details.get("country"),
        acronym=details.get("acronym"),
    )


def trusted_entries(which: Any, *, hold: bool = True) -> Iterable[Organisation]:
    """Entries that a coordinator let onto a list or entered: what anybody typed in is not taken over unseen."""
    endorsed = exists().where(Endorsement.organisation_id == Organisation.id)
    query: Select[Organisation] = select(Organisation).where(
        which,
        or_(endorsed.where(Endorsement.approved_at.is_not(None)), ~endorsed),
    )
    query = query.order_by(Organisation.id)
    if hold:
        # Held until the end: an entry that is being merged at this moment is known by what it was merged into.
        query = query.with_for_update(of=Organisation).execution_options(populate_existing=True)
    return db.session.scalars(query).all()


def _has_name_like(organisation: Organisation, name: str) -> bool:
    return sound_key(name) in map(sound_key, names_of(organisation))
