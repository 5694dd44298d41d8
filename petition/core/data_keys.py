"""Which of ``DATA_KEYS`` this database was written with, so that nobody reads or writes it under others.

A key is registered before anything is sealed under it, and stays so until ``flask keys rotate`` has brought all rows
under the newest one. The check value is a fixed word sealed under the key: it tells no more about a key
than every sealed row does.
"""

from __future__ import annotations

import time

from flask import Flask, abort, current_app, request
from sqlalchemy import Column, Connection, LargeBinary, Table, delete, func, insert, select, text, type_coerce
from sqlalchemy.exc import ProgrammingError

from petition.config import StartError
from petition.core import crypto, db
from petition.core.key_rotation import SEALED_COLUMNS

data_key = Table(
    "data_key",
    db.Base.metadata,
    Column("id", LargeBinary(crypto.ID_BYTES), primary_key=True),
    Column("check_value", LargeBinary, nullable=False),
)
CONTEXT, CHECKED = "data_key.check_value", b"undersigned"
# For how long a process believes what it has found, in seconds.
KEPT_SECONDS = 3.0
ROTATE = "flask keys rotate"


class WrongKeys(StartError):
    """``DATA_KEYS`` lacks a key that rows of this database need; the text says which and what to do."""


def check_keys(*, register: bool = True) -> None:
    """Makes sure that ``DATA_KEYS`` opens all that is sealed here, and registers the newest; raises WrongKeys.

    A database that knows no key yet takes those that open what is in it. Where several processes start at once, the
    first one decides.
    """
    ring, engine = crypto.current_key_ring(), db.db.engine
    with db.read_transactions(), engine.connect() as connection:
        known = _registered_keys(connection)
        if known and (ring.keys[0].id in known or not register):
            check_missing_keys(known, ring)
            return
        if not register:
            check_missing_keys(_keys_in_use(connection, ring), ring)
            return
    with db.write_transactions(), engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE data_key IN SHARE ROW EXCLUSIVE MODE"))
        known = _registered_keys(connection)
        opens = known or _keys_in_use(connection, ring)
        check_missing_keys(opens, ring)
        for key in ring.keys:
            if key.id not in known and (key.id in opens or key is ring.keys[0]):
                sealed = crypto.KeyRing((key,)).encrypt(CHECKED, CONTEXT)
                connection.execute(insert(data_key).values(id=key.id, check_value=sealed))


def check_missing_keys(opens: dict[bytes, bool], ring: crypto.KeyRing) -> None:
    """Raises WrongKeys where a key is missing; ``opens`` says of each key that is needed whether it is there."""
    missing = ", ".join(sorted(key_id.hex() for key_id, there in opens.items() if not there))
    if not missing:
        return
    given = ", ".join(key.id.hex() for key in ring.keys)
    if not any(opens.values()):
        raise WrongKeys(
            f"DATA_KEYS: must contain the keys that this database was written with, {missing}; it contains {given}. "
            "Nothing was changed"
        )
    raise WrongKeys(
        f"DATA_KEYS: the key {missing}, which rows are still encrypted with, is missing; it contains {given}. "
        f"Add it again after the others, and remove it when {ROTATE} has ended"
    )


def forget_older_keys() -> int:
    """Forgets all keys but the newest, once everything is under that one; gives their number."""
    older = delete(data_key).where(data_key.c.id != crypto.current_key_ring().keys[0].id).returning(data_key.c.id)
    return len(db.db.session.execute(older).all())


def has_older_keys_in_use() -> bool:
    """Whether anything is sealed under another key than the newest."""
    ring = crypto.current_key_ring()
    with db.read_transactions(), db.db.engine.connect() as connection:
        return any(key_id != ring.keys[0].id for key_id in _keys_in_use(connection, ring))


def keys_fit(*, register: bool = True) -> bool:
    """Whether the keys still fit, as found within the last seconds; says it in the log when that changes."""
    # Who has only looked has registered nothing yet: each way keeps what it has found itself.
    found = current_app.extensions["data_keys"][register]
    if time.monotonic() >= found["until"]:
        trouble = _find_key_problem(register=register)
        if trouble and trouble != found["trouble"]:
            current_app.logger.error("%s", trouble)
        found |= {"until": time.monotonic() + KEPT_SECONDS, "trouble": trouble}
    return found["trouble"] is None


def init_app(app: Flask) -> None:
    """Requests that may write are refused while the keys do not fit."""
    app.extensions["data_keys"] = {register: {"until": 0.0, "trouble": None} for register in (False, True)}
    app.before_request(refuse_writes)


def refuse_writes() -> None:
    """Nothing is ever written under a key that is not this database's."""
    if request.method not in ("GET", "HEAD", "OPTIONS") and not keys_fit():
        abort(503)


def _find_key_problem(*, register: bool) -> str | None:
    try:
        check_keys(register=register)
    except WrongKeys as fault:
        return str(fault)
    except ProgrammingError:
        return "DATABASE_URL: the schema is not this program's; run: flask db upgrade"
    return None


def _registered_keys(connection: Connection) -> dict[bytes, bool]:
    ring = crypto.current_key_ring()
    rows = connection.execute(select(data_key.c.id, data_key.c.check_value)).all()
    return {bytes(row.id): _can_open(ring, bytes(row.check_value), CONTEXT) for row in rows}


def _keys_in_use(connection: Connection, ring: crypto.KeyRing) -> dict[bytes, bool]:
    """The keys under which anything is sealed, and whether each opens a value of every column."""
    found: dict[bytes, bool] = {}
    for table in db.Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, SEALED_COLUMNS):
                (row_id,) = table.primary_key.columns
                raw = type_coerce(column, LargeBinary)
                key_id = func.substr(raw, 2, crypto.ID_BYTES)
                samples = select(key_id, func.min(row_id)).where(raw.is_not(None)).group_by(key_id)
                for sealed_by, one in connection.execute(samples).all():
                    value = connection.execute(select(raw).where(row_id == one)).scalar_one()
                    opens = _can_open(ring, bytes(value), column.type.context)
                    found[bytes(sealed_by)] = opens and found.get(bytes(sealed_by), True)
    return found


def _can_open(ring: crypto.KeyRing, sealed: bytes, context: str) -> bool:
    try:
        ring.decrypt(sealed, context)
    except crypto.DecryptionError:
        return False
    return True
