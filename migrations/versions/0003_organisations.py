"""Organisations as a register, evidence, invitations, and the life of a statement.

New tables, and new columns on those that are there. Columns are added one by one: copying a table, as
SQLite needs for more, would lose its triggers. From here on an edition is frozen by ``frozen_at``, which the
database sets with its first endorsement: what is carried over or erased later does not thaw it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMNS = (
    ("statement", "forget_representatives_on", "DATE"),
    ("statement", "zone", "VARCHAR(60) DEFAULT 'UTC' NOT NULL"),
    ("statement", "opens_at", "{moment}"),
    ("statement", "embargo_until", "{moment}"),
    ("statement", "due_at", "{moment}"),
    ("statement", "delivery_at", "{moment}"),
    ("statement", "delivered_at", "{moment}"),
    (
        "statement",
        "late_rule",
        "VARCHAR(8) DEFAULT 'refused' NOT NULL"
        " CONSTRAINT ck_statement_late_rule CHECK (late_rule IN ('refused', 'listed'))",
    ),
    ("statement", "silence_days", "INTEGER"),
    ("statement", "reservations_allowed_at", "{moment}"),
    ("statement", "remind_days", "VARCHAR(20)"),
    (
        "edition",
        "kind",
        "VARCHAR(10) DEFAULT 'first' NOT NULL"
        " CONSTRAINT ck_edition_kind CHECK (kind IN ('first', 'typing', 'substance'))",
    ),
    ("edition", "frozen_at", "{moment}"),
    ("endorsement", "logo_permitted_at", "{moment}"),
    ("organisation", "acronym", "VARCHAR(40)"),
    (
        "organisation",
        "kind",
        "VARCHAR(12) CONSTRAINT ck_organisation_kind CHECK (kind IN ('ngo', 'union', 'professional', 'religious',"
        " 'academic', 'public', 'business', 'informal'))",
    ),
    ("organisation", "parent_id", "INTEGER CONSTRAINT fk_organisation_parent_id REFERENCES organisation (id)"),
    (
        "organisation",
        "merged_into_id",
        "INTEGER CONSTRAINT fk_organisation_merged_into_id REFERENCES organisation (id)",
    ),
)
INDEXES = (("organisation", "parent_id"), ("organisation", "merged_into_id"))


def upgrade() -> None:
    """Adds tables and columns."""
    moment = "TIMESTAMP WITH TIME ZONE" if op.get_bind().dialect.name == "postgresql" else "DATETIME"
    for table, column, definition in COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {definition.format(moment=moment)}")
    for table, column in INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column])
    for make in TABLES.values():
        make()


def downgrade() -> None:
    """Takes them away."""
    for name in reversed(TABLES):
        op.drop_table(name)
    for table, column in reversed(INDEXES):
        op.drop_index(f"ix_{table}_{column}", table)
    if op.get_bind().dialect.name == "postgresql":
        for table, column, _ in reversed(COLUMNS):
            op.drop_column(table, column)
        return
    for table, column, _ in reversed(COLUMNS):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")


def _authority_rule() -> None:
    op.create_table(
        "authority_rule",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_authority_rule_statement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("statement_id", "language", name=op.f("pk_authority_rule")),
    )


def _editing() -> None:
    op.create_table(
        "editing",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("coordinator_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["coordinator_id"], ["coordinator.id"], name=op.f("fk_editing_coordinator_id")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_editing_statement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("statement_id", "language", "coordinator_id", name=op.f("pk_editing")),
    )


def _invitation_list() -> None:
    op.create_table(
        "invitation_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_invitation_list_statement_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["uploaded_by"], ["coordinator.id"], name=op.f("fk_invitation_list_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_list")),
    )
    op.create_index("ix_invitation_list_statement_id", "invitation_list", ["statement_id"])


def _logo() -> None:
    op.create_table(
        "logo",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("media", sa.String(length=20), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_logo_organisation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_logo")),
    )


def _organisation_merge() -> None:
    op.create_table(
        "organisation_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("merged_id", sa.Integer(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("kept_id <> merged_id", name=op.f("ck_organisation_merge_two_entries")),
        sa.ForeignKeyConstraint(
            ["kept_id"], ["organisation.id"], name=op.f("fk_organisation_merge_kept_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["merged_by"], ["coordinator.id"], name=op.f("fk_organisation_merge_merged_by")),
        sa.ForeignKeyConstraint(
            ["merged_id"], ["organisation.id"], name=op.f("fk_organisation_merge_merged_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["undone_by"], ["coordinator.id"], name=op.f("fk_organisation_merge_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_merge")),
    )
    op.create_index("ix_organisation_merge_kept_id", "organisation_merge", ["kept_id"])
    op.create_index("ix_organisation_merge_merged_id", "organisation_merge", ["merged_id"])


def _organisation_name() -> None:
    op.create_table(
        "organisation_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(kind = 'name') = (language IS NOT NULL)", name=op.f("ck_organisation_name_names_have_a_language")
        ),
        sa.CheckConstraint("kind IN ('name', 'alias')", name=op.f("ck_organisation_name_kind")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_name_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_name")),
        sa.UniqueConstraint("organisation_id", "name", name=op.f("uq_organisation_name_organisation_id_name")),
    )


def _preview_link() -> None:
    op.create_table(
        "preview_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["coordinator.id"], name=op.f("fk_preview_link_made_by")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_preview_link_statement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preview_link")),
        sa.UniqueConstraint("hash", name=op.f("uq_preview_link_hash")),
    )
    op.create_index("ix_preview_link_statement_id", "preview_link", ["statement_id"])


def _revision() -> None:
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=False),
        sa.Column("aside_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["saved_by"], ["coordinator.id"], name=op.f("fk_revision_saved_by")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_revision_statement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint(
            "statement_id", "language", "number", name=op.f("uq_revision_statement_id_language_number")
        ),
    )


def _announcement() -> None:
    op.create_table(
        "announcement",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reached_id", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("silence_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_announcement_edition_id")),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_announcement")),
    )


def _carried_text() -> None:
    op.create_table(
        "carried_text",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("rendered", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_carried_text_edition_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("edition_id", "language", name=op.f("pk_carried_text")),
    )


def _carry_over() -> None:
    op.create_table(
        "carry_over",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("endorsement_id", sa.Integer(), nullable=False),
        sa.Column("from_edition_id", sa.Integer(), nullable=False),
        sa.Column("to_edition_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=12), nullable=False),
        sa.Column("carried_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("how IN ('signatory', 'silence', 'coordinator')", name=op.f("ck_carry_over_how")),
        sa.ForeignKeyConstraint(
            ["endorsement_id"], ["endorsement.id"], name=op.f("fk_carry_over_endorsement_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["from_edition_id"], ["edition.id"], name=op.f("fk_carry_over_from_edition_id")),
        sa.ForeignKeyConstraint(["to_edition_id"], ["edition.id"], name=op.f("fk_carry_over_to_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carry_over")),
    )
    op.create_index("ix_carry_over_endorsement_id", "carry_over", ["endorsement_id"])


def _change_request() -> None:
    op.create_table(
        "change_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("endorsement_id", sa.Integer(), nullable=False),
        sa.Column("proposed", sa.LargeBinary(), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=True),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("logo_media", sa.String(length=20), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rejected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("approved_at IS NULL OR rejected_at IS NULL", name=op.f("ck_change_request_one_decision")),
        sa.ForeignKeyConstraint(["decided_by"], ["coordinator.id"], name=op.f("fk_change_request_decided_by")),
        sa.ForeignKeyConstraint(
            ["endorsement_id"], ["endorsement.id"], name=op.f("fk_change_request_endorsement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_request")),
    )
    op.create_index("ix_change_request_endorsement_id", "change_request", ["endorsement_id"])


def _change_wanted() -> None:
    op.create_table(
        "change_wanted",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("endorsement_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["coordinator.id"], name=op.f("fk_change_wanted_asked_by")),
        sa.ForeignKeyConstraint(
            ["endorsement_id"], ["endorsement.id"], name=op.f("fk_change_wanted_endorsement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_wanted")),
    )
    op.create_index("ix_change_wanted_endorsement_id", "change_wanted", ["endorsement_id"])


def _demand_origin() -> None:
    op.create_table(
        "demand_origin",
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("origin_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["demand_id"], ["demand.id"], name=op.f("fk_demand_origin_demand_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["origin_id"], ["demand.id"], name=op.f("fk_demand_origin_origin_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("demand_id", "origin_id", name=op.f("pk_demand_origin")),
    )


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("endorsement_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_by", sa.Integer(), nullable=True),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('own_domain', 'second_person', 'letter', 'call', 'invited')", name=op.f("ck_evidence_kind")
        ),
        sa.ForeignKeyConstraint(
            ["endorsement_id"], ["endorsement.id"], name=op.f("fk_evidence_endorsement_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["given_by"], ["coordinator.id"], name=op.f("fk_evidence_given_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_evidence_endorsement_id", "evidence", ["endorsement_id"])


def _invitation() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("address_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_again_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("endorsement_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["endorsement_id"], ["endorsement.id"], name=op.f("fk_invitation_endorsement_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["invited_by"], ["coordinator.id"], name=op.f("fk_invitation_invited_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_invitation_organisation_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_invitation_statement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_invitation_address_key", "invitation", ["statement_id", "address_key"])
    op.create_index("ix_invitation_endorsement_id", "invitation", ["endorsement_id"])
    op.create_index("ix_invitation_organisation_id", "invitation", ["organisation_id"])


def _reservation() -> None:
    op.create_table(
        "reservation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("endorsement_id", sa.Integer(), nullable=False),
        sa.Column("demand_key", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "shown_reason IS NULL OR approved_at IS NOT NULL", name=op.f("ck_reservation_shown_once_approved")
        ),
        sa.ForeignKeyConstraint(
            ["endorsement_id"], ["endorsement.id"], name=op.f("fk_reservation_endorsement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservation")),
        sa.UniqueConstraint("endorsement_id", "demand_key", name=op.f("uq_reservation_endorsement_id_demand_key")),
    )
    op.create_index("ix_reservation_demand_key", "reservation", ["demand_key"])


def _letter() -> None:
    op.create_table(
        "letter",
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("media", sa.String(length=20), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_letter_evidence_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("evidence_id", name=op.f("pk_letter")),
    )


TABLES = {
    "authority_rule": _authority_rule,
    "editing": _editing,
    "invitation_list": _invitation_list,
    "logo": _logo,
    "organisation_merge": _organisation_merge,
    "organisation_name": _organisation_name,
    "preview_link": _preview_link,
    "revision": _revision,
    "announcement": _announcement,
    "carried_text": _carried_text,
    "carry_over": _carry_over,
    "change_request": _change_request,
    "change_wanted": _change_wanted,
    "demand_origin": _demand_origin,
    "evidence": _evidence,
    "invitation": _invitation,
    "reservation": _reservation,
    "letter": _letter,
}
