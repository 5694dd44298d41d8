"""Addresses at rest: not in the database file, not in a dump, in no encoding; and keys that rotate."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

import cast
import make
from conftest import KEY, Make
from page import CheckedClient
from petition.core import crypto
from petition.core.crypto import DecryptionError
from petition.core.db import db
from petition.signing.models.endorsement import Endorsement
from stored import stored

NEW_KEY = "another-test-key-of-forty-characters-98765"


def disguises(text: str) -> dict[str, bytes]:
    """A text as it might hide in a file."""
    plain = text.encode()
    return {
        "utf-8": plain,
        "utf-16-le": text.encode("utf-16-le"),
        "utf-16-be": text.encode("utf-16-be"),
        "hex": plain.hex().encode(),
        "HEX": plain.hex().upper().encode(),
        **{f"base64 at {at}": base64.b64encode(b"x" * at + plain)[4 if at else 0 : -4] for at in range(3)},
    }


def leaks(data: bytes, text: str) -> list[str]:
    return [name for name, bytes_ in disguises(text).items() if bytes_ in data]


def test_it_keeps_addresses_and_withheld_names_out_of_the_files(
    app: Flask, client: CheckedClient, database_url: str, tmp_path: Path
) -> None:
    make.statement()
    make.coordinator()
    make.sign(client, cast.NOOR)
    make.signed(client, cast.ALENA)
    make.signed(client, cast.QUIET)
    make.signed(client, cast.CIRCLE)
    db.session.remove()
    data = stored(database_url, tmp_path)
    assert leaks(data, cast.ALENA["name"]) != [], "a published name is found, so the search works"
    for who in (cast.NOOR, cast.ALENA, cast.QUIET, cast.CIRCLE):
        assert leaks(data, who["email"]) == []
    assert leaks(data, cast.VERA) == []
    assert leaks(data, cast.QUIET["name"]) == []
    assert leaks(data, cast.NOOR["name"]) == []


def test_it_notices_an_address_in_any_disguise() -> None:
    for name, hidden in disguises("alena@example.org").items():
        assert leaks(b"\0\0" + hidden + b"\0", "alena@example.org"), name


def test_it_rotates_keys_without_losing_anybody(make_app: Make) -> None:
    with make_app().app_context():
        make.statement()
        client = make_app().test_client()
        assert isinstance(client, CheckedClient)
        make.signed(client, cast.ALENA)
    app = make_app(data_keys=(NEW_KEY, KEY))
    with app.app_context():
        # Before the rotation the address is found under the older key.
        make.sign(app.test_client(), cast.ALENA)
        assert make.mails()[-1].kind == "already-signed"
        result = app.test_cli_runner().invoke(args=["keys", "rotate"])
        assert result.exit_code == 0, result.output
    app = make_app(data_keys=(NEW_KEY,))
    with app.app_context():
        made = make.endorsement(cast.ALENA["name"])
        assert made is not None
        assert made.address == cast.ALENA["email"]
        make.sign(app.test_client(), cast.ALENA)
        assert make.mails()[-1].kind == "already-signed"


def test_it_opens_nothing_with_a_wrong_key(make_app: Make) -> None:
    with make_app().app_context():
        make.statement()
        make.sign(make_app().test_client(), cast.ALENA)
    with make_app(data_keys=(NEW_KEY,)).app_context(), pytest.raises(DecryptionError):
        db.session.scalars(select(Endorsement).where(Endorsement.address_key.is_not(None))).all()


def test_it_notices_tampering(app: Flask) -> None:
    sealed = crypto.current_key_ring().encrypt(b"alena@example.org", "endorsement.address")
    assert crypto.current_key_ring().decrypt(sealed, "endorsement.address") == b"alena@example.org"
    with pytest.raises(DecryptionError):
        crypto.current_key_ring().decrypt(sealed[:-1] + bytes([sealed[-1] ^ 1]), "endorsement.address")
    with pytest.raises(DecryptionError):
        crypto.current_key_ring().decrypt(sealed, "another.column")
    assert crypto.current_key_ring().encrypt(b"x", "c") != crypto.current_key_ring().encrypt(b"x", "c")


def test_it_hashes_the_same_address_differently_elsewhere(app: Flask) -> None:
    other = crypto.make_key_ring((NEW_KEY,))
    assert other.lookups("alena@example.org", "address") != crypto.lookup_hashes("alena@example.org", "address")


def test_it_makes_keys_for_the_demo_once_and_for_its_owner_only(tmp_path: Path) -> None:
    from petition import config

    first, second = config.load_settings({}, instance=tmp_path), config.load_settings({}, instance=tmp_path)
    assert first.secret_key == second.secret_key
    assert replace(first) == second
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
