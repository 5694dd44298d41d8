"""The audit log as it is looked through: by person, act, object and time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, union_all

from petition.core.audit import AuditEntry, AuditNote
from petition.core.db import db

PAGE = 25
CHUNK = 1000
# How many acts of one noun are looked up at most; there are fewer.
MOST_ACTS = 60
# The columns of the export; docs/audit.md says what they are and how the chain is checked with them.
COLUMNS = ("number", "at", "actor", "act", "object", "note", "note_salt", "note_digest", "previous", "hash")
Log = Select[AuditEntry, AuditNote]


@dataclass(frozen=True)
class AuditFilter:
    """Which entries are wanted; what is empty is no condition. ``until`` is the first moment past the last one."""

    actor: str = ""
    acts: Sequence[str] = ()
    object: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The same for the database, but for the acts."""
        found = []
        if self.actor:
            found.append(AuditEntry.actor == self.actor)
        if self.object:
            found.append(AuditEntry.object == self.object)
        if self.since is not None:
            found.append(AuditEntry.at >= self.since)
        if self.until is not None:
            found.append(AuditEntry.at < self.until)
        return found


@dataclass(frozen=True)
class AuditLine:
    """One entry with its note, where there is one and it is still kept."""

    entry: AuditEntry
    note: AuditNote | None


def audit_entries(wanted: AuditFilter, *, before: int | None, limit: int = PAGE) -> tuple[list[AuditLine], int | None]:
    """The newest entries that are wanted, older than entry ``before``; and the number where the next page begins.

    No more rows are read than the page shows: each act of a group is looked up by itself.
    """
    found = [*wanted.conditions(), *_older_than_number(before)]
    newest = _newest_numbers([*found, *(AuditEntry.act == act for act in wanted.acts)], limit)
    if len(wanted.acts) > 1:
        each = [_newest_numbers([*found, AuditEntry.act == act], limit).subquery() for act in wanted.acts]
        together = union_all(*(select(one.c.number, one.c.at) for one in each)).subquery()
        newest = select(together.c.number, together.c.at).order_by(together.c.at.desc(), together.c.number.desc())
        newest = newest.limit(limit + 1)
    numbers = [number for number, _at in db.session.execute(newest)]
    rows = {row.entry.number: row for row in _read_entries(_with_notes().where(AuditEntry.number.in_(numbers)))}
    more = numbers[limit - 1] if len(numbers) > limit else None
    return [rows[number] for number in numbers[:limit]], more


def acts_of(noun: str) -> list[str]:
    """The acts on record that begin with a noun; each is found by itself, so that the entries are not read."""
    found: list[str] = []
    last, end = f"{noun}.", f"{noun}/"
    while len(found) < MOST_ACTS:
        act = db.session.scalar(select(func.min(AuditEntry.act)).where(AuditEntry.act > last, AuditEntry.act < end))
        if act is None:
            break
        found.append(act)
        last = act
    return found


def export_rows(wanted: AuditFilter) -> Iterator[list[str]]:
    """All entries that are wanted in the columns of the export, the oldest first; read in chunks.

    What is bytes stands in hex, the moment as it was hashed.
    """
    entry, note = AuditEntry, AuditNote
    columns = entry.number, entry.at, entry.actor, entry.act, entry.object, note.text, note.salt
    query = select(*columns, entry.note_digest, entry.previous, entry.hash)
    query = query.outerjoin(note, note.entry_number == entry.number).where(*wanted.conditions())
    if wanted.acts:
        query = query.where(entry.act.in_(wanted.acts))
    # Columns, and no objects: logs grow long.
    with closing(db.session.execute(query.order_by(entry.number).execution_options(yield_per=CHUNK))) as rows:
        for number, at, actor, act, about, text, salt, digest, previous, hashed in rows:
            moment = at.astimezone(UTC).isoformat(timespec="microseconds")
            hashes = digest.hex() if digest is not None else "", previous.hex(), hashed.hex()
            yield [str(number), moment, actor, act, about, text or "", salt or "", *hashes]


def _older_than_number(number: int | None) -> list[ColumnElement[bool]]:
    last = db.session.get(AuditEntry, number) if number is not None else None
    if last is None:
        return []
    earlier = or_(AuditEntry.at < last.at, AuditEntry.number < last.number)
    return [and_(AuditEntry.at <= last.at, earlier)]


def _newest_numbers(conditions: Sequence[ColumnElement[bool]], limit: int) -> Select[int, datetime]:
    newest_first = (AuditEntry.at.desc(), AuditEntry.number.desc())
    return select(AuditEntry.number, AuditEntry.at).where(*conditions).order_by(*newest_first).limit(limit + 1)


def _with_notes() -> Log:
    return select(AuditEntry, AuditNote).outerjoin(AuditNote, AuditNote.entry_number == AuditEntry.number)


def _read_entries(query: Log) -> Iterator[AuditLine]:
    with closing(db.session.execute(query)) as rows:
        for entry, note in rows:
            yield AuditLine(entry, note)
