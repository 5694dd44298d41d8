"""What an answer says otherwise than the invitation did: the name, its spelling in Latin letters, country, website,
mailbox, representative.

Names are compared as the register compares them: case, marks, script and legal forms make no difference, and every
name that the register has of the invited organisation is one of its own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from petition.core.addresses import Address, parse
from petition.core.db import db
from petition.core.text import sound_key
from petition.invitations.models import Invitation
from petition.organisations.actions import domain_of, names_of
from petition.organisations.models import Organisation
from petition.organisations.name_keys import name_keys
from petition.organisations.similarity import SHARED
from petition.signing.models.endorsement import Endorsement


@dataclass(frozen=True)
class Difference:
    """One thing that is otherwise than invited; ``field`` as the form of an organisation names it."""

    field: str
    invited: str
    signed: str


@dataclass(frozen=True)
class Answer:
    """An endorsement beside the invitation that it answers, and what differs."""

    invitation: Invitation
    differences: tuple[Difference, ...]

    @property
    def invited_name(self) -> str:
        """The organisation's name, as it was invited."""
        return str((self.invitation.details or {}).get("organisation") or "")


def find_differences(
    invitation: Invitation, details: Mapping[str, Any], address: Address | None, names: Iterable[str] = ()
) -> tuple[Difference, ...]:
    """What an answer says otherwise; ``names`` are those that the register has of the invited organisation.

    What the invitation left open makes no difference, but a name in Latin letters that nobody has seen before does.
    """
    invited = invitation.details or {}
    found = [*_different_names(invited, details, names)]
    for field, is_same in (("country", _is_same_code), ("website", _is_same_site), ("representative", _is_same_person)):
        asked, given = str(invited.get(field) or ""), str(details.get(field) or "")
        if asked and given and not is_same(asked, given):
            found.append(Difference(field, asked, given))
    if invitation.address and address and parse(invitation.address).canonical != address.canonical:
        found.append(Difference("email", invitation.address, address.text))
    return tuple(found)


def _different_names(
    invited: Mapping[str, Any], details: Mapping[str, Any], names: Iterable[str]
) -> Iterable[Difference]:
    """The official name has to be known, and that in Latin letters too, or to sound like the official one."""
    own = [str(invited.get(name) or "") for name in ("organisation", "organisation_latin", "acronym")]
    known = {compare_key(one) for one in (*own, *names) if one}
    given, latin = str(details.get("organisation") or ""), str(details.get("organisation_latin") or "")
    if compare_key(given) not in known:
        yield Difference("organisation", own[0], given)
    if latin and compare_key(latin) not in known | {compare_key(given)}:
        yield Difference("organisation_latin", own[1], latin)


def compare_key(name: str) -> str:
    """What two spellings of one name share; the sound of it has a digit that is repeated only once."""
    return " ".join([name_keys(name).sound, *re.findall(r"\d+", name)])


def _is_same_code(asked: str, given: str) -> bool:
    return asked == given


def _is_same_site(asked: str, given: str) -> bool:
    domain = domain_of(asked)
    if domain != domain_of(given):
        return False
    return domain not in SHARED or asked.rstrip("/").casefold() == given.rstrip("/").casefold()


def _is_same_person(asked: str, given: str) -> bool:
    return sorted(sound_key(asked).split()) == sorted(sound_key(given).split())


def answers_of(endorsements: Sequence[Endorsement]) -> dict[int, Answer]:
    """The invitation that each endorsement answers, by its link or from its mailbox, and what differs."""
    asked = [one for one in endorsements if one.kind == "organisation" and one.details is not None]
    behind = _find_invitations(asked)
    names = names_of_entries({one.organisation_id for one in behind.values() if one.organisation_id is not None})
    return {
        one.id: Answer(
            found, find_differences(found, one.details or {}, one.mailbox, names.get(found.organisation_id or 0, ()))
        )
        for one in asked
        if (found := behind.get(one.id)) is not None and found.details is not None
    }


def _find_invitations(endorsements: Sequence[Endorsement]) -> dict[int, Invitation]:
    """By the link first, else from the mailbox; of several the newest."""
    if not endorsements:
        return {}
    keys = {one.address_key for one in endorsements if one.address_key is not None}
    of_mailbox = and_(
        Invitation.statement_id.in_({one.statement_id for one in endorsements}),
        Invitation.address_key.in_(keys),
        Invitation.revoked_at.is_(None),
    )
    linked = Invitation.endorsement_id.in_([one.id for one in endorsements])
    query = select(Invitation).where(or_(linked, of_mailbox)).order_by(Invitation.id)
    found = db.session.scalars(query.options(joinedload(Invitation.statement))).all()
    by_link = {one.endorsement_id: one for one in found}
    by_mailbox = {(one.statement_id, one.address_key): one for one in found}
    behind = {
        one.id: by_link.get(one.id) or by_mailbox.get((one.statement_id, one.address_key or b""))
        for one in endorsements
    }
    return {number: one for number, one in behind.items() if one is not None}


def names_of_entries(ids: Collection[int]) -> dict[int, list[str]]:
    """Every name that the register has of these entries, the acronym with them."""
    if not ids:
        return {}
    query = select(Organisation).where(Organisation.id.in_(ids)).options(selectinload(Organisation.names))
    return {one.id: names_of(one) for one in db.session.scalars(query)}
