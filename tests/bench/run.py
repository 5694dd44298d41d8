"""``make bench``: requests a second on SQLite and PostgreSQL, as ratios of one run (see docs/bench.md)."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "bench")]

import services  # noqa: E402

CLIENTS, SECONDS, SIGNERS, LISTED = 4, 4.0, 400, 20_000
SLUG = "human-rights-in-belarus"
SIGN = f"/en/{SLUG}/sign"
WHO = {"name": "Bench Mark", "country": "PL", "visibility": "full", "consent": "y"}
Ask = tuple[int, str, str, str | None]


def ask(port: int, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
    """One request on a connection of its own, as visitors send them."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer.status, data


def hammer(port: int, path: str) -> int:
    """How many times one client gets a page in the given time."""
    end, done = time.monotonic() + SECONDS, 0
    while time.monotonic() < end:
        status, _data = ask(port, "GET", path)
        assert status == 200, (path, status)
        done += 1
    return done


def post_all(port: int, posts: list[tuple[str, str, int]]) -> int:
    """Posts each body to its path; every answer must be the expected one."""
    for path, body, expected in posts:
        status, _data = ask(port, "POST", path, body)
        assert status == expected, (path, status)
    return len(posts)


def pages(port: int, path: str) -> float:
    """Requests a second of all clients together."""
    start = time.monotonic()
    with ProcessPoolExecutor(CLIENTS) as pool:
        done = sum(pool.map(hammer, [port] * CLIENTS, [path] * CLIENTS))
    return done / (time.monotonic() - start)


def posts(port: int, all_posts: list[tuple[str, str, int]]) -> float:
    """Posts a second of all clients together."""
    start = time.monotonic()
    with ProcessPoolExecutor(CLIENTS) as pool:
        done = sum(pool.map(post_all, [port] * CLIENTS, [all_posts[at::CLIENTS] for at in range(CLIENTS)]))
    return done / (time.monotonic() - start)


@contextmanager
def server(environ: dict[str, str]) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """The application as ``make run`` starts it."""
    port = services.free_port()
    site = f"http://127.0.0.1:{port}"
    given = {**os.environ, **environ, "PORT": str(port), "PUBLIC_URL": site, "SIGN_LIMIT": ""}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
    process = subprocess.Popen(command, cwd=ROOT, env=given, stdout=subprocess.PIPE, text=True)
    try:
        for line in process.stdout or ():
            if "Stop with" in line:
                break
        wait_for(port)
        yield port, process
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(port: int) -> None:
    """Until the server answers."""
    for _ in range(100):
        try:
            if ask(port, "GET", "/readyz")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


def inside(environ: dict[str, str], work: Callable[[], object]) -> object:
    """Does something in an application on the same database."""
    from petition import config, create_app

    app = create_app(config.load_settings({**environ, "SIGN_LIMIT": ""}, instance=Path(environ["INSTANCE_PATH"])))
    with app.app_context():
        return work()


def count_everybody() -> None:
    """Hundreds of one name, from one domain, within seconds: nothing about them is to be odd here."""
    from petition.core.db import db
    from petition.signing.models.screening import Threshold
    from petition.statements.models import Statement

    hours = {"within_hours": 24, "largest_share": 5}
    for statement in db.session.query(Statement):
        db.session.add(Threshold(statement_id=statement.id, disposable_taken_at=statement.created_at, **hours))
    db.session.commit()


def all_taken_in() -> list[str]:
    """The confirmation links, once the site has acted on every form that it received."""
    from petition import worker
    from petition.core import received_forms
    from petition.core.db import db

    while worker.read_without_lock(received_forms.has_due_forms):
        db.session.remove()
        time.sleep(0.02)
    return links()


def links() -> list[str]:
    """The confirmation links that wait in the outbox."""
    from sqlalchemy import select

    from petition.core.db import db
    from petition.mail.models import OutgoingMail

    mails = db.session.scalars(select(OutgoingMail).where(OutgoingMail.kind == "confirm-individual"))
    return [mail.content["link_path"] for mail in mails if mail.content]


def fill() -> None:
    """A list of many individuals, written at once."""
    from sqlalchemy import insert, select

    from petition.core.db import db, now
    from petition.signing.models.endorsement import Endorsement
    from petition.statements.models import Edition

    edition = db.session.execute(select(Edition)).scalar_one()
    at = now()
    shared = {"statement_id": edition.statement_id, "edition_id": edition.id, "kind": "individual", "language": "en"}
    times = dict.fromkeys(("asked_at", "consented_at", "confirmed_at"), at)
    rows = [
        {**shared, **times, "signature_key": os.urandom(32), "visibility": "full", "shown_name": f"Signer {number}",
         "shown_key": f"signer {number}", "details": {"name": f"Signer {number}"}}
        for number in range(LISTED)
    ]  # fmt: skip
    db.session.execute(insert(Endorsement), rows)
    db.session.commit()


def peak(process: subprocess.Popen[str]) -> int:
    """The largest resident memory of the server's processes, in MiB."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    pids = [process.pid, *map(int, children.read_text().split())] if children.exists() else []
    found = [re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()) for pid in pids]
    return max((int(one[1]) // 1024 for one in found if one), default=0)


def measure(name: str, environ: dict[str, str]) -> None:
    """One database, from an empty list to a long one."""
    with server(environ) as (port, process):
        base = pages(port, "/healthz")
        rates = {"healthz": base, "statement": pages(port, f"/en/{SLUG}")}
        inside(environ, count_everybody)
        form = ask(port, "GET", SIGN)[1].decode()
        stamp = re.search(r'name="stamp"[^>]*value="([^"]+)"', form)
        assert stamp, "the form has no stamp"
        time.sleep(2.5)
        bodies = [urlencode({**WHO, "stamp": stamp[1], "email": f"b{n}@example.org"}) for n in range(SIGNERS)]
        rates["sign"], begun = posts(port, [(SIGN, body, 303) for body in bodies]), time.monotonic()
        waiting = inside(environ, all_taken_in)
        rates["taken in"] = SIGNERS / (SIGNERS / rates["sign"] + time.monotonic() - begun)
        assert isinstance(waiting, list)
        assert len(waiting) == SIGNERS, "a signature is missing"
        rates["confirm"] = posts(port, [(path, "", 200) for path in waiting])
        time.sleep(3.5)
        counts = json.loads(ask(port, "GET", f"/{SLUG}/counts.json")[1])
        assert counts["individuals"] == SIGNERS, counts
        inside(environ, fill)
        rates["individuals"] = pages(port, f"/en/{SLUG}/signatories?kind=individuals")
        start = time.monotonic()
        lines = ask(port, "GET", f"/{SLUG}/signatories.csv")[1].count(b"\r\n")
        export = lines / (time.monotonic() - start)
        assert lines > LISTED + SIGNERS, "the export is not complete"
        for label, rate in rates.items():
            print(f"{name:<11} {label:<12} {rate:9.1f}/s   {rate / base:6.3f} of healthz")
        print(f"{name:<11} {'csv':<12} {export:9.0f} rows/s, {peak(process)} MiB at most in one process")
    inside(environ, lambda: at_the_desk(name))


def at_the_desk(name: str) -> None:
    """What a coalition does at its desk, against the cost of one durable commit."""
    import cleaning
    import coalition

    base = 0.0
    for label, number, seconds in chain(coalition.figures(), cleaning.figures()):
        each = seconds / number
        base = base or each
        print(f"{name:<11} {label:<22} {number / seconds:9.0f}/s   {each / base:6.3f} of a commit each")


def main() -> None:
    """Both databases, where both are here."""
    services.start()
    keys = dict.fromkeys(("SECRET_KEY", "DATA_KEYS"), "a-bench-key-of-forty-characters-012345678")
    try:
        for name, url in (("sqlite", None), ("postgresql", os.environ.get("TEST_POSTGRESQL_URL"))):
            if name == "postgresql" and url is None:
                print("PostgreSQL is not here: left out")
                continue
            with tempfile.TemporaryDirectory() as folder:
                database = {"DATABASE_URL": url or f"sqlite:///{folder}/bench.sqlite"}
                measure(name, {"INSTANCE_PATH": folder, **keys, **database})
    finally:
        services.stop()


if __name__ == "__main__":
    main()
