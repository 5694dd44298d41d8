"""Where each listed individual stands: by name, by country, with a comment; and how many of each country are listed.

Triggers keep both in line with the list, whatever changes it. Names come into their alphabetical order by the job
``complete-keys``: until then they stand at the end of it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

NO_LETTER = 2147483647
PLACES = ("statement_id", "country", "commented")
WATCHED = ("shown_name", "shown_country", "shown_comment", "confirmed_at", "kind")


def upgrade() -> None:
    """Adds the tables, fills them from the list, and sets the triggers."""
    _make_tables()
    postgresql = op.get_bind().dialect.name == "postgresql"
    op.execute(f"{_list_individuals('e', postgresql)} FROM endorsement AS e WHERE {_is_listed('e')}")
    places = ", ".join(PLACES)
    op.execute(
        f"INSERT INTO country_tally ({places}, endorsements)"
        f" SELECT {places}, COUNT(*) FROM listed_individual GROUP BY {places}"
    )
    if postgresql:
        _keep_on_postgresql()
    else:
        _keep_on_sqlite()


def downgrade() -> None:
    """Takes them away."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for act in ("insert", "update"):
        op.execute(f"DROP TRIGGER endorsement_listed_{act}" + (" ON endorsement" if postgresql else ""))
    for table in ("country_change", "country_tally", "listed_individual"):
        op.drop_table(table)
    if postgresql:
        op.execute("DROP FUNCTION list_individual()")
        op.execute("DROP FUNCTION count_country()")


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=False)


def _places() -> list[sa.Column[object]]:
    return [_number("statement_id"), sa.Column("country", sa.String(2), nullable=False), _number("commented")]


def _make_tables() -> None:
    op.create_table(
        "listed_individual",
        _number("endorsement_id"),
        *_places(),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        _number("letter"),
        sa.Column("name_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("endorsement_id", name=op.f("pk_listed_individual")),
        sa.ForeignKeyConstraint(
            ["endorsement_id"], ["endorsement.id"], name=op.f("fk_listed_individual_endorsement_id"), ondelete="CASCADE"
        ),
    )
    commented = sa.text("commented = 1")
    by_day = ["confirmed_at", "endorsement_id"]
    op.create_index(
        "ix_listed_individual_name", "listed_individual", ["statement_id", "letter", "name_key", "endorsement_id"]
    )
    op.create_index("ix_listed_individual_country", "listed_individual", ["statement_id", "country", *by_day])
    op.create_index(
        "ix_listed_individual_comment",
        "listed_individual",
        ["statement_id", *by_day],
        sqlite_where=commented,
        postgresql_where=commented,
    )
    for table, number in (("country_tally", "endorsements"), ("country_change", "change")):
        own = [sa.Column("id", sa.Integer(), nullable=False)] if number == "change" else []
        op.create_table(
            table,
            *own,
            *_places(),
            _number(number),
            sa.PrimaryKeyConstraint(*(["id"] if own else PLACES), name=op.f(f"pk_{table}")),
            sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f(f"fk_{table}_statement_id")),
        )
    op.create_index(op.f("ix_country_change_statement_id"), "country_change", ["statement_id"])


def _is_listed(row: str) -> str:
    """Whoever has a shown name stands in the list: the constraints of the table say so."""
    return f"{row}.kind = 'individual' AND {row}.shown_name IS NOT NULL"


def _list_individuals(row: str, postgresql: bool) -> str:
    empty = "''" if postgresql else "x''"
    return (
        "INSERT INTO listed_individual"
        " (endorsement_id, statement_id, country, commented, confirmed_at, letter, name_key)"
        f" SELECT {row}.id, {row}.statement_id, COALESCE({row}.shown_country, '--'),"
        f" CASE WHEN {row}.shown_comment IS NULL THEN 0 ELSE 1 END, {row}.confirmed_at, {NO_LETTER}, {empty}"
    )


def _note(row: str, change: int) -> str:
    places = ", ".join(f"{row}.{place}" for place in PLACES)
    return f"INSERT INTO country_change ({', '.join(PLACES)}, change) VALUES ({places}, {change})"


def _differs(equal: str) -> str:
    return " OR ".join(f"OLD.{column} {equal} NEW.{column}" for column in WATCHED)


def _keep_on_sqlite() -> None:
    added = f"{_list_individuals('NEW', False)} WHERE {_is_listed('NEW')}"
    gone = "DELETE FROM listed_individual WHERE endorsement_id = OLD.id"
    op.execute(f"CREATE TRIGGER endorsement_listed_insert AFTER INSERT ON endorsement BEGIN {added}; END")
    op.execute(
        f"CREATE TRIGGER endorsement_listed_update AFTER UPDATE OF {', '.join(WATCHED)} ON endorsement"
        f" WHEN {_differs('IS NOT')} BEGIN {gone}; {added}; END"
    )
    for act, row, change in (("insert", "NEW", 1), ("delete", "OLD", -1)):
        op.execute(
            f"CREATE TRIGGER listed_individual_{act} AFTER {act} ON listed_individual BEGIN {_note(row, change)}; END"
        )


def _keep_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION list_individual() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF TG_OP = 'UPDATE' THEN DELETE FROM listed_individual WHERE endorsement_id = OLD.id; END IF;"
        f" {_list_individuals('NEW', True)} WHERE {_is_listed('NEW')}; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE FUNCTION count_country() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF TG_OP = 'INSERT' THEN {_note('NEW', 1)}; ELSE {_note('OLD', -1)}; END IF; RETURN NULL; END $$"
    )
    for act, of, when in (
        ("insert", "", _is_listed("NEW")),
        ("update", f" OF {', '.join(WATCHED)}", _differs("IS DISTINCT FROM")),
    ):
        op.execute(
            f"CREATE TRIGGER endorsement_listed_{act} AFTER {act}{of} ON endorsement"
            f" FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION list_individual()"
        )
    for act in ("insert", "delete"):
        op.execute(
            f"CREATE TRIGGER listed_individual_{act} AFTER {act} ON listed_individual"
            " FOR EACH ROW EXECUTE FUNCTION count_country()"
        )
