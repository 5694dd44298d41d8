"""The complete list as CSV, of the long list, beside the database giving the same rows."""

from __future__ import annotations

import csv
import http.client
import json
import os
import subprocess
import time
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from installation import LONG, Installation, plain_url, statement_named
from plan import Plan
from report import Report
from servers import ask, gunicorn, peak_memory, wait_until, worker
from wrk import HOST, BenchFailed

COLUMNS = "kind, shown_name, shown_country, shown_beside, shown_comment, edition_id, language, confirmed_at"
SELECT = f"SELECT {COLUMNS} FROM endorsement WHERE statement_id = %d AND state IN ('listed', 'withheld', 'hidden')"
PIECE, LONGEST_SECONDS = 1 << 20, 180


def measure(site: Installation, report: Report, plan: Plan) -> None:
    """Read as it is downloaded, where no worker has written a file; and as a file."""
    _forget_files(site)
    with gunicorn(site.environ) as (port, process):
        counts = json.loads(ask(port, f"/{LONG}/counts.json").data)
        wanted = counts["organisations"] + counts["individuals"]
        limits = [_read_raw(site) for _ in range(plan.rounds)]
        report.add("export: the database giving the same rows", [wanted / one for one in limits], "rows/s")
        # The program itself takes more than the list may: what counts is by how much it grows.
        ask(port, f"/{LONG}/signatories.csv", method="HEAD")
        before = peak_memory(process)
        rates = [wanted / _download_all(port, wanted) for _ in range(plan.rounds)]
        report.add("export, read as it is downloaded", rates, "rows/s")
        reading = peak_memory(process) - before
    with gunicorn(site.environ) as (port, process), worker(site.environ) as acting:
        # With all that it has to import, and at its work.
        has_begun = partial(site.number_of, "export_chunk")
        wait_until(lambda: time.sleep(0.1) or has_begun() > 0, LONGEST_SECONDS, "the worker writes no file")
        before = peak_memory(acting)
        wait_until(lambda: time.sleep(0.5) or _written_in(site) > 0, LONGEST_SECONDS, "the worker writes no file")
        report.add("export, written into a file by the worker", [wanted / _written_in(site)], "rows/s")
        rates = [wanted / _download_all(port, wanted) for _ in range(plan.rounds)]
        report.add("export, the file downloaded", rates, "rows/s")
        report.add("export, peak memory", [max(peak_memory(process), peak_memory(acting))], "MiB")
        report.add("export, memory the processes grew by", [max(reading, peak_memory(acting) - before)], "MiB")
    report.balance(f"the export has {wanted:,} lines, as the counts say")


def _forget_files(site: Installation) -> None:
    """A worker of another section has written them."""
    site.execute("DELETE FROM export_file")
    site.execute("DELETE FROM export_chunk")


def _written_in(site: Installation) -> float:
    """Seconds from the first chunk of the CSV file to the last; 0 as long as it is not there."""
    from datetime import datetime

    found = site.rows(
        "SELECT min(export_chunk.written_at), max(export_file.written_at) FROM export_file"
        " JOIN export_chunk ON export_chunk.uid = export_file.uid WHERE form = 'csv'"
    )[0]
    if found[0] is None:
        return 0.0
    begun, ended = (one if isinstance(one, datetime) else datetime.fromisoformat(str(one)) for one in found)
    return (ended - begun).total_seconds()


def _download_all(port: int, wanted: int) -> float:
    lines, seconds = download(port, f"/{LONG}/signatories.csv")
    if lines != wanted + 1:
        raise BenchFailed(f"{lines} lines after {seconds:.0f} s, of {wanted + 1}: it is cut off")
    return seconds


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
