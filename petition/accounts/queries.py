"""Coordinators, looked up."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from petition.accounts.models import Coordinator, CoordinatorLink
from petition.core import addresses, crypto, tokens
from petition.core.db import db

LOOKUP = "coordinator.email"


class NoSuchLink(Exception):
    """This token never was one of ours, or is one of another purpose."""


class SpentLink(Exception):
    """The link has been used."""


class ExpiredLink(Exception):
    """The link's time is over, or the account behind it has ended."""


def lookup(email: str) -> bytes:
    """What an account is found by, to store beside the address."""
    return crypto.lookup(addresses.canonical(email), LOOKUP)


def by_email(email: str) -> Coordinator | None:
    """The account of a mail address, in any of its spellings."""
    hashes = crypto.lookups(addresses.canonical(email), LOOKUP)
    return db.session.scalar(select(Coordinator).where(Coordinator.email_lookup.in_(hashes)))


def everybody() -> list[Coordinator]:
    """All accounts, also those that have ended, in the order of their making."""
    return list(db.session.scalars(select(Coordinator).order_by(Coordinator.id)))


def link(token: str, purpose: str, *, at: datetime) -> CoordinatorLink:
    """The usable link behind a token; raises NoSuchLink, SpentLink or ExpiredLink."""
    if not tokens.well_formed(token):
        raise NoSuchLink
    found = db.session.scalar(select(CoordinatorLink).where(CoordinatorLink.hash == tokens.digest(token)))
    if found is None or found.purpose != purpose:
        raise NoSuchLink
    if found.used_at is not None:
        raise SpentLink
    if found.expires_at <= at or not found.coordinator.active:
        raise ExpiredLink
    return found
