"""Reservations on single demands: put beside an endorsement, worded anew, and lifted."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import select

from petition.core.db import db, now
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.evidence import ChangeRequest, Reservation
from petition.signing.publication import publish_endorsement
from petition.statements.models import Edition, Text

LONGEST_REASON = 300  # characters
SHORTENED = 140


@dataclass(frozen=True)
class NumberedDemand:
    """A demand by its key, with the number it has in a text and the beginning of its words."""

    key: str
    number: str
    words: str


@dataclass(frozen=True)
class NumberedReservation:
    """A reservation as people read it: the number of the demand, and the reason.

    ``state``: ``waiting``, ``approved`` or ``rejected``, since ``decided_at``; empty before the signature is confirmed.
    """

    key: str
    number: str
    reason: str
    state: str = ""
    decided_at: datetime | None = None
    rejection: str = ""


def numbered_demands(edition: Edition, text: Text) -> list[NumberedDemand]:
    """The demands of an edition in the order and the words of one of its texts."""
    walked = list(_walk_items(text.rendered.get("demands") or []))
    pairs = zip(edition.demands, walked, strict=False)
    return [NumberedDemand(demand.key, item["number"], _shorten_item(item)) for demand, item in pairs]


def numbered_reservations(edition: Edition, reasons: Mapping[str, str]) -> list[NumberedReservation]:
    """Reasons by key, in the order of the demands; a key that the edition does not have comes last, unnumbered."""
    found = [
        NumberedReservation(one.key, one.number, reasons[one.key]) for one in edition.demands if one.key in reasons
    ]
    known = {one.key for one in found}
    return found + [NumberedReservation(key, "", reason) for key, reason in reasons.items() if key not in known]


def _walk_items(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for item in items:
        yield item
        yield from _walk_items(item.get("demands") or [])


def _shorten_item(item: dict[str, Any]) -> str:
    words = Markup((item.get("blocks") or [""])[0]).striptags()  # noqa: S704 - rendered by us, and stripped
    return words if len(words) <= SHORTENED else f"{words[:SHORTENED].rsplit(' ', 1)[0]}…"


def reservation_reasons(endorsement: Endorsement) -> dict[str, str]:
    """The reservations of an endorsement: reasons by the demand's key."""
    return {one.demand_key: one.reason for one in endorsement.reservations}


def reservation_state(reservation: Reservation) -> str:
    """Whether a reservation was decided: ``waiting``, ``approved`` or ``rejected``."""
    if reservation.rejected_at is not None:
        return "rejected"
    return "waiting" if reservation.approved_at is None else "approved"


def demand_number(reservation: Reservation) -> str:
    """The number of its demand in the edition that was signed; empty for a demand that this edition does not have."""
    demands = reservation.endorsement.edition.demands
    return next((one.number for one in demands if one.key == reservation.demand_key), "")


def waiting_numbers(endorsement: Endorsement) -> list[str]:
    """The numbers of the signed demands on which a reservation waits for its decision."""
    waiting = {one.demand_key for one in endorsement.reservations if reservation_state(one) == "waiting"}
    return [one.number for one in endorsement.edition.demands if one.key in waiting]


def approved_keys(endorsement: Endorsement) -> list[str]:
    """The keys of the demands on which a reservation was approved."""
    return [one.demand_key for one in endorsement.reservations if one.approved_at is not None]


def take_reservations(endorsement: Endorsement, wanted: Mapping[str, str]) -> dict[str, str] | None:
    """Makes these the reservations of an endorsement, as far as nothing public changes by it.

    New ones wait for a decision, and what is left out is lifted, both at once. One that was approved stays as it is
    until its new wording is approved: where there is such a one, gives all as they shall be then; else None.
    """
    approved = {one.demand_key: one.reason for one in endorsement.reservations if one.approved_at is not None}
    reworded = [key for key, reason in wanted.items() if approved.get(key, reason) != reason]
    set_reservations(endorsement, {**wanted, **{key: approved[key] for key in reworded}})
    return dict(wanted) if reworded else None


def set_reservations(
    endorsement: Endorsement, given: Mapping[str, str], *, approved: Collection[str] = (), by: int | None = None
) -> None:
    """Makes these the reservations of an endorsement; one whose reason stays keeps its row, and what was decided.

    New ones wait for a decision, but for those on the demands of ``approved``. None are made on demands that the
    signed edition does not have, and none at all where the statement allows none.
    """
    stands, known = (
        reservation_reasons(endorsement),
        signed_demand_keys(endorsement) if _can_reserve(endorsement) else set(),
    )
    # Where none can be given any more, one that stands keeps its words.
    wanted = {
        key: reason if key in known else stands[key] for key, reason in given.items() if key in known or key in stands
    }
    kept = [one for one in endorsement.reservations if wanted.get(one.demand_key) == one.reason]
    endorsement.reservations = kept
    # Gone before the new ones come: a demand has one reservation of an organisation.
    db.session.flush()
    for key in wanted.keys() - {one.demand_key for one in kept}:
        made = Reservation(demand_key=key, reason=wanted[key], made_at=now())
        if key in approved:
            made.approved_at, made.approved_by = now(), by
        endorsement.reservations.append(made)


def signed_demand_keys(endorsement: Endorsement) -> set[str]:
    """The keys of the demands that were signed."""
    return {demand.key for demand in endorsement.edition.demands}


def _can_reserve(endorsement: Endorsement) -> bool:
    return endorsement.statement.reservations_allowed_at is not None


def lift_reservation(endorsement: Endorsement, key: str) -> None:
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
    publish_endorsement(endorsement)
