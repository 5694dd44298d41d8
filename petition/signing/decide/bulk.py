"""Deciding about several endorsements in one act, which is taken back as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from petition.core.db import db
from petition.signing.decide.actions import undo_decision
from petition.signing.models.endorsement import Decision, Endorsement
from petition.signing.verdicts import DecisionError


@dataclass
class BulkResult:
    """What came of it: the decisions that were made or taken back, and whom it left out (by endorsement id)."""

    decisions: list[Decision] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)


def lock_endorsements(endorsement_ids: Sequence[int]) -> dict[int, Endorsement]:
    """The endorsements that are still there, held until the transaction ends.

    Always in one order, and before anything is put on record, so that nobody waits in a circle.
    """
    query = select(Endorsement).where(Endorsement.id.in_(endorsement_ids)).order_by(Endorsement.id)
    held = query.with_for_update(of=Endorsement).execution_options(populate_existing=True)
    return {one.id: one for one in db.session.scalars(held)}


def decide_all(
    endorsement_ids: Sequence[int],
    decide: Callable[[Endorsement], Decision],
    is_as_shown: Callable[[Endorsement], bool] = lambda _: True,
) -> BulkResult:
    """Decides about each that is as it was shown; who was erased, changed or decided meanwhile is left out."""
    held, came = lock_endorsements(endorsement_ids), BulkResult()
    for number in endorsement_ids:
        endorsement = held.get(number)
        try:
            if endorsement is None or not is_as_shown(endorsement):
                raise DecisionError("changed")
            came.decisions.append(decide(endorsement))
        except DecisionError:
            came.left_out.append(number)
    for decision in came.decisions:
        decision.bulk_number = came.decisions[0].audit_number
    return came


def undo_all(bulk_number: int, *, by: int) -> BulkResult:
    """Takes back what was decided in one act, as far as it stands and nothing was decided after it."""
    stand = select(Decision).where(Decision.bulk_number == bulk_number, Decision.undone_at.is_(None))
    decisions, came = list(db.session.scalars(stand.order_by(Decision.id))), BulkResult()
    lock_endorsements([one.endorsement_id for one in decisions])
    for decision in decisions:
        db.session.refresh(decision)
        try:
            if decision.undone_at is not None:
                raise DecisionError("changed")
            undo_decision(decision, by=by)
            came.decisions.append(decision)
        except DecisionError:
            came.left_out.append(decision.endorsement_id)
    return came
