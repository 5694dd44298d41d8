"""Rotation of data keys: the keyed hashes of signers made anew under the newest key."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, delete, exists, or_, select, update

from petition.core import crypto, languages
from petition.core.batches import rows_in_batches
from petition.core.db import db
from petition.organisations.actions import sounds_of, update_register_keys
from petition.organisations.models import Organisation
from petition.signing.keys import NAME, founder_identity, keys_of, signer_identity, update_keys
from petition.signing.models.endorsement import Endorsement, state_condition
from petition.signing.models.endorsement_key import EndorsementKey
from petition.signing.models.screening import NotedGroup, Release, Suspicion
from petition.signing.publication import refresh_search_key
from petition.signing.screening.signals import GROUP_OF

GROUPS = {*GROUP_OF, *GROUP_OF.values()}


def rekey_endorsements() -> Iterator[int]:
    """Makes the look-up hashes of all endorsements anew; gives how many each batch did, after which to commit."""
    return rows_in_batches(Endorsement, act=_rekey_batch)


def signer_text(endorsement: Endorsement) -> str | None:
    """Who signed, as it is hashed into ``signature_key``; None where nothing is left to tell."""
    details = endorsement.details or {}
    if endorsement.founding_at is not None:
        name = details.get("organisation") or details.get("name") or ""
        return founder_identity(endorsement.kind, name, details.get("affiliation"))
    mailbox = endorsement.mailbox
    return signer_identity(endorsement.kind, mailbox, details) if mailbox is not None else None


def _rekey_batch(found: list[Endorsement]) -> None:
    moved: dict[tuple[int, bytes], bytes] = {}
    before = _written_keys([endorsement.id for endorsement in found])
    for endorsement in found:
        _rekey_endorsement(endorsement)
        moved |= _changed_group_keys(endorsement, before.get(endorsement.id, {}))
    _update_group_keys(moved)


def _rekey_endorsement(endorsement: Endorsement) -> None:
    signer = signer_text(endorsement)
    # A key that was set free by a rejection belongs to nobody and stays as it is.
    if signer and endorsement.signature_key in crypto.lookup_hashes(signer, "signature"):
        endorsement.signature_key = crypto.lookup_hash(signer, "signature")
    if endorsement.mailbox is not None:
        endorsement.address_key = crypto.lookup_hash(endorsement.mailbox.canonical, "address")
    update_keys(endorsement)


def _written_keys(endorsement_ids: list[int]) -> dict[int, dict[str, bytes]]:
    columns = EndorsementKey.endorsement_id, EndorsementKey.signal, EndorsementKey.key
    found: dict[int, dict[str, bytes]] = {}
    for endorsement_id, signal, key in db.session.execute(select(*columns).where(columns[0].in_(endorsement_ids))):
        found.setdefault(endorsement_id, {})[signal] = bytes(key)
    return found


def complete_grouping_keys() -> Iterator[int]:
    """Gives older endorsements the keys by which groups are found, a batch a transaction."""
    of_domain = EndorsementKey.signal.in_(("domain", "free_mail"))
    has_some = exists().where(EndorsementKey.endorsement_id == Endorsement.id, of_domain)
    has_name = exists().where(EndorsementKey.endorsement_id == Endorsement.id, EndorsementKey.signal == NAME)
    lacks = or_(
        and_(Endorsement.kind == "individual", ~has_some, Endorsement.address.is_not(None)),
        # Names were folded otherwise when it was written: its other keys and what is searched are of then, too.
        and_(
            Endorsement.kind == "individual",
            ~has_name,
            Endorsement.confirmed_at.is_not(None),
            Endorsement.details.is_not(None),
        ),
        and_(Endorsement.kind == "organisation", Endorsement.country_key.is_(None)),
        and_(state_condition("undecided"), ~has_some),
    )
    return rows_in_batches(Endorsement, lacks, act=_complete_batch)


def _complete_batch(found: list[Endorsement]) -> None:
    _rekey_batch(found)
    for endorsement in found:
        refresh_search_key(endorsement)


def refresh_register_keys() -> Iterator[int]:
    """Makes anew by what entries of the register are found, for names that were folded otherwise once."""
    return rows_in_batches(Organisation, act=_refresh_entries)


def _refresh_entries(entries: list[Organisation]) -> None:
    for entry in entries:
        # Since then the interface may speak more languages.
        has_alphabets = {key.language for key in entry.sort_keys} >= {*languages.INTERFACE}
        if entry.sound != sounds_of(entry) or not has_alphabets:
            update_register_keys(entry)
    mine = Endorsement.organisation_id.in_([entry.id for entry in entries])
    listed = select(Endorsement).where(mine, Endorsement.kind == "organisation", Endorsement.shown_name.is_not(None))
    for endorsement in db.session.scalars(listed):
        refresh_search_key(endorsement)


def _changed_group_keys(endorsement: Endorsement, before: dict[str, bytes]) -> dict[tuple[int, bytes], bytes]:
    """Which groups an endorsement is in under another key than before; the keys of two signals are never the same."""
    now = keys_of(endorsement)
    return {
        (endorsement.statement_id, was): key
        for signal in GROUPS
        if (was := before.get(signal)) and (key := now.get(signal)) and key != was
    }


def _update_group_keys(moved: dict[tuple[int, bytes], bytes]) -> None:
    """What is suspected, noted or let through is found under the newest key, too."""
    for model in (Suspicion, Release, NotedGroup):
        there = select(model.statement_id, model.key).where(model.key.in_([was for _, was in moved])).distinct()
        for statement_id, was in db.session.execute(there).all():
            key = moved.get((statement_id, bytes(was or b"")))
            if key is None:
                continue
            if model is NotedGroup:
                # Where it was noted again meanwhile, that stays.
                newer = NotedGroup.statement_id == statement_id, NotedGroup.key == key
                db.session.execute(delete(NotedGroup).where(*newer))
            group = model.statement_id == statement_id, model.key == was
            db.session.execute(update(model).where(*group).values(key=key))
