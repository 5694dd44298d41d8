"""A list of very many individuals, and what each public address costs on it (see docs/bench.md).

``python tests/bench/long_list.py NUMBER [DATABASE_URL]`` on a fresh or an already filled database.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

if TYPE_CHECKING:
    from flask import Flask

    from petition.statements.models import Statement

CHUNK = 10_000
START = datetime(2026, 1, 1, tzinfo=UTC)
FIRST_NAMES = ("Aleś", "Maryja", "Janka", "Vera", "Ihar", "Zofia", "Petra", "Ulad", "Nadzia", "Hanna", "Kira", "Taras")
SYLLABLES = ("ba", "re", "mi", "lo", "du", "sa", "ve", "ki", "no", "tu", "ha", "zy", "pra", "ska", "vič", "enka")
COUNTRIES = ("BY", "PL", "LT", "DE", "UA", None)
RARE = "Rarename"
LIST, SLUG = "/en/open-courts/signatories?kind=individuals", "open-courts"
STEPS = 100
SEALED = bytes(range(180))
KEY = "a-bench-key-of-forty-characters-012345678"


def fill(statement: Statement, number: int) -> None:
    """So many confirmed individuals, a second apart: one in seven by initials, one in eleven withheld.

    What is sealed is made up, for no public page opens it.
    """
    from sqlalchemy import column, table

    from petition.core.db import Moment, db

    chance, editions = random.Random(7), [edition.id for edition in statement.editions]
    columns = [column(name, Moment) if name.endswith("_at") else column(name) for name in _row(chance, 1, 1, 1)]
    insert = table("endorsement", *columns).insert()
    for start in range(0, number, CHUNK):
        made = [
            _row(chance, statement.id, editions[one * len(editions) // number], one)
            for one in range(start, min(start + CHUNK, number))
        ]
        db.session.execute(insert, made)
        db.session.commit()


def _row(chance: random.Random, statement_id: int, edition_id: int, number: int) -> dict[str, Any]:
    family = "".join(chance.choices(SYLLABLES, k=3)).capitalize() if number else RARE
    name, at = f"{chance.choice(FIRST_NAMES)} {family}", START + timedelta(seconds=number)
    visibility = "full" if not number or number % 7 else "initials"
    visibility = visibility if not number or number % 11 else "withheld"
    shown, key = _shown(name, visibility)
    keys = ("signature_key", "address_key", "name_key", "domain_key", "country_key", "likeness_key")
    return {
        "statement_id": statement_id, "edition_id": edition_id, "kind": "individual", "language": "en",
        "visibility": visibility, "address": SEALED[:60], "details": SEALED,
        **dict.fromkeys(keys, number.to_bytes(32)),
        **dict.fromkeys(("asked_at", "consented_at", "confirmed_at"), at),
        "shown_name": shown, "shown_key": key,
        "shown_country": COUNTRIES[number % len(COUNTRIES)] if shown else None,
    }  # fmt: skip


@cache
def _shown(name: str, visibility: str) -> tuple[str | None, str | None]:
    from petition.signing.publication import name_for_visibility
    from petition.signing.search import initials_key, search_key

    shown = name_for_visibility(name, visibility)
    if shown is None:
        return None, None
    return shown, search_key(shown) if visibility == "full" else initials_key(shown)


def addresses() -> Iterator[tuple[str, str]]:
    """What is asked for, and where."""
    page = f"/en/{SLUG}"
    yield "the statement", page
    yield "its counts", f"{page}/counts"
    yield "counts for machines", f"/{SLUG}/counts.json"
    yield "organisations", f"{page}/signatories"
    yield "individuals, the newest", LIST
    yield "individuals, the middle", f"{LIST}&after={_place(2)}"
    yield "individuals, the oldest", f"{LIST}&after={_place(60)}"
    yield "a search without a hit", f"{LIST}&q=qqqqqq"
    yield "a name that is there once", f"{LIST}&q={RARE}"
    yield "two letters", f"{LIST}&q=ba"
    yield "a common name", f"{LIST}&q=maryja+baremi"
    yield "initials", f"{LIST}&q=m+b"


def _place(part: int) -> str:
    """The place after one of so many: the middle for 2, near the end for 60."""
    from sqlalchemy import func, select

    from petition.core.db import db
    from petition.signing.models.endorsement import Endorsement

    last = db.session.scalar(select(func.max(Endorsement.id))) or 1
    at, one = db.session.execute(
        select(Endorsement.confirmed_at, Endorsement.id).where(Endorsement.id == max(last // part, 10))
    ).one()
    return f"{(at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)}.{one}"


def measure(app: Flask) -> None:
    """What each address costs: on SQLite in instructions of its virtual machine, which do not depend on the machine,
    and in milliseconds of this process and of the clock, cold and warm.
    """
    from petition.core.db import db
    from petition.list.queries.counts import forget_counts

    with app.app_context():
        asked = list(addresses())
        db.session.rollback()
    for label, path in asked:
        costs = []
        for turn in range(3):
            forget_counts()
            if not turn:
                _cool(app)
            with counted_steps(app) as steps:
                began, busy = time.perf_counter(), time.process_time()
                answer = app.test_client().get(path)
                costs.append((time.perf_counter() - began, time.process_time() - busy))
            assert answer.status_code == 200, path
        cold, warm, busy = (1000 * one for one in (costs[0][0], costs[1][0], min(costs[1][1], costs[2][1])))
        print(f"{label:<26} {sum(steps):>10} steps {busy:8.1f} ms busy {cold:8.0f} cold {warm:8.0f} warm", flush=True)


@contextmanager
def counted_steps(app: Flask) -> Iterator[list[int]]:
    """How many instructions SQLite's virtual machine takes meanwhile, to the hundred; nothing on PostgreSQL."""
    from sqlalchemy import event

    from petition.core.db import db

    steps: list[int] = []

    def step() -> int:
        steps.append(STEPS)
        return 0

    def watch(connection: Any, *_: Any) -> None:
        if hasattr(connection, "set_progress_handler"):
            connection.set_progress_handler(step, STEPS)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "checkout", watch)
    try:
        yield steps
    finally:
        event.remove(engine, "checkout", watch)


def _cool(app: Flask) -> None:
    """Drops what the system and the connections keep of an SQLite file in memory."""
    from petition.core.db import db

    with app.app_context():
        db.engine.dispose()
        name = db.engine.url.database if db.engine.dialect.name == "sqlite" else None
    if name is not None:
        with open(name, "rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def main() -> None:
    """Fills the database where it is empty, and measures."""
    from flask_migrate import upgrade
    from sqlalchemy import select

    import make
    import make_public
    from petition import config, create_app
    from petition.core.db import db
    from petition.statements.models import Statement

    number, folder = int(sys.argv[1]), tempfile.mkdtemp()
    url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{folder}/list.sqlite"
    keys = dict.fromkeys(("SECRET_KEY", "DATA_KEYS"), KEY)
    app = create_app(config.load_settings({"DATABASE_URL": url, **keys}, instance=Path(folder)))
    with app.app_context():
        upgrade()
        if db.session.scalar(select(Statement.id)) is None:
            statement = make.statement()
            make_public.second_edition(statement)
            began = time.perf_counter()
            fill(statement, number)
            print(f"filled in {time.perf_counter() - began:.0f} s", flush=True)
        db.session.remove()
    measure(app)


if __name__ == "__main__":
    main()
