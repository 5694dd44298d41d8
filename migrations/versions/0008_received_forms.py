"""Forms that were received and have still to be acted on.

A signature that waits there is one: like an endorsement it freezes the edition that it is for. Rows of the outbox that
stood for no mail at all, and the column that made such an answer cost a commit, are of no use any more.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SQLITE_NOW = "strftime('%Y-%m-%d %H:%M:%f000', 'now')"


def upgrade() -> None:
    """Adds the table and its trigger."""
    op.create_table(
        "received_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_received_form_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_form")),
    )
    op.create_index(op.f("ix_received_form_edition_id"), "received_form", ["edition_id"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER received_form_freezes AFTER INSERT ON received_form"
            " FOR EACH ROW WHEN (NEW.edition_id IS NOT NULL) EXECUTE FUNCTION freeze_edition()"
        )
    else:
        op.execute(
            "CREATE TRIGGER received_form_freezes AFTER INSERT ON received_form WHEN NEW.edition_id IS NOT NULL"
            f" BEGIN UPDATE edition SET frozen_at = {SQLITE_NOW}"
            " WHERE id = NEW.edition_id AND frozen_at IS NULL; END"
        )
    op.execute("DELETE FROM outgoing_mail WHERE kind = 'nothing'")
    op.execute("ALTER TABLE outgoing_mail DROP COLUMN asked_again_at")


def downgrade() -> None:
    """Takes them away; stops where a form still waits, for it was acknowledged."""
    if op.get_bind().scalar(sa.text("SELECT COUNT(*) FROM received_form")):
        raise RuntimeError("forms wait to be acted on: run `flask worker` until there are none, then go down")
    moment = "TIMESTAMP WITH TIME ZONE" if op.get_bind().dialect.name == "postgresql" else "DATETIME"
    op.execute(f"ALTER TABLE outgoing_mail ADD COLUMN asked_again_at {moment}")
    op.drop_table("received_form")
