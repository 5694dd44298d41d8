"""Signatures are suspicious by points, not by one number; groups that bring more than usual are noted.

On the way up the numbers that a statement settled become the floors under which nothing is remarkable; who is in
quarantine stays there. On the way down what only the newer version knows is another reason (``proof``), so that nobody
leaves the quarantine by it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

SUSPICION = (
    "signal IN ('domain', 'network', 'likeness', 'disposable', 'fast', 'proof', 'trap', 'approval')",
    "signal IN ('domain', 'network', 'likeness', 'mailbox', 'disposable', 'fast', 'quick', 'proof', 'trap', "
    "'approval', "
    "'all_fast', 'all_quick', 'all_proof', 'all_order', 'all_origin', 'all_network', 'all_domain', 'all_address', "
    "'all_even', 'all_sudden', 'human_time', 'names_differ', 'providers')",
)
RELEASE = (
    "signal IN ('domain', 'network', 'likeness')",
    "signal IN ('domain', 'network', 'likeness', 'mailbox')",
)


def upgrade() -> None:
    """Adds the table, the columns and the signals."""
    op.create_table(
        "noted_group",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("signal", sa.String(length=12), nullable=False),
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_noted_group_statement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("statement_id", "signal", "key", name=op.f("pk_noted_group")),
    )
    op.add_column("suspicion", sa.Column("points", sa.Integer(), nullable=True))
    op.add_column("suspicion", sa.Column("group_signal", sa.String(length=12), nullable=True))
    op.add_column("threshold", sa.Column("same_mailbox", sa.Integer(), nullable=True))
    op.add_column("threshold", sa.Column("times_usual", sa.Integer(), nullable=False, server_default="3"))
    op.add_column("threshold", sa.Column("hold_at", sa.Integer(), nullable=False, server_default="8"))
    op.execute("UPDATE threshold SET same_mailbox = 6")
    _replace("suspicion", *SUSPICION)
    _replace("release", *RELEASE)


def downgrade() -> None:
    """Takes them away."""
    known = "('domain', 'network', 'likeness', 'disposable', 'fast', 'proof', 'trap', 'approval')"
    op.execute("DELETE FROM suspicion WHERE signal IN ('human_time', 'names_differ', 'providers')")
    op.execute(f"UPDATE suspicion SET signal = 'proof', key = NULL WHERE signal NOT IN {known}")
    op.execute("DELETE FROM release WHERE signal = 'mailbox'")
    _replace("release", *reversed(RELEASE))
    _replace("suspicion", *reversed(SUSPICION))
    for column in ("hold_at", "times_usual", "same_mailbox"):
        op.drop_column("threshold", column)
    for column in ("group_signal", "points"):
        op.drop_column("suspicion", column)
    op.drop_table("noted_group")


def _replace(table: str, old: str, new: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f(f"ck_{table}_signal"), table)
        op.create_check_constraint(op.f(f"ck_{table}_signal"), table, new)
    else:
        _rewrite(table, old, new)


def _rewrite(table: str, old: str, new: str) -> None:
    """SQLite: another constraint in the text by which the table was made; a copy would lose what refers to it."""
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    query = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
    text = connection.exec_driver_sql(query, (table,)).scalar_one()
    if text.count(old) != 1:
        raise CommandError(f"the table {table} is not as the revision before left it")
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?", (text.replace(old, new), table)
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")
