"""A list of very many individuals and some organisations, and what each of its pages costs (see docs/capacity.md).

``python tests/bench/list_pages.py NUMBER [DATABASE_URL] [FILE.pdf]`` on a fresh or an already filled database. With a file the
document to print is saved by Chromium, and its pages are counted.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

if TYPE_CHECKING:
    from flask import Flask

    from petition.statements.models import Statement

CHUNK, ORGANISATIONS = 5_000, 180
START = datetime(2026, 9, 1, tzinfo=UTC)
KEY = "a-bench-key-of-forty-characters-012345678"
SEALED = bytes(range(180))
FIRST = (
    "Aleś",
    "Марыя",
    "Янка",
    "Vera",
    "Ігар",
    "Zofia",
    "Petra",
    "Улад",
    "Надзея",
    "Hanna",
    "Кіра",
    "Тарас",
    "Łukasz",
    "نور",
    "Élodie",
)
PARTS = ("ba", "re", "mi", "lo", "du", "sa", "ve", "ki", "no", "tu", "ha", "zy", "pra", "ska", "vič", "enka")
CYRILLIC = ("ба", "рэ", "мі", "ла", "ду", "са", "вэ", "кі", "но", "ту", "га", "зы", "пра", "ска", "віч", "енка")
COUNTRIES = (
    ("BY",) * 8
    + ("PL",) * 5
    + ("LT",) * 3
    + ("DE", "DE", "UA", "UA", "CZ", "FR", "GB", "US", "SE", "NO", "GE", None, None)
)
AFFILIATIONS = (
    None,
    None,
    None,
    None,
    "University of Vilnius",
    "teacher",
    "Праваабаронца",
    "Association of Historians",
)
COMMENTS = ("Because it is just.", "Свабоду палітвязням.", "For my brother, who cannot sign this himself.")
KINDS = ("ngo", "union", "academic", "professional", None)


def fill(statement: Statement, number: int) -> None:
    """So many confirmed individuals, some minutes apart: one in seven by initials, one in eleven withheld.

    What is sealed is made up, for no public page opens it.
    """
    from sqlalchemy import column, table

    from petition.core.batches import run_in_batches
    from petition.core.db import Moment, db
    from petition.signing import tallying
    from petition.signing.name_order import place_names

    chance, edition = random.Random(7), statement.editions[-1].id
    columns = [column(name, Moment) if name.endswith("_at") else column(name) for name in _row(chance, 1, 1, 1)]
    insert = table("endorsement", *columns).insert()
    for start in range(1, number + 1, CHUNK):
        made = [_row(chance, statement.id, edition, one) for one in range(start, min(start + CHUNK, number + 1))]
        db.session.execute(insert, made)
        db.session.commit()
    began = time.perf_counter()
    for act in (place_names, tallying.fold_tally):
        for _done in run_in_batches(act):
            db.session.commit()
        print(f"{act.__name__}: {time.perf_counter() - began:.1f} s", flush=True)


def _row(chance: random.Random, statement_id: int, edition_id: int, number: int) -> dict[str, Any]:
    from petition.signing.publication import name_for_visibility
    from petition.signing.search import initials_key, search_key

    first = chance.choice(FIRST)
    letters = CYRILLIC if "а" <= first[0].lower() <= "ў" or first[0] == "І" else PARTS
    name = f"{first} {''.join(chance.choices(letters, k=3)).capitalize()}"
    at = START + timedelta(minutes=number * 2)
    visibility = "initials" if not number % 7 else "withheld" if not number % 11 else "full"
    shown, full = name_for_visibility(name, visibility), visibility == "full"
    beside = chance.choice(AFFILIATIONS) if full else None
    return {
        "statement_id": statement_id, "edition_id": edition_id, "kind": "individual", "language": "en",
        "visibility": visibility, "address": SEALED[:60], "details": SEALED,
        "signature_key": number.to_bytes(32), "address_key": number.to_bytes(32),
        **dict.fromkeys(("asked_at", "consented_at", "confirmed_at"), at),
        "shown_name": shown, "shown_key": search_key(name, beside) if full else initials_key(shown or ""),
        "shown_beside": beside,
        "shown_comment": chance.choice(COMMENTS) if shown and not number % 40 else None,
        "shown_country": chance.choice(COUNTRIES) if shown else None,
    }  # fmt: skip


def add_organisations(statement: Statement, number: int) -> None:
    """So many organisations, entered as founding signatories are."""
    import make
    from petition.core.db import db
    from petition.signing.models.endorsement import Endorsement

    chance, by = random.Random(3), make.coordinator().id
    for one in range(number):
        letters = CYRILLIC if one % 3 == 0 else PARTS
        name = "".join(chance.choices(letters, k=3)).capitalize() + (
            " праваабарончы цэнтр" if one % 3 == 0 else " Human Rights Centre"
        )
        _add_organisation(statement, f"{name} {one}", chance, by)
    db.session.commit()
    assert db.session.query(Endorsement).count() >= number


def _add_organisation(statement: Statement, name: str, chance: random.Random, by: int) -> None:
    from petition.core.db import db, now
    from petition.core.text import transliterate
    from petition.organisations.actions import register_organisation
    from petition.signing.models.endorsement import Endorsement
    from petition.signing.publication import publish_endorsement

    entry = register_organisation(
        name=name, latin=None if name.isascii() else transliterate(name).title(), website="https://example.org",
        country=chance.choice([one for one in COUNTRIES if one]),
    )  # fmt: skip
    entry.kind = chance.choice(KINDS)
    at = now()
    made = Endorsement(
        statement_id=statement.id, edition_id=statement.editions[-1].id, organisation=entry, kind="organisation",
        language="be", visibility="withheld", signature_key=random.randbytes(32), asked_at=at, consented_at=at,
        confirmed_at=at, approved_at=at, approved_by=by, details={"organisation": name},
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    publish_endorsement(made)


def addresses(app: Flask) -> Iterator[tuple[str, str]]:
    """What is asked for, and where."""
    import make

    page = f"/en/{make.SLUG}"
    people = f"{page}/signatories?kind=individuals"
    yield "the statement", page
    yield "organisations", f"{page}/signatories"
    yield "by country", f"{page}/countries"
    for label, asked in (
        ("the newest", ""), ("of one country", "&country=LT"), ("by name", "&sort=name"), ("a letter", "&sort=name&letter=V"),
        ("a day", "&day=2026-10-01"), ("one country by name", "&country=GE&sort=name"), ("a search", "&q=vera"),
        ("a search without a hit", "&q=qqqqq"), ("initials", "&q=V.+B."), ("a search in a country", "&q=vera&country=GE"),
    ):  # fmt: skip
        yield label, people + asked
    yield "comments", f"{page}/signatories?kind=comments"


def measure(app: Flask) -> None:
    """What each address costs, in milliseconds of this process, the second and third time."""
    from petition.list.queries.counts import forget_counts

    client = app.test_client()
    for label, path in addresses(app):
        busy = []
        for _turn in range(3):
            forget_counts()
            began = time.process_time(), time.perf_counter()
            answer = client.get(path)
            busy.append((time.process_time() - began[0], time.perf_counter() - began[1], len(answer.data)))
            assert answer.status_code == 200, path
        cpu, wall, size = min(busy[1:])
        print(f"{label:<24} {1000 * cpu:8.1f} ms busy {1000 * wall:8.1f} ms {size // 1024:>6} KiB", flush=True)


def measure_document(app: Flask, path: str) -> None:
    """How long the document takes to be written, and by how much the process grows meanwhile."""
    before, began, size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter(), 0
    answer = app.test_client().get(path, buffered=False)
    first = None
    for chunk in answer.response:
        first = first or time.perf_counter() - began
        size += len(chunk)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(
        f"document: {size // 1024} KiB in {time.perf_counter() - began:.1f} s, first after {first:.2f} s, {grown} KiB grown"
    )


def save_document(app: Flask, path: str, file: str) -> None:
    """The document as Chromium prints it."""
    from playwright.sync_api import sync_playwright
    from pypdf import PdfReader
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        arguments = [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        page = browser.new_page()
        page.set_default_timeout(300_000)
        began = time.perf_counter()
        page.goto(f"http://127.0.0.1:{server.server_port}{path}", wait_until="load")
        page.pdf(path=file, format="A4", prefer_css_page_size=True)
        print(f"printed in {time.perf_counter() - began:.1f} s: {len(PdfReader(file).pages)} pages")
        browser.close()
    server.shutdown()


def main() -> None:
    """Fills the database where it is empty, and measures."""
    from flask_migrate import upgrade
    from sqlalchemy import select

    import make
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
            add_organisations(statement, ORGANISATIONS)
            fill(statement, number)
            if db.engine.dialect.name == "postgresql":
                db.session.connection().exec_driver_sql("ANALYZE")
            db.session.commit()
    measure(app)
    measure_document(app, f"/en/{make.SLUG}/print")
    if len(sys.argv) > 3:
        save_document(app, f"/en/{make.SLUG}/print", sys.argv[3])


if __name__ == "__main__":
    main()
