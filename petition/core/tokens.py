"""Secrets that travel in links: random, and stored only as a hash."""

from __future__ import annotations

import hashlib
import re
import secrets

BYTES = 24  # 192 bits
SHAPE = re.compile(r"[A-Za-z0-9_-]{32}")


def make_token() -> str:
    """A fresh token of 192 random bits in 32 characters that are safe in an address."""
    return secrets.token_urlsafe(BYTES)


def hash_token(token: str) -> bytes:
    """What is stored in its place. It needs no salt: nobody can guess 192 random bits."""
    return hashlib.sha256(token.encode()).digest()


def is_well_formed(token: str) -> bool:
    """Whether this can be one of ours; a mail program may have cut or bent it."""
    return SHAPE.fullmatch(token) is not None
