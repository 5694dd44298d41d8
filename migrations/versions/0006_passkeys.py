"""Passkeys beside the authenticator app.

Going down, accounts lose their passkeys: who had no app besides sets one up at the next sign-in.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

USER_HANDLE = "ix_coordinator_fs_webauthn_user_handle"


def upgrade() -> None:
    """Adds the table, and to accounts the handle under which devices know them."""
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("coordinator_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["coordinator_id"], ["coordinator.id"], name=op.f("fk_passkey_coordinator_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
    )
    op.create_index(op.f("ix_passkey_coordinator_id"), "passkey", ["coordinator_id"])
    op.execute("ALTER TABLE coordinator ADD COLUMN fs_webauthn_user_handle VARCHAR(64)")
    op.create_index(USER_HANDLE, "coordinator", ["fs_webauthn_user_handle"], unique=True)


def downgrade() -> None:
    """Takes them away."""
    op.drop_index(USER_HANDLE, "coordinator")
    op.execute("ALTER TABLE coordinator DROP COLUMN fs_webauthn_user_handle")
    op.drop_table("passkey")
