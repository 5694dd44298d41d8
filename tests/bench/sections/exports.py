"""The complete list as CSV, of the long list, beside the database giving the same rows."""

from __future__ import annotations

import csv
import http.client
import json
import os
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

from installation import LONG, Installation, plain_url, statement_named
from plan import Plan
from report import Report
from servers import ask, gunicorn, peak_memory, worker
from wrk import HOST, BenchFailed

COLUMNS = "kind, shown_name, shown_country, shown_beside, shown_comment, edition_id, language, confirmed_at"
SELECT = f"SELECT {COLUMNS} FROM endorsement WHERE statement_id = %d AND state IN ('listed', 'withheld', 'hidden')"
PIECE, LONGEST_SECONDS = 1 << 20, 180


def measure(site: Installation, report: Report, plan: Plan) -> None:
    """Downloaded once, and once more: what is written into a file in between is not made twice."""
    with gunicorn(site.environ) as (port, process), worker(site.environ) as acting:
        counts = json.loads(ask(port, f"/{LONG}/counts.json").data)
        wanted = counts["organisations"] + counts["individuals"]
        limits = [_read_raw(site) for _ in range(plan.rounds)]
        report.add("export: the database giving the same rows", [wanted / one for one in limits], "rows/s")
        # The program itself takes more than the list may: what counts is by how much it grows.
        ask(port, f"/{LONG}/signatories.csv", method="HEAD")
        before = peak_memory(process), peak_memory(acting)
        for name in ("export, first download", "export, second download"):
            lines, seconds = download(port, f"/{LONG}/signatories.csv")
            if lines != wanted + 1:
                raise BenchFailed(f"{name}: {lines} lines after {seconds:.0f} s, of {wanted + 1}: it is cut off")
            report.add(name, [wanted / seconds], "rows/s")
        after = peak_memory(process), peak_memory(acting)
        report.add("export, peak memory", [max(after)], "MiB")
        grown = max(now - then for now, then in zip(after, before, strict=True))
        report.add("export, memory the processes grew by", [grown], "MiB")
        report.balance(f"the export has {wanted:,} lines, as the counts say")


def download(port: int, path: str) -> tuple[int, float]:
    """How many lines there are, and the seconds until the last of them; waits where the file is being made."""
    start = time.monotonic()
    while time.monotonic() - start < LONGEST_SECONDS:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST_SECONDS)
        connection.request("GET", path, headers={"Host": HOST})
        answer = connection.getresponse()
        if answer.status == 200:
            lines = _count_lines(answer)
            connection.close()
            return lines, time.monotonic() - start
        answer.read()
        connection.close()
        if answer.status in (301, 302, 303, 307):
            path = urlsplit(answer.headers["Location"]).path
        elif answer.status in (202, 503):
            time.sleep(min(float(answer.headers.get("Retry-After", "1")), 1.0))
        else:
            raise BenchFailed(f"{answer.status} on {path}")
    raise BenchFailed(f"no export within {LONGEST_SECONDS} s")


def _count_lines(answer: http.client.HTTPResponse) -> int:
    lines = 0
    try:
        while piece := answer.read1(PIECE):
            lines += piece.count(b"\n")
    except (http.client.HTTPException, OSError):
        # Cut off; the number of lines says so.
        pass
    return lines


def _read_raw(site: Installation) -> float:
    """Seconds until the same rows are read and written as text: by COPY, or by the driver and the csv module."""
    query = SELECT % site.inside(lambda: statement_named(LONG).id)
    start = time.monotonic()
    if site.kind == "postgresql":
        program = Path(os.environ.get("TEST_POSTGRESQL_PROGRAMS", "/usr/bin")) / "psql"
        command = [str(program), "-q", "-d", plain_url(site.url), "-c", f"COPY ({query}) TO STDOUT WITH (FORMAT csv)"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    else:
        _write_csv(site, query)
    return time.monotonic() - start


def _write_csv(site: Installation, query: str) -> None:
    import sqlite3

    from sqlalchemy.engine import make_url

    connection = sqlite3.connect(make_url(site.url).database or "")
    with open(os.devnull, "w", encoding="utf-8") as nothing:
        csv.writer(nothing).writerows(connection.execute(query))
    connection.close()
