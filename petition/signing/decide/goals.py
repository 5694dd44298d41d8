"""Goals: how many coordinators want to sign."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import bindparam, delete, select

from petition.core import audit
from petition.core.db import db
from petition.signing.models.momentum import Goal
from petition.statements.models import Statement

GOALS = select(Goal.kind, Goal.number).where(Goal.statement_id == bindparam("statement_id"))


def goals_of(statement_id: int) -> dict[str, int]:
    """The goals of a statement by kind; what has none is not there."""
    rows = db.session.execute(GOALS, {"statement_id": statement_id})
    return {row.kind: row.number for row in rows}


def set_goals(statement: Statement, wanted: Mapping[str, int | None], *, by: int) -> bool:
    """Sets the goals of a statement by kind, None for no goal; False where they are so already."""
    before = goals_of(statement.id)
    changed = {kind: number for kind, number in wanted.items() if before.get(kind) != number}
    for kind, number in changed.items():
        db.session.execute(delete(Goal).where(Goal.statement_id == statement.id, Goal.kind == kind))
        if number is not None:
            db.session.add(Goal(statement_id=statement.id, kind=kind, number=number))
    if changed:
        told = "; ".join(
            f"{kind}: {before.get(kind) or 'none'} → {number or 'none'}" for kind, number in changed.items()
        )
        audit.append_entry("statement.goals", f"statement {statement.slug}", by=f"coordinator {by}", note=told)
    db.session.flush()
    return bool(changed)
