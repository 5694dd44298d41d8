"""What each part of a translation was made from, languages that were discarded, and in which an edition was signed.

A translation of a signed edition may be taken out again as long as nobody signed in its language, and no later edition
follows; the binding text never. Down again, such texts are as frozen as the rest.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

FROZEN = "edition is signed and frozen"
IS_FROZEN = "EXISTS (SELECT 1 FROM edition WHERE id IN (OLD.edition_id) AND frozen_at IS NOT NULL)"
STAYS = """(
    EXISTS (SELECT 1 FROM signed_language AS s WHERE s.edition_id = OLD.edition_id AND s.language = OLD.language)
    OR EXISTS (
        SELECT 1 FROM edition AS own JOIN statement ON statement.id = own.statement_id
        WHERE own.id = OLD.edition_id AND (
            statement.binding_language = OLD.language
            OR EXISTS (SELECT 1 FROM edition AS l WHERE l.statement_id = own.statement_id AND l.number > own.number)
        )
    )
)"""
MARK = (
    "INSERT INTO signed_language (edition_id, language) SELECT NEW.edition_id, NEW.language"
    " WHERE NOT EXISTS (SELECT 1 FROM signed_language WHERE edition_id = NEW.edition_id AND language = NEW.language)"
)
MARKED = ("INSERT", "UPDATE OF edition_id, language")


def upgrade() -> None:
    """Adds the tables, and lets what nobody signed be taken out."""
    _create_tables()
    op.add_column("revision", sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "INSERT INTO signed_language (edition_id, language) SELECT DISTINCT edition_id, language FROM endorsement"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION mark_signed_language() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN {MARK} ON CONFLICT DO NOTHING; RETURN NULL; END $$"
        )
        op.execute(
            f"CREATE TRIGGER endorsement_language AFTER {' OR '.join(MARKED)} ON endorsement"
            " FOR EACH ROW EXECUTE FUNCTION mark_signed_language()"
        )
        # The lock waits for endorsements being written at this moment, before it is asked who signed.
        op.execute(
            "CREATE FUNCTION refuse_signed_translation() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " PERFORM 1 FROM edition WHERE id = OLD.edition_id FOR UPDATE;"
            f" IF {IS_FROZEN} AND {STAYS} THEN RAISE EXCEPTION '{FROZEN}'; END IF;"
            " RETURN OLD; END $$"
        )
        op.execute("DROP TRIGGER translation_frozen_delete ON translation")
        op.execute(
            "CREATE TRIGGER translation_frozen_delete BEFORE DELETE ON translation"
            " FOR EACH ROW EXECUTE FUNCTION refuse_signed_translation()"
        )
        return
    for act in MARKED:
        op.execute(
            f"CREATE TRIGGER endorsement_language_{act.split()[0].lower()} AFTER {act} ON endorsement BEGIN {MARK}; END"
        )
    _guard_sqlite(f"{IS_FROZEN} AND {STAYS}")


def downgrade() -> None:
    """Freezes every translation of a signed edition again."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER translation_frozen_delete ON translation")
        op.execute(
            "CREATE TRIGGER translation_frozen_delete BEFORE DELETE ON translation"
            " FOR EACH ROW EXECUTE FUNCTION refuse_frozen()"
        )
        op.execute("DROP FUNCTION refuse_signed_translation()")
        op.execute("DROP TRIGGER endorsement_language ON endorsement")
        op.execute("DROP FUNCTION mark_signed_language()")
    else:
        for act in ("insert", "update"):
            op.execute(f"DROP TRIGGER endorsement_language_{act}")
        _guard_sqlite(IS_FROZEN)
    op.drop_column("revision", "discarded_at")
    for table in ("discarded_language", "signed_language", "translated_part"):
        op.drop_table(table)


def _guard_sqlite(refused: str) -> None:
    op.execute("DROP TRIGGER translation_frozen_delete")
    op.execute(
        f"CREATE TRIGGER translation_frozen_delete BEFORE DELETE ON translation WHEN {refused}"
        f" BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END"
    )


def _create_tables() -> None:
    op.create_table(
        "translated_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("binding_digest", sa.String(64), nullable=False),
        sa.Column("binding_words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translated_part")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_translated_part_statement_id"), ondelete="CASCADE"
        ),
        sa.UniqueConstraint(
            "statement_id",
            "language",
            "digest",
            "binding_digest",
            name=op.f("uq_translated_part_statement_id_language_digest_binding_digest"),
        ),
    )
    op.create_table(
        "signed_language",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.PrimaryKeyConstraint("edition_id", "language", name=op.f("pk_signed_language")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_signed_language_edition_id"), ondelete="CASCADE"
        ),
    )
    op.create_table(
        "discarded_language",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("text", sa.JSON(), nullable=True),
        sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("discarded_by", sa.Integer(), nullable=False),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discarded_language")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_discarded_language_statement_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_discarded_language_edition_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["discarded_by"], ["coordinator.id"], name=op.f("fk_discarded_language_discarded_by")),
    )
    op.create_index(op.f("ix_discarded_language_statement_id"), "discarded_language", ["statement_id"])
