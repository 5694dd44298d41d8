"""Likely duplicates of an endorsing organisation, in the whole register and under the same statement."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from petition.core import addresses
from petition.core.db import db
from petition.desk import register_words
from petition.organisations.likeness import Compared
from petition.organisations.likeness import Likely as Ranked
from petition.organisations.queries import Known, known
from petition.signing.models import Endorsement

MOST = 5


@dataclass(frozen=True)
class Likely:
    """Another entry that may be the same organisation, and why; ``url`` leads to comparing the two."""

    name: str
    reason: str
    url: str | None = None


def entries(statement_ids: set[int]) -> Known:
    """What the endorsements of these statements are compared with: the register, read once for a whole page."""
    return known()


def likely(endorsement: Endorsement, register: Known, mail_domain: str) -> list[Likely]:
    """The entries most like this endorsement's organisation, likeliest first.

    What it signed before under this very statement goes ahead of everything.
    """
    organisation = endorsement.organisation
    if organisation is None or organisation.id not in register.entries:
        return []
    ranked = _ranked(register.entries[organisation.id], register, addresses.registrable(mail_domain))
    states = _states(endorsement, [organisation.id, *(one.id for one in ranked)])
    found = []
    if organisation.id in states:
        told = _("it has signed this statement already, %(state)s", state=states[organisation.id])
        found.append(Likely(organisation.name, told, url_for("desk.organisation", organisation_id=organisation.id)))
    for one in ranked:
        name = register.entries[one.id].names[0]
        reasons = [register_words.reason(reason, name) for reason in one.reasons]
        reasons += [states[one.id]] if one.id in states else []
        # The entry that was there first is the one that is kept, unless the coordinator turns it round.
        url = url_for("desk.merge", organisation_id=one.id, other_id=organisation.id)
        found.append(Likely(name, ", ".join(reasons), url))
    return found


def _ranked(own: Compared, register: Known, mail_domain: str | None) -> list[Ranked]:
    """By its own entry, and by the domain of the mailbox where that is another one."""
    if own.domain is None:
        return register.register.likely(Compared(own.id, own.names, own.acronym, mail_domain), most=MOST)
    found = register.register.likely(own, most=MOST)
    if mail_domain and mail_domain != own.domain:
        by_mail = register.register.likely(Compared(own.id, (), None, mail_domain), most=MOST)
        there = {one.id: one for one in found}
        found += [one for one in by_mail if one.id not in there]
    return sorted(found, key=lambda one: (-one.rank, one.id))[:MOST]


def _states(endorsement: Endorsement, organisations: list[int]) -> dict[int, str]:
    """How these organisations' other endorsements of the same statement stand."""
    rows = db.session.execute(
        select(Endorsement.organisation_id, Endorsement.approved_at, Endorsement.rejected_at).where(
            Endorsement.statement_id == endorsement.statement_id,
            Endorsement.organisation_id.in_(organisations),
            Endorsement.withdrawn_at.is_(None),
            Endorsement.id != endorsement.id,
        )
    )
    return {
        row.organisation_id: _("listed") if row.approved_at else _("rejected") if row.rejected_at else _("waiting")
        for row in rows
        if row.organisation_id is not None
    }
