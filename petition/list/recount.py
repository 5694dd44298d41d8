"""The counts, counted again from the endorsements themselves."""

from __future__ import annotations

from sqlalchemy import and_, func, select

from petition.core.db import db
from petition.list.queries.counts import counts_with_editions, forget_counts
from petition.signing.models.endorsement import Endorsement, counting_condition
from petition.signing.state import LISTED
from petition.statements.models import Edition, Statement


def count_differences() -> list[str]:
    """A line for each count that is not what the rows say; none when all is well."""
    wrong = []
    forget_counts()
    for statement in db.session.scalars(select(Statement).order_by(Statement.id)):
        shown, rows = counts_with_editions(statement.id), _count_rows(statement.id)
        said = (shown.organisations, shown.individuals, shown.withheld_individuals)
        if said != rows:
            wrong.append(f"{statement.slug}: {said} (organisations, individuals, withheld) where the rows say {rows}")
        by_edition = {one.edition: (one.organisations, one.individuals) for one in shown.editions}
        if by_edition and by_edition != (found := _count_by_edition(statement.id)):
            wrong.append(
                f"{statement.slug}: {by_edition} (organisations, individuals by edition), the rows say {found}"
            )
    return wrong


def _count_by_edition(statement_id: int) -> dict[int, tuple[int, int]]:
    organisation, individual = (
        func.count().filter(Endorsement.kind == kind) for kind in ("organisation", "individual")
    )
    query = select(Edition.number, organisation, individual).join(Edition, Edition.id == Endorsement.edition_id)
    query = query.where(Endorsement.statement_id == statement_id, counting_condition()).group_by(Edition.number)
    return {number: (organisations, people) for number, organisations, people in db.session.execute(query)}


def _count_rows(statement_id: int) -> tuple[int, int, int]:
    individual = Endorsement.kind == "individual"
    organisations, individuals, withheld = db.session.execute(
        select(
            func.count().filter(Endorsement.kind == "organisation"),
            func.count().filter(individual),
            func.count().filter(and_(individual, Endorsement.state != LISTED)),
        ).where(Endorsement.statement_id == statement_id, counting_condition())
    ).one()
    return organisations, individuals, withheld
