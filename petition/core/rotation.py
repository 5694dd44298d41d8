"""Rotation of data keys: every sealed value is opened and sealed again under the newest key."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Column, LargeBinary, Table, bindparam, func, or_, select, type_coerce, update

from petition.core import crypto
from petition.core.crypto import Encrypted, EncryptedBytes, EncryptedJSON
from petition.core.db import Base, db

BATCH = 500
SEALED = Encrypted | EncryptedJSON | EncryptedBytes


def reseal(commit: Callable[[], None]) -> int:
    """Seals anew what is under an older key, in every table, a batch a transaction; gives the number of rows.

    Tables with files are read a row at a time, for a file may have megabytes.

    It may be stopped and begun again at any time, and goes on where it stopped: all keys of ``DATA_KEYS`` open what
    they sealed.
    """
    changed = 0
    for table in Base.metadata.sorted_tables:
        sealed = [column for column in table.columns if isinstance(column.type, SEALED)]
        if sealed:
            changed += _reseal_table(table, sealed, commit)
    return changed


def _reseal_table(table: Table, sealed: list[Column[object]], commit: Callable[[], None]) -> int:
    (key,) = table.primary_key.columns
    changed, last = 0, -1
    batch = 1 if any(isinstance(column.type, EncryptedBytes) for column in sealed) else BATCH
    write = (
        update(table)
        .where(key == bindparam("_key"))
        .values({column: bindparam(f"_{column.name}") for column in sealed})
    )
    newest = crypto.ring().keys[0].id
    raw = [type_coerce(column, LargeBinary) for column in sealed]
    older = or_(*(func.substr(one, 2, crypto.ID_BYTES) != newest for one in raw))
    wanted = select(key, *sealed).where(older).order_by(key).limit(batch)
    while rows := db.session.execute(wanted.where(key > last)).all():
        values = [
            {"_key": row[0], **{f"_{column.name}": row[at] for at, column in enumerate(sealed, 1)}} for row in rows
        ]
        db.session.execute(write, values)
        last, changed = rows[-1][0], changed + len(rows)
        commit()
    return changed
