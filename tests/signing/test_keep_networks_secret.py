"""A stolen copy of the database gives back nobody's network, although there are few networks to try."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from pathlib import Path

from flask import Flask
from sqlalchemy import LargeBinary, String, inspect, select

import cast
import make
from conftest import KEY, Make
from page import CheckedClient
from petition.core import audit, limits
from petition.core.db import Base, db
from petition.signing.models.screening import Release, SigningTrace, Suspicion
from petition.signing.screening import actions as screening
from petition.signing.screening import releases
from petition.signing.screening.signals import Thresholds
from stored import stored

ADDRESS, NETWORK = "203.0.113.77", "203.0.113.0/24"


def signed_from_one_network(app: Flask, people: int) -> None:
    """Signatures over a threshold from one network, and the network let through: traces of every kind."""
    statement, by = make.statement(), make.coordinator("owner").id
    screening.set_thresholds(statement, Thresholds(same_network=1, hold_at=0), by=by)
    db.session.commit()
    client = app.test_client()
    assert isinstance(client, CheckedClient)
    client.environ_base["REMOTE_ADDR"] = ADDRESS
    for number in range(people):
        make.signed(
            client,
            {
                **cast.ALENA,
                "email": f"p{number}@d{number}.example",
                "name": f"{cast.ALENA['name']} {chr(97 + number)}q",
            },
        )
    key = db.session.scalar(select(Suspicion.key).where(Suspicion.signal == "network"))
    assert key is not None
    releases.release_group(statement, "network", key, by=by)
    db.session.commit()


def values(url: str) -> Iterator[bytes]:
    """Every value of every table that could be a key or a salt."""
    for engine in (db.engine, limits.make_limits_engine(url)):
        there = set(inspect(engine).get_table_names())
        with engine.connect() as connection:
            for table in Base.metadata.sorted_tables:
                columns = [
                    one for one in table.columns if isinstance(one.type, LargeBinary | String) and table.name in there
                ]
                for row in connection.execute(select(*columns)) if columns else ():
                    for value in row:
                        yield value if isinstance(value, bytes) else str(value or "").encode()


def guesses(key: bytes) -> set[bytes]:
    """What an attacker would compute who knows, or guesses, the network and has a key or a salt."""
    made = set()
    for message in (NETWORK.encode(), ADDRESS.encode(), f"{key.hex()} {NETWORK}".encode()):
        for purpose in (b"", b"network\0"):
            text = purpose + message
            made |= {
                hmac.digest(key, text, "sha256"),
                hashlib.sha256(key + text).digest(),
                hashlib.sha256(text).digest(),
            }
    return made


def is_in(data: bytes, hashed: bytes) -> bool:
    return hashed in data or hashed.hex().encode() in data


def test_it_gives_no_network_to_whoever_has_only_the_database(
    make_app: Make, database_url: str, tmp_path: Path
) -> None:
    app = make_app(sign_limit="100 per minute")
    with app.app_context():
        signed_from_one_network(app, 3)
        assert {db.session.query(table).count() > 0 for table in (SigningTrace, Suspicion, Release)} == {True}
        db.session.remove()
        data = stored(database_url, tmp_path)
        with app.test_request_context(environ_base={"REMOTE_ADDR": ADDRESS}):
            assert is_in(data, limits.client_keys()[0]), "who has the key, too, finds it: the search works"
        found = {hashed for value in set(values(database_url)) for hashed in guesses(value) if is_in(data, hashed)}
        assert found == set()


def test_it_knows_a_network_across_a_rotation_of_keys(make_app: Make) -> None:
    newer = "another-test-key-of-forty-characters-98765"

    def keys(*secrets: str) -> tuple[bytes, ...]:
        app = make_app(data_keys=secrets)
        with app.test_request_context(environ_base={"REMOTE_ADDR": ADDRESS}):
            return limits.client_keys()

    before, meanwhile, after = keys(KEY), keys(newer, KEY), keys(newer)
    assert meanwhile[: len(after)] == after
    assert set(meanwhile) == {*before, *after}
    assert not set(before) & set(after)


def test_it_keeps_no_salt_in_the_clear_beside_the_digest_of_a_note(app: Flask, database_url: str) -> None:
    number = audit.append_entry("test.note", "endorsement 1", by="test", note="Fake")
    db.session.commit()
    tried = {hashlib.sha256(salt + b"Fake").digest() for salt in values(database_url)}
    entry = db.session.get_one(audit.AuditEntry, number)
    assert entry.note_digest is not None
    assert entry.note_digest not in tried
    assert audit.note_digest(db.session.get_one(audit.AuditNote, number).salt, "Fake") == entry.note_digest
