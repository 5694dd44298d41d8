"""What a run found: figures with their spread, ratios of one run, and books that have to balance."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from aims import Verdict, verdicts
from wrk import Round

SCHEMA = 1
ABOUT = [
    "A run of `make bench` (docs/bench.md); `make bench-compare A.json B.json` puts two of them side by side.",
    "machine, commit, date, quick, minutes: on what, of which commit (with + where files were changed), when, how.",
    "figures: database, section and name say what was measured; value is the median of the rounds, low and high are the"
    " extremes, in unit (/s, rows/s, mails/s, forms/s: more is better; s, ms, MiB: less is). p50 and p99 are"
    " milliseconds of an answer, null where no load generator waited for it. base is the name of another figure of the"
    " same rounds, ratio the median of the quotients round by round, ratio_low and ratio_high their extremes.",
    "aims: what is aimed at: database, name, aim, measured (in words), reached.",
    "books: what had to balance at the end, and did.",
]
FIGURE_KEYS = {
    "database": str, "section": str, "name": str, "value": float, "unit": str, "low": float, "high": float,
    "p50": float, "p99": float, "base": str, "ratio": float, "ratio_low": float, "ratio_high": float,
}  # fmt: skip
MAY_BE_MISSING = {"p50", "p99", "base", "ratio", "ratio_low", "ratio_high"}
LESS_IS_BETTER = {"s", "ms", "MiB"}


@dataclass(frozen=True)
class Figure:
    """One thing that was measured; see ``ABOUT``."""

    database: str
    section: str
    name: str
    value: float
    unit: str
    low: float
    high: float
    p50: float | None = None
    p99: float | None = None
    base: str | None = None
    ratio: float | None = None
    ratio_low: float | None = None
    ratio_high: float | None = None


@dataclass
class Report:
    """All figures of a run, in their order; ``database`` and ``section`` are those being measured."""

    database: str = ""
    section: str = ""
    figures: list[Figure] = field(default_factory=list)
    books: list[str] = field(default_factory=list)

    def add_rounds(self, name: str, rounds: list[Round], base: tuple[str, list[Round]] | None = None) -> None:
        """A rate of several rounds; with its ratio to another one of the same rounds."""
        p50, p99 = (median(getattr(one, part) for one in rounds) for part in ("p50", "p99"))
        self.add(
            name, [one.rate for one in rounds], "/s", p50 or None, p99 or None, base and (base[0], _rates(base[1]))
        )

    def add(
        self,
        name: str,
        values: Iterable[float],
        unit: str,
        p50: float | None = None,
        p99: float | None = None,
        base: tuple[str, list[float]] | None = None,
    ) -> None:
        """A figure of several values."""
        found, ratios = list(values), [None, None, None]
        if base is not None:
            quotients = [one / other for one, other in zip(found, base[1], strict=False)]
            ratios = [median(quotients), min(quotients), max(quotients)]
        self.figures.append(
            Figure(
                self.database, self.section, name, median(found), unit, min(found), max(found), p50, p99,
                base[0] if base else None, *ratios,
            )
        )  # fmt: skip
        print(f"  {_line(self.figures[-1])}", flush=True)

    def balance(self, what: str) -> None:
        """Notes that the books balance."""
        self.books.append(f"{self.database}: {what}")

    def to_json(self, about: dict[str, Any]) -> dict[str, Any]:
        """The run as it is written into a file."""
        return {
            "about": ABOUT,
            "schema": SCHEMA,
            **about,
            "figures": [asdict(one) for one in self.figures],
            "aims": [asdict(one) for one in verdicts(self.figures)],
            "books": self.books,
        }


def _rates(rounds: list[Round]) -> list[float]:
    return [one.rate for one in rounds]


def _line(one: Figure) -> str:
    ratio = f"   {one.ratio:.3f} of {one.base}" if one.ratio is not None else ""
    return f"{one.database:<11} {one.name:<44} {number_text(one.value):>9} {one.unit}{ratio}"


def number_text(value: float) -> str:
    """A number with three telling digits."""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    return f"{value:,.{digits}f}"


def markdown(run: dict[str, Any]) -> str:
    """The tables of a run, as docs/bench.md holds them."""
    lines = ["| database | what | measured | spread | p50 / p99 | ratio |", "| --- | --- | --- | --- | --- | --- |"]
    for one in run["figures"]:
        spread = f"{number_text(one['low'])} – {number_text(one['high'])}" if one["low"] != one["high"] else ""
        waited = f"{one['p50']:.1f} / {one['p99']:.1f} ms" if one["p50"] is not None else ""
        ratio = f"{number_text(one['ratio'])} of {one['base']}" if one["ratio"] is not None else ""
        measured = f"{number_text(one['value'])} {one['unit']}"
        lines.append(f"| {one['database']} | {one['name']} | {measured} | {spread} | {waited} | {ratio} |")
    lines += ["", "| database | aim | measured | |", "| --- | --- | --- | --- |"]
    for one in run["aims"]:
        reached = "reached" if one["reached"] else "missed"
        lines.append(f"| {one['database']} | {one['name']}: {one['aim']} | {one['measured']} | {reached} |")
    return "\n".join(lines)


def schema_faults(run: Any) -> list[str]:
    """What is wrong with the shape of a run; nothing, if ``make bench`` wrote it."""
    if not isinstance(run, dict) or run.get("schema") != SCHEMA:
        return [f"schema is not {SCHEMA}"]
    faults = [f"{name} is missing" for name in ("about", "machine", "commit", "date", "quick") if name not in run]
    for number, one in enumerate(run.get("figures", ())):
        for name, kind in FIGURE_KEYS.items():
            value = one.get(name)
            if value is None and name in MAY_BE_MISSING:
                continue
            if not isinstance(value, (int, float) if kind is float else kind):
                faults.append(f"figure {number}: {name} is no {kind.__name__}")
    for number, one in enumerate(run.get("aims", ())):
        if set(one) != set(Verdict.__dataclass_fields__):
            faults.append(f"aim {number}: has other names")
    return faults


def read_run(path: Path) -> dict[str, Any]:
    """A run from its file; ValueError with one line where it is none."""
    try:
        run = json.loads(path.read_text())
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as fault:
        raise ValueError(f"{path}: {fault}") from None
    if faults := schema_faults(run):
        raise ValueError(f"{path}: {faults[0]}")
    return dict(run)
