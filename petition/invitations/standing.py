"""What is known already of an organisation on a list: invited or signed under this statement, in the register."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from petition.core import addresses
from petition.core.db import db
from petition.core.text import sound_key
from petition.invitations.contained_names import ContainedNames
from petition.invitations.list_rows import Problem
from petition.invitations.models import Invitation
from petition.organisations.actions import domain_of
from petition.organisations.models import Organisation
from petition.organisations.queries import current_register
from petition.organisations.similarity import is_telling_domain
from petition.signing.models.endorsement import Endorsement
from petition.statements.models import Statement

NAMES = ("organisation", "organisation_latin")


@dataclass(frozen=True)
class KnownFacts:
    """Warnings, which want a look before anybody is invited, and notes, which only tell."""

    warnings: list[Problem]
    notes: list[Problem]


def known_checker(statement: Statement) -> Callable[[Mapping[str, str]], KnownFacts]:
    """Asks of a row what is known of its organisation, by its names and its own domain.

    Words of warnings: ``organisation_signed``, ``organisation_invited``, ``like_signed`` (name), ``like_invited``
    (name); of notes: ``in_register`` (name), ``like_register`` (name).
    """
    invited, signed = _invited_names(statement), _signed_names(statement)
    register = current_register().entries
    entries = {one.names[0]: (set(map(sound_key, one.names)), one.domain) for one in register.values() if one.names}
    by_sound = {sound: name for name, (sounds, _domain) in entries.items() for sound in sounds}
    inside = ContainedNames((one.names[0], one.names) for one in register.values() if one.names)

    def look(values: Mapping[str, str]) -> KnownFacts:
        names, marks = [values[name] for name in NAMES if values.get(name)], _marks_of(values)
        warnings = [
            found
            for word, those in (("signed", signed), ("invited", invited))
            if (found := those.find(word, names, marks))
        ]
        there = next((by_sound[one] for one in map(sound_key, names) if one in by_sound), None)
        likes = [] if there else inside.find(names)[:1]
        notes = [Problem("organisation", "in_register", {"name": there})] if there else []
        notes += [Problem("organisation", "like_register", {"name": one}) for one in likes]
        return KnownFacts(warnings[:1], notes)

    return look


@dataclass(frozen=True)
class _Standing:
    """Organisations that stand under a statement in one way: what they are known by, and their names."""

    marks: set[str]
    names: ContainedNames[str]

    def find(self, word: str, names: list[str], marks: set[str]) -> Problem | None:
        if marks & self.marks:
            return Problem("organisation", f"organisation_{word}", {})
        like = self.names.find(names)
        return Problem("organisation", f"like_{word}", {"name": like[0]}) if like else None


def _invited_names(statement: Statement) -> _Standing:
    query = select(Invitation).where(Invitation.statement_id == statement.id, Invitation.revoked_at.is_(None))
    details = [{**(one.details or {}), "email": one.address or ""} for one in db.session.scalars(query)]
    marks = {mark for values in details for mark in _marks_of(values)}
    named = [
        (str(one["organisation"]), [str(one.get(name) or "") for name in NAMES])
        for one in details
        if "organisation" in one
    ]
    return _Standing(marks, ContainedNames(named))


def _signed_names(statement: Statement) -> _Standing:
    signed = select(Organisation.id, Organisation.name, Organisation.sound, Organisation.domain).join(
        Endorsement, Endorsement.organisation_id == Organisation.id
    )
    rows = db.session.execute(
        signed.where(
            Endorsement.statement_id == statement.id,
            # Said here, it keeps the database from looking through all individuals.
            Endorsement.kind == "organisation",
            Endorsement.confirmed_at.is_not(None),
        )
    ).all()
    marks = {mark for row in rows for mark in (*row.sound.split("\n"), _telling(row.domain)) if mark}
    entries = current_register().entries
    return _Standing(
        marks, ContainedNames((row.name, entries[row.id].names if row.id in entries else (row.name,)) for row in rows)
    )


def _marks_of(values: Mapping[str, str]) -> set[str]:
    names = {sound_key(values.get(name) or "") for name in NAMES}
    mailed_from = addresses.registrable_domain(addresses.parse(values["email"]).domain) if values.get("email") else None
    return (names | {_telling(domain_of(values.get("website"))), _telling(mailed_from)}) - {""}


def _telling(domain: str | None) -> str:
    return domain or "" if is_telling_domain(domain) else ""
