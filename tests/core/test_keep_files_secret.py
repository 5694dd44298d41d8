"""Files at rest: only ciphertext in the column, bound to it, opened by every key in use."""

from __future__ import annotations

import pytest
from flask import Flask

from petition.core.crypto import DecryptionError, EncryptedBytes, make_key_ring
from petition.core.db import db
from petition.core.key_rotation import SEALED_COLUMNS

pytestmark = pytest.mark.both_databases

FILE = bytes(range(256)) * 40


def test_it_stores_a_file_as_ciphertext_only(app: Flask) -> None:
    column, dialect = EncryptedBytes("letter.content"), db.engine.dialect
    sealed = column.process_bind_param(FILE, dialect)
    assert sealed is not None and FILE[:32] not in sealed
    assert sealed != column.process_bind_param(FILE, dialect)
    assert column.process_result_value(sealed, dialect) == FILE
    assert column.process_result_value(column.process_bind_param(b"", dialect), dialect) == b""


def test_it_keeps_nothing_for_nothing(app: Flask) -> None:
    column, dialect = EncryptedBytes("letter.content"), db.engine.dialect
    assert column.process_bind_param(None, dialect) is None
    assert column.process_result_value(None, dialect) is None


def test_it_opens_a_file_in_its_own_column_alone(app: Flask) -> None:
    dialect = db.engine.dialect
    sealed = EncryptedBytes("letter.content").process_bind_param(FILE, dialect)
    assert sealed is not None
    with pytest.raises(DecryptionError):
        EncryptedBytes("logo.content").process_result_value(sealed, dialect)
    with pytest.raises(DecryptionError):
        EncryptedBytes("letter.content").process_result_value(sealed[:-1] + bytes([sealed[-1] ^ 1]), dialect)


def test_it_opens_and_seals_anew_while_keys_are_rotated(app: Flask) -> None:
    column, dialect = EncryptedBytes("letter.content"), db.engine.dialect
    older = app.config["DATA_KEYS"]
    sealed = column.process_bind_param(FILE, dialect)
    newest = "a-newer-key-of-forty-characters-00000000"
    app.config["DATA_KEYS"] = (newest, *older)
    assert column.process_result_value(sealed, dialect) == FILE
    again = column.process_bind_param(column.process_result_value(sealed, dialect), dialect)
    assert again is not None
    assert make_key_ring((newest,)).decrypt(again, "letter.content") == FILE
    assert isinstance(column, SEALED_COLUMNS)
