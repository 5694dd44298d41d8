"""Who is behind the site and each statement; which words of consent people agreed to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the tables, and to signatures the digest of the words of consent."""
    op.create_table(
        "identity",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=True),
        sa.Column("accent", sa.String(7), nullable=True),
        sa.Column("contact", sa.String(254), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_identity_statement_id"), ondelete="CASCADE"
        ),
        sa.CheckConstraint("id = COALESCE(statement_id, 0)", name=op.f("ck_identity_place")),
        sa.CheckConstraint("accent IS NULL OR length(accent) = 7", name=op.f("ck_identity_accent")),
    )
    op.create_table(
        "identity_text",
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("name", sa.String(120), nullable=True),
        sa.Column("addressee", sa.String(200), nullable=True),
        sa.Column("coordinated_by", sa.String(300), nullable=True),
        *(
            sa.Column(name, sa.Text(), nullable=True)
            for name in ("imprint", "privacy", "privacy_closing", "authority", "consent")
        ),
        sa.PrimaryKeyConstraint("identity_id", "language", name=op.f("pk_identity_text")),
        _of_identity("identity_text"),
    )
    op.create_table(
        "identity_logo",
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("media", sa.String(20), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("identity_id", name=op.f("pk_identity_logo")),
        _of_identity("identity_logo"),
    )
    op.create_table(
        "consent_wording",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("first_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_consent_wording")),
    )
    for table in ("endorsement", "renewal"):
        op.add_column(table, sa.Column("consent_sha256", sa.String(64), nullable=True))


def downgrade() -> None:
    """Drops them."""
    for table in ("renewal", "endorsement"):
        op.drop_column(table, "consent_sha256")
    for table in ("consent_wording", "identity_logo", "identity_text", "identity"):
        op.drop_table(table)


def _of_identity(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["identity_id"], ["identity.id"], name=op.f(f"fk_{table}_identity_id"), ondelete="CASCADE"
    )
