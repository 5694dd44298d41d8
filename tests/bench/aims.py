"""What is aimed at on two cores that the load generator shares, and whether a run reaches it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

RATE, SHARE, SLOWEST_MS = 1_000, 0.45, 50
Figures = Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    """An aim, what was measured in words, and whether that reaches it."""

    database: str
    name: str
    aim: str
    measured: str
    reached: bool


def verdicts(figures: list[Any]) -> list[Verdict]:
    """Every aim of which this run has the figures."""
    found = []
    for database in dict.fromkeys(one.database for one in figures):
        by_name = {one.name: one for one in figures if one.database == database}
        for judge in (_signing, _pages, _lists, _exports):
            found += [Verdict(database, *rest) for rest in judge(database, by_name)]
    return found


Judged = Iterator[tuple[str, str, str, bool]]
Judge = Callable[[str, Figures], Judged]


def _signing(database: str, by_name: Figures) -> Judged:
    for deed in ("sign", "confirm"):
        one = by_name.get(deed)
        if one is None:
            continue
        if database == "postgresql":
            yield (
                deed,
                f"{RATE:,}/s, or {SHARE} of healthz",
                f"{one.value:,.0f}/s, {one.ratio:.2f} of healthz",
                one.value >= RATE or one.ratio >= SHARE,
            )
        elif raw := by_name.get(f"{deed}: the raw driver's inserts and commits"):
            ratio = one.value / raw.value
            yield deed, "0.8 of the raw driver's", f"{ratio:.2f}", ratio >= 0.8
        yield deed, f"p99 under {SLOWEST_MS} ms", f"{one.p99:.0f} ms", one.p99 < SLOWEST_MS


def _pages(_database: str, by_name: Figures) -> Judged:
    if one := by_name.get("page, cached, one worker"):
        yield (
            "cached page, one worker",
            "6,000/s, or twice healthz",
            f"{one.value:,.0f}/s, {one.ratio:.2f} of healthz",
            one.value >= 6_000 or one.ratio >= 2,
        )
    if one := by_name.get("page, through nginx"):
        yield "page through nginx", "0.85 of the file through nginx", f"{one.ratio:.2f}", one.ratio >= 0.85


def _lists(_database: str, by_name: Figures) -> Judged:
    for words, slow, fast, most in (
        ("last page, long list", "list, last page, long", "list, first page, long", 1.2),
        ("last page, short list", "list, last page, short", "list, first page, short", 1.2),
        ("search without a hit", "search, nothing found", "search, one found", 2.0),
    ):
        if slow in by_name and fast in by_name:
            ratio = by_name[fast].value / by_name[slow].value
            yield words, f"at most {most} times the time of: {fast}", f"{ratio:.2f} times", ratio <= most


def _exports(database: str, by_name: Figures) -> Judged:
    least = 1_000_000 if database == "postgresql" else 240_000
    if one := by_name.get("export, read as it is downloaded"):
        yield "export", f"{least:,} rows/s", f"{one.value:,.0f} rows/s", one.value >= least
    if one := by_name.get("export, memory the processes grew by"):
        yield "export", "under 100 MiB", f"{one.value:,.0f} MiB", one.value < 100
