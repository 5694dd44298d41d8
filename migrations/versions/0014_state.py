"""An endorsement's state as one word, and what it has in common with others in a table of its own.

The state is a generated column: stored on PostgreSQL; on SQLite computed when it is read, since a stored one cannot be
added without copying the table, which would lose its triggers. Six indexes are left of eighteen; keyed hashes by which
endorsements are grouped move to ``endorsement_key``, with their time, once an endorsement is confirmed. Whom a removal
rule removed stays among its matches, so that no index of all endorsements is needed to find them.

Going down gives the columns and indexes back; whoever had not confirmed has no hash of the name there.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

STATE = (
    "CASE WHEN confirmed_at IS NULL THEN 'waiting' WHEN withdrawn_at IS NOT NULL THEN 'withdrawn'"
    " WHEN removed_at IS NOT NULL THEN 'removed' WHEN rejected_at IS NOT NULL THEN 'rejected'"
    " WHEN quarantined_at IS NOT NULL AND approved_at IS NULL THEN 'quarantined'"
    " WHEN approved_at IS NULL AND kind = 'organisation' THEN 'undecided'"
    " WHEN hidden_at IS NOT NULL THEN 'hidden' WHEN shown_name IS NOT NULL THEN 'listed' ELSE 'withheld' END"
)
OFF_THE_LIST = " OR ".join(
    f"state = '{state}'"
    for state in ("waiting", "undecided", "quarantined", "hidden", "removed", "rejected", "withdrawn")
)
QUARANTINED = (
    "quarantined_at IS NOT NULL AND approved_at IS NULL AND rejected_at IS NULL AND removed_at IS NULL"
    " AND withdrawn_at IS NULL"
)
UNDECIDED = "organisation_id IS NOT NULL AND withdrawn_at IS NULL AND approved_at IS NULL AND rejected_at IS NULL"
Indexes = tuple[tuple[str, tuple[str, ...], str | None], ...]
BEFORE: Indexes = (
    ("edition_id", ("edition_id",), None),
    ("organisation_id", ("organisation_id",), None),
    ("listed", ("statement_id", "kind", "confirmed_at", "id"), None),
    ("address_key", ("address_key", "statement_id"), None),
    ("name_key", ("name_key",), None),
    ("asked_at", ("asked_at",), None),
    ("domain_key", ("statement_id", "domain_key", "confirmed_at"), None),
    ("likeness_key", ("statement_id", "likeness_key", "confirmed_at"), None),
    ("country_key", ("statement_id", "country_key", "confirmed_at"), None),
    ("removal_id", ("removal_id", "id"), None),
    ("language", ("statement_id", "language", "confirmed_at"), None),
    ("shown", ("statement_id", "kind", "confirmed_at", "id", "shown_key"), "shown_name IS NOT NULL"),
    ("quarantined", ("statement_id", "confirmed_at", "id"), QUARANTINED),
    ("undecided", ("confirmed_at", "id", "held_at"), UNDECIDED),
    ("removed", ("statement_id", "confirmed_at", "id"), "removed_at IS NOT NULL"),
    ("hidden", ("statement_id", "confirmed_at", "id"), "hidden_at IS NOT NULL"),
    ("rejected", ("statement_id", "confirmed_at", "id"), "rejected_at IS NOT NULL"),
)
AFTER: Indexes = (
    ("listed", ("statement_id", "kind", "confirmed_at", "id", "shown_key"), "state = 'listed'"),
    ("confirmed", ("statement_id", "kind", "confirmed_at", "id"), "confirmed_at IS NOT NULL"),
    ("off_the_list", ("statement_id", "state", "confirmed_at", "id"), OFF_THE_LIST),
    ("address_key", ("address_key", "statement_id"), "address_key IS NOT NULL"),
    ("organisation_id", ("organisation_id",), "organisation_id IS NOT NULL"),
)
# Column of old, signal of now.
MOVED = (("domain_key", "domain"), ("likeness_key", "likeness"), ("name_key", "name"))
BY_COLUMNS = {
    "counts": (
        "{0}.confirmed_at IS NOT NULL AND {0}.withdrawn_at IS NULL AND {0}.removed_at IS NULL"
        " AND {0}.rejected_at IS NULL"
        " AND ({0}.approved_at IS NOT NULL OR ({0}.kind = 'individual' AND {0}.quarantined_at IS NULL))"
    ),
    "withheld": "CASE WHEN {0}.shown_name IS NULL THEN 1 ELSE 0 END",
    "of": (
        " OF confirmed_at, withdrawn_at, approved_at, shown_name, kind, statement_id, rejected_at, removed_at,"
        " quarantined_at, edition_id"
    ),
}
BY_STATE = {
    "counts": "{0}.state IN ('listed', 'withheld', 'hidden')",
    "withheld": "CASE WHEN {0}.state = 'listed' THEN 0 ELSE 1 END",
    "of": "",
}


def upgrade() -> None:
    """Derives the state, and moves the hashes."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    kept = "STORED" if postgresql else "VIRTUAL"
    _drop_triggers(postgresql)
    op.execute(f"ALTER TABLE endorsement ADD COLUMN state VARCHAR(12) GENERATED ALWAYS AS ({STATE}) {kept}")
    _make_keys(postgresql)
    _replace_indexes(BEFORE, AFTER)
    for column, _signal in MOVED:
        op.execute(f"ALTER TABLE endorsement DROP COLUMN {column}")
    op.execute(
        "INSERT INTO removal_match (removal_id, endorsement_id) SELECT removal_id, id FROM endorsement"
        " WHERE removal_id IS NOT NULL ON CONFLICT DO NOTHING"
    )
    _make_triggers(postgresql, **BY_STATE)


def downgrade() -> None:
    """Gives the columns and their indexes back."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    _drop_triggers(postgresql)
    op.execute(
        "DELETE FROM removal_match WHERE EXISTS (SELECT 1 FROM removal AS r WHERE r.id = removal_id"
        " AND (r.ended_at IS NOT NULL OR r.undone_at IS NOT NULL))"
    )
    for column, _signal in MOVED:
        op.execute(f"ALTER TABLE endorsement ADD COLUMN {column} {'BYTEA' if postgresql else 'BLOB'}")
    given = ", ".join(
        f"{column} = (SELECT k.key FROM endorsement_key AS k WHERE k.endorsement_id = endorsement.id"
        f" AND k.signal = '{signal}' LIMIT 1)"
        for column, signal in MOVED
    ).replace("k.signal = 'domain'", "k.signal IN ('domain', 'free_mail')")
    op.execute(f"UPDATE endorsement SET {given} WHERE confirmed_at IS NOT NULL")
    _replace_indexes(AFTER, BEFORE)
    op.execute("ALTER TABLE endorsement DROP COLUMN state")
    op.drop_table("endorsement_key")
    _make_triggers(postgresql, **BY_COLUMNS)


def _make_keys(postgresql: bool) -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "endorsement_key",
        sa.Column("statement_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("signal", sa.String(length=12), nullable=False),
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("confirmed_at", moment, nullable=False),
        sa.Column("endorsement_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["endorsement_id"],
            ["endorsement.id"],
            name=op.f("fk_endorsement_key_endorsement_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "statement_id", "signal", "key", "confirmed_at", "endorsement_id", name=op.f("pk_endorsement_key")
        ),
        sqlite_with_rowid=False,
    )
    spoken = "convert_to(language, 'UTF8')" if postgresql else "CAST(language AS BLOB)"
    under = "convert_to(edition_id::text, 'UTF8')" if postgresql else "CAST(CAST(edition_id AS TEXT) AS BLOB)"
    individual = "kind = 'individual'"
    for column, signal, which in (
        *((column, signal, individual) for column, signal in MOVED),
        ("country_key", "country", individual),
        ("domain_key", "free_mail", "kind = 'organisation'"),
        (spoken, "language", individual),
        (under, "edition", "TRUE"),
    ):
        op.execute(
            f"INSERT INTO endorsement_key SELECT statement_id, '{signal}', {column}, confirmed_at, id FROM endorsement"
            f" WHERE confirmed_at IS NOT NULL AND {column} IS NOT NULL AND {which}"
        )
    op.create_index(op.f("ix_endorsement_key_endorsement_id"), "endorsement_key", ["endorsement_id"])


def _replace_indexes(gone: Indexes, made: Indexes) -> None:
    for name, _columns, _where in gone:
        op.drop_index(f"ix_endorsement_{name}", "endorsement")
    for name, columns, where in made:
        only = sa.text(where) if where else None
        op.create_index(f"ix_endorsement_{name}", "endorsement", columns, sqlite_where=only, postgresql_where=only)


def _drop_triggers(postgresql: bool) -> None:
    for act in ("insert", "update", "delete"):
        op.execute(f"DROP TRIGGER endorsement_counted_{act}" + (" ON endorsement" if postgresql else ""))


def _make_triggers(postgresql: bool, counts: str, withheld: str, of: str) -> None:
    """Notes each change of what counts, and where."""
    places: Iterable[str] = ("statement_id", "edition_id", "kind")

    def note(row: str, change: str) -> str:
        where = ", ".join(f"{row}.{place}" for place in places)
        return (
            f"INSERT INTO tally_change ({', '.join(places)}, withheld, change)"
            f" SELECT {where}, {withheld.format(row)}, {change} WHERE {counts.format(row)}"
        )

    added, gone = note("NEW", "1"), note("OLD", "-1")
    before, after = (f"(CASE WHEN {counts.format(row)} THEN 1 ELSE 0 END)" for row in ("OLD", "NEW"))
    differs = f"{before} <> {after} OR ({withheld.format('OLD')}) <> ({withheld.format('NEW')})"
    differs += "".join(f" OR OLD.{place} <> NEW.{place}" for place in places)
    acts = {
        "INSERT": ("", "", f"{added};"),
        "DELETE": ("", "", f"{gone};"),
        "UPDATE": (of, differs, f"{gone}; {added};"),
    }
    if postgresql:
        op.execute(
            "CREATE OR REPLACE FUNCTION count_endorsement() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF TG_OP <> 'INSERT' THEN {gone}; END IF; IF TG_OP <> 'DELETE' THEN {added}; END IF; RETURN NULL; END $$"
        )
    for act, (columns, when, notes) in acts.items():
        name = f"endorsement_counted_{act.lower()} AFTER {act}{columns} ON endorsement"
        condition = f" WHEN ({when})" if when else ""
        if postgresql:
            op.execute(f"CREATE TRIGGER {name} FOR EACH ROW{condition} EXECUTE FUNCTION count_endorsement()")
        else:
            op.execute(f"CREATE TRIGGER {name}{condition} BEGIN {notes} END")
