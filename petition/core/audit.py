"""The audit log: who decided what and when, append-only and chained by hashes.

Personal data stays out of the chain. What somebody wrote as a reason is kept beside it, encrypted;
the chain holds only a salted digest, so that a note can be erased and the chain still proves itself.
The salt is encrypted too: beside it in the clear, a short note could be guessed from its digest.
The database refuses to update or delete an entry (triggers in the migrations). Source for the
chain: Schneier and Kelsey, "Secure Audit Logs to Support Computer Forensics" (1999).
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, insert, select, text
from sqlalchemy.orm import Mapped, mapped_column

from petition.core.crypto import EncryptedText
from petition.core.db import Base, Moment, db, now

START = bytes(32)
LOCK = 0x756E6465  # any number, the same in every process


class AuditEntry(Base):
    """One act. ``actor`` and ``object`` are names such as "coordinator 3" and "endorsement 12"."""

    __tablename__ = "audit_entry"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(String(80))
    act: Mapped[str] = mapped_column(String(60))
    object: Mapped[str] = mapped_column(String(80))
    note_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    previous: Mapped[bytes] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)

    # The log is looked through by person, act and object, each in the order of time.
    __table_args__ = (
        Index("ix_audit_entry_at", "at", "number"),
        Index("ix_audit_entry_actor", "actor", "at", "number"),
        Index("ix_audit_entry_act", "act", "at", "number"),
        Index("ix_audit_entry_object", "object", "at", "number"),
        Index("ix_audit_entry_actor_act", "actor", "act", "at", "number"),
    )


class AuditNote(Base):
    """What was written beside an entry; it may hold personal data and can be erased."""

    __tablename__ = "audit_note"

    entry_number: Mapped[int] = mapped_column(ForeignKey("audit_entry.number"), primary_key=True)
    # 16 bytes, in hexadecimal.
    salt: Mapped[str] = mapped_column(EncryptedText("audit_note.salt"))
    text: Mapped[str] = mapped_column(EncryptedText("audit_note.text"))


@dataclass(frozen=True)
class ChainCheck:
    """What checking the chain found: how many entries hold, the last hash, and where it breaks."""

    entries: int
    head: bytes
    broken_at: int | None = None

    @property
    def is_intact(self) -> bool:
        """Whether every entry follows from the one before."""
        return self.broken_at is None


def append_entry(act: str, object: str, *, by: str, note: str | None = None) -> int:
    """Adds an entry in the caller's transaction and gives its number; writers wait for each other."""
    lock_chain()
    last = db.session.execute(
        select(AuditEntry.number, AuditEntry.hash).order_by(AuditEntry.number.desc()).limit(1)
    ).one_or_none()
    number, previous = (last.number + 1, last.hash) if last else (1, START)
    salt, at = secrets.token_hex(16), now()
    digest = note_digest(salt, note) if note else None
    row = {"number": number, "at": at, "actor": by, "act": act, "object": object, "note_digest": digest}
    sealed = entry_hash(number, at, by, act, object, digest, previous)
    db.session.execute(insert(AuditEntry).values(**row, previous=previous, hash=sealed))
    if note:
        db.session.execute(insert(AuditNote).values(entry_number=number, salt=salt, text=note))
    return number


def lock_chain() -> None:
    """Takes the place of the next writer, until the transaction ends."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def entry_hash(
    number: int, at: datetime, actor: str, act: str, object: str, digest: bytes | None, previous: bytes
) -> bytes:
    """The hash of an entry: SHA-256 over its fields and the hash before it, as a JSON array."""
    fields = [
        number,
        at.astimezone(UTC).isoformat(timespec="microseconds"),
        actor,
        act,
        object,
        digest.hex() if digest else None,
        previous.hex(),
    ]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()).digest()


def note_digest(salt: str, note: str) -> bytes:
    """The digest that stands for a note in the chain; ``salt`` is in hexadecimal."""
    return hashlib.sha256(bytes.fromhex(salt) + note.encode()).digest()


def verify_chain() -> ChainCheck:
    """Checks the whole chain, and each note that is still kept against its digest."""
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number).execution_options(yield_per=1000))
    notes = {note.entry_number: note for note in db.session.scalars(select(AuditNote))}
    with closing(entries):
        return follow_chain(entries, notes)


def follow_chain(entries: Iterable[AuditEntry], notes: dict[int, AuditNote]) -> ChainCheck:
    """Follows a chain from its start; stops at the first entry that does not hold."""
    expected, head = 1, START
    for entry in entries:
        sealed = entry_hash(
            entry.number, entry.at, entry.actor, entry.act, entry.object, entry.note_digest, entry.previous
        )
        note = notes.get(entry.number)
        note_holds = note is None or note_digest(note.salt, note.text) == entry.note_digest
        if entry.number != expected or entry.previous != head or sealed != entry.hash or not note_holds:
            return ChainCheck(expected - 1, head, expected)
        expected, head = expected + 1, entry.hash
    return ChainCheck(expected - 1, head)


def recent_entries(*, before: int | None, limit: int) -> list[tuple[AuditEntry, str | None]]:
    """The newest entries below a number, each with its note where that is still kept."""
    query = select(AuditEntry, AuditNote.text).outerjoin(AuditNote, AuditNote.entry_number == AuditEntry.number)
    if before is not None:
        query = query.where(AuditEntry.number < before)
    rows = db.session.execute(query.order_by(AuditEntry.number.desc()).limit(limit))
    return [(entry, note) for entry, note in rows]
