"""Which keys the database was written with.

The table stays empty here: a migration knows no keys. The first start fills it, if its keys open what is there.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the table."""
    op.create_table(
        "data_key",
        sa.Column("id", sa.LargeBinary(4), nullable=False),
        sa.Column("check_value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_key")),
    )


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("data_key")
