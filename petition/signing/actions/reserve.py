"""Reservations on single demands: put beside an endorsement, and lifted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from petition.core.db import db, now
from petition.signing.models import ChangeRequest, Endorsement, Reservation
from petition.signing.publication import publish


def reasons(endorsement: Endorsement) -> dict[str, str]:
    """The reservations of an endorsement: reasons by the demand's key."""
    return {one.demand_key: one.reason for one in endorsement.reservations}


def reserve(endorsement: Endorsement, given: Mapping[str, str], *, approved_at: datetime | None = None) -> None:
    """Makes these the reservations of an endorsement; one whose reason stays keeps its row.

    No new ones are made on demands that the signed edition does not have, and none at all where the statement
    allows none.
    """
    stands, known = reasons(endorsement), keys(endorsement) if _may_reserve(endorsement) else set()
    wanted = {key: reason for key, reason in given.items() if key in known or stands.get(key) == reason}
    kept = [one for one in endorsement.reservations if wanted.get(one.demand_key) == one.reason]
    endorsement.reservations = kept
    # Gone before the new ones come: a demand has one reservation of an organisation.
    db.session.flush()
    for key in wanted.keys() - {one.demand_key for one in kept}:
        made = Reservation(demand_key=key, reason=wanted[key], made_at=now(), approved_at=approved_at)
        endorsement.reservations.append(made)


def keys(endorsement: Endorsement) -> set[str]:
    """The keys of the demands that were signed."""
    return {demand.key for demand in endorsement.edition.demands}


def _may_reserve(endorsement: Endorsement) -> bool:
    return endorsement.statement.reservations_allowed_at is not None


def lift(endorsement: Endorsement, key: str) -> None:
    """Takes a reservation back, at once, also out of a change that still waits for approval."""
    endorsement.reservations = [one for one in endorsement.reservations if one.demand_key != key]
    waiting = select(ChangeRequest).where(
        ChangeRequest.endorsement_id == endorsement.id,
        ChangeRequest.approved_at.is_(None),
        ChangeRequest.rejected_at.is_(None),
        ChangeRequest.dropped_at.is_(None),
    )
    for change in db.session.scalars(waiting):
        asked = change.proposed.get("reservations")
        if asked is not None:
            change.proposed = {**change.proposed, "reservations": {k: v for k, v in asked.items() if k != key}}
    publish(endorsement)
