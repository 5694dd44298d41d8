"""A mail names the edition that it is about; its title and address are looked up when it is sent.

Mails that wait have both in their sealed content, and are sent with those. On the way down those that wait under the
newer schema get them into it. Forms that were received meanwhile have neither: the worker is to act on them first,
which takes it seconds. The format of sealed values is the first one (``core.crypto``), as it was when this was written.
"""

from __future__ import annotations

import json
import os

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

CONTEXT = b"outgoing_mail.content"
FORMAT = b"\x01"
BATCH = 500
# The column's own constraint, so that SQLite need not copy the table.
KEY = "CONSTRAINT fk_outgoing_mail_edition_id REFERENCES edition (id)"
WAITING = """
    SELECT mail.id, mail.content, statement.slug,
        coalesce(told.title, carried.title, binding.title, ''),
        coalesce(told.language, carried.language, statement.binding_language)
    FROM outgoing_mail AS mail
    JOIN edition ON edition.id = mail.edition_id
    JOIN statement ON statement.id = edition.statement_id
    LEFT JOIN translation AS told ON told.edition_id = edition.id AND told.language = mail.language
    LEFT JOIN carried_text AS carried ON carried.edition_id = edition.id AND carried.language = mail.language
    LEFT JOIN translation AS binding
        ON binding.edition_id = edition.id AND binding.language = statement.binding_language
    WHERE mail.content IS NOT NULL AND mail.id > :last ORDER BY mail.id LIMIT :batch
"""


def upgrade() -> None:
    """Adds the column."""
    op.execute(f"ALTER TABLE outgoing_mail ADD COLUMN edition_id INTEGER {KEY}")


def downgrade() -> None:
    """Writes title and address into what waits, and takes the column away."""
    connection, ciphers, last = op.get_bind(), _ciphers(), -1
    write = sa.text("UPDATE outgoing_mail SET content = :content WHERE id = :number")
    while rows := connection.execute(sa.text(WAITING), {"last": last, "batch": BATCH}).all():
        for number, sealed, slug, title, language in rows:
            url = f"{current_app.config['PUBLIC_URL']}/{language}/{slug}"
            content = _completed(bytes(sealed), {"statement_title": title, "statement_url": url}, ciphers)
            connection.execute(write, {"content": content, "number": number})
        last = rows[-1][0]
    op.execute("ALTER TABLE outgoing_mail DROP COLUMN edition_id")


def _completed(sealed: bytes, told: dict[str, str], ciphers: dict[bytes, AESGCM]) -> bytes:
    key_id, nonce = sealed[1:5], os.urandom(12)
    try:
        content = json.loads(ciphers[key_id].decrypt(sealed[5:17], sealed[17:], CONTEXT))
    except (KeyError, InvalidTag):
        raise CommandError("DATA_KEYS lacks a key under which mails that wait are sealed") from None
    plain = json.dumps(told | content).encode()
    return FORMAT + key_id + nonce + ciphers[key_id].encrypt(nonce, plain, CONTEXT)


def _ciphers() -> dict[bytes, AESGCM]:
    """The keys of ``DATA_KEYS``, by their ids."""

    def derive(secret: str, use: bytes, length: int) -> bytes:
        return HKDF(SHA256(), length, None, b"undersigned " + use).derive(secret.encode())

    secrets = current_app.config["DATA_KEYS"]
    return {derive(secret, b"id", 4): AESGCM(derive(secret, b"encryption", 32)) for secret in secrets}
