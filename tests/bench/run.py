"""``make bench``: what the program does a second, beside the limits of the same run (see docs/bench.md).

``run.py [--quick] [--database sqlite|postgresql] [--rows N] [--seconds N] [--out FILE] [section …]``
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "bench")]

import crowd_of_names  # noqa: E402
import machine  # noqa: E402
import plan as plans  # noqa: E402
import wrk  # noqa: E402
from installation import LONG, SHORT, Installation, installed  # noqa: E402
from report import Report, markdown  # noqa: E402

import services  # noqa: E402

# In this order: the long list comes after what people do, and is left out where nothing needs it.
SECTIONS = ("start", "healthz", "pages", "signing", "mail", "lists", "export", "desk")
MODULES = {"start": "starting", "mail": "mails", "export": "exports"}
NEED_SHORT, NEED_LONG = {"pages", "lists"}, {"lists", "export"}
DATABASES = ("sqlite", "postgresql")


def main() -> int:
    """Measures, prints the tables and writes the file; 1 where the books do not balance or a section failed."""
    given = _arguments()
    if not wrk.is_here():
        print(wrk.MISSING, file=sys.stderr)
        return 2
    plan = plans.QUICK if given.quick else plans.WHOLE
    chosen = {"long": given.rows, "seconds": given.seconds}
    plan = replace(plan, **{name: value for name, value in chosen.items() if value})
    report, failures, begun = Report(), list[str](), time.monotonic()
    with _services():
        for kind in given.database or DATABASES:
            if kind == "postgresql" and "TEST_POSTGRESQL_URL" not in os.environ:
                print("PostgreSQL is not here: left out (`make services` installs it)")
                continue
            failures += _measure(kind, given.sections or list(SECTIONS), plan, report)
        about = machine.describe_run(quick=given.quick, minutes=(time.monotonic() - begun) / 60)
    run = report.to_json(about)
    given.out.parent.mkdir(exist_ok=True)
    given.out.write_text(json.dumps(run, indent=1, ensure_ascii=False) + "\n")
    print(f"\n{markdown(run)}\n")
    print("\n".join([*(f"balanced: {one}" for one in report.books), *(f"FAILED: {one}" for one in failures)]))
    return 1 if failures else 0


def _measure(kind: str, sections: list[str], plan: plans.Plan, report: Report) -> list[str]:
    """One database; gives a line for each section that failed."""
    report.database, failures = kind, []
    with tempfile.TemporaryDirectory(prefix="undersigned-bench-") as folder:
        # nginx serves a file from here as another user.
        Path(folder).chmod(0o755)
        with installed(kind, Path(folder) / "site") as site:
            _fill(site, set(sections), plan)
            for section in (one for one in SECTIONS if one in sections):
                report.section = section
                print(f"{kind}: {section}", flush=True)
                measured = importlib.import_module(f"sections.{MODULES.get(section, section)}")
                try:
                    measured.measure(site, report, plan)
                except (wrk.BenchFailed, AssertionError) as fault:
                    failures.append(f"{kind}, {section}: {fault}")
                    print(f"  FAILED: {fault}", flush=True)
    return failures


def _fill(site: Installation, sections: set[str], plan: plans.Plan) -> None:
    for slug, number, needed in ((SHORT, plan.short, NEED_SHORT), (LONG, plan.long, NEED_LONG)):
        if sections & needed:
            begun = time.monotonic()
            crowd_of_names.fill(site, slug, number)
            print(f"{site.kind}: {number:,} rows in {time.monotonic() - begun:.0f} s", flush=True)


@contextmanager
def _services() -> Iterator[None]:
    services.start(durable=True)
    try:
        yield
    finally:
        services.stop()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="What the program does a second, beside the limits of the same run.")
    parser.add_argument("sections", nargs="*", metavar="section", help=f"any of {', '.join(SECTIONS)}; all without it")
    parser.add_argument("--quick", action="store_true", help="two minutes, with 20,000 rows, for trying")
    parser.add_argument("--database", choices=DATABASES, action="append", help="both without it")
    parser.add_argument("--rows", type=int, help="of the long list; 1,000,000 without it")
    parser.add_argument("--seconds", type=int, help="of a round; 2 without it. A machine that is busy needs more")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "bench.json", help="build/bench.json without it")
    given = parser.parse_args()
    if unknown := set(given.sections) - set(SECTIONS):
        parser.error(f"no such section: {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
    return given


if __name__ == "__main__":
    sys.exit(main())
