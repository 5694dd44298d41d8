"""Lists: the first and the last page, and searches, on a short and on a long list; all past every cache."""

from __future__ import annotations

from urllib.parse import quote

import wrk
from crowd_of_names import COMMON, NOWHERE, RARE
from installation import LONG, SHORT, Installation
from plan import Plan
from report import Report
from servers import ask, gunicorn
from wrk import BenchFailed

from sections.pages import require_no_cache


def measure(site: Installation, report: Report, plan: Plan) -> None:
    """Both lists are there; the words are those of ``crowd_of_names``."""
    with gunicorn(site.environ) as (port, _process):
        deeds = {"healthz": wrk.get(port, "/healthz")}
        for words, slug in (("short", SHORT), ("long", LONG)):
            listed = f"/en/{slug}/signatories?kind=individuals"
            # What comes before the first of all moments: the program turns it into the last page.
            last = f"{listed}&before=1.1"
            _require_name(port, last, RARE)
            require_no_cache(port, last)
            deeds[f"list, first page, {words}"] = wrk.get_past_caches(port, listed)
            deeds[f"list, last page, {words}"] = wrk.get_past_caches(port, last)
        _require_name(port, f"{listed}&q={RARE}", RARE)
        for words, wanted in (("one found", RARE), ("a common word", COMMON), ("nothing found", NOWHERE)):
            deeds[f"search, {words}"] = wrk.get_past_caches(port, f"{listed}&q={quote(wanted)}")
        found = wrk.take_rounds(deeds, seconds=plan.seconds, rounds=plan.rounds)
    for name, rounds in found.items():
        if name != "healthz":
            report.add_rounds(name, rounds, ("healthz", found["healthz"]))


def _require_name(port: int, path: str, name: str) -> None:
    answer = ask(port, path)
    if answer.status != 200 or f"{name}<".encode() not in answer.data:
        raise BenchFailed(f"{path} does not list the oldest of all: it would not be measured what it says")
