"""The entering of founding signatories: how far it has got, and whether the names of people may be published.

Those who were entered before were organisations, all at once; each statement of theirs gets its row. Before going
down, whoever is still to be entered is entered by the worker; founding individuals stay as they are.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the table, with a row for each statement that has founding signatories."""
    op.create_table(
        "founding",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("founders", sa.LargeBinary(), nullable=True),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by", sa.Integer(), nullable=True),
        sa.Column("people_shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("people_shown_by", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("statement_id", name=op.f("pk_founding")),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f("fk_founding_statement_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_founding_edition_id")),
        sa.ForeignKeyConstraint(["begun_by"], ["coordinator.id"], name=op.f("fk_founding_begun_by")),
        sa.ForeignKeyConstraint(["people_shown_by"], ["coordinator.id"], name=op.f("fk_founding_people_shown_by")),
        sa.CheckConstraint(
            "people_shown_by IS NULL OR people_shown_at IS NOT NULL", name=op.f("ck_founding_shown_by_somebody")
        ),
    )
    unfinished = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_founding_unfinished", "founding", ["statement_id"], sqlite_where=unfinished, postgresql_where=unfinished
    )
    op.execute("""
        INSERT INTO founding (statement_id, edition_id, language, reached, begun_at, ended_at)
        SELECT statement_id, min(edition_id), min(language), count(*), min(founding_at), max(founding_at)
        FROM endorsement WHERE founding_at IS NOT NULL GROUP BY statement_id
    """)


def downgrade() -> None:
    """Takes the table away."""
    op.drop_index("ix_founding_unfinished", "founding")
    op.drop_table("founding")
