"""Coordinators, looked up."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_, select

from petition.accounts.models import INVITATION, Coordinator, CoordinatorLink, RoleGrant
from petition.core import addresses, crypto, tokens
from petition.core.db import db

LOOKUP = "coordinator.email"


class UnknownLink(Exception):
    """This token never was one of ours, or is one of another purpose."""


class UsedLink(Exception):
    """The link has been used."""


class ExpiredLink(Exception):
    """The link's time is over, or the account behind it has ended."""


def email_lookup_hash(email: str) -> bytes:
    """What an account is found by, to store beside the address."""
    return crypto.lookup_hash(addresses.canonical_address(email), LOOKUP)


def find_by_email(email: str) -> Coordinator | None:
    """The account of a mail address, in any of its spellings."""
    hashes = crypto.lookup_hashes(addresses.canonical_address(email), LOOKUP)
    return db.session.scalar(select(Coordinator).where(Coordinator.email_lookup.in_(hashes)))


def find_by_email_or_any(email: str) -> tuple[Coordinator | None, bool]:
    """The account of a mail address, or else any other one, and whether it is the right one.

    Which of the two it is costs the same to find out: one row, in one query. None where there is no account at all.
    """
    hashes = crypto.lookup_hashes(addresses.canonical_address(email), LOOKUP)
    right, first = Coordinator.email_lookup.in_(hashes), select(func.min(Coordinator.id)).scalar_subquery()
    query = select(Coordinator).where(or_(right, Coordinator.id == first)).order_by(right.desc()).limit(1)
    found = db.session.scalar(query)
    return found, found is not None and bytes(found.email_lookup) in hashes


def all_coordinators() -> list[Coordinator]:
    """All accounts, also those that have ended, in the order of their making."""
    return list(db.session.scalars(select(Coordinator).order_by(Coordinator.id)))


def owners(*, hold: bool = False) -> list[Coordinator]:
    """Who owns the whole site and whose access has not ended; ``hold``: nobody else changes that meanwhile."""
    query = select(Coordinator).join(RoleGrant, Coordinator.id == RoleGrant.coordinator_id)
    query = query.where(RoleGrant.role == "owner", RoleGrant.statement_id.is_(None), Coordinator.ended_at.is_(None))
    if hold:
        query = query.with_for_update().execution_options(populate_existing=True)
    return list(dict.fromkeys(db.session.scalars(query.order_by(Coordinator.id))))


def open_invitations(at: datetime) -> dict[int, datetime]:
    """Whose invitation can still be accepted, and until when."""
    query = select(CoordinatorLink.coordinator_id, func.max(CoordinatorLink.expires_at)).where(
        CoordinatorLink.purpose == INVITATION, CoordinatorLink.used_at.is_(None), CoordinatorLink.expires_at > at
    )
    rows = db.session.execute(query.group_by(CoordinatorLink.coordinator_id))
    return {row[0]: row[1] for row in rows}


def coordinator_name(coordinator_id: int | None) -> str:
    """What the others at the desk call a coordinator; empty for none, and for one who is not there."""
    found = db.session.get(Coordinator, coordinator_id) if coordinator_id is not None else None
    return found.display_name if found is not None else ""


def usable_link(token: str, purpose: str, *, at: datetime) -> CoordinatorLink:
    """The usable link behind a token; raises UnknownLink, UsedLink or ExpiredLink."""
    if not tokens.is_well_formed(token):
        raise UnknownLink
    found = db.session.scalar(select(CoordinatorLink).where(CoordinatorLink.hash == tokens.hash_token(token)))
    if found is None or found.purpose != purpose:
        raise UnknownLink
    if found.used_at is not None:
        raise UsedLink
    if found.expires_at <= at or not found.coordinator.active:
        raise ExpiredLink
    return found
