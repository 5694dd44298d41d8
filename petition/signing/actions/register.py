"""Under which entry of the register an organisation's endorsement stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, and_, exists, or_, select

from petition.core.db import db
from petition.core.text import fold, sound
from petition.organisations.actions import LONGEST_SOUND, domain_of, names_of, register
from petition.organisations.likeness import is_telling
from petition.organisations.models import Organisation
from petition.organisations.queries import standing
from petition.signing.models import Endorsement


def entered(endorsement: Endorsement) -> Organisation:
    """The entry of an organisation that confirms: the one that is there already, else a new one.

    It is there already if a name of it sounds the same, its website is on the same registrable domain, and
    the mailbox that confirms is on that domain too. Anything less is for people to decide.
    """
    details = endorsement.details or {}
    name, website = details["organisation"], details.get("website")
    domain = domain_of(website)
    mailbox = endorsement.mailbox
    if is_telling(domain) and mailbox is not None and mailbox.registered == domain:
        there = (one for one in _vouched_for(Organisation.domain == domain) if _sounds_like(one, name))
        if (found := next(there, None)) is not None:
            return standing(found)
    return register(
        name,
        latin=details.get("organisation_latin"),
        website=website,
        country=details.get("country"),
        acronym=details.get("acronym"),
    )


def founded(name: str, country: str | None) -> Organisation:
    """The entry of a founding signatory: one of the same name and country, where that is known, else a new one."""
    spoken = sound(name)[:LONGEST_SOUND]
    if country is not None and spoken:
        alike = or_(Organisation.sound == spoken, Organisation.sound.startswith(spoken + "\n", autoescape=True))
        for one in _vouched_for(and_(alike, Organisation.country == country)):
            if fold(one.name) == fold(name):
                return standing(one)
    return register(name, latin=None, website=None, country=country)


def _vouched_for(which: Any) -> Iterable[Organisation]:
    """Entries that a coordinator let onto a list or entered: what anybody typed in is not taken over unseen."""
    endorsed = exists().where(Endorsement.organisation_id == Organisation.id)
    query: Select[Organisation] = select(Organisation).where(
        which,
        or_(endorsed.where(Endorsement.approved_at.is_not(None)), ~endorsed),
    )
    # Held until the end: an entry that is being merged at this moment is known by what it was merged into.
    held = query.order_by(Organisation.id).with_for_update(of=Organisation).execution_options(populate_existing=True)
    return db.session.scalars(held).all()


def _sounds_like(organisation: Organisation, name: str) -> bool:
    return sound(name) in map(sound, names_of(organisation))
