"""Of which country an invited organisation is, for roles that are limited to one.

The country itself is sealed, so the keys of older invitations are completed by the worker, within a day; until then
only roles without such a limit reach them. A proposed logo has its type, and none has one without it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

WHOLE = "ck_change_request_logo_is_whole"


def upgrade() -> None:
    """Adds the column and the constraint."""
    op.execute(f"ALTER TABLE invitation ADD COLUMN country_key {_bytes()}")
    op.execute("UPDATE change_request SET logo = NULL, logo_media = NULL WHERE (logo IS NULL) <> (logo_media IS NULL)")
    with op.batch_alter_table("change_request") as table:
        table.create_check_constraint(op.f(WHOLE), "(logo IS NULL) = (logo_media IS NULL)")


def downgrade() -> None:
    """Takes them away."""
    with op.batch_alter_table("change_request") as table:
        table.drop_constraint(op.f(WHOLE), type_="check")
    op.execute("ALTER TABLE invitation DROP COLUMN country_key")


def _bytes() -> str:
    return str(sa.LargeBinary(32).compile(dialect=op.get_bind().dialect))
