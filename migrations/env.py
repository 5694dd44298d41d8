"""How Alembic reaches the database: through the application's own engine."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context
from flask import current_app

from petition.core import content_version, preflight

db = current_app.extensions["migrate"].db


def compare_type(_context, _inspected, _metadata, inspected_type, metadata_type):  # type: ignore[no-untyped-def]
    """Sealed columns are bytes in the database; compare them as what they are stored as."""
    if isinstance(metadata_type, sa.types.TypeDecorator) and isinstance(metadata_type.impl, sa.LargeBinary):
        return not isinstance(inspected_type, sa.LargeBinary)
    return None


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
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
