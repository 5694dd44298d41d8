"""Complete exports of long lists, as files in the database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the files and their chunks."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "export_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(32), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(4), nullable=False),
        sa.Column("content_version", sa.BigInteger(), nullable=False),
        sa.Column("organisations", sa.Integer(), nullable=False),
        sa.Column("individuals", sa.Integer(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("chunks", sa.Integer(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("written_at", moment, nullable=False),
        sa.CheckConstraint("form IN ('csv', 'json')", name=op.f("ck_export_file_form")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], ondelete="CASCADE", name=op.f("fk_export_file_statement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_file")),
        sa.UniqueConstraint("uid", name=op.f("uq_export_file_uid")),
        sa.UniqueConstraint("statement_id", "form", name=op.f("uq_export_file_statement_id_form")),
    )
    op.create_table(
        "export_chunk",
        sa.Column("uid", sa.String(32), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("uid", "place", name=op.f("pk_export_chunk")),
    )
    op.create_index(op.f("ix_export_chunk_written_at"), "export_chunk", ["written_at"])


def downgrade() -> None:
    """Takes them away."""
    op.drop_table("export_chunk")
    op.drop_table("export_file")
