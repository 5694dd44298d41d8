"""The counts, counted again from the endorsements themselves."""

from __future__ import annotations

from sqlalchemy import and_, func, select

from petition.core.db import db
from petition.signatories.queries import counts, forget_counts
from petition.signing.models import Endorsement, counting
from petition.statements.models import Statement


def differences() -> list[str]:
    """A line for each count that is not what the rows say; none when all is well."""
    wrong = []
    forget_counts()
    for statement in db.session.scalars(select(Statement).order_by(Statement.id)):
        shown, rows = counts(statement.id), _rows(statement.id)
        said = (shown.organisations, shown.individuals, shown.withheld_individuals)
        if said != rows:
            wrong.append(f"{statement.slug}: {said} (organisations, individuals, withheld) where the rows say {rows}")
    return wrong


def _rows(statement_id: int) -> tuple[int, int, int]:
    individual = Endorsement.kind == "individual"
    organisations, individuals, withheld = db.session.execute(
        select(
            func.count().filter(Endorsement.kind == "organisation"),
            func.count().filter(individual),
            func.count().filter(and_(individual, Endorsement.shown_name.is_(None))),
        ).where(Endorsement.statement_id == statement_id, counting())
    ).one()
    return organisations, individuals, withheld
