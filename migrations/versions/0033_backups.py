"""Backups: what must not come back with one, which triggers write down; the backups that were made, and restores."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

COUNTED = "('listed', 'withheld', 'hidden')"
KEPT_OFF = "('removed', 'rejected', 'quarantined', 'undecided')"
# Of a table: columns, what holds then, and what is written down.
Watch = tuple[str, str, str]


def upgrade() -> None:
    """Adds the tables and the triggers."""
    _make_tables()
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        op.execute(
            "CREATE FUNCTION log_erasure() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " INSERT INTO erasure_log (at, kind, subject, subject_id) VALUES"
            " (clock_timestamp(), TG_ARGV[0], TG_TABLE_NAME, CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END);"
            " RETURN NULL; END $$"
        )
        op.execute(
            "CREATE FUNCTION log_erased_endorsement() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " INSERT INTO erasure_log (at, kind, subject, subject_id)"
            f" SELECT clock_timestamp(), 'erased', 'endorsement', OLD.id WHERE {_is_asked_for('CURRENT_DATE')};"
            " RETURN NULL; END $$"
        )
    for name, table, (columns, when, kind) in _watched():
        if postgresql:
            _watch_on_postgresql(name, table, columns, when, kind)
        else:
            _watch_on_sqlite(name, table, columns, when, kind)


def downgrade() -> None:
    """Takes them away."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for name, table, _watch in _watched():
        op.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if postgresql else ""))
    if postgresql:
        op.execute("DROP FUNCTION log_erasure()")
        op.execute("DROP FUNCTION log_erased_endorsement()")
    for table in ("restore_run", "backup", "erasure_log"):
        op.drop_table(table)


def _make_tables() -> None:
    op.create_table(
        "erasure_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(12), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("shipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_log")),
        sqlite_autoincrement=True,
    )
    unshipped = sa.text("shipped_at IS NULL")
    op.create_index(
        "ix_erasure_log_unshipped", "erasure_log", ["id"], sqlite_where=unshipped, postgresql_where=unshipped
    )
    op.create_index(op.f("ix_erasure_log_at"), "erasure_log", ["at"])
    op.create_table(
        "backup",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("encrypted", sa.Boolean(), nullable=False),
        sa.Column("scheduled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup")),
    )
    op.create_table(
        "restore_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restore_run")),
    )


def _set_and_cleared(column: str, set_to: str, cleared: str) -> list[Watch]:
    return [
        (column, f"OLD.{column} IS NULL AND NEW.{column} IS NOT NULL", set_to),
        (column, f"OLD.{column} IS NOT NULL AND NEW.{column} IS NULL", cleared),
    ]


def _is_asked_for(today: str) -> str:
    """Whether somebody asked for it: what goes on the promised day goes again by itself, and counts on."""
    return (
        "NOT (OLD.kind = 'individual' AND EXISTS"
        f" (SELECT 1 FROM statement WHERE id = OLD.statement_id AND destroy_on <= {today}))"
    )


def _watched() -> list[tuple[str, str, Watch]]:
    """The name of each trigger, its table, and what it writes down."""
    endorsement: list[Watch] = [
        *_set_and_cleared("withdrawn_at", "withdrawn", "renewed"),
        *_set_and_cleared("hidden_at", "hidden", "shown"),
        *_set_and_cleared("updates_wanted_at", "updates", "no-updates"),
        *_set_and_cleared("logo_permitted_at", "logo", "no-logo"),
    ]
    for choice in ("full", "initials", "withheld"):
        endorsement.append(("visibility", f"OLD.visibility <> NEW.visibility AND NEW.visibility = '{choice}'", choice))
    decided = "rejected_at, removed_at, quarantined_at, approved_at"
    endorsement += [
        (decided, f"OLD.state IN {COUNTED} AND NEW.state IN {KEPT_OFF}", "kept-off"),
        (decided, f"OLD.state IN {KEPT_OFF} AND NEW.state IN {COUNTED}", "let-on"),
    ]
    invitation = [
        *_set_and_cleared("declined_at", "declined", "undeclined"),
        *_set_and_cleared("revoked_at", "revoked", "unrevoked"),
    ]
    coordinator = _set_and_cleared("ended_at", "ended", "let-in")
    named = [("endorsement", one) for one in endorsement]
    named += [("invitation", one) for one in invitation] + [("coordinator", one) for one in coordinator]
    named += [(table, ("", "", "erased")) for table in ("endorsement", "invitation", "role_held")]
    return [(f"log_{table}_{watch[2].replace('-', '_')}", table, watch) for table, watch in named]


def _watch_on_sqlite(name: str, table: str, columns: str, when: str, kind: str) -> None:
    act, row = (f"UPDATE OF {columns}", "NEW") if columns else ("DELETE", "OLD")
    if (table, kind) == ("endorsement", "erased"):
        when = _is_asked_for("date('now')")
    # As the program writes moments itself.
    now = "strftime('%Y-%m-%d %H:%M:%f', 'now') || '000'"
    op.execute(
        f"CREATE TRIGGER {name} AFTER {act} ON {table}" + (f" WHEN {when}" if when else "") + " BEGIN"
        " INSERT INTO erasure_log (at, kind, subject, subject_id)"
        f" VALUES ({now}, '{kind}', '{table}', {row}.id); END"
    )


def _watch_on_postgresql(name: str, table: str, columns: str, when: str, kind: str) -> None:
    act = f"UPDATE OF {columns}" if columns else "DELETE"
    is_erased = (table, kind) == ("endorsement", "erased")
    op.execute(
        f"CREATE TRIGGER {name} AFTER {act} ON {table} FOR EACH ROW"
        + (f" WHEN ({when})" if when else "")
        + (" EXECUTE FUNCTION log_erased_endorsement()" if is_erased else f" EXECUTE FUNCTION log_erasure('{kind}')")
    )
