"""Booths: links under which people sign one after another on one device, for some hours."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the table of booths."""
    op.create_table(
        "booth",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("place", sa.String(120), nullable=False),
        sa.Column("hourly_limit", sa.Integer(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("hourly_limit > 0", name=op.f("ck_booth_hourly_limit")),
        sa.CheckConstraint("ends_at > opened_at", name=op.f("ck_booth_ends_later")),
        sa.ForeignKeyConstraint(["ended_by"], ["coordinator.id"], name=op.f("fk_booth_ended_by")),
        sa.ForeignKeyConstraint(["opened_by"], ["coordinator.id"], name=op.f("fk_booth_opened_by")),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f("fk_booth_statement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booth")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_booth_token_hash")),
    )
    op.create_index(op.f("ix_booth_statement_id_opened_at"), "booth", ["statement_id", "opened_at"])


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("booth")
