"""What a request costs that does nothing: straight at gunicorn, and through nginx."""

from __future__ import annotations

import wrk
from installation import Installation
from plan import Plan
from report import Report
from servers import gunicorn, proxy


def measure(site: Installation, report: Report, plan: Plan) -> None:
    """Two workers and one."""
    with (
        gunicorn(site.environ) as (port, _process),
        gunicorn(site.environ, workers=1) as (single, _other),
        proxy(site.folder / "proxy-healthz", port, {}) as (front, _files),
    ):
        deeds = {
            "healthz": wrk.get(port, "/healthz"),
            "healthz, one worker": wrk.get(single, "/healthz"),
            "healthz, through nginx": wrk.get(front, "/healthz"),
        }
        found = wrk.take_rounds(deeds, seconds=plan.seconds, rounds=plan.rounds)
    for name, rounds in found.items():
        base = None if name == "healthz" else ("healthz", found["healthz"])
        report.add_rounds(name, rounds, base)
