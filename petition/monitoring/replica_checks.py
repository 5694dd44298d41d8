"""Whether the replica that public pages read from is one, answers, and keeps up."""

from __future__ import annotations

from time import perf_counter, sleep
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from petition.core.db import read_transactions
from petition.core.replica import FRESH_SECONDS, REACHED, WRITTEN, Replica
from petition.monitoring.findings import Finding, fail, fine, warn

LOOK_EVERY = 0.05
IS_COPY = "SELECT system_identifier = :system AND current_database() = :name FROM pg_control_system()"


def check_replica(replica: Replica) -> Finding:
    """How long it takes the replica to show what the primary has written by now."""
    with read_transactions():
        system, name, place = _ask(replica.primary, WRITTEN, {})
        noted = {"system": system, "name": name, "place": place}
        begun = perf_counter()
        try:
            (is_copy,) = _ask(replica.engine, IS_COPY, noted)
            answered = perf_counter() - begun
            if not is_copy:
                return fail("replica", "is no copy of the database in DATABASE_URL", "look at REPLICA_URL")
            (is_replica,) = _ask(replica.engine, "SELECT pg_is_in_recovery()", {})
            behind = _wait_until_reached(replica.engine, noted)
        except DBAPIError as fault:
            remedy = "start it, and look at REPLICA_URL; public pages read from the primary meanwhile"
            return fail("replica", f"does not answer: {type(fault.orig).__name__}", remedy)
    says = f"answers in {answered * 1000:.0f} ms"
    if not is_replica:
        return warn(
            "replica", f"{says}, but is no replica: it is the primary", "take REPLICA_URL out, or name a replica"
        )
    if behind is None:
        remedy = "look at pg_stat_replication on the primary; public pages read from the primary meanwhile"
        return warn("replica", f"{says}, but is more than {FRESH_SECONDS:.0f} s behind", remedy)
    return fine("replica", f"{says}, and shows what the primary has after {behind:.1f} s")


def _ask(engine: Engine, question: str, values: dict[str, Any]) -> tuple[Any, ...]:
    with engine.connect() as connection:
        return tuple(connection.execute(text(question), values).one())


def _wait_until_reached(engine: Engine, noted: dict[str, Any]) -> float | None:
    """The seconds until it has what was noted; None where that takes too long."""
    begun = perf_counter()
    while (took := perf_counter() - begun) < FRESH_SECONDS:
        (has_reached,) = _ask(engine, REACHED, noted)
        if has_reached:
            return took
        sleep(LOOK_EVERY)
    return None
