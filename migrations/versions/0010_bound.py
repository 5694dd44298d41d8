"""What ties a signature to the words that were signed, and what may be shown of it, kept by the database itself.

An endorsement's edition is one of its own statement, by a foreign key of both columns. Triggers keep a confirmed
endorsement under its words: it moves only by a carrying-over that is on record, and what is on record stays
(promise 1). Constraints refuse the affiliation and the search key of a whole name beside initials (promise 5).

SQLite changes the constraints of a table only by copying it, which would lose its triggers and take minutes with
very many endorsements. Constraints change nothing in the file but their own text, so that is what is rewritten
(https://www.sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes").
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BOUND = "a confirmed signature stays under its words"
RECORDED = "a carrying-over stays on record"
FROZEN = "edition is signed and frozen"
PAIR = "ix_edition_statement_id_id"
BEFORE = "CONSTRAINT fk_endorsement_edition_id FOREIGN KEY(edition_id) REFERENCES edition (id)"
AFTER = (
    "CONSTRAINT fk_endorsement_statement_id_edition_id"
    " FOREIGN KEY(statement_id, edition_id) REFERENCES edition (statement_id, id)"
)
INITIALLED = "kind = 'individual' AND visibility = 'initials'"
CHECKS = {
    "ck_endorsement_beside_only_in_full": "shown_beside IS NULL OR visibility = 'full'",
    # One full stop for each word.
    "ck_endorsement_shown_as_initials": (
        f"NOT ({INITIALLED}) OR shown_name IS NULL"
        " OR length(replace(shown_name, ' ', '')) = length(replace(shown_name, '.', '')) + 1"
    ),
    # Words of one letter, and no more of them than there are initials.
    "ck_endorsement_found_by_initials": (
        f"NOT ({INITIALLED}) OR shown_key IS NULL OR (length(shown_key) = 2 * length(replace(shown_key, ' ', '')) - 1"
        " AND shown_key = trim(shown_key) AND replace(shown_key, '  ', '') = shown_key"
        " AND length(shown_key) < length(shown_name))"
    ),
}
# The last time that it was carried over; an answer that it stays is none.
LAST = "(SELECT MAX(id) FROM carry_over WHERE endorsement_id = OLD.id AND from_edition_id <> to_edition_id)"
CARRIED = (
    f"EXISTS (SELECT 1 FROM carry_over AS c WHERE c.id = {LAST}"
    " AND ((c.from_edition_id = OLD.edition_id AND c.to_edition_id = NEW.edition_id)"
    " OR (c.how = 'coordinator' AND c.from_edition_id = NEW.edition_id AND c.to_edition_id = OLD.edition_id)))"
)
MOVES = (
    "NEW.id <> OLD.id OR NEW.statement_id <> OLD.statement_id OR NEW.kind <> OLD.kind"
    " OR (OLD.confirmed_at IS NOT NULL AND (NEW.confirmed_at IS NULL OR NEW.language <> OLD.language"
    f" OR (NEW.edition_id <> OLD.edition_id AND NOT {CARRIED})))"
)
TRUE_RECORD = (
    "EXISTS (SELECT 1 FROM endorsement AS e JOIN edition AS f ON f.id = NEW.from_edition_id"
    " JOIN edition AS t ON t.id = NEW.to_edition_id WHERE e.id = NEW.endorsement_id AND e.edition_id = f.id"
    " AND e.confirmed_at IS NOT NULL AND t.statement_id = e.statement_id AND (t.id = f.id OR t.number > f.number))"
)
TAKEN_BACK = (
    "OLD.how = 'coordinator' AND OLD.from_edition_id <> OLD.to_edition_id AND e.edition_id = OLD.from_edition_id"
)
IN_THE_WAY = "EXISTS (SELECT 1 FROM statement AS s WHERE {same} AND {signed})"
SIGNED = "EXISTS (SELECT 1 FROM edition WHERE statement_id = {row}.id AND frozen_at IS NOT NULL)"
# Name, table, act, what it refuses, in which words.
RULES = (
    (
        "endorsement_bound",
        "endorsement",
        "UPDATE OF id, statement_id, edition_id, kind, language, confirmed_at",
        MOVES,
        BOUND,
    ),
    ("carry_over_true", "carry_over", "INSERT", f"NOT {TRUE_RECORD}", RECORDED),
    ("carry_over_kept", "carry_over", "UPDATE", "OLD.id IS NOT NULL", RECORDED),
    (
        "carry_over_taken_back",
        "carry_over",
        "DELETE",
        f"EXISTS (SELECT 1 FROM endorsement AS e WHERE e.id = OLD.endorsement_id AND NOT ({TAKEN_BACK}))",
        RECORDED,
    ),
    (
        "statement_bound",
        "statement",
        "UPDATE OF binding_language",
        f"NEW.binding_language <> OLD.binding_language AND {SIGNED.format(row='OLD')}",
        FROZEN,
    ),
    (
        "reservation_bound",
        "reservation",
        "UPDATE OF endorsement_id, demand_key",
        "NEW.endorsement_id <> OLD.endorsement_id OR NEW.demand_key <> OLD.demand_key",
        BOUND,
    ),
)
ANOTHER = "SELECT 1 FROM endorsement WHERE confirmed_at IS NOT NULL AND"
SAME_KEY = "statement_id = NEW.statement_id AND signature_key = NEW.signature_key"
# SQLite only: OR REPLACE deletes the row in its way without firing a trigger on deletion; so refuse it beforehand.
REPLACING = (
    ("endorsement_replace_insert", "endorsement", "INSERT", f"EXISTS ({ANOTHER} (id = NEW.id OR ({SAME_KEY})))", BOUND),
    (
        "endorsement_replace_update",
        "endorsement",
        "UPDATE OF signature_key",
        f"EXISTS ({ANOTHER} id <> OLD.id AND {SAME_KEY})",
        BOUND,
    ),
    (
        "carry_over_replace",
        "carry_over",
        "INSERT",
        "EXISTS (SELECT 1 FROM carry_over WHERE id = NEW.id)",
        RECORDED,
    ),
    (
        "statement_replace_insert",
        "statement",
        "INSERT",
        IN_THE_WAY.format(same="(s.id = NEW.id OR s.slug = NEW.slug)", signed=SIGNED.format(row="s")),
        FROZEN,
    ),
    (
        "statement_replace_update",
        "statement",
        "UPDATE OF slug",
        IN_THE_WAY.format(same="s.id <> OLD.id AND s.slug = NEW.slug", signed=SIGNED.format(row="s")),
        FROZEN,
    ),
)
# PostgreSQL only: TRUNCATE fires no trigger of rows.
NEVER_EMPTIED = ("statement", "edition", "translation", "demand", "endorsement", "carry_over")


def upgrade() -> None:
    """Looks whether the rows keep it already, and sets constraints and triggers."""
    _stop_at_strays()
    _shorten_keys()
    op.create_index(PAIR, "edition", ["statement_id", "id"], unique=True)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE endorsement DROP CONSTRAINT fk_endorsement_edition_id, ADD {AFTER}")
        for name, condition in CHECKS.items():
            op.execute(f"ALTER TABLE endorsement ADD CONSTRAINT {name} CHECK ({condition})")
        for name, table, act, refused, words in RULES:
            _refuse_on_postgresql(name, table, act, refused, words)
        _refuse_emptying()
        return
    _rewrite(BEFORE, ", ".join([AFTER, *_checks()]))
    for name, table, act, refused, words in (*RULES, *REPLACING):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {refused} BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )


def downgrade() -> None:
    """Takes them away."""
    if op.get_bind().dialect.name == "postgresql":
        for table in NEVER_EMPTIED:
            op.execute(f"DROP TRIGGER {table}_truncate ON {table}")
        op.execute("DROP FUNCTION refuse_emptying()")
        for name, table, *_ in RULES:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
        for name in CHECKS:
            op.execute(f"ALTER TABLE endorsement DROP CONSTRAINT {name}")
        op.execute(f"ALTER TABLE endorsement DROP CONSTRAINT fk_endorsement_statement_id_edition_id, ADD {BEFORE}")
    else:
        for name, *_ in (*RULES, *REPLACING):
            op.execute(f"DROP TRIGGER {name}")
        _rewrite(", ".join([AFTER, *_checks()]), BEFORE)
    op.drop_index(PAIR, "edition")


def _stop_at_strays() -> None:
    """Signatures are not put right by a machine: somebody has to look at each that the rules would refuse."""
    strays = {
        "endorsement {} stands under an edition of another statement": (
            "SELECT MIN(e.id) FROM endorsement AS e JOIN edition AS d ON d.id = e.edition_id"
            " WHERE d.statement_id <> e.statement_id"
        ),
        "carry_over {} names an edition of another statement": (
            "SELECT MIN(c.id) FROM carry_over AS c JOIN endorsement AS e ON e.id = c.endorsement_id"
            " JOIN edition AS d ON d.id IN (c.from_edition_id, c.to_edition_id) WHERE d.statement_id <> e.statement_id"
        ),
        "endorsement {} shows an affiliation or a representative that it may not show": (
            f"SELECT MIN(id) FROM endorsement WHERE NOT ({CHECKS['ck_endorsement_beside_only_in_full']})"
        ),
        "endorsement {} shows a name where its signatory chose initials": (
            f"SELECT MIN(id) FROM endorsement WHERE NOT ({CHECKS['ck_endorsement_shown_as_initials']})"
        ),
    }
    for words, query in strays.items():
        found = op.get_bind().execute(sa.text(query)).scalar()
        if found is not None:
            raise CommandError(f"{words.format(found)}; put it right, then upgrade again")


def _shorten_keys() -> None:
    """Of each word its first letter, where one had been spelled out: of initials nothing else is searched."""
    rest = sa.text(f"SELECT id, shown_key FROM endorsement WHERE NOT ({CHECKS['ck_endorsement_found_by_initials']})")
    for endorsement_id, key in op.get_bind().execute(rest).all():
        letters = " ".join(word[0] for word in key.split()) or None
        shorter = sa.text("UPDATE endorsement SET shown_key = :key WHERE id = :id")
        op.get_bind().execute(shorter, {"key": letters, "id": endorsement_id})


def _checks() -> list[str]:
    return [f"CONSTRAINT {name} CHECK ({condition})" for name, condition in CHECKS.items()]


def _rewrite(old: str, new: str) -> None:
    """SQLite: other constraints in the text by which the table was made."""
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    text = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'endorsement'").scalar_one()
    if text.count(old) != 1:
        raise CommandError("the table endorsement is not as revision 0009 left it")
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = 'endorsement'", (text.replace(old, new),)
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")


def _refuse_on_postgresql(name: str, table: str, act: str, refused: str, words: str) -> None:
    row = "OLD" if act == "DELETE" else "NEW"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN IF {refused} THEN RAISE EXCEPTION '{words}'; END IF; RETURN {row}; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def _refuse_emptying() -> None:
    op.execute(
        "CREATE FUNCTION refuse_emptying() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN RAISE EXCEPTION '{FROZEN}'; END $$"
    )
    for table in NEVER_EMPTIED:
        op.execute(
            f"CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_emptying()"
        )
