"""The reservations that are shown, by the endorsement they belong to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, select

from petition.core.db import db
from petition.signing.models import Endorsement, Reservation
from petition.statements.models import Demand, Edition


@dataclass(frozen=True)
class Reserves:
    """One shown reservation of an organisation: the demand by its key and its number, and the short reason."""

    key: str
    demand: str
    reason: str


def of_statement(statement_id: int) -> dict[int, list[Reserves]]:
    """All shown reservations of a statement, by the endorsement's id, in the order of the demands."""
    rows = db.session.execute(
        select(Reservation.endorsement_id, Reservation.demand_key, Reservation.shown_reason)
        .join(Endorsement, Endorsement.id == Reservation.endorsement_id)
        # One on a demand that the edition signed by now does not have is kept, and shown nowhere.
        .join(Demand, and_(Demand.edition_id == Endorsement.edition_id, Demand.key == Reservation.demand_key))
        .where(
            Endorsement.statement_id == statement_id,
            # No individual has any; said here, it keeps the database from looking through all of them.
            Endorsement.kind == "organisation",
            Endorsement.shown_name.is_not(None),
            Reservation.shown_reason.is_not(None),
        )
    ).all()
    numbers = _numbers(statement_id) if rows else {}
    found: dict[int, list[Reserves]] = {}
    for endorsement_id, key, reason in sorted(rows, key=lambda row: (numbers.get(row[1], (0, ""))[0], row[0])):
        found.setdefault(endorsement_id, []).append(Reserves(key, numbers.get(key, (0, key))[1], reason or ""))
    return found


def _numbers(statement_id: int) -> dict[str, tuple[int, str]]:
    """Place and number of every demand that the statement ever had, as in the newest edition that has it."""
    query = (
        select(Demand.key, Demand.place, Demand.number)
        .join(Edition, Edition.id == Demand.edition_id)
        .where(Edition.statement_id == statement_id)
        .order_by(Edition.number)
    )
    return {key: (place, number) for key, place, number in db.session.execute(query)}
