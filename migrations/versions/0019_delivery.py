"""What was delivered is a record that triggers keep; what changed since is counted; so are destroyed names.

A statement that was delivered before gets its record now, of those who had confirmed by then and count today; it has
no digest, for what stood there on the day is not known any more. The index of the list begins with the edition, so
that the list has the newest edition first.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

LISTED_BEFORE = ["statement_id", "kind", "confirmed_at", "id", "shown_key"]
LISTED_AFTER = ["statement_id", "kind", "edition_id", "confirmed_at", "id", "shown_key"]
COUNTED = "('listed', 'withheld', 'hidden')"
RECORDED = "a delivery stays on record"
KEPT = ("delivery", "delivery_member")
UNDONE_ALONE = "OLD.undone_at IS NULL AND NEW.undone_at IS NOT NULL"
COLUMNS = (
    "id", "statement_id", "edition_id", "delivered_at", "delivered_by", "taken_at", "organisations", "individuals",
    "withheld_individuals", "by_edition", "sha256",
)  # fmt: skip
FINISHED = "EXISTS (SELECT 1 FROM delivery AS d WHERE d.id = {id} AND d.taken_at IS NOT NULL)"
SAME_MEMBER = (
    "EXISTS (SELECT 1 FROM delivery_member AS m WHERE m.delivery_id = NEW.delivery_id"
    " AND m.endorsement_id = NEW.endorsement_id)"
)
SAME_DELIVERY = (
    "EXISTS (SELECT 1 FROM delivery AS d WHERE d.id = NEW.id"
    " OR (d.statement_id = NEW.statement_id AND d.undone_at IS NULL AND NEW.undone_at IS NULL))"
)


def upgrade() -> None:
    """Adds the tables, records what was delivered before, and sets the triggers."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    _make_delivery()
    _make_changes()
    _make_destruction()
    _replace_index(LISTED_AFTER)
    _record_earlier_deliveries()
    if postgresql:
        _keep_on_postgresql()
    else:
        _keep_on_sqlite()
    _count_changes(postgresql)


def downgrade() -> None:
    """Takes them away."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for act in ("insert", "update", "delete"):
        op.execute(f"DROP TRIGGER endorsement_since_delivery_{act}" + (" ON endorsement" if postgresql else ""))
    for table in ("delivery_change", "delivery_tally", "delivery_member", "delivery"):
        op.drop_table(table)
    if postgresql:
        for name in ("count_since_delivery", "keep_delivery", "keep_members", "close_delivery"):
            op.execute(f"DROP FUNCTION {name}()")
    for table in ("destroyed_country", "destroyed_tally", "destruction"):
        op.drop_table(table)
    _replace_index(LISTED_BEFORE)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _make_delivery() -> None:
    op.create_table(
        "delivery",
        _number("id"),
        _number("statement_id"),
        _number("edition_id"),
        _moment("delivered_at"),
        sa.Column("delivered_by", sa.Integer(), nullable=True),
        _moment("taken_at", nullable=True),
        _number("organisations"),
        _number("individuals"),
        _number("withheld_individuals"),
        sa.Column("by_edition", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=True),
        _moment("undone_at", nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f("fk_delivery_statement_id")),
        sa.ForeignKeyConstraint(
            ["statement_id", "edition_id"],
            ["edition.statement_id", "edition.id"],
            name=op.f("fk_delivery_statement_id_edition_id"),
        ),
        sa.ForeignKeyConstraint(["delivered_by"], ["coordinator.id"], name=op.f("fk_delivery_delivered_by")),
        sa.ForeignKeyConstraint(["undone_by"], ["coordinator.id"], name=op.f("fk_delivery_undone_by")),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name=op.f("ck_delivery_undoing_is_whole")),
    )
    op.create_index(op.f("ix_delivery_statement_id"), "delivery", ["statement_id"])
    live = sa.text("undone_at IS NULL")
    op.create_index(
        "ix_delivery_live", "delivery", ["statement_id"], unique=True, sqlite_where=live, postgresql_where=live
    )
    op.create_table(
        "delivery_member",
        _number("delivery_id"),
        _number("endorsement_id"),
        sa.Column("kind", sa.String(12), nullable=False),
        _number("edition_id"),
        sa.Column("form", sa.String(8), nullable=False),
        sa.PrimaryKeyConstraint("delivery_id", "endorsement_id", name=op.f("pk_delivery_member")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_member_delivery_id")),
        sa.CheckConstraint("form IN ('full', 'initials', 'withheld', 'hidden')", name=op.f("ck_delivery_member_form")),
        sqlite_with_rowid=False,
    )


def _places() -> list[sa.Column[object]]:
    return [
        _number("delivery_id"),
        sa.Column("kind", sa.String(12), nullable=False),
        _number("member"),
        sa.Column("state", sa.String(12), nullable=False),
    ]


def _make_changes() -> None:
    op.create_table(
        "delivery_tally",
        *_places(),
        _number("endorsements"),
        sa.PrimaryKeyConstraint("delivery_id", "kind", "member", "state", name=op.f("pk_delivery_tally")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_tally_delivery_id")),
    )
    op.create_table(
        "delivery_change",
        _number("id"),
        *_places(),
        _number("change"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_change")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_change_delivery_id")),
    )
    op.create_index(op.f("ix_delivery_change_delivery_id"), "delivery_change", ["delivery_id"])


def _make_destruction() -> None:
    op.create_table(
        "destruction",
        _number("statement_id"),
        _moment("begun_at"),
        _moment("ended_at", nullable=True),
        sa.PrimaryKeyConstraint("statement_id", name=op.f("pk_destruction")),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f("fk_destruction_statement_id")),
    )
    op.create_table(
        "destroyed_tally",
        _number("statement_id"),
        _number("edition_id"),
        sa.Column("kind", sa.String(12), nullable=False),
        _number("endorsements"),
        sa.PrimaryKeyConstraint("statement_id", "edition_id", "kind", name=op.f("pk_destroyed_tally")),
        sa.ForeignKeyConstraint(
            ["statement_id", "edition_id"],
            ["edition.statement_id", "edition.id"],
            name=op.f("fk_destroyed_tally_statement_id_edition_id"),
        ),
    )
    op.create_table(
        "destroyed_country",
        _number("statement_id"),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        _number("endorsements"),
        sa.PrimaryKeyConstraint("statement_id", "kind", "country", name=op.f("pk_destroyed_country")),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f("fk_destroyed_country_statement_id")),
    )


def _replace_index(columns: list[str]) -> None:
    listed = sa.text("state = 'listed'")
    op.drop_index("ix_endorsement_listed", "endorsement")
    op.create_index("ix_endorsement_listed", "endorsement", columns, sqlite_where=listed, postgresql_where=listed)


def _record_earlier_deliveries() -> None:
    bind = op.get_bind()
    op.execute("""
        INSERT INTO delivery
            (statement_id, edition_id, delivered_at, organisations, individuals, withheld_individuals, by_edition)
        SELECT s.id, max(e.id), s.delivered_at, 0, 0, 0, '[]'
        FROM statement AS s JOIN edition AS e ON e.statement_id = s.id
        WHERE s.delivered_at IS NOT NULL GROUP BY s.id, s.delivered_at
    """)
    op.execute(f"""
        INSERT INTO delivery_member (delivery_id, endorsement_id, kind, edition_id, form)
        SELECT d.id, e.id, e.kind, e.edition_id,
            CASE e.state WHEN 'listed' THEN e.visibility WHEN 'hidden' THEN 'hidden' ELSE 'withheld' END
        FROM delivery AS d JOIN endorsement AS e ON e.statement_id = d.statement_id
        WHERE e.confirmed_at < d.delivered_at AND e.state IN {COUNTED}
    """)
    for (delivery,) in bind.execute(sa.text("SELECT id FROM delivery")).all():
        bind.execute(_written(), {"id": delivery, "at": datetime.now(UTC), **_counts(delivery)})


def _written() -> sa.TextClause:
    written = sa.text(
        "UPDATE delivery SET taken_at = :at, organisations = :organisations, individuals = :individuals,"
        " withheld_individuals = :withheld, by_edition = :by_edition WHERE id = :id"
    )
    return written.bindparams(
        sa.bindparam("at", type_=sa.DateTime(timezone=True)), sa.bindparam("by_edition", type_=sa.JSON())
    )


def _counts(delivery: int) -> dict[str, object]:
    query = sa.text("""
        SELECT d.number, m.kind, m.form IN ('withheld', 'hidden') AS unnamed, count(*) AS n
        FROM delivery_member AS m JOIN edition AS d ON d.id = m.edition_id
        WHERE m.delivery_id = :id GROUP BY d.number, m.kind, unnamed ORDER BY d.number
    """)
    by_edition: dict[int, dict[str, int]] = {}
    withheld = 0
    for number, kind, unnamed, n in op.get_bind().execute(query, {"id": delivery}):
        counted = by_edition.setdefault(number, {"edition": number, "organisations": 0, "individuals": 0})
        counted[f"{kind}s"] += n
        withheld += n if unnamed and kind == "individual" else 0
    sums = {kind: sum(one[kind] for one in by_edition.values()) for kind in ("organisations", "individuals")}
    return {**sums, "withheld": withheld, "by_edition": json.loads(json.dumps(list(by_edition.values())))}


def _keep_on_sqlite() -> None:
    same = " AND ".join(f"NEW.{column} IS OLD.{column}" for column in COLUMNS)
    rules = {
        "delivery_kept": ("UPDATE ON delivery", f"OLD.taken_at IS NOT NULL AND NOT ({UNDONE_ALONE} AND {same})"),
        "delivery_stays": ("DELETE ON delivery", "OLD.id IS NOT NULL"),
        "delivery_replace": ("INSERT ON delivery", SAME_DELIVERY),
        "delivery_member_kept": ("UPDATE ON delivery_member", "OLD.delivery_id IS NOT NULL"),
        "delivery_member_stays": ("DELETE ON delivery_member", "OLD.delivery_id IS NOT NULL"),
        "delivery_member_closed": (
            "INSERT ON delivery_member",
            f"{FINISHED.format(id='NEW.delivery_id')} OR {SAME_MEMBER}",
        ),
    }
    for name, (act, refused) in rules.items():
        op.execute(f"CREATE TRIGGER {name} BEFORE {act} WHEN {refused} BEGIN SELECT RAISE(ABORT, '{RECORDED}'); END")


def _keep_on_postgresql() -> None:
    refuse = f"RAISE EXCEPTION '{RECORDED}'"
    same = "to_jsonb(NEW) - 'undone_at' - 'undone_by' = to_jsonb(OLD) - 'undone_at' - 'undone_by'"
    functions = {
        "keep_delivery": (
            f"IF TG_OP = 'DELETE' THEN {refuse}; END IF; IF OLD.taken_at IS NOT NULL AND NOT ({UNDONE_ALONE}"
            f" AND {same}) THEN {refuse}; END IF; RETURN NEW;"
        ),
        "keep_members": f"{refuse}; RETURN NULL;",
        "close_delivery": (
            "IF EXISTS (SELECT 1 FROM (SELECT DISTINCT delivery_id FROM added) AS a WHERE"
            f" {FINISHED.format(id='a.delivery_id')}) THEN {refuse}; END IF; RETURN NULL;"
        ),
    }
    for name, body in functions.items():
        op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$")
    each = "FOR EACH ROW EXECUTE FUNCTION"
    op.execute(f"CREATE TRIGGER delivery_kept BEFORE UPDATE OR DELETE ON delivery {each} keep_delivery()")
    op.execute(f"CREATE TRIGGER delivery_member_kept BEFORE UPDATE OR DELETE ON delivery_member {each} keep_members()")
    op.execute(
        "CREATE TRIGGER delivery_member_closed AFTER INSERT ON delivery_member REFERENCING NEW TABLE AS added"
        " FOR EACH STATEMENT EXECUTE FUNCTION close_delivery()"
    )
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION keep_members()"
        )


def _count_changes(postgresql: bool) -> None:
    """Notes each change of a state in a statement that is delivered, where it changes what is told of its list."""

    def note(row: str, state: str, change: int, which: str) -> str:
        member = f"m.delivery_id = d.id AND m.endorsement_id = {row}.id"
        return (
            "INSERT INTO delivery_change (delivery_id, kind, member, state, change)"
            f" SELECT d.id, {row}.kind, CASE WHEN m.delivery_id IS NULL THEN 0 ELSE 1 END, {state}, {change}"
            f" FROM delivery AS d LEFT JOIN delivery_member AS m ON {member}"
            f" WHERE d.statement_id = {row}.statement_id AND d.undone_at IS NULL AND {which}"
        )

    told = "(m.delivery_id IS NOT NULL OR {row}.state IN " + COUNTED + ")"
    gone = note("OLD", "OLD.state", -1, told.format(row="OLD"))
    come = note("NEW", "NEW.state", 1, told.format(row="NEW"))
    erased = note("OLD", "'erased'", 1, "m.delivery_id IS NOT NULL")
    acts = {
        "INSERT": (f"NEW.state IN {COUNTED}", f"{come};"),
        "UPDATE": ("OLD.state <> NEW.state", f"{gone}; {come};"),
        "DELETE": ("OLD.state <> 'waiting'", f"{gone}; {erased};"),
    }
    if postgresql:
        op.execute(
            "CREATE FUNCTION count_since_delivery() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF TG_OP = 'INSERT' THEN {come}; ELSIF TG_OP = 'UPDATE' THEN {gone}; {come};"
            f" ELSE {gone}; {erased}; END IF; RETURN NULL; END $$"
        )
    for act, (when, notes) in acts.items():
        name = f"endorsement_since_delivery_{act.lower()} AFTER {act} ON endorsement"
        if postgresql:
            op.execute(f"CREATE TRIGGER {name} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION count_since_delivery()")
        else:
            op.execute(f"CREATE TRIGGER {name} WHEN {when} BEGIN {notes} END")
