"""What the columns of an uploaded list were chosen to be, for the next one with the same headings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column."""
    op.add_column("invitation_list", sa.Column("layout", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Takes it away."""
    op.drop_column("invitation_list", "layout")
