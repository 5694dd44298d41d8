"""Goals of a statement, and how it grows as the worker counted it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds both tables."""
    op.create_table(
        "goal",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("statement_id", "kind", name=op.f("pk_goal")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_goal_statement_id"), ondelete="CASCADE"
        ),
        sa.CheckConstraint("kind IN ('individual', 'organisation')", name=op.f("ck_goal_kind")),
        sa.CheckConstraint("number > 0", name=op.f("ck_goal_number")),
    )
    op.create_table(
        "momentum",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisations_joined", sa.Integer(), nullable=False),
        sa.Column("individuals_joined", sa.Integer(), nullable=False),
        sa.Column("countries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("statement_id", name=op.f("pk_momentum")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_momentum_statement_id"), ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    """Takes both away."""
    op.drop_table("momentum")
    op.drop_table("goal")
