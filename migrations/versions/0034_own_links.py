"""Links to all that an address has signed, links that their owners have revoked, and changes of mail addresses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

TRIGGER = "log_endorsement_links_revoked"


def upgrade() -> None:
    """Adds the table, the column, and the trigger that keeps a revoked link from coming back with a backup."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "own_link",
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("endorsement_id", sa.Integer(), nullable=True),
        sa.Column("mail_uid", sa.String(32), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["endorsement_id"], ["endorsement.id"], ondelete="SET NULL", name=op.f("fk_own_link_endorsement_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_own_link")),
    )
    op.create_index(op.f("ix_own_link_endorsement_id"), "own_link", ["endorsement_id"])
    op.create_index(op.f("ix_own_link_expires_at"), "own_link", ["expires_at"])
    op.create_table(
        "address_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("endorsement_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["endorsement_id"], ["endorsement.id"], ondelete="CASCADE", name=op.f("fk_address_change_endorsement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_change")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_address_change_endorsement_id"), "address_change", ["endorsement_id"])
    op.create_index(op.f("ix_address_change_asked_at"), "address_change", ["asked_at"])
    op.add_column("endorsement", sa.Column("links_revoked_at", moment, nullable=True))
    when = "NEW.links_revoked_at IS NOT NULL"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {TRIGGER} AFTER UPDATE OF links_revoked_at ON endorsement FOR EACH ROW"
            f" WHEN ({when}) EXECUTE FUNCTION log_erasure('links-revoked')"
        )
    else:
        op.execute(
            f"CREATE TRIGGER {TRIGGER} AFTER UPDATE OF links_revoked_at ON endorsement WHEN {when} BEGIN"
            " INSERT INTO erasure_log (at, kind, subject, subject_id)"
            " VALUES (strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', 'links-revoked', 'endorsement', NEW.id); END"
        )


def downgrade() -> None:
    """Takes them away."""
    op.execute(f"DROP TRIGGER {TRIGGER}" + (" ON endorsement" if op.get_bind().dialect.name == "postgresql" else ""))
    op.drop_column("endorsement", "links_revoked_at")
    op.drop_table("address_change")
    op.drop_table("own_link")
