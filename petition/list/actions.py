"""The record of a delivery: the list as it is handed over, kept by endorsement, with its counts and its digest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import case, insert, literal, select, text
from sqlalchemy.exc import OperationalError

from petition.core import audit
from petition.core.db import BUSY_SECONDS, db
from petition.list.delivered_content import content_lines, digest_of_content
from petition.list.queries.counts import Counts, fresh_counts_with_editions
from petition.list.queries.signatories import all_signatories
from petition.signing.deliveries import current_delivery
from petition.signing.models.delivery import Delivery, DeliveryMember
from petition.signing.models.endorsement import Endorsement, counting_condition
from petition.signing.state import HIDDEN, LISTED
from petition.statements.actions import schedule
from petition.statements.actions.import_text import StatementError
from petition.statements.models import Statement
from petition.statements.queries.lineage import editions
from petition.statements.queries.public_statements import current_edition

# Shorter than PostgreSQL waits before it looks for a deadlock (one second).
TRY_MILLISECONDS, TRIES = 400, 20


@schedule.run_on_delivery
def record_delivery(statement: Statement, at: datetime, by: int) -> Delivery:
    """Records the list as it is at this moment: who counts, under which edition and in which form; in one transaction.

    Names are not kept; the digest is of what was public. Raises StatementError where others write without a pause.
    """
    _lock_endorsements()
    counted = fresh_counts_with_editions(statement.id)
    digest = digest_of_content(
        content_lines(
            statement.slug,
            at,
            [(edition.number, edition.sha256) for edition in editions(statement)],
            all_signatories(statement.id),
            counts_of_content(counted),
        )
    )
    delivery = Delivery(
        statement_id=statement.id,
        edition_id=current_edition(statement).id,
        delivered_at=at,
        delivered_by=by,
        organisations=counted.organisations,
        individuals=counted.individuals,
        withheld_individuals=counted.unnamed_individuals,
        by_edition=[one.to_json() for one in counted.editions],
        sha256=digest,
    )
    db.session.add(delivery)
    db.session.flush()
    _keep_members(delivery)
    delivery.taken_at = at
    db.session.flush()
    return delivery


@schedule.run_on_undoing
def record_undoing(statement: Statement, at: datetime, by: int) -> None:
    """Says on the record of a delivery that it was taken back; the record stays."""
    delivery = current_delivery(statement.id)
    if delivery is not None:
        delivery.undone_at, delivery.undone_by = at, by
        db.session.flush()


def counts_of_content(counted: Counts) -> dict[str, Any]:
    """The counts as they stand at the end of the content."""
    return {
        "organisations": counted.organisations,
        "individuals": counted.individuals,
        "withheld_individuals": counted.unnamed_individuals,
        "by_edition": [one.to_json() for one in counted.editions],
    }


def _keep_members(delivery: Delivery) -> None:
    is_listed, is_hidden = (Endorsement.state == literal(state) for state in (LISTED, HIDDEN))
    form = case((is_listed, Endorsement.visibility), (is_hidden, "hidden"), else_="withheld")
    members = select(
        literal(delivery.id), Endorsement.id, Endorsement.kind, Endorsement.edition_id, form
    ).where(Endorsement.statement_id == delivery.statement_id, counting_condition())  # fmt: skip
    columns = ["delivery_id", "endorsement_id", "kind", "edition_id", "form"]
    db.session.execute(insert(DeliveryMember).from_select(columns, members))


def _lock_endorsements() -> None:
    """Keeps every endorsement as it is until the transaction ends: what is counted, digested and kept is one list.

    SQLite has one writer anyway. On PostgreSQL whoever holds the audit log and waits for an endorsement would wait
    for ever while this transaction waits for the audit log; so both are taken together, or neither.
    """
    if db.session.get_bind().dialect.name != "postgresql":
        return
    for _try in range(TRIES):
        try:
            with db.session.begin_nested():
                db.session.execute(text(f"SET LOCAL lock_timeout = '{TRY_MILLISECONDS}ms'"))
                db.session.execute(text("LOCK TABLE endorsement IN SHARE MODE"))
                audit.lock_chain()
                db.session.execute(text(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'"))
            return
        except OperationalError:
            continue
    raise StatementError("others change signatures without a pause; try again in a minute")
