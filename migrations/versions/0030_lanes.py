"""Forms of one mailbox are acted on one after the other; those of different ones by several workers at once.

The counts are kept by the hour, as the public may see them, and each night compared with the rows.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the lane of a form, those that wait being in the first one, and the two tables."""
    op.add_column("received_form", sa.Column("lane", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "count_history",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisations", sa.Integer(), nullable=False),
        sa.Column("individuals", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_count_history_statement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("statement_id", "hour", name=op.f("pk_count_history")),
    )
    op.create_table(
        "count_check",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("difference", sa.Text(), nullable=True),
        sa.Column("differs_since", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(difference IS NULL) = (differs_since IS NULL)", name=op.f("ck_count_check_difference_is_whole")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_count_check_statement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("statement_id", name=op.f("pk_count_check")),
    )


def downgrade() -> None:
    """Takes them away."""
    op.drop_table("count_check")
    op.drop_table("count_history")
    op.drop_column("received_form", "lane")
