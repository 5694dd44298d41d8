"""What a coalition does at its desk, on a database of its own, against the cost of one durable commit."""

from __future__ import annotations

from itertools import chain

import cleaning
import coalition
from installation import Installation, installed
from plan import Plan
from report import Report


def measure(site: Installation, report: Report, _plan: Plan) -> None:
    """``coalition`` and ``cleaning``, one after the other; they fail where a mail or a count is wrong."""
    with installed(site.kind, site.folder / "desk", lists=False) as own:
        base: list[float] = []

        def work() -> None:
            for label, number, seconds in chain(coalition.figures(), cleaning.figures()):
                base.append(number / seconds)
                beside = ("one durable commit", base[:1]) if len(base) > 1 else None
                report.add(label, [number / seconds], "/s", base=beside)

        own.inside(work)
    report.balance("at the desk: one mail to everybody, and counts as the rows say after each step")
