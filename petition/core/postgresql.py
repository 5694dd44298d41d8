"""PostgreSQL's connections: of one's own, or lent by a pooler such as PgBouncer, for one transaction at a time.

Who is lent a server process for a transaction may keep nothing in its session: no setting, no prepared statement, no
ear for rings. Whether it is so a connection tells by itself: a pooler gives a number of its own in place of the server
process's (the key with which a query is cancelled), so that no setting has to say it, and none can say it wrongly.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine

LENT = "is_lent"


def set_parameters(engine: Engine, parameters: dict[str, str]) -> None:
    """Has all transactions of an engine run under these parameters of PostgreSQL.

    Startup options would do the same, but PgBouncer refuses a connection that brings some.
    """
    kept, passing = (
        ", ".join(f"set_config('{name}', '{value}', {local})" for name, value in parameters.items())
        for local in ("false", "true")
    )
    ask = f"SELECT pg_backend_pid() <> %s, CASE WHEN pg_backend_pid() = %s THEN ROW({kept})::text END"

    def on_connect(connection: Any, record: Any) -> None:
        # Outside of any transaction, with whose end the parameters would go.
        connection.autocommit = True
        pid = connection.info.backend_pid
        record.info[LENT] = connection.execute(ask, (pid, pid), prepare=False).fetchone()[0]
        connection.autocommit = False
        if record.info[LENT]:
            connection.prepare_threshold = None

    def on_begin(connection: Connection) -> None:
        if is_lent(connection):
            connection.exec_driver_sql(f"SELECT {passing}")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)


def is_lent(connection: Connection) -> bool:
    """Whether a pooler stands between, which may give each transaction another server process."""
    return bool(connection.info.get(LENT))
