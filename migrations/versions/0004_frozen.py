"""An edition is frozen for ever, by a mark that the database sets with its first endorsement.

Until now it was frozen as long as an endorsement stood under it. Endorsements are carried over to newer
editions, and erased: neither may thaw the words that somebody signed (promise 1).
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

FROZEN = "edition is signed and frozen"
IS_FROZEN = "EXISTS (SELECT 1 FROM edition WHERE id IN ({editions}) AND frozen_at IS NOT NULL)"
WAS_SIGNED = "EXISTS (SELECT 1 FROM endorsement WHERE edition_id IN ({editions}))"
# Where the edition's id stands, and on which acts the table refuses.
GUARDED = (
    ("edition", "id", ("UPDATE", "DELETE")),
    ("translation", "edition_id", ("UPDATE", "DELETE")),
    ("demand", "edition_id", ("INSERT", "UPDATE", "DELETE")),
)
# An entry that OR REPLACE would delete without firing a trigger on deletion: the row, and when it is in the way.
REPLACED = (
    ("edition", "id", "t.id = NEW.id OR (t.statement_id = NEW.statement_id AND t.number = NEW.number)"),
    ("translation", "edition_id", "t.id = NEW.id OR (t.edition_id = NEW.edition_id AND t.language = NEW.language)"),
    ("demand", "edition_id", "t.id = NEW.id"),
)
SQLITE_NOW = "strftime('%Y-%m-%d %H:%M:%f000', 'now')"
MARK = "UPDATE edition SET frozen_at = {now} WHERE id = NEW.edition_id AND frozen_at IS NULL"


def upgrade() -> None:
    """Marks what has been signed, and guards by the mark."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    _guard(postgresql, drop_first=True, by_mark=False, none=True)
    op.execute(
        "UPDATE edition SET frozen_at = (SELECT MIN(asked_at) FROM endorsement WHERE edition_id = edition.id)"
        " WHERE EXISTS (SELECT 1 FROM endorsement WHERE edition_id = edition.id)"
    )
    _guard(postgresql, drop_first=False, by_mark=True)
    if postgresql:
        op.execute(
            "CREATE FUNCTION freeze_edition() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN {MARK.format(now='now()')}; RETURN NULL; END $$"
        )
        op.execute(
            "CREATE TRIGGER endorsement_freezes AFTER INSERT OR UPDATE OF edition_id ON endorsement"
            " FOR EACH ROW EXECUTE FUNCTION freeze_edition()"
        )
        return
    for act in ("INSERT", "UPDATE OF edition_id"):
        op.execute(
            f"CREATE TRIGGER endorsement_freezes_{act.split()[0].lower()} AFTER {act} ON endorsement"
            f" BEGIN {MARK.format(now=SQLITE_NOW)}; END"
        )


def downgrade() -> None:
    """Guards by the endorsements again."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        op.execute("DROP TRIGGER endorsement_freezes ON endorsement")
        op.execute("DROP FUNCTION freeze_edition()")
    else:
        for act in ("insert", "update"):
            op.execute(f"DROP TRIGGER endorsement_freezes_{act}")
    _guard(postgresql, drop_first=True, by_mark=False)


def _guard(postgresql: bool, *, drop_first: bool, by_mark: bool, none: bool = False) -> None:
    """Sets the guards anew: by the mark, or as they were; or takes them away while marks are set."""
    if postgresql:
        _guard_postgresql(by_mark=by_mark, none=none)
        return
    if drop_first:
        for table, _column, acts in GUARDED:
            for act in acts:
                op.execute(f"DROP TRIGGER {table}_frozen_{act.lower()}")
        for table, _column, _condition in REPLACED:
            for act in ("insert", "update"):
                op.execute(f"DROP TRIGGER {table}_replace_{act}")
    if not none:
        _guard_sqlite(by_mark)


def _guard_sqlite(by_mark: bool) -> None:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END"
    for table, column, acts in GUARDED:
        for act in acts:
            rows = {"INSERT": ("NEW",), "DELETE": ("OLD",), "UPDATE": ("OLD", "NEW")}[act]
            frozen = (IS_FROZEN if by_mark else WAS_SIGNED).format(editions=", ".join(f"{r}.{column}" for r in rows))
            op.execute(f"CREATE TRIGGER {table}_frozen_{act.lower()} BEFORE {act} ON {table} WHEN {frozen} {refuse}")
    for table, column, condition in REPLACED:
        frozen = (IS_FROZEN if by_mark else WAS_SIGNED).format(editions=f"t.{column}")
        for act in ("INSERT", "UPDATE"):
            op.execute(
                f"CREATE TRIGGER {table}_replace_{act.lower()} BEFORE {act} ON {table}"
                f" WHEN EXISTS (SELECT 1 FROM {table} AS t WHERE ({condition}) AND {frozen}) {refuse}"
            )


def _guard_postgresql(*, by_mark: bool, none: bool) -> None:
    frozen = "FALSE"
    if not none:
        by = "SELECT 1 FROM edition WHERE id = ANY(guarded) AND frozen_at IS NOT NULL"
        frozen = f"EXISTS ({by if by_mark else 'SELECT 1 FROM endorsement WHERE edition_id = ANY(guarded)'})"
    # Setting the mark takes no lock on the edition beyond its own: two first signers must not wait for each other.
    marking = (
        " IF TG_TABLE_NAME = 'edition' AND TG_OP = 'UPDATE' THEN"
        "  IF OLD.frozen_at IS NULL THEN RETURN NEW; END IF; END IF;"
    )
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_frozen() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" DECLARE guarded integer[]; BEGIN{marking if by_mark else ''}"
        " IF TG_OP <> 'INSERT' THEN"
        "  IF TG_TABLE_NAME = 'edition' THEN guarded := guarded || OLD.id;"
        "  ELSE guarded := guarded || OLD.edition_id; END IF; END IF;"
        " IF TG_OP <> 'DELETE' THEN"
        "  IF TG_TABLE_NAME = 'edition' THEN guarded := guarded || NEW.id;"
        "  ELSE guarded := guarded || NEW.edition_id; END IF; END IF;"
        " PERFORM 1 FROM edition WHERE id = ANY(guarded) ORDER BY id FOR UPDATE;"
        f" IF {frozen} THEN RAISE EXCEPTION '{FROZEN}'; END IF;"
        " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;"
        " RETURN NEW; END $$"
    )
