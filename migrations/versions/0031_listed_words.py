"""The words by which listed individuals are found, beside the list.

Triggers keep them in line with it. The words of names that are listed already are filled in by the job
``index-names``, a batch at a time; until then a search goes along the list.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

WATCHED = ("shown_key", "visibility", "kind")
WORD = sa.String(400).with_variant(sa.String(400, collation="C"), "postgresql")


def upgrade() -> None:
    """Adds the tables and the triggers, and notes what is still to be filled in."""
    op.create_table(
        "listed_word",
        _number("statement_id"),
        sa.Column("word", WORD, nullable=False),
        _number("endorsement_id"),
        sa.PrimaryKeyConstraint("statement_id", "word", "endorsement_id", name=op.f("pk_listed_word")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "word_backlog", _number("below_id"), sa.PrimaryKeyConstraint("below_id", name=op.f("pk_word_backlog"))
    )
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        _keep_on_postgresql()
    else:
        _keep_on_sqlite()
    op.execute("INSERT INTO word_backlog (below_id) SELECT MAX(id) + 1 FROM endorsement HAVING MAX(id) IS NOT NULL")


def downgrade() -> None:
    """Takes them away."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for act in ("insert", "update", "delete"):
        op.execute(f"DROP TRIGGER endorsement_words_{act}" + (" ON endorsement" if postgresql else ""))
    for table in ("word_backlog", "listed_word"):
        op.drop_table(table)
    if postgresql:
        op.execute("DROP FUNCTION list_words()")
        op.execute("DROP FUNCTION words_of(varchar, varchar)")


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=False)


def _differs(equal: str) -> str:
    return " OR ".join(f"OLD.{column} {equal} NEW.{column}" for column in WATCHED)


def _has_words(row: str) -> str:
    return f"{row}.kind = 'individual' AND {row}.shown_key IS NOT NULL"


def _keep_on_sqlite() -> None:
    def words(row: str) -> str:
        letters = f"replace(substr({row}.shown_key, 1 + 2 * one.key), ' ', '.') || '.'"
        parts = f"json_each('[' || replace(json_quote({row}.shown_key), ' ', '\",\"') || ']')"
        return f"SELECT CASE {row}.visibility WHEN 'initials' THEN {letters} ELSE one.value END FROM {parts} AS one"

    added = (
        "INSERT INTO listed_word (statement_id, word, endorsement_id)"
        f" SELECT DISTINCT NEW.statement_id, word, NEW.id FROM (SELECT '' AS word WHERE 0 UNION ALL {words('NEW')})"
        f" WHERE {_has_words('NEW')}"
    )
    gone = (
        "DELETE FROM listed_word WHERE statement_id = OLD.statement_id AND endorsement_id = OLD.id"
        f" AND word IN ({words('OLD')})"
    )
    listed, was_listed = _has_words("NEW"), _has_words("OLD")
    op.execute(f"CREATE TRIGGER endorsement_words_insert AFTER INSERT ON endorsement WHEN {listed} BEGIN {added}; END")
    op.execute(
        f"CREATE TRIGGER endorsement_words_update AFTER UPDATE OF {', '.join(WATCHED)} ON endorsement"
        f" WHEN {_differs('IS NOT')} BEGIN {gone}; {added}; END"
    )
    op.execute(
        f"CREATE TRIGGER endorsement_words_delete AFTER DELETE ON endorsement WHEN {was_listed} BEGIN {gone}; END"
    )


def _keep_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION words_of(key varchar, visibility varchar) RETURNS SETOF text LANGUAGE sql IMMUTABLE AS $$"
        " SELECT DISTINCT CASE visibility WHEN 'initials' THEN replace(substr(key, 2 * place::int - 1), ' ', '.')"
        " || '.' ELSE word END FROM unnest(string_to_array(key, ' ')) WITH ORDINALITY AS one (word, place) $$"
    )
    op.execute(
        "CREATE FUNCTION list_words() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF TG_OP <> 'INSERT' THEN DELETE FROM listed_word WHERE statement_id = OLD.statement_id"
        " AND endorsement_id = OLD.id AND word = ANY (ARRAY(SELECT words_of(OLD.shown_key, OLD.visibility))); END IF;"
        f" IF TG_OP <> 'DELETE' THEN IF {_has_words('NEW')} THEN"
        " INSERT INTO listed_word (statement_id, word, endorsement_id)"
        " SELECT NEW.statement_id, one, NEW.id FROM words_of(NEW.shown_key, NEW.visibility) AS one;"
        " END IF; END IF; RETURN NULL; END $$"
    )
    for act, of, when in (
        ("insert", "", _has_words("NEW")),
        ("update", f" OF {', '.join(WATCHED)}", _differs("IS DISTINCT FROM")),
        ("delete", "", _has_words("OLD")),
    ):
        op.execute(
            f"CREATE TRIGGER endorsement_words_{act} AFTER {act}{of} ON endorsement"
            f" FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION list_words()"
        )
