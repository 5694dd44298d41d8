"""Reservations at the desk: those that wait for a decision, and those decided last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import ngettext
from sqlalchemy import Select, and_, func, select

from petition.core import languages
from petition.core.db import db
from petition.desk import scope
from petition.desk.decision_words import decider_words
from petition.desk.queries.decisions import name_of
from petition.signing.models.endorsement import Decision, Endorsement, state_condition
from petition.signing.models.evidence import Reservation
from petition.signing.reservations import numbered_demands, reservation_state, waiting_numbers
from petition.signing.state import LISTED, UNDECIDED
from petition.statements.models import Demand
from petition.statements.queries import public_statements

PAGE = 25
DECIDED = 10


@dataclass(frozen=True)
class ReservationRow:
    """A reservation with its demand; ``is_listed``: the organisation is on the list now, with it or without.

    ``words`` is the beginning of the demand; ``by`` who decided. ``decides``: whoever looks may decide about it.
    """

    id: int
    endorsement_id: int
    organisation: str
    statement: str
    number: str
    words: str
    reason: str
    language: str
    made_at: datetime
    is_listed: bool
    state: str
    decided_at: datetime | None
    by: str
    rejection: str
    decides: bool


def pending_reservations(statement_id: int | None = None, *, after: int = 0) -> tuple[list[ReservationRow], int | None]:
    """Those that wait for a decision, the oldest first; and after which one the next page begins."""
    query = pending_query(statement_id, Reservation, Demand.number).where(Reservation.id > after)
    found = db.session.execute(query.order_by(Reservation.id).limit(PAGE + 1)).all()
    return [_make_row(one) for one in found[:PAGE]], found[PAGE - 1][0].id if len(found) > PAGE else None


def decided_reservations(statement_id: int | None = None, *, limit: int = DECIDED) -> list[ReservationRow]:
    """Those decided last, the newest first."""
    at = func.coalesce(Reservation.approved_at, Reservation.rejected_at)
    by = func.coalesce(Reservation.approved_by, Reservation.rejected_by)
    query = _with_demand(Reservation, Demand.number).where(by.is_not(None), state_condition(UNDECIDED, LISTED))
    if statement_id is not None:
        query = query.where(Endorsement.statement_id == statement_id)
    return [_make_row(one) for one in db.session.execute(query.order_by(at.desc(), Reservation.id.desc()).limit(limit))]


def reservations_of(endorsement: Endorsement) -> list[ReservationRow]:
    """Every reservation of one endorsement, in the order of the demands."""
    query = _with_demand(Reservation, Demand.number).where(Reservation.endorsement_id == endorsement.id)
    return [_make_row(one) for one in db.session.execute(query.order_by(Demand.place))]


def waiting_reservation_notes(decisions: Sequence[Decision]) -> list[str]:
    """What approving an organisation left undecided: its reservations."""
    found = []
    for one in decisions:
        numbers = waiting_numbers(one.endorsement) if one.verdict == "approve" else []
        if numbers:
            told = {"name": name_of(one.endorsement), "numbers": ", ".join(numbers)}
            words = ngettext(
                "%(name)s: the reservation on demand %(numbers)s waits for its own decision.",
                "%(name)s: the reservations on demands %(numbers)s wait for their own decisions.",
                len(numbers),
                **told,
            )
            found.append(words)
    return found


def pending_query(statement_id: int | None, *what: Any) -> Select[Any]:
    """What is asked for of the reservations that wait for a decision, of one statement or of all."""
    waits = Reservation.approved_at.is_(None), Reservation.rejected_at.is_(None)
    query = _with_demand(*what).where(*waits, state_condition(UNDECIDED, LISTED))
    return query if statement_id is None else query.where(Endorsement.statement_id + 0 == statement_id)


def _with_demand(*what: Any) -> Select[Any]:
    """On a demand that the edition signed by now does not have there is nothing to decide."""
    signed = and_(Demand.edition_id == Endorsement.edition_id, Demand.key == Reservation.demand_key)
    # There are few reservations, and a million endorsements: with sums SQLite cannot begin with these.
    query = select(*what).select_from(Reservation).join(Endorsement, Endorsement.id == Reservation.endorsement_id + 0)
    return query.join(Demand, signed).where(scope.endorsements_condition())


def _make_row(found: Any) -> ReservationRow:
    one, number = found
    endorsement = one.endorsement
    text = public_statements.text_in_language(endorsement.edition, languages.current_language())
    words = {each.key: each.words for each in numbered_demands(endorsement.edition, text)}
    return ReservationRow(
        id=one.id,
        endorsement_id=endorsement.id,
        organisation=name_of(endorsement),
        statement=text.title,
        number=number,
        words=words.get(one.demand_key, ""),
        reason=one.reason,
        language=text.language,
        made_at=one.made_at,
        is_listed=endorsement.state == LISTED,
        state=reservation_state(one),
        decided_at=one.approved_at or one.rejected_at,
        by=decider_words(one.approved_by or one.rejected_by),
        rejection=one.rejection or "",
        decides=scope.can_decide(endorsement),
    )
