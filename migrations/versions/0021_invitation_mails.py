"""What the mail of an invitation says besides, of which edition it last told, links copied by hand, refused mails.

Every invitation that is there was told of the newest edition of its statement at most: it counts as told of that one,
so that nobody is written to again because of this revision. Mails given up before are not known to have been refused.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TOLD = """
    UPDATE invitation SET told_edition = (
        SELECT max(edition.number) FROM edition WHERE edition.statement_id = invitation.statement_id)
"""


def upgrade() -> None:
    """Adds the columns and the table."""
    op.add_column("invitation", sa.Column("wording", sa.LargeBinary(), nullable=True))
    op.add_column("invitation", sa.Column("told_edition", sa.Integer(), nullable=True))
    op.add_column("invitation", sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outgoing_mail", sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(TOLD)
    op.create_table(
        "invitation_link",
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_invitation_link")),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_invitation_link_invitation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["made_by"], ["coordinator.id"], name=op.f("fk_invitation_link_made_by")),
    )
    op.create_index(op.f("ix_invitation_link_invitation_id"), "invitation_link", ["invitation_id"])


def downgrade() -> None:
    """Takes them away; what was copied by hand leads nowhere from then on."""
    op.drop_index(op.f("ix_invitation_link_invitation_id"), "invitation_link")
    op.drop_table("invitation_link")
    op.drop_column("outgoing_mail", "refused_at")
    for column in ("replaced_at", "told_edition", "wording"):
        op.drop_column("invitation", column)
