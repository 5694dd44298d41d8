"""What people enter to sign again after they withdrew; and a signature whose form had its trap filled in is put aside.

Nothing is lost on the way up. On the way down such signatures stay aside, for another reason (``proof``), and what was
entered to sign again is gone: whoever withdrew signs again as before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BEFORE = "'proof', 'approval')"
AFTER = "'proof', 'trap', 'approval')"
SIGNALS = "signal IN ('domain', 'network', 'likeness', 'disposable', 'fast', "


def upgrade() -> None:
    """Adds the table, the column and the signal."""
    op.create_table(
        "renewal",
        sa.Column("endorsement_id", sa.Integer(), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("visibility", sa.String(length=8), nullable=False),
        sa.Column("updates_wanted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("visibility IN ('full', 'initials', 'withheld')", name=op.f("ck_renewal_visibility")),
        sa.ForeignKeyConstraint(
            ["endorsement_id"], ["endorsement.id"], name=op.f("fk_renewal_endorsement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("endorsement_id", name=op.f("pk_renewal")),
    )
    op.create_index("ix_renewal_asked_at", "renewal", ["asked_at"])
    op.add_column("signing_trace", sa.Column("trap_filled_at", sa.DateTime(timezone=True), nullable=True))
    _replace_signals(BEFORE, AFTER)


def downgrade() -> None:
    """Takes them away."""
    op.execute("UPDATE suspicion SET signal = 'proof' WHERE signal = 'trap'")
    _replace_signals(AFTER, BEFORE)
    op.drop_column("signing_trace", "trap_filled_at")
    op.drop_table("renewal")


def _replace_signals(old: str, new: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_suspicion_signal"), "suspicion")
        op.create_check_constraint(op.f("ck_suspicion_signal"), "suspicion", SIGNALS + new)
    else:
        _rewrite(SIGNALS + old, SIGNALS + new)


def _rewrite(old: str, new: str) -> None:
    """SQLite: another constraint in the text by which the table was made; a copy would lose what refers to it."""
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    text = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'suspicion'").scalar_one()
    if text.count(old) != 1:
        raise CommandError("the table suspicion is not as revision 0005 left it")
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = 'suspicion'", (text.replace(old, new),)
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")
