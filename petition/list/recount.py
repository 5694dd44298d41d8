"""The counts, counted again from the endorsements themselves."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Mapping

from sqlalchemy import func, select

from petition.core.db import db, now
from petition.list.queries.counts import Counts, counts_with_editions, forget_counts
from petition.signing.deliveries import current_delivery
from petition.signing.models.delivery import DeliveryMember
from petition.signing.models.destruction import DestroyedTally
from petition.signing.models.endorsement import Endorsement, counting_condition
from petition.signing.models.tally import CountCheck
from petition.signing.state import LISTED
from petition.statements.models import Edition, Statement

log = logging.getLogger(__name__)


def count_differences() -> list[str]:
    """A line for each count that is not what the rows say; none when all is well."""
    forget_counts()
    statements = db.session.scalars(select(Statement).order_by(Statement.id))
    return [line for statement in statements for line in _differences_of(statement)]


def compare_counts() -> dict[int, str | None]:
    """What of each statement's counts, by its id, is not what the rows say; in one snapshot, which holds up nobody."""
    forget_counts()
    found = {one.id: "\n".join(_differences_of(one)) or None for one in db.session.scalars(select(Statement))}
    forget_counts()
    return found


def record_checks(found: Mapping[int, str | None]) -> Iterator[int]:
    """Writes down what a comparison found, and says in the log what differs; nothing is repaired."""
    at = now()
    checks = {one.statement_id: one for one in db.session.scalars(select(CountCheck))}
    for statement_id in db.session.scalars(select(Statement.id).where(Statement.id.in_(found))).all():
        difference = found[statement_id]
        check = checks.get(statement_id) or CountCheck(statement_id=statement_id)
        check.checked_at, check.difference = at, difference
        check.differs_since = (check.differs_since or at) if difference else None
        db.session.add(check)
        if difference:
            log.error("The counts differ from the signatures. %s See flask counts check.", difference)
    db.session.flush()
    yield len(found)


def differing_counts() -> list[CountCheck]:
    """The statements whose counts were not what the rows said when they were compared last."""
    query = select(CountCheck).where(CountCheck.difference.is_not(None))
    return list(db.session.scalars(query.order_by(CountCheck.statement_id)))


def _differences_of(statement: Statement) -> list[str]:
    wrong = []
    counted, shown = _count_rows(statement.id), counts_with_editions(statement.id)
    # Whose names were destroyed have no row any more.
    said = (shown.organisations, shown.individuals - shown.destroyed_individuals, shown.withheld_individuals)
    if said != (rows := _sum_kinds(counted)):
        wrong.append(f"{statement.slug}: {said} (organisations, individuals, withheld) where the rows say {rows}")
    by_edition = {one.edition: (one.organisations, one.individuals) for one in shown.editions}
    by_edition = {number: numbers for number, numbers in by_edition.items() if any(numbers)}
    if by_edition != (found := _sum_editions(statement.id, counted)):
        wrong.append(f"{statement.slug}: {by_edition} (organisations, individuals by edition), the rows say {found}")
    return wrong + _delivery_differences(statement, shown)


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


def _count_rows(statement_id: int) -> dict[tuple[int, str, str], int]:
    """How many rows count, by edition (its id), kind and state; each row is looked at once."""
    places = Endorsement.edition_id, Endorsement.kind, Endorsement.state
    query = select(*places, func.count()).where(Endorsement.statement_id == statement_id, counting_condition())
    rows = db.session.execute(query.group_by(*places))
    return {(edition_id, kind, state): number for edition_id, kind, state, number in rows}


def _sum_kinds(counted: Mapping[tuple[int, str, str], int]) -> tuple[int, int, int]:
    """Organisations, individuals, and of these such as the list does not name."""
    found: Counter[str] = Counter()
    for (_, kind, state), number in counted.items():
        found[kind] += number
        found["withheld"] += number if kind == "individual" and state != LISTED else 0
    return found["organisation"], found["individual"], found["withheld"]


def _sum_editions(statement_id: int, counted: Mapping[tuple[int, str, str], int]) -> dict[int, tuple[int, int]]:
    """Organisations and individuals by the number of the edition, with those whose names were destroyed."""
    of_statement = select(Edition.id, Edition.number).where(Edition.statement_id == statement_id)
    numbers = {row.id: row.number for row in db.session.execute(of_statement)}
    found: Counter[tuple[int, str]] = Counter()
    for (edition_id, kind, _), number in counted.items():
        found[numbers[edition_id], kind] += number
    gone = select(DestroyedTally.edition_id, DestroyedTally.endorsements)
    for edition_id, number in db.session.execute(gone.where(DestroyedTally.statement_id == statement_id)):
        found[numbers[edition_id], "individual"] += number
    return {one: (found[one, "organisation"], found[one, "individual"]) for one in sorted({one for one, _ in found})}
