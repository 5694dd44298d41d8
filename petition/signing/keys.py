"""Keyed hashes by which endorsements are found together: one mail domain, one country, names nearly alike."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, TextClause, bindparam, delete, select, text, update

from petition.core import crypto
from petition.core.addresses import Address, is_free_mail
from petition.core.db import Moment, db
from petition.core.text import fold_text, initials_of, transliterate
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.endorsement_key import EndorsementKey
from petition.signing.screening.signals import is_disposable, name_skeleton
from petition.signing.search import initials_key

# By the name in Latin letters; ``OLDER_NAME`` by the folded name, of those whose keys an older version wrote.
EDITION, NAME, OLDER_NAME, INITIALS = "edition", "latin_name", "name", "initials"


def keys_of(endorsement: Endorsement) -> dict[str, bytes]:
    """What an endorsement has in common with others: the keys by their signals (see ``EndorsementKey``).

    Nobody looks for fakes among organisations by what they have in common; of those the queue finds who wrote from a
    domain where anybody can have a mailbox.
    """
    details, address = endorsement.details or {}, endorsement.mailbox
    domain = address.registrable_domain if address else None
    under = {EDITION: edition_key(endorsement.edition_id)}
    if endorsement.kind == "organisation":
        return under | _hash_values({"free_mail": domain if domain and is_free_mail(domain) else None}, "domain")
    name = details.get("name") or ""
    values = {
        **group_values(endorsement),
        NAME: latin_name(name),
        INITIALS: _initials(endorsement),
        "country": details.get("country"),
    }
    return under | _hash_values(values) | ({"language": endorsement.language.encode()} if address else {})


def group_values(endorsement: Endorsement) -> dict[str, str]:
    """In which groups an individual's endorsement is, by their signals: the values of which the hashes are kept.

    A mailbox stands there where it was written with a tag: "ada+1@example.org" and "ada+2@example.org" may be one.
    """
    address = endorsement.mailbox
    likeness = name_skeleton((endorsement.details or {}).get("name") or "")
    values = {"likeness": likeness, "domain": address.registrable_domain if address else None}
    if address is not None and address.mailbox != address.canonical:
        values["mailbox"] = address.mailbox
    if address is not None and is_disposable(address):
        values["disposable"] = "disposable"
    return {signal: value for signal, value in values.items() if value}


def latin_name(name: str) -> str:
    """A whole name as it is found: in Latin letters; as it is where there is nothing to write in these."""
    return transliterate(name) or fold_text(name) or name.casefold()


def _initials(endorsement: Endorsement) -> str | None:
    if endorsement.visibility != "initials":
        return None
    return initials_key(initials_of((endorsement.details or {}).get("name") or ""))


def has_name(statement_id: int, typed: str) -> list[tuple[ColumnElement[bool], ...]]:
    """The conditions on ``EndorsementKey`` that somebody has this whole name, however it is spelled.

    One for each edition of the keys: asked one by one, each reads the rows of a key in their order and no more.
    """
    values = ((NAME, latin_name(typed)), (OLDER_NAME, fold_text(typed)))
    return [has_key(statement_id, signal, *crypto.lookup_hashes(value, signal)) for signal, value in values]


def edition_key(edition_id: int) -> bytes:
    """The key of those who stand under an edition; it is no secret, and so it is the number itself."""
    return str(edition_id).encode()


def move_to_edition(endorsement_ids: Collection[int], edition_id: int) -> None:
    """Brings the keys of endorsements along that were put under another edition."""
    moved = update(EndorsementKey).where(
        EndorsementKey.endorsement_id.in_(endorsement_ids), EndorsementKey.signal == EDITION
    )
    values = moved.values(key=edition_key(edition_id))
    db.session.execute(values, execution_options={"synchronize_session": False})


def country_key(endorsement: Endorsement) -> bytes | None:
    """The keyed hash of the country in which an endorsement lies; that of an organisation is its entry's."""
    entry = endorsement.organisation
    country = entry.country if entry is not None else (endorsement.details or {}).get("country")
    return crypto.lookup_hash(country, "country") if country else None


def update_keys(endorsement: Endorsement) -> None:
    """Brings the keys in line with what the endorsement says now; before it is confirmed it has none of its own row."""
    endorsement.country_key = country_key(endorsement)
    if endorsement.confirmed_at is None or endorsement.id is None:
        return
    wanted, rows = keys_of(endorsement), EndorsementKey.endorsement_id == endorsement.id
    with db.session.no_autoflush:
        there = db.session.execute(select(EndorsementKey.signal, EndorsementKey.key).where(rows)).all()
        if {signal: bytes(key) for signal, key in there} == wanted:
            return
        if there:
            db.session.execute(delete(EndorsementKey).where(rows), execution_options={"synchronize_session": False})
        _insert(endorsement, wanted)


def has_key(statement_id: int, signal: str, *keys: bytes) -> tuple[ColumnElement[bool], ...]:
    """The conditions on ``EndorsementKey`` that a row is one of these keys; the rows of one stand in their order."""
    key = EndorsementKey.key
    return (
        EndorsementKey.statement_id == statement_id,
        EndorsementKey.signal == signal,
        key == keys[0] if len(keys) == 1 else key.in_(keys),
    )


def signer_identity(kind: str, address: Address, details: Mapping[str, Any]) -> str:
    """Who signs, in the text that ``signature_key`` is made of: the mailbox, and an organisation's folded name."""
    return f"{kind} {address.canonical} {fold_text(details.get('organisation') or '')}"


def founder_identity(kind: str, name: str, affiliation: str | None = None) -> str:
    """Who a founding signatory is, likewise; individuals of one name are told apart by what stands beside it."""
    if kind == "organisation":
        return f"founding {fold_text(name)}"
    return f"founding individual {fold_text(name)} {fold_text(affiliation or '')}"


def make_unused_key() -> bytes:
    """A key that nobody's signature has: the endorsement stays, and its signer may sign anew."""
    return secrets.token_bytes(32)


def add_keys(endorsement: Endorsement) -> None:
    """Writes the keys of an endorsement that is being confirmed and has none yet."""
    _insert(endorsement, keys_of(endorsement))


def _insert(endorsement: Endorsement, keys: Mapping[str, bytes]) -> None:
    if not keys:
        return
    values: dict[str, Any] = {"of": endorsement.statement_id, "at": endorsement.confirmed_at, "one": endorsement.id}
    for number, (signal, key) in enumerate(keys.items()):
        values |= {f"signal{number}": signal, f"key{number}": key}
    db.session.connection().execute(_insertion_of(len(keys)), values)


INSERTION = 'INSERT INTO endorsement_key (statement_id, signal, "key", confirmed_at, endorsement_id) VALUES '


@cache
def _insertion_of(rows: int) -> TextClause:
    """Inserts so many keys of one endorsement at once; in words, since rows of values would be compiled each time."""
    listed = ", ".join(f"(:of, :signal{number}, :key{number}, :at, :one)" for number in range(rows))
    return text(INSERTION + listed).bindparams(
        bindparam("at", type_=Moment()), *(bindparam(f"key{number}", type_=LargeBinary()) for number in range(rows))
    )


def _hash_values(values: Mapping[str, str | None], purpose: str | None = None) -> dict[str, bytes]:
    return {signal: crypto.lookup_hash(value, purpose or signal) for signal, value in values.items() if value}
