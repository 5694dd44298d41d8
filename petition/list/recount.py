"""The counts, counted again from the endorsements themselves."""

from __future__ import annotations

from sqlalchemy import and_, func, select

from petition.core.db import db
from petition.list.queries.counts import Counts, counts_with_editions, forget_counts
from petition.signing.deliveries import current_delivery
from petition.signing.models.delivery import DeliveryMember
from petition.signing.models.destruction import DestroyedTally
from petition.signing.models.endorsement import Endorsement, counting_condition
from petition.signing.state import LISTED
from petition.statements.models import Edition, Statement


def count_differences() -> list[str]:
    """A line for each count that is not what the rows say; none when all is well."""
    wrong = []
    forget_counts()
    for statement in db.session.scalars(select(Statement).order_by(Statement.id)):
        shown, rows = counts_with_editions(statement.id), _count_rows(statement.id)
        # Whose names were destroyed have no row any more.
        said = (shown.organisations, shown.individuals - shown.destroyed_individuals, shown.withheld_individuals)
        if said != rows:
            wrong.append(f"{statement.slug}: {said} (organisations, individuals, withheld) where the rows say {rows}")
        by_edition = {one.edition: (one.organisations, one.individuals) for one in shown.editions}
        by_edition = {number: counted for number, counted in by_edition.items() if any(counted)}
        if by_edition != (found := _count_by_edition(statement.id)):
            wrong.append(
                f"{statement.slug}: {by_edition} (organisations, individuals by edition), the rows say {found}"
            )
        wrong += _delivery_differences(statement, shown)
    return wrong


def _delivery_differences(statement: Statement, shown: Counts) -> list[str]:
    """Whether the record of a delivery has as many as it says, and what changed since leads to the counts of now."""
    delivery = current_delivery(statement.id)
    if delivery is None or shown.delivered is None:
        return []
    wrong = []
    members = select(DeliveryMember.kind, func.count().label("n")).where(DeliveryMember.delivery_id == delivery.id)
    kept = {row.kind: row.n for row in db.session.execute(members.group_by(DeliveryMember.kind))}
    for kind, then, today in (
        ("organisation", delivery.organisations, shown.organisations),
        ("individual", delivery.individuals, shown.individuals),
    ):
        change = shown.delivered.changes[kind]
        if kept.get(kind, 0) != then:
            wrong.append(f"{statement.slug}: delivered with {then} ({kind}) where its list has {kept.get(kind, 0)}")
        if then - change.losses + change.added != today:
            wrong.append(
                f"{statement.slug}: {then} ({kind}) delivered, {change.losses} gone and {change.added} added since"
                f" do not make {today}"
            )
    return wrong


def _count_by_edition(statement_id: int) -> dict[int, tuple[int, int]]:
    organisation, individual = (
        func.count().filter(Endorsement.kind == kind) for kind in ("organisation", "individual")
    )
    query = select(Edition.number, organisation, individual).join(Edition, Edition.id == Endorsement.edition_id)
    query = query.where(Endorsement.statement_id == statement_id, counting_condition()).group_by(Edition.number)
    found = {number: (organisations, people) for number, organisations, people in db.session.execute(query)}
    gone = select(Edition.number, func.sum(DestroyedTally.endorsements))
    gone = gone.join(Edition, Edition.id == DestroyedTally.edition_id).group_by(Edition.number)
    for number, people in db.session.execute(gone.where(DestroyedTally.statement_id == statement_id)):
        organisations, others = found.get(number, (0, 0))
        found[number] = organisations, others + people
    return found


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
