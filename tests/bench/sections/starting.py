"""Starts: from the command until /readyz answers 200."""

from __future__ import annotations

import time

from installation import KEY, Installation, new_database
from plan import Plan
from report import Report
from servers import gunicorn, peak_memory, serve

import services


def measure(site: Installation, report: Report, plan: Plan) -> None:
    """``make run`` on nothing, then on what is there; and gunicorn, by its configuration."""
    folder = site.folder / "start"
    url = f"sqlite:///{folder}/start.sqlite" if site.kind == "sqlite" else new_database()
    folder.mkdir()
    keys = {"SECRET_KEY": KEY, "DATA_KEYS": KEY, "INSTANCE_PATH": str(folder), "DATABASE_URL": url}
    report.add("make run, first start", [_start(keys)[0]], "s")
    found = [_start(keys) for _ in range(plan.rounds)]
    report.add("make run, every other start", [seconds for seconds, _memory in found], "s")
    report.add("make run, peak memory after its start", [memory for _seconds, memory in found], "MiB")
    waited = []
    for _ in range(plan.rounds):
        begun = time.monotonic()
        with gunicorn(site.environ):
            waited.append(time.monotonic() - begun)
    report.add("gunicorn, two workers", waited, "s")


def _start(keys: dict[str, str]) -> tuple[float, int]:
    begun = time.monotonic()
    with serve(keys, services.free_port()) as process:
        return time.monotonic() - begun, peak_memory(process)
