"""Personal data at rest: encrypted with AES-256-GCM, found again by a keyed hash.

Sources: NIST SP 800-38D (GCM), RFC 5869 (HKDF), RFC 2104 (HMAC).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from sqlalchemy import Dialect, LargeBinary, TypeDecorator

FORMAT = b"\x01"
ID_BYTES, NONCE_BYTES = 4, 12


class DecryptionError(Exception):
    """A stored value fits none of the keys in ``DATA_KEYS``, or was tampered with."""


@dataclass(frozen=True)
class DataKey:
    """One key of ``DATA_KEYS`` in its three uses, each derived apart from the others."""

    id: bytes
    cipher: AESGCM
    lookup: bytes


@dataclass(frozen=True)
class KeyRing:
    """The keys in use, newest first: the first encrypts, all decrypt."""

    keys: tuple[DataKey, ...]

    def encrypt(self, plain: bytes, context: str) -> bytes:
        """``plain`` sealed under the newest key and bound to its column, ``context``."""
        key, nonce = self.keys[0], os.urandom(NONCE_BYTES)
        return FORMAT + key.id + nonce + key.cipher.encrypt(nonce, plain, context.encode())

    def decrypt(self, sealed: bytes, context: str) -> bytes:
        """The plain value; raises DecryptionError, and never gives back what it could not open."""
        key_id, nonce = sealed[1 : 1 + ID_BYTES], sealed[1 + ID_BYTES : 1 + ID_BYTES + NONCE_BYTES]
        for key in self.keys:
            if key.id == key_id and sealed[:1] == FORMAT:
                try:
                    return key.cipher.decrypt(nonce, sealed[1 + ID_BYTES + NONCE_BYTES :], context.encode())
                except InvalidTag:
                    break
        raise DecryptionError(f"{context}: no key in DATA_KEYS opens a stored value")

    def lookups(self, value: str, purpose: str) -> list[bytes]:
        """Keyed hashes (32 bytes) of ``value``, newest key first; the first is the one to store."""
        message = f"{purpose}\0{value}".encode()
        return [hmac.digest(key.lookup, message, "sha256") for key in self.keys]


@lru_cache(maxsize=8)
def make_key_ring(secrets: tuple[str, ...]) -> KeyRing:
    """The ring made of the texts in ``DATA_KEYS``."""
    return KeyRing(tuple(_data_key(secret) for secret in secrets))


def current_key_ring() -> KeyRing:
    """The ring of the current application."""
    return make_key_ring(current_app.config["DATA_KEYS"])


def lookup_hash(value: str, purpose: str) -> bytes:
    """The keyed hash of ``value`` to store; see also ``lookups``."""
    return current_key_ring().lookups(value, purpose)[0]


def lookup_hashes(value: str, purpose: str) -> list[bytes]:
    """The keyed hashes under which ``value`` may be stored while keys are being rotated."""
    return current_key_ring().lookups(value, purpose)


def keyed_hash(value: str, purpose: str) -> str:
    """A keyed hash under ``SECRET_KEY``, in hex, for what is never stored for long."""
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def _data_key(secret: str) -> DataKey:
    def derive(use: bytes, length: int) -> bytes:
        return HKDF(SHA256(), length, None, b"undersigned " + use).derive(secret.encode())

    return DataKey(derive(b"id", ID_BYTES), AESGCM(derive(b"encryption", 32)), derive(b"lookup", 32))


class EncryptedText(TypeDecorator[str]):
    """A text column that holds only ciphertext; ``context`` is its "table.column"."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Encrypts on the way in."""
        return None if value is None else current_key_ring().encrypt(value.encode(), self.context)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Decrypts on the way out."""
        return None if value is None else current_key_ring().decrypt(bytes(value), self.context).decode()


class EncryptedJSON(TypeDecorator[dict[str, Any]]):
    """A column of JSON objects that holds only ciphertext."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: dict[str, Any] | None, dialect: Dialect) -> bytes | None:
        """Encrypts on the way in."""
        return None if value is None else current_key_ring().encrypt(json.dumps(value).encode(), self.context)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> dict[str, Any] | None:
        """Decrypts on the way out."""
        return None if value is None else json.loads(current_key_ring().decrypt(bytes(value), self.context))


class EncryptedBytes(TypeDecorator[bytes]):
    """A column of files that holds only ciphertext."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Encrypts on the way in."""
        return None if value is None else current_key_ring().encrypt(value, self.context)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Decrypts on the way out."""
        return None if value is None else current_key_ring().decrypt(bytes(value), self.context)
