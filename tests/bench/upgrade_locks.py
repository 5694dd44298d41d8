"""How long an upgrade keeps people waiting: the longest wait of a sign-on and of a change during each revision.

``python tests/bench/upgrade_locks.py [NUMBER [FROM [POSTGRESQL_URL]]]`` makes a database of the revision FROM with NUMBER
endorsements on a PostgreSQL of its own, and upgrades it revision by revision. Meanwhile one connection changes one endorsement
over and over and another adds them, as the worker does; what they wait for longest is the lock. The first line is of no
upgrade at all: so long does the machine itself keep them waiting.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "bench")]

if TYPE_CHECKING:
    from flask import Flask

KEY = "a-bench-key-of-forty-characters-012345678"
OLDEST = "0023"
PAUSE, IDLE_SECONDS = 0.005, 5.0
COLUMNS = (
    "statement_id, edition_id, kind, language, signature_key, address, address_key, details, visibility, shown_name,"
    " shown_key, shown_country, country_key, asked_at, consented_at, confirmed_at"
)
# One in eleven is withheld, every name another one; what is sealed is made up, for nothing here opens it.
ROW = (
    " SELECT e.statement_id, e.id, 'individual', 'en', decode(md5('s' || i) || md5('t' || i), 'hex'),"
    " decode(repeat(md5('a' || i), 4), 'hex'), decode(md5('b' || i) || md5('c' || i), 'hex'),"
    " decode(repeat(md5('d' || i), 11), 'hex'), CASE WHEN i %% 11 = 0 THEN 'withheld' ELSE 'full' END,"
    " CASE WHEN i %% 11 > 0 THEN 'Maryja ' || initcap(translate(md5('n' || i), '0123456789', 'ghijklmnop')) END,"
    " CASE WHEN i %% 11 > 0 THEN 'maryja ' || translate(md5('n' || i), '0123456789', 'ghijklmnop') END,"
    " CASE WHEN i %% 11 > 0 THEN (ARRAY['BY', 'PL', 'LT', 'DE'])[1 + i %% 4] END, decode(md5('k' || i %% 60), 'hex'),"
    " at, at, at FROM (SELECT statement_id, id FROM edition ORDER BY id LIMIT 1) AS e,"
    " (SELECT i, timestamptz '2026-01-01' + i * interval '1 second' AS at FROM generate_series(%s::int, %s::int) AS i) AS one"
)
CHANGE = "UPDATE endorsement SET updates_wanted_at = clock_timestamp() WHERE id = (SELECT MIN(id) FROM endorsement)"


class Waits:
    """The longest that each of the two had to wait, in seconds, since it was asked last."""

    def __init__(self) -> None:
        self.longest = {"change": 0.0, "sign": 0.0}
        self.done = threading.Event()

    def note(self, act: str, seconds: float) -> None:
        """Notes one that is over."""
        self.longest[act] = max(self.longest[act], seconds)

    def take(self) -> tuple[float, float]:
        """The longest of a change and of a sign-on until now; from here on anew."""
        taken = self.longest
        self.longest = {"change": 0.0, "sign": 0.0}
        return taken["change"], taken["sign"]


def fill(url: str, number: int) -> None:
    """So many confirmed individuals, past the triggers, with the statistics that a database makes of them by itself."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        for start in range(1, number + 1, 100_000):
            last = min(start + 99_999, number)
            connection.execute(f"INSERT INTO endorsement ({COLUMNS}) {ROW}".encode(), (start, last))
        connection.execute("VACUUM ANALYZE endorsement")
        connection.execute("CHECKPOINT")


@contextmanager
def waiting(url: str, number: int) -> Iterator[Waits]:
    """Two who write to the table meanwhile, one after the other."""
    waits = Waits()
    insert = f"INSERT INTO endorsement ({COLUMNS}) {ROW}"
    threads = [
        threading.Thread(target=_write, args=(url, waits, "change", CHANGE, None)),
        threading.Thread(target=_write, args=(url, waits, "sign", insert, number)),
    ]
    for thread in threads:
        thread.start()
    try:
        yield waits
    finally:
        waits.done.set()
        for thread in threads:
            thread.join()


def _write(url: str, waits: Waits, act: str, statement: str, last: int | None) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        while not waits.done.is_set():
            if last is not None:
                last += 1
            begun = time.perf_counter()
            connection.execute(statement.encode(), None if last is None else (last, last))
            waits.note(act, time.perf_counter() - begun)
            time.sleep(PAUSE)


def measure(app: Flask, url: str, number: int) -> None:
    """Upgrades revision by revision, and prints what was waited for meanwhile."""
    from alembic.script import ScriptDirectory
    from flask_migrate import upgrade

    from petition.core import health

    with app.app_context():
        found = ScriptDirectory(str(health.MIGRATIONS)).walk_revisions()
        revisions = [one.revision for one in reversed(list(found)) if one.revision > start_revision()]
    print(f"{'revision':<10} {'takes':>9} {'change waits':>13} {'sign-on waits':>14}   (ms)")
    with waiting(url, number) as waits:
        time.sleep(IDLE_SECONDS)
        _print_waits("none", IDLE_SECONDS, waits)
        for revision in revisions:
            begun = time.perf_counter()
            with app.app_context():
                upgrade(revision=revision)
            took = time.perf_counter() - begun
            # Whoever waited has to get through to be counted.
            time.sleep(0.5)
            _print_waits(revision, took, waits)


def _print_waits(revision: str, took: float, waits: Waits) -> None:
    change, sign = waits.take()
    print(f"{revision:<10} {took * 1000:>9.0f} {change * 1000:>13.0f} {sign * 1000:>14.0f}", flush=True)


def start_revision() -> str:
    """Where the measured upgrade begins."""
    return sys.argv[2] if len(sys.argv) > 2 else OLDEST


def main() -> None:
    """Makes the database, and measures."""
    from installation import new_database, plain_url

    import services

    if len(sys.argv) > 3:
        os.environ["TEST_POSTGRESQL_URL"] = sys.argv[3]
    services.start(durable=True)
    try:
        url = new_database()
        _measure_in(url, plain_url(url), int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
    finally:
        services.stop()


def _measure_in(url: str, plain: str, number: int) -> None:
    from flask_migrate import downgrade, upgrade

    import make
    from petition import config, create_app
    from petition.core.db import db

    keys = dict.fromkeys(("SECRET_KEY", "DATA_KEYS"), KEY)
    app = create_app(config.load_settings({"DATABASE_URL": url, **keys}, instance=Path(tempfile.mkdtemp())))
    with app.app_context():
        upgrade()
        make.statement()
        db.session.remove()
        downgrade(revision=start_revision())
    begun = time.perf_counter()
    fill(plain, number)
    print(f"{number:,} endorsements in {time.perf_counter() - begun:.0f} s", flush=True)
    measure(app, plain, number)


if __name__ == "__main__":
    main()
