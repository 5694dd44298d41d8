"""How Alembic reaches the database: through the application's own engine."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context
from flask import current_app

from petition.core import content_version, preflight
from petition.signing import partitions

db = current_app.extensions["migrate"].db


def compare_type(_context, _inspected, _metadata, inspected_type, metadata_type):  # type: ignore[no-untyped-def]
    """Sealed columns are bytes in the database; compare them as what they are stored as."""
    if isinstance(metadata_type, sa.types.TypeDecorator) and isinstance(metadata_type.impl, sa.LargeBinary):
        return not isinstance(inspected_type, sa.LargeBinary)
    return None


def include_object(connection):  # type: ignore[no-untyped-def]
    """Where the endorsements are in parts, those are no tables of their own, and one key is kept in another way."""
    is_split = connection.dialect.name == "postgresql" and partitions.is_split(connection)

    def include(one, name, kind, reflected, _compare_to):  # type: ignore[no-untyped-def]
        if reflected and kind == "foreign_key_constraint":
            # PostgreSQL repeats each key that leads to the table for each of its parts.
            return not partitions.is_own(one.elements[0].target_fullname)
        if reflected:
            return not partitions.is_own(name)
        return not (is_split and kind == "unique_constraint" and name == partitions.UNIQUE)

    return include


def run() -> None:
    """Runs the migrations, each in a transaction."""
    with preflight.exit_on_start_error(), preflight.explain_database_errors(), db.engine.connect() as connection:
        # Our tables are put into no database that is another program's.
        preflight.refuse_foreign(connection)
        content_version.ignore_writes(connection)
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            compare_type=compare_type,
            include_object=include_object(connection),
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
