"""Booths as the desk and those who sign at one find them."""

from __future__ import annotations

from sqlalchemy import select

from petition.core import crypto, tokens
from petition.core.db import db, now
from petition.signing.models.booth import Booth

NEWEST = 50


def list_booths(statement_id: int) -> list[Booth]:
    """The newest booths of a statement, the newest first."""
    query = select(Booth).where(Booth.statement_id == statement_id)
    return list(db.session.scalars(query.order_by(Booth.opened_at.desc(), Booth.id.desc()).limit(NEWEST)))


def is_running(booth: Booth) -> bool:
    """Whether people can sign there by now: it is open, and signing the statement is too."""
    return booth.ended_at is None and booth.ends_at > now() and booth.statement.is_open


def find_booth(statement_id: int, token: str) -> Booth | None:
    """The booth of a statement behind a link, open or not."""
    if not tokens.is_well_formed(token):
        return None
    query = select(Booth).where(Booth.token_hash == tokens.hash_token(token), Booth.statement_id == statement_id)
    return db.session.scalar(query)


def trace_of(booth: Booth) -> tuple[bytes, ...]:
    """What stands for the network of whoever signs there (32 bytes): the booth, as a keyed hash.

    So that what came through one booth is found together for as long as networks are; the network of the hall, from
    which others sign as well, is not looked at.
    """
    return tuple(crypto.lookup_hashes(f"booth {booth.id}", "network"))
