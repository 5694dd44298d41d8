"""The salts of notes on the audit log are sealed, and hashes of networks that had no key are wiped.

From here on networks are hashed under a key that is not in the database; older hashes could be tried out, and match
nothing any more. A network that was let through has to be let through again.

A note's digest is in the chain for ever. With its salt in the clear beside it, whoever has a copy of the database could
try what a short note may have said. The format of sealed values is the first one (``core.crypto``), as it was
when this was written.
"""

from __future__ import annotations

import os

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

CONTEXT = b"audit_note.salt"
FORMAT = b"\x01"
BATCH = 1000
WIPES = (
    "UPDATE signing_trace SET network = NULL, network_before = NULL",
    "UPDATE suspicion SET key = NULL WHERE signal = 'network'",
    "UPDATE release SET key = NULL WHERE signal = 'network'",
    # On SQLite these two lie in a file of their own, where they end by themselves within two days.
    "DELETE FROM rate_limit",
    "DELETE FROM daily_salt",
)
NOTES = sa.table(
    "audit_note",
    sa.column("entry_number", sa.Integer),
    sa.column("salt", sa.LargeBinary),
    sa.column("text", sa.LargeBinary),
)


def upgrade() -> None:
    """Seals each salt, 16 bytes so far, in hexadecimal; wipes what tells networks."""
    for wipe in WIPES:
        op.execute(wipe)
    ciphers = _ciphers()

    def seal(salt: bytes, text: bytes) -> bytes:
        # Under the key of its note, so that a wrong key seals nothing here.
        key_id, nonce = text[1:5], os.urandom(12)
        return FORMAT + key_id + nonce + ciphers[key_id].encrypt(nonce, salt.hex().encode(), CONTEXT)

    _rewrite(seal)


def downgrade() -> None:
    """Opens them again."""
    ciphers = _ciphers()

    def unseal(sealed: bytes, text: bytes) -> bytes:
        return bytes.fromhex(ciphers[sealed[1:5]].decrypt(sealed[5:17], sealed[17:], CONTEXT).decode())

    _rewrite(unseal)


def _rewrite(change) -> None:  # type: ignore[no-untyped-def]
    connection, last = op.get_bind(), -1
    some = sa.select(NOTES).where(NOTES.c.entry_number > sa.bindparam("last")).order_by(NOTES.c.entry_number)
    write = NOTES.update().where(NOTES.c.entry_number == sa.bindparam("number")).values(salt=sa.bindparam("changed"))
    while rows := connection.execute(some.limit(BATCH), {"last": last}).all():
        try:
            changed = [{"number": row[0], "changed": change(bytes(row[1]), bytes(row[2]))} for row in rows]
        except (KeyError, InvalidTag):
            raise CommandError("DATA_KEYS lacks a key under which notes of the audit log are sealed") from None
        connection.execute(write, changed)
        last = rows[-1][0]


def _ciphers() -> dict[bytes, AESGCM]:
    """The keys of ``DATA_KEYS``, by their ids."""

    def derive(secret: str, use: bytes, length: int) -> bytes:
        return HKDF(SHA256(), length, None, b"undersigned " + use).derive(secret.encode())

    secrets = current_app.config["DATA_KEYS"]
    return {derive(secret, b"id", 4): AESGCM(derive(secret, b"encryption", 32)) for secret in secrets}
