"""Complete exports of long lists as files: written by the worker, handed out while nothing has been taken off the list.

A file is bound to the content version of the snapshot that it was read in (``core.content_version``). Whatever takes a
name off, or changes words, raises that number in its own transaction; so what was hidden, withdrawn or erased is in no
file that is handed out from that commit on. Its content goes with its key, which the worker deletes within seconds.
"""

from __future__ import annotations

import hashlib
import secrets
import zlib
from collections.abc import Generator, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import ColumnElement, Delete, ScalarSelect, delete, func, insert, select, tuple_

from petition.core import switches
from petition.core.batches import run_in_batches
from petition.core.content_version import ContentVersion
from petition.core.db import db, now
from petition.core.snapshots import read_apart
from petition.list import complete
from petition.list.models import ExportChunk, ExportFile
from petition.list.queries.counts import Counts, fresh_counts
from petition.statements.models import Statement
from petition.statements.queries.public_statements import published_statements

# From so many named or unnamed lines on: shorter ones are streamed in less than half a second.
FILE_FROM = 100_000
CHUNK = 1024 * 1024  # bytes, before compression
# While people sign, a file may be so old. It says itself of which moment it is.
FRESH_FOR = timedelta(minutes=5)
# Of the worker's time that may go into files: one that took a minute is written anew after twenty.
REST = 20
# Chunks without their file are still being written, or belong to nobody any more.
WRITTEN_WITHIN = timedelta(minutes=30)
FASTEST = 1  # of zlib's levels


def find_current_file(statement_id: int, form: str) -> ExportFile | None:
    """The file that may be handed out at this moment; None where the list is to be read instead."""
    query = select(ExportFile).where(ExportFile.statement_id == statement_id, ExportFile.form == form)
    found = db.session.scalars(query.where(ExportFile.content_version == _current_version())).first()
    return found if found is not None and _is_fresh(found, fresh_counts(statement_id)) else None


def read_chunk(uid: str, place: int) -> tuple[int, bytes] | None:
    """Where a chunk begins, and its bytes; None where its file may be handed out no longer, or ends before it."""
    query = select(ExportFile.key, ExportChunk.start, ExportChunk.content).join(
        ExportChunk, ExportChunk.uid == ExportFile.uid
    )
    row = db.session.execute(
        query.where(ExportFile.uid == uid, ExportChunk.place == place, ExportFile.content_version == _current_version())
    ).first()
    return (row.start, _open_chunk(row.key, place, bytes(row.content))) if row is not None else None


def write_files() -> Iterator[int]:
    """Writes the files that are missing or old, a chunk a step."""
    for statement in _long_statements():
        for form in complete.FORMS:
            if _is_wanted(statement.id, form):
                yield from write_file(statement.id, form)


def drop_files() -> Iterator[int]:
    """Deletes what may be handed out no longer: first the keys, at once, then what they opened."""
    yield drop_outdated_files()
    yield from run_in_batches(drop_lost_chunks)


def has_outdated_files() -> bool:
    """Whether there is something to delete."""
    file = select(ExportFile.id).where(ExportFile.content_version != _current_version())
    chunk = select(ExportChunk.uid).where(*_lost_condition())
    return any(db.session.execute(query.limit(1)).first() is not None for query in (file, chunk))


def drop_outdated_files() -> int:
    """Deletes the rows of files that something was taken off since, and with their keys what is in them."""
    return _delete_rows(delete(ExportFile).where(ExportFile.content_version != _current_version()))


def drop_lost_chunks(most: int) -> int:
    """Deletes chunks of which there is no file, which nobody can open; those that may still get one are left."""
    some = select(ExportChunk.uid, ExportChunk.place).where(*_lost_condition()).limit(most)
    return _delete_rows(delete(ExportChunk).where(tuple_(ExportChunk.uid, ExportChunk.place).in_(some)))


def write_file(statement_id: int, form: str) -> Iterator[int]:
    """Writes the list of this moment in a form, a chunk a step; the file is there after the last one."""
    uid, key, digest = secrets.token_hex(16), AESGCM.generate_key(256), hashlib.sha256()
    facts: dict[str, Any] = {}
    place = size = 0
    for piece in read_apart(partial(_read_list, statement_id, form, facts)):
        digest.update(piece)
        chunk = {"uid": uid, "place": place, "start": size, "content": _seal_chunk(key, place, piece)}
        db.session.execute(insert(ExportChunk).values(chunk | {"written_at": now()}))
        place, size = place + 1, size + len(piece)
        yield 1
        if not _is_unchanged(facts):
            break
    if not _is_unchanged(facts) or _count_chunks(uid) != place:
        _delete_rows(delete(ExportChunk).where(ExportChunk.uid == uid))
        return
    _delete_rows(delete(ExportFile).where(ExportFile.statement_id == statement_id, ExportFile.form == form))
    file = {"statement_id": statement_id, "form": form, "uid": uid, "key": key, "sha256": digest.hexdigest()}
    db.session.execute(insert(ExportFile).values(**file, **facts, size=size, chunks=place, written_at=now()))
    yield 1


def _is_unchanged(facts: dict[str, Any]) -> bool:
    return bool(facts["content_version"] == db.session.scalar(select(ContentVersion.number)))


def _count_chunks(uid: str) -> int:
    return db.session.scalar(select(func.count()).select_from(ExportChunk).where(ExportChunk.uid == uid)) or 0


def _lost_condition() -> tuple[ColumnElement[bool], ...]:
    has_file = select(ExportFile.id).where(ExportFile.uid == ExportChunk.uid).exists()
    return ExportChunk.written_at < now() - WRITTEN_WITHIN, ~has_file


def _delete_rows(query: Delete) -> int:
    gone: Any = db.session.execute(query.execution_options(synchronize_session=False))
    return int(gone.rowcount)


def _read_list(statement_id: int, form: str, facts: dict[str, Any]) -> Generator[bytes, None, None]:
    """The list in pieces of one size; ``facts`` is told of which snapshot it is."""
    # What this process remembers of them for some seconds may be older than the snapshot.
    switches.forget_switches()
    counted = fresh_counts(statement_id)
    facts["content_version"] = db.session.scalar(select(ContentVersion.number))
    facts |= {"organisations": counted.organisations, "individuals": counted.individuals, "made_at": counted.as_of}
    waiting = bytearray()
    for piece in complete.write_list(db.session.get_one(Statement, statement_id), form):
        waiting += piece
        while len(waiting) >= CHUNK:
            yield bytes(waiting[:CHUNK])
            del waiting[:CHUNK]
    yield bytes(waiting)


def _current_version() -> ScalarSelect[int]:
    return select(ContentVersion.number).scalar_subquery()


def _is_fresh(file: ExportFile, counted: Counts) -> bool:
    """Whether it is young, or nobody has come since."""
    is_same = (file.organisations, file.individuals) == (counted.organisations, counted.individuals)
    return is_same or now() - file.made_at < FRESH_FOR


def _long_statements() -> list[Statement]:
    return [one for one in published_statements() if _lines(fresh_counts(one.id)) >= FILE_FROM]


def _lines(counted: Counts) -> int:
    return counted.organisations + counted.individuals


def _is_wanted(statement_id: int, form: str) -> bool:
    """Whether there is no file, or it is old and something came since; not so often that nothing else is done."""
    query = select(ExportFile).where(ExportFile.statement_id == statement_id, ExportFile.form == form)
    file = db.session.scalars(query.where(ExportFile.content_version == _current_version())).first()
    if file is None:
        return True
    rest = (file.written_at - file.made_at) * REST
    return not _is_fresh(file, fresh_counts(statement_id)) and now() - file.written_at > rest


def _seal_chunk(key: bytes, place: int, plain: bytes) -> bytes:
    # Each key seals each place once, so the place is the nonce.
    return AESGCM(key).encrypt(place.to_bytes(12, "big"), zlib.compress(plain, FASTEST), None)


def _open_chunk(key: bytes, place: int, sealed: bytes) -> bytes:
    return zlib.decompress(AESGCM(key).decrypt(place.to_bytes(12, "big"), sealed, None))
