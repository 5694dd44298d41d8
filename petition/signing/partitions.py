"""The table of endorsements in parts (PostgreSQL's hash partitioning by id), and back in one.

An operation for who needs it, not part of the schema. All that the table has is read from the catalogue and made anew
(columns, constraints, indexes, triggers, foreign keys to it and from it), so that it fits whatever revision it has.

A unique key of a table in parts has to contain what the parts go by. That of id does. That who signs once stands once
(``statement_id, signature_key``) has to hold over all parts: it becomes the key of ``endorsement_signature``, which
triggers keep. An insert that it refuses adds no row, as ON CONFLICT DO NOTHING does; an update that it refuses fails as
before. See docs/decisions/0042-a-replica-and-parts.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, text

MOST_PARTS = 128
TABLE, BEFORE = "endorsement", "endorsement_before"
PART, SIGNATURE = "endorsement_part_", "endorsement_signature"
UNIQUE = "uq_endorsement_statement_id_signature_key"
UNIQUE_COLUMNS = "statement_id, signature_key"
# What exists in one of the two ways alone, and no model has.
OWN_INDEX = "ix_endorsement_signature_key"
OWN_TRIGGERS = ("endorsement_signature_insert", "endorsement_signature_update", "endorsement_signature_delete")
KEEP_SIGNATURE = """CREATE FUNCTION keep_endorsement_signature() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
 IF TG_OP = 'INSERT' THEN
  INSERT INTO endorsement_signature VALUES (NEW.statement_id, NEW.signature_key, NEW.id) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN NULL; END IF;
  RETURN NEW;
 ELSIF TG_OP = 'UPDATE' THEN
  UPDATE endorsement_signature SET statement_id = NEW.statement_id, signature_key = NEW.signature_key
   WHERE statement_id = OLD.statement_id AND signature_key = OLD.signature_key;
 ELSE
  DELETE FROM endorsement_signature WHERE statement_id = OLD.statement_id AND signature_key = OLD.signature_key;
 END IF;
 RETURN NULL; END $$"""
COLUMNS = (
    "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = 'endorsement'::regclass AND attnum > 0"
    " AND NOT attisdropped AND attgenerated = '' ORDER BY attnum"
)
CONSTRAINTS = (
    "SELECT 'endorsement', conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE conrelid = 'endorsement'::regclass AND contype IN ('p', 'u', 'f') ORDER BY contype = 'f', conname"
)
REFERENCES = (
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE confrelid = 'endorsement'::regclass AND contype = 'f' AND conparentid = 0 ORDER BY conname"
)
INDEXES = (
    "SELECT replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') FROM pg_index AS i"
    " JOIN pg_class AS c ON c.oid = i.indexrelid WHERE i.indrelid = 'endorsement'::regclass AND c.relname <> :own"
    " AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.indexrelid AND contype IN ('p', 'u')) ORDER BY 1"
)
TRIGGERS = (
    "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = 'endorsement'::regclass AND NOT tgisinternal"
    " AND tgname <> ALL (:own) ORDER BY tgname"
)


def is_own(name: str | None) -> bool:
    """Whether a table or an index is one that exists in parts alone, and is in no model."""
    return name is not None and name.startswith((PART, SIGNATURE, OWN_INDEX))


@dataclass(frozen=True)
class Parts:
    """What the table of endorsements is: in how many parts (0: in one), and how many rows each has, about."""

    rows: dict[str, int]

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self.rows)


@dataclass(frozen=True)
class Definitions:
    """What the table has besides its rows, as statements or as parts of them."""

    columns: list[str]
    constraints: list[tuple[str, str, str]]
    references: list[tuple[str, str, str]]
    indexes: list[str]
    triggers: list[str]


def find_parts(connection: Connection) -> Parts:
    """The parts that there are."""
    found = connection.execute(
        text(
            "SELECT c.relname, greatest(c.reltuples, 0)::bigint FROM pg_inherits AS i JOIN pg_class AS c"
            " ON c.oid = i.inhrelid WHERE i.inhparent = 'endorsement'::regclass ORDER BY 1"
        )
    )
    return Parts({str(name): int(rows) for name, rows in found})


def is_split(connection: Connection) -> bool:
    """Whether there are parts; False too where there is no such table yet."""
    found = connection.scalar(text("SELECT relkind = 'p' FROM pg_class WHERE oid = to_regclass('endorsement')"))
    return bool(found)


def split_table(connection: Connection, parts: int) -> None:
    """Puts all endorsements into so many parts. Nobody reads or writes them meanwhile; the caller commits."""
    if not 2 <= parts <= MOST_PARTS:
        raise ValueError(f"from 2 to {MOST_PARTS} parts")
    _rebuild(connection, parts)


def join_table(connection: Connection) -> None:
    """Puts them back into one table, as the migrations make it."""
    _rebuild(connection, 0)


def _rebuild(connection: Connection, parts: int) -> None:
    connection.exec_driver_sql(f"LOCK TABLE {TABLE} IN ACCESS EXCLUSIVE MODE")
    was_split, made = is_split(connection), _read_definitions(connection)
    _run(connection, (f"ALTER TABLE {table} DROP CONSTRAINT {name}" for table, name, _ in made.references))
    _copy_rows(connection, made.columns, parts)
    if was_split:
        _run(connection, (f"DROP TABLE {SIGNATURE}", "DROP FUNCTION keep_endorsement_signature()"))
    constraints = [one for one in made.constraints if one[1] != UNIQUE]
    if not parts:
        constraints.append((TABLE, UNIQUE, f"UNIQUE ({UNIQUE_COLUMNS})"))
    _run(connection, _adding(constraints))
    _run(connection, made.indexes)
    if parts:
        _keep_signatures(connection, parts)
    _run(connection, made.triggers)
    connection.exec_driver_sql(f"ANALYZE {TABLE}")
    _run(connection, _adding(made.references))


def _read_definitions(connection: Connection) -> Definitions:
    own = {"own": list(OWN_TRIGGERS)}
    return Definitions(
        columns=list(connection.scalars(text(COLUMNS))),
        constraints=[(row[0], row[1], row[2]) for row in connection.execute(text(CONSTRAINTS))],
        references=[(row[0], row[1], row[2]) for row in connection.execute(text(REFERENCES))],
        indexes=list(connection.scalars(text(INDEXES), {"own": OWN_INDEX})),
        triggers=list(connection.scalars(text(TRIGGERS), own)),
    )


def _copy_rows(connection: Connection, columns: Iterable[str], parts: int) -> None:
    """The rows go over before the new table has indexes or triggers, which would count each of them once more."""
    listed = ", ".join(columns)
    like = "INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED INCLUDING STORAGE INCLUDING COMMENTS"
    by = " PARTITION BY HASH (id)" if parts else ""
    _run(
        connection,
        (
            f"ALTER TABLE {TABLE} RENAME TO {BEFORE}",
            f"CREATE TABLE {TABLE} (LIKE {BEFORE} {like}){by}",
            *_parts_of(TABLE, PART, parts),
            " ".join(("INSERT INTO", TABLE, f"({listed}) SELECT {listed} FROM", BEFORE)),
            f"ALTER SEQUENCE endorsement_id_seq OWNED BY {TABLE}.id",
            f"DROP TABLE {BEFORE}",
        ),
    )


def _adding(constraints: Iterable[tuple[str, str, str]]) -> list[str]:
    return [f"ALTER TABLE {table} ADD CONSTRAINT {name} {words}" for table, name, words in constraints]


def _keep_signatures(connection: Connection, parts: int) -> None:
    insert, update, delete = OWN_TRIGGERS
    run = "FOR EACH ROW EXECUTE FUNCTION keep_endorsement_signature()"
    _run(
        connection,
        (
            f"CREATE TABLE {SIGNATURE} (statement_id integer NOT NULL, signature_key bytea NOT NULL,"
            f" endorsement_id integer NOT NULL) PARTITION BY HASH ({UNIQUE_COLUMNS})",
            *_parts_of(SIGNATURE, f"{SIGNATURE}_", parts),
            " ".join(("INSERT INTO", SIGNATURE, "SELECT", UNIQUE_COLUMNS, ", id FROM", TABLE)),
            f"ALTER TABLE {SIGNATURE} ADD CONSTRAINT {UNIQUE} PRIMARY KEY ({UNIQUE_COLUMNS})",
            f"CREATE INDEX {OWN_INDEX} ON {TABLE} ({UNIQUE_COLUMNS})",
            KEEP_SIGNATURE,
            f"CREATE TRIGGER {insert} BEFORE INSERT ON {TABLE} {run}",
            f"CREATE TRIGGER {update} AFTER UPDATE OF {UNIQUE_COLUMNS} ON {TABLE} {run}",
            f"CREATE TRIGGER {delete} AFTER DELETE ON {TABLE} {run}",
        ),
    )


def _parts_of(table: str, name: str, parts: int) -> list[str]:
    return [
        f"CREATE TABLE {name}{part:03} PARTITION OF {table} FOR VALUES WITH (MODULUS {parts}, REMAINDER {part})"
        for part in range(parts)
    ]


def _run(connection: Connection, statements: Iterable[str]) -> None:
    for statement in statements:
        # As it is: in a definition a colon is no parameter, nor is a per cent sign.
        connection.exec_driver_sql(statement.replace("%", "%%"))
