"""Likely duplicates: other entries that may be the same organisation, ranked, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from petition.core import addresses
from petition.core.db import db
from petition.core.text import likeness, sound, trigrams
from petition.organisations.models import Organisation
from petition.signing.models import Endorsement

ALIKE = 0.55  # share of common trigrams from which two names are worth a look
MOST = 5


@dataclass(frozen=True)
class Likely:
    """Another entry that may be the same organisation, and why."""

    name: str
    reason: str
    url: str | None = None


@dataclass(frozen=True)
class Entry:
    """An endorsing organisation, with what it is compared by."""

    endorsement_id: int
    statement_id: int
    name: str
    sound: str
    sounds: frozenset[str]
    domain: str | None
    state: str


def entries(statement_ids: set[int]) -> list[Entry]:
    """The organisations that signed these statements and did not withdraw."""
    rows = db.session.execute(
        select(
            Endorsement.id,
            Endorsement.statement_id,
            Endorsement.approved_at,
            Endorsement.rejected_at,
            Organisation.name,
            Organisation.sound,
            Organisation.domain,
        )
        .join(Organisation, Organisation.id == Endorsement.organisation_id)
        .where(Endorsement.statement_id.in_(statement_ids), Endorsement.withdrawn_at.is_(None))
    )
    found = []
    for row in rows:
        state = _("listed") if row.approved_at else _("rejected") if row.rejected_at else _("waiting")
        found.append(Entry(row.id, row.statement_id, row.name, row.sound, trigrams(row.sound), row.domain, state))
    return found


def likely(endorsement: Endorsement, register: list[Entry], mail_domain: str) -> list[Likely]:
    """The entries most like this endorsement's organisation, by name in any script and by domain."""
    organisation = endorsement.organisation
    if organisation is None:
        return []
    names = [organisation.sound] + ([sound(organisation.latin)] if organisation.latin else [])
    pieces = [(name, trigrams(name)) for name in names]
    domains = {organisation.domain, addresses.registrable(mail_domain)} - addresses.FREE_MAIL - {None}
    ranked: list[tuple[float, Likely]] = []
    for entry in register:
        if entry.endorsement_id == endorsement.id or entry.statement_id != endorsement.statement_id:
            continue
        alike = max(1.0 if name == entry.sound else likeness(these, entry.sounds) for name, these in pieces)
        same_domain = entry.domain is not None and entry.domain in domains
        if same_domain or alike >= ALIKE:
            ranked.append((alike + same_domain, Likely(entry.name, _reason(alike, same_domain, entry.state))))
    ranked.sort(key=lambda pair: -pair[0])
    return [one for _rank, one in ranked[:MOST]]


def _reason(alike: float, same_domain: bool, state: str) -> str:
    if alike == 1.0:
        return str(_("same name, %(state)s", state=state))
    if same_domain:
        return str(_("same domain, %(state)s", state=state))
    return str(_("similar name, %(state)s", state=state))
