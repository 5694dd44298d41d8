"""Under which entry of the register a founding organisation is entered: found by name, Latin name and country."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select

from petition.core.db import db
from petition.core.text import fold_text, sound_key, transliterate
from petition.organisations.actions import LONGEST_SOUND, names_of, register_organisation
from petition.organisations.models import Organisation
from petition.organisations.queries import surviving_entry
from petition.signing.confirm.register import trusted_entries
from petition.signing.models.endorsement import Endorsement, state_condition
from petition.signing.state import STANDING

NAMES_OF_QUERY = 50
Named = tuple[str, str | None]


def find_entries(named: Iterable[Named], *, hold: bool) -> dict[Named, Organisation]:
    """The entries that organisations, each (name, country), have in the register; to be held, or only seen.

    It is one where a name is spelt alike, in its own letters or in Latin ones, and the countries are the same. Where
    one of the countries is not known the name alone is enough, as long as one entry alone has it.
    """
    wanted = list(dict.fromkeys(named))
    found: dict[Named, Organisation] = {}
    for at in range(0, len(wanted), NAMES_OF_QUERY):
        some = wanted[at : at + NAMES_OF_QUERY]
        spoken = sorted({sound_key(name)[:LONGEST_SOUND] for name, _country in some} - {""})
        entries = list(trusted_entries(_sound_condition(spoken), hold=hold)) if spoken else []
        by_spelling: dict[str, list[Organisation]] = {}
        for entry in entries:
            for spelling in _spellings(names_of(entry)):
                by_spelling.setdefault(spelling, []).append(surviving_entry(entry))
        for name, country in some:
            alike = [one for spelling in _spellings([name]) for one in by_spelling.get(spelling, ())]
            if (there := _entry_in_country(alike, country)) is not None:
                found[name, country] = there
    return found


def find_or_register_founder(name: str, country: str | None) -> Organisation:
    """The entry of a founding organisation: the one it has in the register, else a new one."""
    found = find_entries([(name, country)], hold=True).get((name, country))
    return found if found is not None else register_founder(name, country)


def register_founder(name: str, country: str | None) -> Organisation:
    """A new entry."""
    return register_organisation(name, latin=None, website=None, country=country)


def lock_entry(organisation_id: int) -> Organisation | None:
    """An entry that somebody chose, held, or what it was merged into; None where it is not there any more."""
    query = select(Organisation).where(Organisation.id == organisation_id).with_for_update(of=Organisation)
    held = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    return None if held is None else surviving_entry(held)


def signed_organisations(statement_id: int) -> set[int]:
    """The entries whose signature under a statement stands already, by id."""
    query = select(Endorsement.organisation_id).where(
        Endorsement.statement_id == statement_id,
        Endorsement.kind == "organisation",
        Endorsement.organisation_id.is_not(None),
        state_condition(*STANDING),
    )
    return {one for one in db.session.scalars(query) if one is not None}


def has_signed(statement_id: int, organisation: Organisation) -> bool:
    """Whether a signature of this organisation under a statement stands already."""
    query = select(Endorsement.id).where(
        Endorsement.statement_id == statement_id,
        Endorsement.organisation_id == organisation.id,
        state_condition(*STANDING),
    )
    return db.session.scalar(query.limit(1)) is not None


def _sound_condition(spoken: list[str]) -> object:
    """The condition that an official name, or another one, sounds like one of these."""
    return or_(
        Organisation.sound.in_(spoken),
        *(Organisation.sound.startswith(f"{one}\n", autoescape=True) for one in spoken),
        *(Organisation.sound.contains(f"\n{one}\n", autoescape=True) for one in spoken),
        *(Organisation.sound.endswith(f"\n{one}", autoescape=True) for one in spoken),
    )


def _spellings(names: Iterable[str]) -> set[str]:
    return {spelling for name in names for spelling in (fold_text(name), transliterate(name)) if spelling}


def _entry_in_country(alike: list[Organisation], country: str | None) -> Organisation | None:
    there = {one.id: one for one in alike if one.country is not None and one.country == country}
    open_ones = {one.id: one for one in alike if country is None or one.country is None}
    for found in (there, open_ones):
        if found:
            return min(found.values(), key=lambda one: one.id) if found is there or len(found) == 1 else None
    return None
