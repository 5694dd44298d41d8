"""Promises that the database keeps by itself: frozen words, an append-only log, counts that follow.

Triggers, in the words of each database: a signed edition no longer changes (promise 1), the audit log
is never changed (promise 7), and each change of what counts is noted in the same transaction
(promise 8).
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FROZEN = "edition is signed and frozen"
APPEND_ONLY = "the audit log is append-only"
# Where the edition's id stands, and on which acts the table refuses.
GUARDED = (
    ("edition", "id", ("UPDATE", "DELETE")),
    ("translation", "edition_id", ("UPDATE", "DELETE")),
    ("demand", "edition_id", ("INSERT", "UPDATE", "DELETE")),
)
COUNTS = (
    "{0}.confirmed_at IS NOT NULL AND {0}.withdrawn_at IS NULL"
    " AND ({0}.kind = 'individual' OR {0}.approved_at IS NOT NULL)"
)
WITHHELD = "CASE WHEN {0}.shown_name IS NULL THEN 1 ELSE 0 END"
NOTE = (
    "INSERT INTO tally_change (statement_id, kind, withheld, change)"
    " SELECT {0}.statement_id, {0}.kind, " + WITHHELD + ", {1} WHERE " + COUNTS
)
SIGNED = "EXISTS (SELECT 1 FROM {table} AS t JOIN endorsement AS e ON e.edition_id = t.{column} WHERE {same})"
REPLACING = (
    (
        "audit_entry_replace",
        "audit_entry",
        ("INSERT",),
        "NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM audit_entry)"
        " OR EXISTS (SELECT 1 FROM audit_entry WHERE hash = NEW.hash)",
        APPEND_ONLY,
    ),
    (
        "edition_replace",
        "edition",
        ("INSERT", "UPDATE"),
        SIGNED.format(
            table="edition",
            column="id",
            same="t.id = NEW.id OR (t.statement_id = NEW.statement_id AND t.number = NEW.number)",
        ),
        FROZEN,
    ),
    (
        "translation_replace",
        "translation",
        ("INSERT", "UPDATE"),
        SIGNED.format(
            table="translation",
            column="edition_id",
            same="t.id = NEW.id OR (t.edition_id = NEW.edition_id AND t.language = NEW.language)",
        ),
        FROZEN,
    ),
    (
        "demand_replace",
        "demand",
        ("INSERT", "UPDATE"),
        SIGNED.format(table="demand", column="edition_id", same="t.id = NEW.id"),
        FROZEN,
    ),
)
CHANGED = "confirmed_at, withdrawn_at, approved_at, shown_name, kind, statement_id"


def upgrade() -> None:
    """Sets the triggers."""
    if op.get_bind().dialect.name == "postgresql":
        _postgresql()
    else:
        _sqlite()


def downgrade() -> None:
    """Takes them away."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table, _column, acts in GUARDED:
        for act in acts:
            _drop(f"{table}_frozen_{act.lower()}", table, postgresql)
    for act in ("update", "delete"):
        _drop(f"audit_entry_{act}", "audit_entry", postgresql)
    for act in ("insert", "update", "delete"):
        _drop(f"endorsement_counted_{act}", "endorsement", postgresql)
    if not postgresql:
        for name, table, acts, _condition, _words in REPLACING:
            for act in acts:
                _drop(f"{name}_{act.lower()}", table, postgresql)
    else:
        op.execute("DROP TRIGGER audit_entry_truncate ON audit_entry")
        for function in ("refuse_frozen", "refuse_audit", "count_endorsement"):
            op.execute(f"DROP FUNCTION {function}()")


def _drop(name: str, table: str, postgresql: bool) -> None:
    op.execute(f"DROP TRIGGER {name} ON {table}" if postgresql else f"DROP TRIGGER {name}")


def _sqlite() -> None:
    for table, column, acts in GUARDED:
        for act in acts:
            rows = {"INSERT": ("NEW",), "DELETE": ("OLD",), "UPDATE": ("OLD", "NEW")}[act]
            editions = ", ".join(f"{row}.{column}" for row in rows)
            op.execute(
                f"CREATE TRIGGER {table}_frozen_{act.lower()} BEFORE {act} ON {table}"
                f" WHEN EXISTS (SELECT 1 FROM endorsement WHERE edition_id IN ({editions}))"
                f" BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END"
            )
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_entry_{act.lower()} BEFORE {act} ON audit_entry"
            f" BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END"
        )
    _refuse_replacing()
    added, gone = NOTE.format("NEW", "1"), NOTE.format("OLD", "-1")
    for act, notes in (("INSERT", f"{added};"), ("DELETE", f"{gone};")):
        op.execute(f"CREATE TRIGGER endorsement_counted_{act.lower()} AFTER {act} ON endorsement BEGIN {notes} END")
    op.execute(
        f"CREATE TRIGGER endorsement_counted_update AFTER UPDATE OF {CHANGED} ON endorsement"
        f" WHEN {_differs()} BEGIN {gone}; {added}; END"
    )


def _refuse_replacing() -> None:
    """OR REPLACE deletes the row in its way without firing a trigger on deletion; so refuse it beforehand."""
    for name, table, acts, condition, words in REPLACING:
        for act in acts:
            op.execute(
                f"CREATE TRIGGER {name}_{act.lower()} BEFORE {act} ON {table} WHEN {condition}"
                f" BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )


def _postgresql() -> None:
    _freeze_on_postgresql()
    op.execute(
        "CREATE FUNCTION refuse_audit() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN RAISE EXCEPTION '{APPEND_ONLY}'; END $$"
    )
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_entry_{act.lower()} BEFORE {act} ON audit_entry"
            " FOR EACH ROW EXECUTE FUNCTION refuse_audit()"
        )
    op.execute(
        "CREATE TRIGGER audit_entry_truncate BEFORE TRUNCATE ON audit_entry"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit()"
    )
    added, gone = NOTE.format("NEW", "1"), NOTE.format("OLD", "-1")
    op.execute(
        "CREATE FUNCTION count_endorsement() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF TG_OP <> 'INSERT' THEN {gone}; END IF;"
        f" IF TG_OP <> 'DELETE' THEN {added}; END IF;"
        " RETURN NULL; END $$"
    )
    when = {"INSERT": "", "DELETE": "", "UPDATE": f" WHEN ({_differs()})"}
    for act, condition in when.items():
        of = f" OF {CHANGED}" if act == "UPDATE" else ""
        op.execute(
            f"CREATE TRIGGER endorsement_counted_{act.lower()} AFTER {act}{of} ON endorsement"
            f" FOR EACH ROW{condition} EXECUTE FUNCTION count_endorsement()"
        )


def _freeze_on_postgresql() -> None:
    # The lock waits for endorsements being written at this moment: each holds its edition by the foreign key.
    op.execute(
        "CREATE FUNCTION refuse_frozen() RETURNS trigger LANGUAGE plpgsql AS $$"
        " DECLARE guarded integer[]; BEGIN"
        " IF TG_OP <> 'INSERT' THEN"
        "  IF TG_TABLE_NAME = 'edition' THEN guarded := guarded || OLD.id;"
        "  ELSE guarded := guarded || OLD.edition_id; END IF; END IF;"
        " IF TG_OP <> 'DELETE' THEN"
        "  IF TG_TABLE_NAME = 'edition' THEN guarded := guarded || NEW.id;"
        "  ELSE guarded := guarded || NEW.edition_id; END IF; END IF;"
        " PERFORM 1 FROM edition WHERE id = ANY(guarded) ORDER BY id FOR UPDATE;"
        " IF EXISTS (SELECT 1 FROM endorsement WHERE edition_id = ANY(guarded))"
        f" THEN RAISE EXCEPTION '{FROZEN}'; END IF;"
        " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;"
        " RETURN NEW; END $$"
    )
    for table, _column, acts in GUARDED:
        for act in acts:
            op.execute(
                f"CREATE TRIGGER {table}_frozen_{act.lower()} BEFORE {act} ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION refuse_frozen()"
            )


def _differs() -> str:
    """Whether an update changed what is counted, or in which kind it is counted."""
    before = f"(CASE WHEN {COUNTS.format('OLD')} THEN 1 ELSE 0 END)"
    after = f"(CASE WHEN {COUNTS.format('NEW')} THEN 1 ELSE 0 END)"
    kind = f"({WITHHELD.format('OLD')}) <> ({WITHHELD.format('NEW')})"
    return f"{before} <> {after} OR {kind} OR OLD.kind <> NEW.kind OR OLD.statement_id <> NEW.statement_id"
