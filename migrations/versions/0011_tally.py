"""The tally tells the editions apart: no page has to look through all endorsements to say how many signed which one.

Both tables are made anew, and counted once from the endorsements.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

COUNTS = (
    "{0}.confirmed_at IS NOT NULL AND {0}.withdrawn_at IS NULL AND {0}.removed_at IS NULL AND {0}.rejected_at IS NULL"
    " AND ({0}.approved_at IS NOT NULL OR ({0}.kind = 'individual' AND {0}.quarantined_at IS NULL))"
)
CHANGED = (
    "confirmed_at, withdrawn_at, approved_at, shown_name, kind, statement_id, rejected_at, removed_at, quarantined_at"
)
WITHHELD = "CASE WHEN {0}.shown_name IS NULL THEN 1 ELSE 0 END"


def upgrade() -> None:
    """Counts by edition."""
    _make_anew(["statement_id", "edition_id"])


def downgrade() -> None:
    """Counts by statement alone."""
    _make_anew(["statement_id"])


def _make_anew(places: list[str]) -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    for act in ("insert", "update", "delete"):
        op.execute(f"DROP TRIGGER endorsement_counted_{act}" + (" ON endorsement" if postgresql else ""))
    op.drop_table("tally_change")
    op.drop_table("tally")
    _tables(places)
    columns = ", ".join(f"e.{place}" for place in places)
    op.execute(
        f"INSERT INTO tally ({', '.join(places)}, kind, withheld, endorsements)"
        f" SELECT {columns}, e.kind, {WITHHELD.format('e')}, COUNT(*) FROM endorsement AS e"
        f" WHERE {COUNTS.format('e')} GROUP BY {columns}, e.kind, {WITHHELD.format('e')}"
    )
    _triggers(places, postgresql)


def _tables(places: list[str]) -> None:
    def columns(table: str) -> list[sa.schema.SchemaItem]:
        named = [sa.Column(place, sa.Integer(), nullable=False) for place in places]
        name = op.f(f"fk_{table}_{'_'.join(places)}")
        if len(places) == 1:
            return [*named, sa.ForeignKeyConstraint(places, ["statement.id"], name=name)]
        return [*named, sa.ForeignKeyConstraint(places, ["edition.statement_id", "edition.id"], name=name)]

    op.create_table(
        "tally",
        *columns("tally"),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("withheld", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("endorsements", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*places, "kind", "withheld", name=op.f("pk_tally")),
    )
    op.create_table(
        "tally_change",
        sa.Column("id", sa.Integer(), nullable=False),
        *columns("tally_change"),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("withheld", sa.Integer(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally_change")),
    )
    op.create_index(op.f("ix_tally_change_statement_id"), "tally_change", ["statement_id"])


def _triggers(places: list[str], postgresql: bool) -> None:
    """Notes each change of what counts, and where."""

    def note(row: str, change: str) -> str:
        where = ", ".join(f"{row}.{place}" for place in places)
        return (
            f"INSERT INTO tally_change ({', '.join(places)}, kind, withheld, change)"
            f" SELECT {where}, {row}.kind, {WITHHELD.format(row)}, {change} WHERE {COUNTS.format(row)}"
        )

    added, gone = note("NEW", "1"), note("OLD", "-1")
    before, after = (f"(CASE WHEN {COUNTS.format(row)} THEN 1 ELSE 0 END)" for row in ("OLD", "NEW"))
    moved = "".join(f" OR OLD.{place} <> NEW.{place}" for place in places)
    differs = f"{before} <> {after} OR ({WITHHELD.format('OLD')}) <> ({WITHHELD.format('NEW')}) OR OLD.kind <> NEW.kind"
    changed = ", ".join([CHANGED, *places[1:]])
    acts = {"INSERT": ("", "", f"{added};"), "DELETE": ("", "", f"{gone};")}
    acts["UPDATE"] = (f" OF {changed}", differs + moved, f"{gone}; {added};")
    if postgresql:
        op.execute(
            "CREATE OR REPLACE FUNCTION count_endorsement() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF TG_OP <> 'INSERT' THEN {gone}; END IF; IF TG_OP <> 'DELETE' THEN {added}; END IF; RETURN NULL; END $$"
        )
    for act, (of, when, notes) in acts.items():
        name = f"endorsement_counted_{act.lower()} AFTER {act}{of} ON endorsement"
        if postgresql:
            condition = f" WHEN ({when})" if when else ""
            op.execute(f"CREATE TRIGGER {name} FOR EACH ROW{condition} EXECUTE FUNCTION count_endorsement()")
        else:
            op.execute(f"CREATE TRIGGER {name}{f' WHEN {when}' if when else ''} BEGIN {notes} END")
