"""The audit log: append-only by the database, chained, and able to forget what people wrote."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import delete, insert, text
from sqlalchemy.exc import DatabaseError

import make
from petition.core import audit
from petition.core.audit import AuditEntry, AuditNote
from petition.core.db import db

pytestmark = pytest.mark.both_databases


def three() -> None:
    for act in ("approve", "hide", "undo"):
        audit.append_entry(act, "endorsement 1", by="coordinator 1", note=f"because of {act}")
    db.session.commit()


def test_it_chains_what_was_decided(app: Flask) -> None:
    three()
    verdict = audit.verify_chain()
    assert (verdict.is_intact, verdict.entries) == (True, 3)
    assert verdict.head == audit.recent_entries(before=None, limit=1)[0][0].hash


@pytest.mark.parametrize(
    "change",
    ["UPDATE audit_entry SET act = 'x'", "DELETE FROM audit_entry", "DELETE FROM audit_entry WHERE number = 3"],
)
def test_it_cannot_be_changed(app: Flask, change: str) -> None:
    three()
    db.session.execute(delete(AuditNote))
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(text(change))
    db.session.rollback()


def test_it_cannot_be_replaced(app: Flask) -> None:
    three()
    entry = audit.recent_entries(before=None, limit=1)[0][0]
    db.session.execute(delete(AuditNote))
    row = {column.name: getattr(entry, column.name) for column in AuditEntry.__table__.columns}
    row |= {"actor": "somebody else", "hash": b"x" * 32}
    replacing = insert(AuditEntry).values(row)
    if db.engine.dialect.name == "sqlite":
        replacing = replacing.prefix_with("OR REPLACE")
    with pytest.raises(DatabaseError):
        db.session.execute(replacing)
    db.session.rollback()
    assert audit.recent_entries(before=None, limit=1)[0][0].actor == "coordinator 1"


@pytest.mark.parametrize("field", ["act", "object", "actor", "number", "at", "previous", "hash", "note_digest"])
def test_it_notices_any_change_made_behind_its_back(app: Flask, field: str) -> None:
    three()
    entries = [entry for entry, _note in reversed(audit.recent_entries(before=None, limit=3))]
    db.session.expunge_all()
    changed = {"number": 9, "at": entries[0].at, "previous": b"x" * 32, "hash": b"x" * 32, "note_digest": None}
    setattr(entries[1], field, changed.get(field, "something else"))
    verdict = audit.follow_chain(entries, {})
    assert (verdict.is_intact, verdict.broken_at) == (False, 2)


def test_it_notices_an_entry_that_was_written_anew_and_tied_in_again(app: Flask) -> None:
    """Whoever changes one has to make all that follow anew: each hash holds the one before."""
    three()
    first, second, third = (entry for entry, _note in reversed(audit.recent_entries(before=None, limit=3)))
    db.session.expunge_all()
    fields = first.number, first.at, "somebody else", first.act, first.object, first.note_digest, first.previous
    first.actor, first.hash = "somebody else", audit.entry_hash(*fields)
    second.previous = first.hash
    assert audit.follow_chain([first, second, third], {}).broken_at == 2


def test_it_notices_an_entry_taken_out_and_a_note_rewritten(app: Flask) -> None:
    three()
    entries = [entry for entry, _note in reversed(audit.recent_entries(before=None, limit=3))]
    assert audit.follow_chain([entries[0], entries[2]], {}).broken_at == 2
    note = db.session.query(AuditNote).filter_by(entry_number=2).one()
    note.text = "another reason"
    assert audit.follow_chain(entries, {2: note}).broken_at == 2
    db.session.rollback()


def test_it_can_forget_a_note_and_still_prove_itself(app: Flask) -> None:
    three()
    db.session.execute(delete(AuditNote))
    db.session.commit()
    assert audit.verify_chain().is_intact


def test_it_is_checked_by_command(app: Flask) -> None:
    make.statement()
    result = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert result.exit_code == 0
    assert "intact" in result.output
    assert db.session.query(AuditEntry).count() >= 1


def test_it_seals_salts_that_were_kept_in_the_clear(app: Flask) -> None:
    three()
    db.session.remove()
    downgrade(revision="0006")
    with db.engine.connect() as connection:
        (salt,) = connection.exec_driver_sql("SELECT salt FROM audit_note LIMIT 1").one()
        assert len(bytes(salt)) == 16
    upgrade()
    with db.engine.connect() as connection:
        (sealed,) = connection.exec_driver_sql("SELECT salt FROM audit_note LIMIT 1").one()
        assert bytes(salt) not in bytes(sealed)
        assert bytes(salt).hex().encode() not in bytes(sealed)
    assert audit.verify_chain().is_intact
