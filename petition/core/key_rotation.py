"""Rotation of data keys: every sealed value is opened and sealed again under the newest key."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Column, LargeBinary, Table, bindparam, func, or_, select, type_coerce, update

from petition.core import crypto
from petition.core.batches import MOST, run_in_batches
from petition.core.crypto import EncryptedBytes, EncryptedJSON, EncryptedText
from petition.core.db import Base, db

SEALED_COLUMNS = EncryptedText | EncryptedJSON | EncryptedBytes


def reseal_all() -> Iterator[int]:
    """Seals anew what is under an older key, in every table, a batch a transaction; gives how many rows each did.

    Tables with files are read a row at a time, for a file may have megabytes.

    It may be stopped and begun again at any time, and goes on where it stopped: all keys of ``DATA_KEYS`` open what
    they sealed. The caller commits after each batch.
    """
    for table in Base.metadata.sorted_tables:
        sealed = [column for column in table.columns if isinstance(column.type, SEALED_COLUMNS)]
        if sealed:
            yield from _reseal_table(table, sealed)


def _reseal_table(table: Table, sealed: list[Column[object]]) -> Iterator[int]:
    (key,) = table.primary_key.columns
    write = (
        update(table)
        .where(key == bindparam("_key"))
        .values({column: bindparam(f"_{column.name}") for column in sealed})
    )
    newest = crypto.current_key_ring().keys[0].id
    raw = [type_coerce(column, LargeBinary) for column in sealed]
    older = or_(*(func.substr(one, 2, crypto.ID_BYTES) != newest for one in raw))
    last = -1

    def reseal_batch(most: int) -> int:
        nonlocal last
        wanted = select(key, *sealed).where(older, key > last).order_by(key).limit(most)
        rows = db.session.execute(wanted).all()
        values = [
            {"_key": row[0], **{f"_{column.name}": row[at] for at, column in enumerate(sealed, 1)}} for row in rows
        ]
        if values:
            db.session.execute(write, values)
            last = rows[-1][0]
        return len(rows)

    has_files = any(isinstance(column.type, EncryptedBytes) for column in sealed)
    return run_in_batches(reseal_batch, first=1 if has_files else 100, most=1 if has_files else MOST)
