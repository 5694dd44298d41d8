"""Likely duplicates of an endorsing organisation, in the whole register and under the same statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Row, select

from petition.core import addresses
from petition.core.db import db
from petition.desk import register_words, scope
from petition.organisations.queries import RegisterSnapshot
from petition.organisations.similarity import ComparableOrganisation
from petition.organisations.similarity import LikelyDuplicate as Ranked
from petition.signing.models.endorsement import Endorsement
from petition.signing.state import LISTED, REJECTED, WITHDRAWN

MOST = 5
Other = Row[tuple[int, int, int | None, datetime | None, datetime | None]]


@dataclass(frozen=True)
class LikelyDuplicate:
    """Another entry that may be the same organisation, and why; ``url`` leads to comparing the two."""

    name: str
    reason: str
    url: str | None = None


def likely_duplicates(
    endorsements: Sequence[Endorsement], register: RegisterSnapshot
) -> dict[int, list[LikelyDuplicate]]:
    """For each endorsement the entries most like its organisation, likeliest first.

    What it signed before under this very statement goes ahead of everything.
    """
    ranked = {one.id: _ranked_for_endorsement(one, register) for one in endorsements}
    others = _other_endorsements(endorsements, ranked)
    return {
        one.id: _describe_duplicates(one, register, ranked[one.id], _states_of_others(one, others))
        for one in endorsements
        if one.organisation_id in register.entries
    }


def _ranked_for_endorsement(endorsement: Endorsement, register: RegisterSnapshot) -> list[Ranked]:
    own = register.entries.get(endorsement.organisation_id or 0)
    domain = addresses.registrable_domain(endorsement.mailbox.domain) if endorsement.mailbox else None
    return _ranked_entries(own, register, domain) if own is not None else []


def _describe_duplicates(
    endorsement: Endorsement, register: RegisterSnapshot, ranked: list[Ranked], states: dict[int, str]
) -> list[LikelyDuplicate]:
    number, found = endorsement.organisation_id or 0, []
    if number in states:
        told = _("it has signed this statement already, %(state)s", state=states[number])
        found.append(
            LikelyDuplicate(
                register.entries[number].names[0], told, url_for("desk.organisation", organisation_id=number)
            )
        )
    for one in ranked:
        name = register.entries[one.id].names[0]
        reasons = [register_words.reason_words(reason, name) for reason in one.reasons]
        reasons += [states[one.id]] if one.id in states else []
        # The entry that was there first is the one that is kept, unless the coordinator turns it round.
        url = url_for("desk.merge", organisation_id=one.id, other_id=number)
        found.append(LikelyDuplicate(name, ", ".join(reasons), url))
    return found


def _ranked_entries(own: ComparableOrganisation, register: RegisterSnapshot, mail_domain: str | None) -> list[Ranked]:
    """By its own entry, and by the domain of the mailbox where that is another one."""
    if own.domain is None:
        return register.register.find_duplicates(
            ComparableOrganisation(own.id, own.names, own.acronym, mail_domain), most=MOST
        )
    found = register.register.find_duplicates(own, most=MOST)
    if mail_domain and mail_domain != own.domain:
        by_mail = register.register.find_duplicates(ComparableOrganisation(own.id, (), None, mail_domain), most=MOST)
        there = {one.id: one for one in found}
        found += [one for one in by_mail if one.id not in there]
    return sorted(found, key=lambda one: (-one.rank, one.id))[:MOST]


def _other_endorsements(endorsements: Sequence[Endorsement], ranked: dict[int, list[Ranked]]) -> list[Other]:
    """What these organisations, and those like them, have signed, as far as whoever asks may see it."""
    organisations = {one.organisation_id for one in endorsements} | {
        one.id for likes in ranked.values() for one in likes
    }
    query = select(
        Endorsement.id,
        Endorsement.statement_id,
        Endorsement.organisation_id,
        Endorsement.state,
    ).where(
        Endorsement.organisation_id.in_(organisations),
        Endorsement.state != WITHDRAWN,
        scope.endorsements_condition(),
    )
    return list(db.session.execute(query))


def _states_of_others(endorsement: Endorsement, others: Iterable[Other]) -> dict[int, str]:
    """How the organisations' other endorsements of the same statement stand."""
    return {
        row.organisation_id: {LISTED: _("listed"), REJECTED: _("rejected")}.get(row.state, _("waiting"))
        for row in others
        if row.statement_id == endorsement.statement_id and row.id != endorsement.id
    }
