"""A clean list, and people at the desk: quarantine, removal rules, roles held per statement, switches.

What is in quarantine, was removed by a rule or rejected neither counts nor is listed: the constraints and the
triggers that count say so. Columns are added one by one: copying a table, as SQLite needs for more, would lose its
triggers.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COLUMNS = (
    ("coordinator", "name", "{bytes}"),
    ("decision", "reason_id", "INTEGER CONSTRAINT fk_decision_reason_id REFERENCES reason (id)"),
    ("decision", "bulk_number", "INTEGER CONSTRAINT fk_decision_bulk_number REFERENCES audit_entry (number)"),
    ("organisation", "changed_at", "{moment}"),
    ("endorsement", "domain_key", "{bytes}"),
    ("endorsement", "country_key", "{bytes}"),
    ("endorsement", "likeness_key", "{bytes}"),
    (
        "endorsement",
        "quarantined_at",
        "{moment} CONSTRAINT ck_endorsement_quarantined_not_shown"
        " CHECK (quarantined_at IS NULL OR shown_name IS NULL OR approved_at IS NOT NULL)"
        " CONSTRAINT ck_endorsement_rejected_not_shown CHECK (rejected_at IS NULL OR shown_name IS NULL)",
    ),
    (
        "endorsement",
        "removed_at",
        "{moment} CONSTRAINT ck_endorsement_removed_not_shown CHECK (removed_at IS NULL OR shown_name IS NULL)",
    ),
    (
        "endorsement",
        "removal_id",
        "INTEGER CONSTRAINT fk_endorsement_removal_id REFERENCES removal (id)"
        " CONSTRAINT ck_endorsement_removal_is_whole CHECK ((removed_at IS NULL) = (removal_id IS NULL))",
    ),
)
QUARANTINED = (
    "quarantined_at IS NOT NULL AND approved_at IS NULL AND rejected_at IS NULL AND removed_at IS NULL"
    " AND withdrawn_at IS NULL"
)
INDEXES = (
    ("ix_endorsement_domain_key", ["statement_id", "domain_key", "confirmed_at"], None),
    ("ix_endorsement_likeness_key", ["statement_id", "likeness_key", "confirmed_at"], None),
    ("ix_endorsement_country_key", ["statement_id", "country_key", "confirmed_at"], None),
    ("ix_endorsement_removal_id", ["removal_id", "id"], None),
    ("ix_endorsement_language", ["statement_id", "language", "confirmed_at"], None),
    ("ix_endorsement_shown", ["statement_id", "kind", "confirmed_at", "id", "shown_key"], "shown_name IS NOT NULL"),
    ("ix_endorsement_quarantined", ["statement_id", "confirmed_at", "id"], QUARANTINED),
    ("ix_endorsement_removed", ["statement_id", "confirmed_at", "id"], "removed_at IS NOT NULL"),
    ("ix_endorsement_hidden", ["statement_id", "confirmed_at", "id"], "hidden_at IS NOT NULL"),
    ("ix_endorsement_rejected", ["statement_id", "confirmed_at", "id"], "rejected_at IS NOT NULL"),
)
UNDECIDED = "organisation_id IS NOT NULL AND withdrawn_at IS NULL AND approved_at IS NULL AND rejected_at IS NULL"
INDEXES_BESIDE = (
    ("endorsement", "ix_endorsement_undecided", ["confirmed_at", "id", "held_at"], UNDECIDED),
    ("decision", "ix_decision_bulk_number", ["bulk_number"], "bulk_number IS NOT NULL"),
    ("organisation", "ix_organisation_changed_at", ["changed_at"], None),
    ("audit_entry", "ix_audit_entry_at", ["at", "number"], None),
    ("audit_entry", "ix_audit_entry_actor", ["actor", "at", "number"], None),
    ("audit_entry", "ix_audit_entry_act", ["act", "at", "number"], None),
    ("audit_entry", "ix_audit_entry_object", ["object", "at", "number"], None),
    ("audit_entry", "ix_audit_entry_actor_act", ["actor", "act", "at", "number"], None),
    ("outgoing_mail", "ix_outgoing_mail_given_up", ["given_up_at"], "given_up_at IS NOT NULL"),
)
COUNTED = (
    "{0}.confirmed_at IS NOT NULL AND {0}.withdrawn_at IS NULL"
    " AND ({0}.kind = 'individual' OR {0}.approved_at IS NOT NULL)"
)
COUNTS = (
    "{0}.confirmed_at IS NOT NULL AND {0}.withdrawn_at IS NULL AND {0}.removed_at IS NULL AND {0}.rejected_at IS NULL"
    " AND ({0}.approved_at IS NOT NULL OR ({0}.kind = 'individual' AND {0}.quarantined_at IS NULL))"
)
CHANGED_BEFORE = "confirmed_at, withdrawn_at, approved_at, shown_name, kind, statement_id"
CHANGED = CHANGED_BEFORE + ", rejected_at, removed_at, quarantined_at"
WITHHELD = "CASE WHEN {0}.shown_name IS NULL THEN 1 ELSE 0 END"
NOTE = (
    "INSERT INTO tally_change (statement_id, kind, withheld, change)"
    " SELECT {0}.statement_id, {0}.kind, " + WITHHELD + ", {1} WHERE "
)


def upgrade() -> None:
    """Adds tables and columns, brings roles over, and counts anew."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for make in TABLES.values():
        make()
    types = (
        {"moment": "TIMESTAMP WITH TIME ZONE", "bytes": "BYTEA"}
        if postgresql
        else {"moment": "DATETIME", "bytes": "BLOB"}
    )
    for table, column, definition in COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {definition.format(**types)}")
    for name, columns, where in INDEXES:
        only = sa.text(where) if where else None
        op.create_index(name, "endorsement", columns, sqlite_where=only, postgresql_where=only)
    for table, name, columns, where in INDEXES_BESIDE:
        only = sa.text(where) if where else None
        op.create_index(name, table, columns, sqlite_where=only, postgresql_where=only)
    op.execute(
        "INSERT INTO role_held (coordinator_id, role, given_at, given_by)"
        " SELECT c.id, r.name, c.invited_at, c.invited_by FROM coordinator_role AS h"
        " JOIN coordinator AS c ON c.id = h.coordinator_id JOIN role AS r ON r.id = h.role_id ORDER BY c.id, r.id"
    )
    op.drop_table("coordinator_role")
    op.drop_table("role")
    _count(COUNTS, CHANGED, postgresql)


def downgrade() -> None:
    """Takes them away. A role that held only in one statement ends."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    _count(COUNTED, CHANGED_BEFORE, postgresql)
    op.execute(
        (NOTE.split(" WHERE ")[0] + " FROM endorsement AS e WHERE ").format("e", "1")
        + f"{COUNTED.format('e')} AND NOT ({COUNTS.format('e')})"
    )
    _roles_of_the_site()
    for table, name, _columns, _where in reversed(INDEXES_BESIDE):
        op.drop_index(name, table)
    for name, _columns, _where in reversed(INDEXES):
        op.drop_index(name, "endorsement")
    for table, column, _ in reversed(COLUMNS):
        if postgresql:
            op.drop_column(table, column)
        else:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    for name in reversed(TABLES):
        op.drop_table(name)


def _roles_of_the_site() -> None:
    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint("name", name=op.f("uq_role_name")),
    )
    op.create_table(
        "coordinator_role",
        sa.Column("coordinator_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["coordinator_id"], ["coordinator.id"], name=op.f("fk_coordinator_role_coordinator_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["role_id"], ["role.id"], name=op.f("fk_coordinator_role_role_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("coordinator_id", "role_id", name=op.f("pk_coordinator_role")),
    )
    everywhere = "FROM role_held WHERE statement_id IS NULL AND country IS NULL AND language IS NULL"
    op.execute(f"INSERT INTO role (name) SELECT DISTINCT role {everywhere}")
    op.execute(
        "INSERT INTO coordinator_role (coordinator_id, role_id)"
        f" SELECT DISTINCT h.coordinator_id, r.id FROM (SELECT coordinator_id, role {everywhere}) AS h"
        " JOIN role AS r ON r.name = h.role"
    )


def _count(counts: str, changed: str, postgresql: bool) -> None:
    """Notes each change of what counts, from here on by this rule."""
    added, gone = (NOTE + counts).format("NEW", "1"), (NOTE + counts).format("OLD", "-1")
    before, after = (f"(CASE WHEN {counts.format(row)} THEN 1 ELSE 0 END)" for row in ("OLD", "NEW"))
    differs = (
        f"{before} <> {after} OR ({WITHHELD.format('OLD')}) <> ({WITHHELD.format('NEW')})"
        " OR OLD.kind <> NEW.kind OR OLD.statement_id <> NEW.statement_id"
    )
    for act in ("insert", "update", "delete"):
        op.execute(f"DROP TRIGGER endorsement_counted_{act}" + (" ON endorsement" if postgresql else ""))
    if not postgresql:
        for act, notes in (("INSERT", f"{added};"), ("DELETE", f"{gone};")):
            op.execute(f"CREATE TRIGGER endorsement_counted_{act.lower()} AFTER {act} ON endorsement BEGIN {notes} END")
        op.execute(
            f"CREATE TRIGGER endorsement_counted_update AFTER UPDATE OF {changed} ON endorsement"
            f" WHEN {differs} BEGIN {gone}; {added}; END"
        )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION count_endorsement() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF TG_OP <> 'INSERT' THEN {gone}; END IF; IF TG_OP <> 'DELETE' THEN {added}; END IF; RETURN NULL; END $$"
    )
    for act, of, when in (("INSERT", "", ""), ("UPDATE", f" OF {changed}", f" WHEN ({differs})"), ("DELETE", "", "")):
        op.execute(
            f"CREATE TRIGGER endorsement_counted_{act.lower()} AFTER {act}{of} ON endorsement"
            f" FOR EACH ROW{when} EXECUTE FUNCTION count_endorsement()"
        )


def _role_held() -> None:
    op.create_table(
        "role_held",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("coordinator_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("language", sa.String(length=12), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.String(length=80), nullable=False),
        sa.CheckConstraint(
            "role = 'moderator' OR (country IS NULL AND language IS NULL)",
            name=op.f("ck_role_held_only_moderators_limited"),
        ),
        sa.CheckConstraint(
            "role IN ('owner', 'coordinator', 'moderator', 'translator', 'auditor')", name=op.f("ck_role_held_role")
        ),
        sa.ForeignKeyConstraint(
            ["coordinator_id"], ["coordinator.id"], name=op.f("fk_role_held_coordinator_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_role_held_statement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_held")),
    )
    op.create_index("ix_role_held_coordinator_id", "role_held", ["coordinator_id"])
    op.create_index("ix_role_held_statement_id", "role_held", ["statement_id"])


def _joint_act() -> None:
    op.create_table(
        "joint_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=60), nullable=False),
        sa.Column("object", sa.String(length=80), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_by", sa.Integer(), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_by", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(agreed_at IS NULL) = (agreed_by IS NULL)", name=op.f("ck_joint_act_agreeing_is_whole")),
        sa.CheckConstraint("agreed_at IS NULL OR refused_at IS NULL", name=op.f("ck_joint_act_one_answer")),
        sa.CheckConstraint("agreed_by IS NULL OR agreed_by <> asked_by", name=op.f("ck_joint_act_takes_two")),
        sa.CheckConstraint("done_at IS NULL OR agreed_at IS NOT NULL", name=op.f("ck_joint_act_agreed_before_done")),
        sa.ForeignKeyConstraint(["agreed_by"], ["coordinator.id"], name=op.f("fk_joint_act_agreed_by")),
        sa.ForeignKeyConstraint(["asked_by"], ["coordinator.id"], name=op.f("fk_joint_act_asked_by")),
        sa.ForeignKeyConstraint(["refused_by"], ["coordinator.id"], name=op.f("fk_joint_act_refused_by")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_joint_act_statement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_act")),
    )
    op.create_index("ix_joint_act_statement_id", "joint_act", ["statement_id"])


def _switch() -> None:
    op.create_table(
        "switch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=12), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("why", sa.LargeBinary(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.String(length=80), nullable=False),
        sa.CheckConstraint(
            "name IN ('pause', 'approval', 'comments', 'proof', 'read-only')", name=op.f("ck_switch_name")
        ),
        sa.CheckConstraint("name <> 'read-only' OR statement_id IS NULL", name=op.f("ck_switch_read_only_is_for_all")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_switch_statement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_switch")),
    )
    op.create_index("ix_switch_name_statement_id", "switch", ["name", "statement_id"], unique=True)
    everywhere = sa.text("statement_id IS NULL")
    op.create_index(
        "ix_switch_of_the_site", "switch", ["name"], unique=True, sqlite_where=everywhere, postgresql_where=everywhere
    )


def _hour_count() -> None:
    op.create_table(
        "hour_count",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_hour_count_statement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("statement_id", "kind", "hour", name=op.f("pk_hour_count")),
    )


def _reason() -> None:
    op.create_table(
        "reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("internal", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('individual', 'organisation')", name=op.f("ck_reason_kind")),
        sa.ForeignKeyConstraint(["made_by"], ["coordinator.id"], name=op.f("fk_reason_made_by")),
        sa.ForeignKeyConstraint(["retired_by"], ["coordinator.id"], name=op.f("fk_reason_retired_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reason")),
    )


def _reason_text() -> None:
    op.create_table(
        "reason_text",
        sa.Column("reason_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reason_id"], ["reason.id"], name=op.f("fk_reason_text_reason_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("reason_id", "language", name=op.f("pk_reason_text")),
    )


def _threshold() -> None:
    op.create_table(
        "threshold",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("same_domain", sa.Integer(), nullable=True),
        sa.Column("same_network", sa.Integer(), nullable=True),
        sa.Column("alike_names", sa.Integer(), nullable=True),
        sa.Column("within_hours", sa.Integer(), nullable=False),
        sa.Column("fastest_seconds", sa.Integer(), nullable=True),
        sa.Column("disposable_taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("largest_share", sa.Integer(), nullable=False),
        sa.CheckConstraint("largest_share BETWEEN 1 AND 100", name=op.f("ck_threshold_largest_share")),
        sa.CheckConstraint("within_hours BETWEEN 1 AND 48", name=op.f("ck_threshold_within_hours")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_threshold_statement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("statement_id", name=op.f("pk_threshold")),
    )


def _attending() -> None:
    op.create_table(
        "attending",
        sa.Column("endorsement_id", sa.Integer(), nullable=False),
        sa.Column("coordinator_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["coordinator_id"], ["coordinator.id"], name=op.f("fk_attending_coordinator_id")),
        sa.ForeignKeyConstraint(
            ["endorsement_id"], ["endorsement.id"], name=op.f("fk_attending_endorsement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("endorsement_id", "coordinator_id", name=op.f("pk_attending")),
    )


def _signing_trace() -> None:
    op.create_table(
        "signing_trace",
        sa.Column("endorsement_id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("network", sa.LargeBinary(length=32), nullable=True),
        sa.Column("network_before", sa.LargeBinary(length=32), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("proof_missing_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["endorsement_id"], ["endorsement.id"], name=op.f("fk_signing_trace_endorsement_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f("fk_signing_trace_statement_id")),
        sa.PrimaryKeyConstraint("endorsement_id", name=op.f("pk_signing_trace")),
    )
    op.create_index("ix_signing_trace_at", "signing_trace", ["at"])
    op.create_index("ix_signing_trace_network", "signing_trace", ["statement_id", "network", "confirmed_at"])


def _release() -> None:
    op.create_table(
        "release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("signal", sa.String(length=12), nullable=False),
        sa.Column("key", sa.LargeBinary(length=32), nullable=True),
        sa.Column("renews_id", sa.Integer(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reached_id", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("signal IN ('domain', 'network', 'likeness')", name=op.f("ck_release_signal")),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name=op.f("ck_release_undoing_is_whole")),
        sa.ForeignKeyConstraint(["released_by"], ["coordinator.id"], name=op.f("fk_release_released_by")),
        sa.ForeignKeyConstraint(["renews_id"], ["release.id"], name=op.f("fk_release_renews_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f("fk_release_statement_id")),
        sa.ForeignKeyConstraint(["undone_by"], ["coordinator.id"], name=op.f("fk_release_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
    )
    op.create_index("ix_release_key", "release", ["statement_id", "signal", "key"])
    op.create_index("ix_release_renews_id", "release", ["renews_id"])


def _suspicion() -> None:
    op.create_table(
        "suspicion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("endorsement_id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("signal", sa.String(length=12), nullable=False),
        sa.Column("key", sa.LargeBinary(length=32), nullable=True),
        sa.Column("seen", sa.Integer(), nullable=True),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.Column("within_hours", sa.Integer(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "signal IN ('domain', 'network', 'likeness', 'disposable', 'fast', 'proof', 'approval')",
            name=op.f("ck_suspicion_signal"),
        ),
        sa.ForeignKeyConstraint(
            ["endorsement_id"], ["endorsement.id"], name=op.f("fk_suspicion_endorsement_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_suspicion_release_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f("fk_suspicion_statement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspicion")),
    )
    op.create_index("ix_suspicion_endorsement_id", "suspicion", ["endorsement_id"])
    op.create_index("ix_suspicion_key", "suspicion", ["statement_id", "signal", "key", "id"])
    op.create_index("ix_suspicion_release_id", "suspicion", ["release_id"])


def _removal() -> None:
    op.create_table(
        "removal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("criteria", sa.LargeBinary(), nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("matched", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("agreed_by", sa.Integer(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("begun_by", sa.Integer(), nullable=True),
        sa.Column("reached_id", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_by", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("restored", sa.Integer(), nullable=False),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(begun_at IS NULL) = (begun_by IS NULL)", name=op.f("ck_removal_beginning_is_whole")),
        sa.CheckConstraint("(stopped_at IS NULL) = (stopped_by IS NULL)", name=op.f("ck_removal_stopping_is_whole")),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name=op.f("ck_removal_undoing_is_whole")),
        sa.CheckConstraint(
            "begun_at IS NOT NULL OR (ended_at IS NULL AND undone_at IS NULL)", name=op.f("ck_removal_begun_first")
        ),
        sa.ForeignKeyConstraint(["agreed_by"], ["coordinator.id"], name=op.f("fk_removal_agreed_by")),
        sa.ForeignKeyConstraint(["begun_by"], ["coordinator.id"], name=op.f("fk_removal_begun_by")),
        sa.ForeignKeyConstraint(["made_by"], ["coordinator.id"], name=op.f("fk_removal_made_by")),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f("fk_removal_statement_id")),
        sa.ForeignKeyConstraint(["stopped_by"], ["coordinator.id"], name=op.f("fk_removal_stopped_by")),
        sa.ForeignKeyConstraint(["undone_by"], ["coordinator.id"], name=op.f("fk_removal_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removal")),
    )
    op.create_index("ix_removal_statement_id", "removal", ["statement_id"])


def _removal_match() -> None:
    op.create_table(
        "removal_match",
        sa.Column("removal_id", sa.Integer(), nullable=False),
        sa.Column("endorsement_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["endorsement_id"],
            ["endorsement.id"],
            name=op.f("fk_removal_match_endorsement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["removal_id"], ["removal.id"], name=op.f("fk_removal_match_removal_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("removal_id", "endorsement_id", name=op.f("pk_removal_match")),
    )
    op.create_index("ix_removal_match_endorsement_id", "removal_match", ["endorsement_id"])


TABLES = {
    "role_held": _role_held,
    "joint_act": _joint_act,
    "switch": _switch,
    "hour_count": _hour_count,
    "reason": _reason,
    "reason_text": _reason_text,
    "threshold": _threshold,
    "attending": _attending,
    "signing_trace": _signing_trace,
    "release": _release,
    "suspicion": _suspicion,
    "removal": _removal,
    "removal_match": _removal_match,
}
