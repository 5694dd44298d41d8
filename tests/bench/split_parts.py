"""How long it takes to put the table of endorsements into parts, and back: ``flask partitions create`` and ``remove``.

``python tests/bench/split_parts.py [NUMBER [PARTS]]``: of so many endorsements, by default 10,000,000 in 16 parts, on a
PostgreSQL of its own with ``fsync`` on. What is there before and after is compared.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "bench")]

KEY = "a-bench-key-of-forty-characters-012345678"
# Rows, and one number that depends on each key and on nothing of where it stands.
CONTENT = "SELECT count(*), sum(hashtextextended(encode(signature_key, 'hex'), 0)::numeric) FROM endorsement"
SIZE = "SELECT pg_size_pretty(pg_database_size(current_database()))"


def measure(url: str, plain: str, number: int, parts: int) -> None:
    """Fills, splits, joins; each with its time, and what is there compared."""
    import psycopg
    from flask_migrate import upgrade
    from upgrade_locks import fill

    import make
    from petition import config, create_app
    from petition.core.db import db
    from petition.signing import partitions

    def ask(query: str) -> object:
        with psycopg.connect(plain) as connection:
            return connection.execute(query.encode()).fetchone()

    def timed(what: str, act: Callable[[], object]) -> None:
        begun = time.perf_counter()
        act()
        print(f"{what:<12} {time.perf_counter() - begun:>6.0f} s   {ask(SIZE)}", flush=True)

    def in_one_transaction(act: Callable[..., object], *given: int) -> None:
        with app.app_context(), db.engine.begin() as connection:
            act(connection, *given)

    keys = dict.fromkeys(("SECRET_KEY", "DATA_KEYS"), KEY)
    app = create_app(config.load_settings({"DATABASE_URL": url, **keys}, instance=Path(tempfile.mkdtemp())))
    with app.app_context():
        upgrade()
        make.statement()
        db.session.remove()
    timed("fill", lambda: fill(plain, number))
    before = ask(CONTENT)
    timed("create", lambda: in_one_transaction(partitions.split_table, parts))
    assert ask(CONTENT) == before
    print(
        ask(
            "SELECT min(reltuples), max(reltuples) FROM pg_class WHERE relkind = 'r' AND relname LIKE 'endorsement\\_part\\_%'"
        )
    )
    timed("remove", lambda: in_one_transaction(partitions.join_table))
    assert ask(CONTENT) == before


def main() -> None:
    """Makes the database, and measures."""
    from installation import new_database, plain_url

    import services

    services.start(durable=True)
    try:
        number, parts = (int(given) for given in (sys.argv[1:] + ["10000000", "16"][len(sys.argv) - 1 :]))
        url = new_database()
        measure(url, plain_url(url), number, parts)
    finally:
        services.stop()


if __name__ == "__main__":
    main()
