"""Founding signatories: the organisations that stand under the text when signing begins."""

from __future__ import annotations

from sqlalchemy import and_, or_, select

from petition.core import audit, crypto
from petition.core.db import db, now
from petition.core.languages import country_code
from petition.core.text import fold_text, sound_key
from petition.organisations.actions import LONGEST_SOUND, register_organisation
from petition.organisations.models import Organisation
from petition.organisations.queries import surviving_entry
from petition.signing.confirm.register import _trusted_entries
from petition.signing.keys import update_keys
from petition.signing.models.endorsement import Endorsement
from petition.signing.own.erasure import erase_endorsements
from petition.signing.publication import publish_endorsement
from petition.statements.models import Edition, Statement

LONGEST_NAME = 200


def add_founding_signatories(
    edition: Edition, signatories: list[tuple[str, str | None]], *, language: str, by: int | None = None
) -> int:
    """Enters the organisations that stand under the text as founding signatories; gives their number.

    Each is (name, country as printed). They are confirmed and listed from the start. One that stands there
    twice signs once. ``by`` is the coordinator, if it was one who entered them.
    """
    at, once = now(), dict[str, tuple[str, str | None]]()
    for name, printed in signatories:
        once.setdefault(fold_text(name), (name[:LONGEST_NAME], printed))
    for name, printed in once.values():
        endorsement = Endorsement(
            statement_id=edition.statement_id,
            edition_id=edition.id,
            kind="organisation",
            language=language,
            signature_key=crypto.lookup_hash(f"founding {fold_text(name)}", "signature"),
            details={"organisation": name},
            visibility="withheld",
            asked_at=at,
            confirmed_at=at,
            approved_at=at,
            founding_at=at,
        )
        endorsement.organisation = register_founder(name, country_code(printed))
        publish_endorsement(endorsement)
        db.session.add(endorsement)
        db.session.flush()
        update_keys(endorsement)
    db.session.flush()
    if by is not None:
        audit.append_entry("statement.found", f"statement {edition.statement.slug}", by=f"coordinator {by}")
    return len(once)


def remove_founding_signatories(statement: Statement, *, by: int) -> int:
    """Takes the founding signatories off again; gives their number. The edition they signed stays frozen."""
    founders = Endorsement.statement_id == statement.id, Endorsement.founding_at.is_not(None)
    ids = list(db.session.scalars(select(Endorsement.id).where(*founders).order_by(Endorsement.id).with_for_update()))
    if ids:
        erase_endorsements(ids)
        audit.append_entry("statement.undo-found", f"statement {statement.slug}", by=f"coordinator {by}")
    return len(ids)


def register_founder(name: str, country: str | None) -> Organisation:
    """The entry of a founding signatory: one of the same name and country, where that is known, else a new one."""
    spoken = sound_key(name)[:LONGEST_SOUND]
    if country is not None and spoken:
        alike = or_(Organisation.sound == spoken, Organisation.sound.startswith(spoken + "\n", autoescape=True))
        for one in _trusted_entries(and_(alike, Organisation.country == country)):
            if fold_text(one.name) == fold_text(name):
                return surviving_entry(one)
    return register_organisation(name, latin=None, website=None, country=country)
