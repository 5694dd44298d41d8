"""Mails to coordinators about what waits for them: how often, in which language, and what was told already."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the choice of each coordinator, and the table of what was told."""
    op.add_column("coordinator", sa.Column("notices", sa.String(8), nullable=False, server_default="daily"))
    op.add_column("coordinator", sa.Column("language", sa.String(12), nullable=True))
    op.add_column("coordinator", sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "coordinator_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("coordinator_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coordinator_notice")),
        sa.ForeignKeyConstraint(
            ["coordinator_id"],
            ["coordinator.id"],
            name=op.f("fk_coordinator_notice_coordinator_id"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("coordinator_id", "about", name=op.f("uq_coordinator_notice_coordinator_id_about")),
    )


def downgrade() -> None:
    """Takes both away."""
    op.drop_table("coordinator_notice")
    for column in ("noticed_at", "language", "notices"):
        op.drop_column("coordinator", column)
