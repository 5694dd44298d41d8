"""Decisions about each reservation; and how switches and roles stood before a change, so that it can be taken back.

Reservations that were approved together with the signature stay approved, by nobody in particular. Before going down,
those that were rejected are as if they waited.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
# Each column with its own constraint, so that SQLite need not copy the table.
DECIDED_BY = "INTEGER CONSTRAINT fk_reservation_{} REFERENCES coordinator (id)"


def upgrade() -> None:
    """Adds the columns and the tables."""
    op.execute(f"ALTER TABLE reservation ADD COLUMN approved_by {DECIDED_BY.format('approved_by')}")
    op.add_column("reservation", sa.Column("rejected_at", MOMENT, nullable=True))
    op.execute(f"ALTER TABLE reservation ADD COLUMN rejected_by {DECIDED_BY.format('rejected_by')}")
    op.add_column("reservation", sa.Column("rejection", sa.LargeBinary(), nullable=True))
    _create_switch_change()
    _create_role_removal()


def downgrade() -> None:
    """Takes the tables and the columns away."""
    op.drop_index("ix_role_removal_coordinator_id", "role_removal")
    op.drop_table("role_removal")
    op.drop_table("switch_change")
    for column in ("rejection", "rejected_by", "rejected_at", "approved_by"):
        op.execute(f"ALTER TABLE reservation DROP COLUMN {column}")


def _create_switch_change() -> None:
    op.create_table(
        "switch_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(12), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=True),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", sa.String(80), nullable=False),
        sa.Column("before_at", MOMENT, nullable=True),
        sa.Column("before_by", sa.String(80), nullable=True),
        sa.Column("before_message", sa.Text(), nullable=True),
        sa.Column("before_why", sa.LargeBinary(), nullable=True),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_switch_change")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_switch_change_statement_id"), ondelete="CASCADE"
        ),
        sa.CheckConstraint("(before_at IS NULL) = (before_by IS NULL)", name=op.f("ck_switch_change_before_is_whole")),
    )


def _create_role_removal() -> None:
    op.create_table(
        "role_removal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("coordinator_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=True),
        sa.Column("country", sa.String(2), nullable=True),
        sa.Column("language", sa.String(12), nullable=True),
        sa.Column("removed_at", MOMENT, nullable=False),
        sa.Column("removed_by", sa.String(80), nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_removal")),
        sa.ForeignKeyConstraint(
            ["coordinator_id"], ["coordinator.id"], name=op.f("fk_role_removal_coordinator_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_role_removal_statement_id"), ondelete="CASCADE"
        ),
    )
    op.create_index("ix_role_removal_coordinator_id", "role_removal", ["coordinator_id"])
