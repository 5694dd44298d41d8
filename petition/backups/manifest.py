"""What a backup says of itself, taken from the same snapshot as its rows: to be compared with what comes back."""

from __future__ import annotations

from typing import Any

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData, Table, func, inspect, select, text

FORMAT = 1
# How many have signed, by statement, kind and state: what page, feed and export show comes of these.
COUNTED = (
    "SELECT s.slug, e.kind, e.state, COUNT(*) FROM endorsement e JOIN statement s ON s.id = e.statement_id"
    " GROUP BY s.slug, e.kind, e.state ORDER BY s.slug, e.kind, e.state"
)
LAST_ENTRY = "SELECT number, hash FROM audit_entry ORDER BY number DESC LIMIT 1"


def describe_database(connection: Connection) -> dict[str, Any]:
    """Revision, keys by their ids, the rows of every table, counts, and the last hash of the audit log."""
    last = connection.execute(text(LAST_ENTRY)).one_or_none()
    keys = connection.execute(text("SELECT id FROM data_key")).scalars()
    return {
        "revision": MigrationContext.configure(connection).get_current_revision(),
        "keys": sorted(bytes(one).hex() for one in keys),
        "rows": _count_rows(connection),
        "counts": [list(row) for row in connection.execute(text(COUNTED))],
        "audit": {"entries": last[0], "last": bytes(last[1]).hex()} if last else {"entries": 0, "last": ""},
    }


def find_differences(stated: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """What of a database is not as its backup says: the names of what differs."""
    tables = [
        f"rows of {table}"
        for table in sorted(stated["rows"].keys() | found["rows"].keys())
        if stated["rows"].get(table) != found["rows"].get(table)
    ]
    named = {"counts": "counts of statements", "audit": "last entry of the audit log", "keys": "keys"}
    return tables + [name for part, name in named.items() if stated[part] != found[part]]


def _count_rows(connection: Connection) -> dict[str, int]:
    found = {}
    # FTS5 keeps what it needs in tables of its own, which it makes anew.
    for name in sorted(inspect(connection).get_table_names()):
        if name != "alembic_version":
            found[name] = connection.scalar(select(func.count()).select_from(Table(name, MetaData()))) or 0
    return found
