"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# What stands on others goes first.
TABLES = (
    "decision",
    "translation",
    "endorsement",
    "demand",
    "tally_change",
    "tally",
    "organisation_sort_key",
    "edition",
    "coordinator_role",
    "coordinator_link",
    "audit_note",
    "statement",
    "role",
    "rate_limit",
    "outgoing_mail",
    "organisation",
    "daily_salt",
    "coordinator",
    "audit_entry",
)


def upgrade() -> None:
    """Makes the tables."""
    _audit_entry()
    _coordinator()
    _daily_salt()
    _organisation()
    _outgoing_mail()
    _rate_limit()
    _role()
    _statement()
    _audit_note()
    _coordinator_link()
    _coordinator_role()
    _edition()
    _organisation_sort_key()
    _tally()
    _tally_change()
    _demand()
    _endorsement()
    _translation()
    _decision()


def downgrade() -> None:
    """Drops them, and their indexes with them."""
    for table in TABLES:
        op.drop_table(table)


def _audit_entry() -> None:
    op.create_table('audit_entry',
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=80), nullable=False),
    sa.Column('act', sa.String(length=60), nullable=False),
    sa.Column('object', sa.String(length=80), nullable=False),
    sa.Column('note_digest', sa.LargeBinary(length=32), nullable=True),
    sa.Column('previous', sa.LargeBinary(length=32), nullable=False),
    sa.Column('hash', sa.LargeBinary(length=32), nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_audit_entry')),
    sa.UniqueConstraint('hash', name=op.f('uq_audit_entry_hash'))
    )


def _coordinator() -> None:
    op.create_table('coordinator',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('email', sa.LargeBinary(), nullable=False),
    sa.Column('email_lookup', sa.LargeBinary(length=32), nullable=False),
    sa.Column('password', sa.LargeBinary(), nullable=True),
    sa.Column('fs_uniquifier', sa.String(length=64), nullable=False),
    sa.Column('tf_primary_method', sa.String(length=20), nullable=True),
    sa.Column('tf_totp_secret', sa.LargeBinary(), nullable=True),
    sa.Column('totp_counter', sa.Integer(), nullable=True),
    sa.Column('mf_recovery_codes', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('invited_by', sa.String(length=80), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.String(length=80), nullable=True),
    sa.Column('last_sign_in_on', sa.Date(), nullable=True),
    sa.CheckConstraint('(ended_at IS NULL) = (ended_by IS NULL)', name=op.f('ck_coordinator_ending_is_whole')),
    sa.CheckConstraint('(tf_totp_secret IS NULL) = (tf_primary_method IS NULL)', name=op.f('ck_coordinator_second_factor_is_whole')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_coordinator')),
    sa.UniqueConstraint('email_lookup', name=op.f('uq_coordinator_email_lookup')),
    sa.UniqueConstraint('fs_uniquifier', name=op.f('uq_coordinator_fs_uniquifier'))
    )


def _daily_salt() -> None:
    op.create_table('daily_salt',
    sa.Column('day', sa.String(length=10), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=32), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_daily_salt'))
    )


def _organisation() -> None:
    op.create_table('organisation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('latin', sa.String(length=200), nullable=True),
    sa.Column('website', sa.String(length=300), nullable=True),
    sa.Column('domain', sa.String(length=253), nullable=True),
    sa.Column('country', sa.String(length=2), nullable=True),
    sa.Column('sound', sa.String(length=400), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organisation'))
    )
    op.create_index(op.f('ix_organisation_domain'), 'organisation', ['domain'], unique=False)
    op.create_index(op.f('ix_organisation_sound'), 'organisation', ['sound'], unique=False)


def _outgoing_mail() -> None:
    op.create_table('outgoing_mail',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('language', sa.String(length=12), nullable=False),
    sa.Column('recipient', sa.LargeBinary(), nullable=True),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('correspondent', sa.LargeBinary(length=32), nullable=True),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('link_hash', sa.LargeBinary(length=32), nullable=True),
    sa.Column('link_purpose', sa.String(length=20), nullable=True),
    sa.Column('link_subject', sa.Integer(), nullable=True),
    sa.Column('link_expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('link_used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('claimed_by', sa.String(length=40), nullable=True),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('given_up_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('asked_again_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('trouble', sa.String(length=300), nullable=True),
    sa.CheckConstraint('(link_hash IS NULL) = (link_purpose IS NULL) AND (link_hash IS NULL) = (link_expires_at IS NULL)', name=op.f('ck_outgoing_mail_link_is_whole')),
    sa.CheckConstraint('sent_at IS NULL OR (recipient IS NULL AND content IS NULL)', name=op.f('ck_outgoing_mail_wiped_once_sent')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outgoing_mail')),
    sa.UniqueConstraint('link_hash', name=op.f('uq_outgoing_mail_link_hash')),
    sa.UniqueConstraint('uid', name=op.f('uq_outgoing_mail_uid'))
    )
    op.create_index('ix_outgoing_mail_correspondent', 'outgoing_mail', ['correspondent', 'created_at'], unique=False)
    op.create_index('ix_outgoing_mail_due', 'outgoing_mail', ['priority', 'due_at'], unique=False, postgresql_where=sa.text('sent_at IS NULL AND given_up_at IS NULL'), sqlite_where=sa.text('sent_at IS NULL AND given_up_at IS NULL'))
    op.create_index('ix_outgoing_mail_link_subject', 'outgoing_mail', ['link_subject'], unique=False)


def _rate_limit() -> None:
    op.create_table('rate_limit',
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('hits', sa.Integer(), nullable=False),
    sa.Column('expires_at', sa.Float(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_rate_limit'))
    )


def _role() -> None:
    op.create_table('role',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=20), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role')),
    sa.UniqueConstraint('name', name=op.f('uq_role_name'))
    )


def _statement() -> None:
    op.create_table('statement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('binding_language', sa.String(length=12), nullable=False),
    sa.Column('purpose', sa.String(length=12), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('destroy_on', sa.Date(), nullable=False),
    sa.CheckConstraint("purpose IN ('position', 'example')", name=op.f('ck_statement_purpose')),
    sa.CheckConstraint('closed_at IS NULL OR opened_at IS NOT NULL', name=op.f('ck_statement_opened_before_closed')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_statement')),
    sa.UniqueConstraint('slug', name=op.f('uq_statement_slug'))
    )


def _audit_note() -> None:
    op.create_table('audit_note',
    sa.Column('entry_number', sa.Integer(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=16), nullable=False),
    sa.Column('text', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['entry_number'], ['audit_entry.number'], name=op.f('fk_audit_note_entry_number')),
    sa.PrimaryKeyConstraint('entry_number', name=op.f('pk_audit_note'))
    )


def _coordinator_link() -> None:
    op.create_table('coordinator_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('purpose', sa.String(length=20), nullable=False),
    sa.Column('coordinator_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("purpose IN ('invitation', 'sign-in')", name=op.f('ck_coordinator_link_purpose')),
    sa.ForeignKeyConstraint(['coordinator_id'], ['coordinator.id'], name=op.f('fk_coordinator_link_coordinator_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_coordinator_link')),
    sa.UniqueConstraint('hash', name=op.f('uq_coordinator_link_hash'))
    )
    op.create_index(op.f('ix_coordinator_link_coordinator_id'), 'coordinator_link', ['coordinator_id'], unique=False)


def _coordinator_role() -> None:
    op.create_table('coordinator_role',
    sa.Column('coordinator_id', sa.Integer(), nullable=False),
    sa.Column('role_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['coordinator_id'], ['coordinator.id'], name=op.f('fk_coordinator_role_coordinator_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['role_id'], ['role.id'], name=op.f('fk_coordinator_role_role_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('coordinator_id', 'role_id', name=op.f('pk_coordinator_role'))
    )


def _edition() -> None:
    op.create_table('edition',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('statement_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('number > 0', name=op.f('ck_edition_number')),
    sa.ForeignKeyConstraint(['statement_id'], ['statement.id'], name=op.f('fk_edition_statement_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_edition')),
    sa.UniqueConstraint('statement_id', 'number', name=op.f('uq_edition_statement_id_number'))
    )


def _organisation_sort_key() -> None:
    op.create_table('organisation_sort_key',
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=12), nullable=False),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_organisation_sort_key_organisation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organisation_id', 'language', name=op.f('pk_organisation_sort_key'))
    )


def _tally() -> None:
    op.create_table('tally',
    sa.Column('statement_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('withheld', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('endorsements', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['statement_id'], ['statement.id'], name=op.f('fk_tally_statement_id')),
    sa.PrimaryKeyConstraint('statement_id', 'kind', 'withheld', name=op.f('pk_tally'))
    )


def _tally_change() -> None:
    op.create_table('tally_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('statement_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('withheld', sa.Integer(), nullable=False),
    sa.Column('change', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['statement_id'], ['statement.id'], name=op.f('fk_tally_change_statement_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tally_change'))
    )
    op.create_index(op.f('ix_tally_change_statement_id'), 'tally_change', ['statement_id'], unique=False)


def _demand() -> None:
    op.create_table('demand',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('number', sa.String(length=80), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_demand_edition_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_demand')),
    sa.UniqueConstraint('edition_id', 'key', name=op.f('uq_demand_edition_id_key')),
    sa.UniqueConstraint('edition_id', 'number', name=op.f('uq_demand_edition_id_number'))
    )


def _endorsement() -> None:
    op.create_table('endorsement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('statement_id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('language', sa.String(length=12), nullable=False),
    sa.Column('signature_key', sa.LargeBinary(length=32), nullable=False),
    sa.Column('address', sa.LargeBinary(), nullable=True),
    sa.Column('address_key', sa.LargeBinary(length=32), nullable=True),
    sa.Column('details', sa.LargeBinary(), nullable=True),
    sa.Column('name_key', sa.LargeBinary(length=32), nullable=True),
    sa.Column('visibility', sa.String(length=8), nullable=False),
    sa.Column('shown_name', sa.String(length=200), nullable=True),
    sa.Column('shown_key', sa.String(length=400), nullable=True),
    sa.Column('shown_beside', sa.String(length=300), nullable=True),
    sa.Column('shown_comment', sa.Text(), nullable=True),
    sa.Column('shown_country', sa.String(length=2), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('consented_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('authority_declared_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('updates_wanted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('founding_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('approved_by', sa.Integer(), nullable=True),
    sa.Column('rejected_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('rejected_by', sa.Integer(), nullable=True),
    sa.Column('held_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('held_by', sa.Integer(), nullable=True),
    sa.Column('hidden_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('hidden_by', sa.Integer(), nullable=True),
    sa.CheckConstraint("kind IN ('individual', 'organisation')", name=op.f('ck_endorsement_kind')),
    sa.CheckConstraint("shown_name IS NULL OR (confirmed_at IS NOT NULL AND withdrawn_at IS NULL AND hidden_at IS NULL AND (kind = 'organisation' OR visibility <> 'withheld') AND (kind = 'individual' OR approved_at IS NOT NULL))", name=op.f('ck_endorsement_shown_only_what_may_be')),
    sa.CheckConstraint("visibility IN ('full', 'initials', 'withheld')", name=op.f('ck_endorsement_visibility')),
    sa.CheckConstraint('approved_at IS NULL OR rejected_at IS NULL', name=op.f('ck_endorsement_one_decision')),
    sa.CheckConstraint('founding_at IS NOT NULL OR consented_at IS NOT NULL', name=op.f('ck_endorsement_consented')),
    sa.CheckConstraint('shown_name IS NOT NULL OR (shown_key IS NULL AND shown_beside IS NULL AND shown_comment IS NULL AND shown_country IS NULL)', name=op.f('ck_endorsement_nothing_shown_without_name')),
    sa.ForeignKeyConstraint(['approved_by'], ['coordinator.id'], name=op.f('fk_endorsement_approved_by')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_endorsement_edition_id')),
    sa.ForeignKeyConstraint(['held_by'], ['coordinator.id'], name=op.f('fk_endorsement_held_by')),
    sa.ForeignKeyConstraint(['hidden_by'], ['coordinator.id'], name=op.f('fk_endorsement_hidden_by')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_endorsement_organisation_id')),
    sa.ForeignKeyConstraint(['rejected_by'], ['coordinator.id'], name=op.f('fk_endorsement_rejected_by')),
    sa.ForeignKeyConstraint(['statement_id'], ['statement.id'], name=op.f('fk_endorsement_statement_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_endorsement')),
    sa.UniqueConstraint('statement_id', 'signature_key', name=op.f('uq_endorsement_statement_id_signature_key')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_endorsement_address_key', 'endorsement', ['address_key', 'statement_id'], unique=False)
    op.create_index('ix_endorsement_asked_at', 'endorsement', ['asked_at'], unique=False)
    op.create_index(op.f('ix_endorsement_edition_id'), 'endorsement', ['edition_id'], unique=False)
    op.create_index('ix_endorsement_listed', 'endorsement', ['statement_id', 'kind', 'confirmed_at', 'id'], unique=False)
    op.create_index('ix_endorsement_name_key', 'endorsement', ['name_key'], unique=False)
    op.create_index(op.f('ix_endorsement_organisation_id'), 'endorsement', ['organisation_id'], unique=False)


def _translation() -> None:
    op.create_table('translation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=12), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('wording', sa.Text(), nullable=False),
    sa.Column('rendered', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_translation_edition_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_translation')),
    sa.UniqueConstraint('edition_id', 'language', name=op.f('uq_translation_edition_id_language'))
    )


def _decision() -> None:
    op.create_table('decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('endorsement_id', sa.Integer(), nullable=False),
    sa.Column('verdict', sa.String(length=8), nullable=False),
    sa.Column('reason', sa.LargeBinary(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=False),
    sa.Column('audit_number', sa.Integer(), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by', sa.Integer(), nullable=True),
    sa.CheckConstraint("verdict IN ('approve', 'reject', 'hold', 'hide')", name=op.f('ck_decision_verdict')),
    sa.ForeignKeyConstraint(['audit_number'], ['audit_entry.number'], name=op.f('fk_decision_audit_number')),
    sa.ForeignKeyConstraint(['decided_by'], ['coordinator.id'], name=op.f('fk_decision_decided_by')),
    sa.ForeignKeyConstraint(['endorsement_id'], ['endorsement.id'], name=op.f('fk_decision_endorsement_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['undone_by'], ['coordinator.id'], name=op.f('fk_decision_undone_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision'))
    )
    op.create_index(op.f('ix_decision_decided_at'), 'decision', ['decided_at'], unique=False)
    op.create_index(op.f('ix_decision_endorsement_id'), 'decision', ['endorsement_id'], unique=False)
