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
CYRILLIC = str.maketrans("abdehiklmnoprstuvyzčš", "абдэгіклмнопрстуўызчш")
HAN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
RARE = "Rarename"
LIST, SLUG = "/en/open-courts/signatories?kind=individuals", "open-courts"
STEPS = 100
HIGHEST = 2**31
# What is compared at the end: one address with another, and how many times as much it may cost.
RATIOS = (
    ("individuals, the oldest", "individuals, the newest", 1.2),
    ("a search without a hit", "a name that is there once", 2.0),
    ("a common name", "a name that is there once", None),
)
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
    name, at = _make_name(chance, number), START + timedelta(seconds=number)
    visibility = "full" if not number or number % 7 else "initials"
    visibility = visibility if not number or number % 11 else "withheld"
    shown, key = _shown(name, visibility)
    keys = ("signature_key", "address_key", "country_key")
    return {
        "statement_id": statement_id, "edition_id": edition_id, "kind": "individual", "language": "en",
        "visibility": visibility, "address": SEALED[:60], "details": SEALED,
        **dict.fromkeys(keys, number.to_bytes(32)),
        **dict.fromkeys(("asked_at", "consented_at", "confirmed_at"), at),
        "shown_name": shown, "shown_key": key,
        "shown_country": COUNTRIES[number % len(COUNTRIES)] if shown else None,
    }  # fmt: skip


def _make_name(chance: random.Random, number: int) -> str:
    """One in thirteen in Cyrillic, one in seventeen in Chinese."""
    first, family = chance.choice(FIRST_NAMES), "".join(chance.choices(SYLLABLES, k=3)).capitalize() if number else RARE
    if number % 13 == 1:
        return f"{first.translate(CYRILLIC)} {family.translate(CYRILLIC)}"
    return "".join(chance.choices(HAN, k=3)) if number % 17 == 1 else f"{first} {family}"


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
    yield "individuals, the oldest", f"{LIST}&after={_place(HIGHEST)}"
    yield "a name that is there once", f"{LIST}&q={RARE}"
    yield "a search without a hit", f"{LIST}&q=qqqqqq"
    yield "a common name", f"{LIST}&q=maryja"
    yield "one letter", f"{LIST}&q=m"
    yield "Chinese, within a name", f"{LIST}&q={HAN[1]}"
    yield "two words, few have both", f"{LIST}&q=maryja+baremi"
    yield "two common words, no hit", f"{LIST}&q=maryja+vera"
    yield "initials", f"{LIST}&q=m.+b."
    yield "by name", f"{LIST}&sort=name"
    yield "a common name, by name", f"{LIST}&q=maryja&sort=name"
    yield "of a country", f"{LIST}&country=BY"
    yield "of a country, by name", f"{LIST}&country=BY&sort=name"
    yield "a miss in a country", f"{LIST}&country=BY&q=qqqqqq"


def _place(part: int) -> str:
    """The place after one of so many: the middle for 2, near the end for 60."""
    from sqlalchemy import func, select

    from petition.core.db import db
    from petition.signing.models.endorsement import Endorsement

    last = db.session.scalar(select(func.max(Endorsement.id))) or 1
    first = db.session.scalar(select(func.min(Endorsement.id)).where(Endorsement.kind == "individual")) or 1
    columns = Endorsement.edition_id, Endorsement.confirmed_at, Endorsement.id
    here = Endorsement.id >= first + max((last - first) // part, 250), Endorsement.kind == "individual"
    edition, at, one = db.session.execute(select(*columns).where(*here).order_by(Endorsement.id).limit(1)).one()
    return f"{edition}.{(at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)}.{one}"


def measure(app: Flask) -> None:
    """What each address costs: on SQLite in instructions of its virtual machine, which do not depend on the machine,
    and in milliseconds of this process and of the clock, cold and warm.
    """
    from petition.core.db import db
    from petition.list.queries.counts import forget_counts

    with app.app_context():
        asked = list(addresses())
        db.session.rollback()
    best: dict[str, tuple[float, float, int]] = {}
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
        best[label] = min(one[0] for one in costs[1:]), busy, sum(steps)
    for label, other, most in RATIOS:
        warm, busy, taken = (a / b if b else 0 for a, b in zip(best[label], best[other], strict=True))
        aim = f" (aim: {most})" if most else ""
        print(f"{label} : {other} = {warm:.2f} warm, {busy:.2f} busy, {taken:.2f} steps{aim}", flush=True)


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
    from petition.core.batches import run_in_batches
    from petition.core.db import db
    from petition.signing.word_index import index_names
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
        for _batch in run_in_batches(index_names):
            db.session.commit()
        db.session.remove()
    measure(app)


if __name__ == "__main__":
    main()
