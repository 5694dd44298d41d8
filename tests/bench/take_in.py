"""How fast the worker takes in forms, beside the raw driver writing the same rows in one transaction after the other.

``python tests/bench/take_in.py [NUMBER]``: on SQLite and on PostgreSQL, a third of the time each for filling.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

if TYPE_CHECKING:
    from flask import Flask

KEY = "a-bench-key-of-forty-characters-012345678"
TABLES = ("endorsement", "outgoing_mail", "signing_trace")
CHUNK = 200


def receive(number: int, begin: int = 0) -> None:
    """Keeps so many sign-ons of people who never signed before, as the web process does."""
    from petition.core import addresses
    from petition.core.db import db
    from petition.signing.models.endorsement import Endorsement  # noqa: F401
    from petition.signing.sign import actions as signing
    from petition.signing.signature import Signature
    from petition.statements.models import Edition

    edition = db.session.query(Edition).order_by(Edition.id).first()
    assert edition is not None
    for one in range(begin, begin + number):
        signing.keep_signature(
            edition.id,
            Signature(
                kind="individual",
                address=addresses.Address(
                    f"reader{one}@reader{one % 97}.example", f"reader{one}@reader{one % 97}.example"
                ),
                language="en",
                details={"name": f"Reader {one} Novik", "country": "PL", "affiliation": "A school", "comment": ""},
                visibility="full",
                consent="I agree that my name is published.",
                consent_language="en",
                network=(one.to_bytes(32), one.to_bytes(32)),
                seconds=40,
                at=datetime.now(UTC),
            ),
        )
    db.session.commit()


def take_in(app: Flask) -> float:
    """Seconds until no form is left."""
    from petition.core import received_forms
    from petition.core.db import db

    began = time.perf_counter()
    while received_forms.act_on_next_forms():
        db.session.commit()
        db.session.remove()
    db.session.rollback()
    return time.perf_counter() - began


def write_raw(app: Flask, number: int) -> float:
    """Seconds in which the driver alone writes the rows that were made, anew, by the statements that they take."""
    from petition.core.db import db

    with app.app_context():
        raw = db.engine.raw_connection()
        driver: Any = raw.driver_connection
        sign = "?" if db.engine.dialect.name == "sqlite" else "%s"
        rows, names = {}, {}
        cursor = driver.cursor()
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1 DESC LIMIT {number}")
            found = [column[0] for column in cursor.description]
            keep = [place for place, name in enumerate(found) if name not in ("state",)]
            names[table] = [found[place] for place in keep]
            rows[table] = [tuple(row[place] for place in keep) for row in cursor.fetchall()]
        driver.rollback()
        cursor.execute("SELECT kind, content, edition_id, due_at, attempts FROM received_form LIMIT 1")
        for table in reversed(TABLES):
            cursor.execute(f"DELETE FROM {table} WHERE {names[table][0]} >= {min(row[0] for row in rows[table])}")
        driver.commit()
        began = time.perf_counter()
        for start in range(0, number, CHUNK):
            if sign == "?":
                cursor.execute("BEGIN IMMEDIATE")
            for table in TABLES:
                columns = ", ".join(names[table])
                places = ", ".join([sign] * len(names[table]))
                cursor.executemany(
                    f"INSERT INTO {table} ({columns}) VALUES ({places})", rows[table][start : start + CHUNK]
                )
            driver.commit()
        took = time.perf_counter() - began
        raw.close()
    return took


def measure(url: str, number: int, folder: str) -> None:
    """Prints both rates for a fresh database."""
    from flask_migrate import upgrade

    import make
    from petition import config, create_app

    keys = dict.fromkeys(("SECRET_KEY", "DATA_KEYS"), KEY)
    app = create_app(config.load_settings({"DATABASE_URL": url, **keys}, instance=Path(folder)))
    with app.app_context():
        upgrade()
        make.statement()
        receive(200, 10_000_000)
        take_in(app)
        receive(number)
        busy = time.process_time()
        took = take_in(app)
        busy = time.process_time() - busy
    raw = write_raw(app, number)
    print(
        f"{url.partition(':')[0]:<22} {number / took:8.0f}/s taken in ({1e6 * busy / number:.0f} µs busy each),"
        f" {number / raw:8.0f}/s by the driver alone, ratio {raw / took:.2f}",
        flush=True,
    )


def main() -> None:
    """Measures on both."""
    from sqlalchemy import create_engine, text
    from sqlalchemy.engine import make_url

    import services

    number = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    services.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            measure(f"sqlite:///{folder}/forms.sqlite", number, folder)
            server = make_url(os.environ["TEST_POSTGRESQL_URL"])
            engine = create_engine(server, isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.execute(text("CREATE DATABASE forms"))
            engine.dispose()
            measure(server.set(database="forms").render_as_string(hide_password=False), number, folder)
    finally:
        services.stop()


if __name__ == "__main__":
    main()
