"""Public pages: made anew, from the program's own cache where it has one, and through nginx beside a plain file."""

from __future__ import annotations

import wrk
from installation import SHORT, SIGNED, Installation
from plan import Plan
from report import Report
from servers import ask, gunicorn, peak_memory, proxy
from wrk import BenchFailed

PAGE, COUNTS = f"/en/{SIGNED}", f"/{SIGNED}/counts.json"
PACKED = "Accept-Encoding: gzip"
# What nginx says itself, of a file as of a page.
OF_THE_SERVER = {"server", "date", "connection", "content-type", "content-length", "etag", "last-modified"}


def measure(site: Installation, report: Report, plan: Plan) -> None:
    """The page of a statement, its form, its counts and a list."""
    with gunicorn(site.environ) as (port, process), gunicorn(site.environ, workers=1) as (single, _other):
        require_no_cache(port, PAGE)
        page = ask(port, PAGE)
        headers = [one for one in page.getheaders() if one[0].lower() not in OF_THE_SERVER]
        files = {"page.html": page.data}
        with proxy(site.folder / "proxy", port, files, headers) as (front, beside):
            packed = ask(front, PAGE, **{"Accept-Encoding": "gzip"})
            if is_packed := packed.headers.get("Content-Encoding") == "gzip":
                (site.folder / "proxy" / "files" / "page.packed").write_bytes(packed.data)
            found = wrk.take_rounds(
                _deeds(port, single, front, beside, is_packed), seconds=plan.seconds, rounds=plan.rounds
            )
        report.add("page, size", [len(files["page.html"]) / 1024], "KiB")
        _write(report, found)
        report.add("web server, peak memory", [peak_memory(process)], "MiB")


def _deeds(port: int, single: int, front: int, beside: int, is_packed: bool) -> dict[str, wrk.Deed]:
    packed = {
        "file of the same bytes through nginx, packed": wrk.get(beside, "/page.packed", asks_before=True),
        "page, through nginx, packed": wrk.get(front, PAGE, headers=(PACKED,), asks_before=True),
    }
    return {
        "healthz": wrk.get(port, "/healthz"),
        "healthz, one worker": wrk.get(single, "/healthz"),
        "page, past every cache": wrk.get_past_caches(port, PAGE),
        "page, asked as visitors do": wrk.get(port, PAGE),
        "page, cached, one worker": wrk.get(single, PAGE),
        "sign form, past every cache": wrk.get_past_caches(port, f"{PAGE}/sign"),
        "sign form, asked as visitors do": wrk.get(port, f"{PAGE}/sign"),
        "counts.json": wrk.get(port, COUNTS),
        "list of individuals, asked as visitors do": wrk.get(port, f"/en/{SHORT}/signatories?kind=individuals"),
        "file of the same bytes through nginx": wrk.get(beside, "/page.html", asks_before=True),
        "page, through nginx": wrk.get(front, PAGE, asks_before=True),
        **(packed if is_packed else {}),
    }


def _write(report: Report, found: dict[str, list[wrk.Round]]) -> None:
    bases = {
        "healthz": None,
        "healthz, one worker": "healthz",
        "page, cached, one worker": "healthz, one worker",
        "page, through nginx": "file of the same bytes through nginx",
        "page, through nginx, packed": "file of the same bytes through nginx, packed",
    }
    for name, rounds in found.items():
        if name == "healthz" and any(
            one.name == "healthz" and one.database == report.database for one in report.figures
        ):
            continue
        base = bases.get(name, "healthz")
        report.add_rounds(name, rounds, (base, found[base]) if base else None)


def require_no_cache(port: int, path: str) -> None:
    """Fails where a page asked for past the caches may be kept: it would not be measured how it is made."""
    mark = "&" if "?" in path else "?"
    kept = ask(port, f"{path}{mark}bench=1", Cookie="bench=1").headers.get("Cache-Control", "")
    if "no-store" not in kept:
        raise BenchFailed(f"{path} says “{kept}” also to words in its address: there is no way past the caches")
