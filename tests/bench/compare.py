"""``make bench-compare A.json B.json``: two runs of ``make bench`` side by side, as ratios."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from report import LESS_IS_BETTER, number_text, read_run

# Two runs on one machine differ by so much without a reason, also where the rounds of each were close together.
LEAST_NOISE = 0.10
HEAD = f"{'':<11} {'':<46} {'A':>10} {'B':>10} {'B / A':>7} {'noise':>6}"


def noise(one: dict[str, Any]) -> float:
    """The part of a figure by which its rounds differ, from the slowest to the fastest."""
    low, middle, high = (
        (one["ratio_low"], one["ratio"], one["ratio_high"])
        if one["ratio"] is not None
        else (one["low"], one["value"], one["high"])
    )
    return float((high - low) / middle) if middle else 0.0


def compare(first: dict[str, Any], second: dict[str, Any]) -> list[tuple[str, str, float, float, float, float, str]]:
    """Database, name, A, B, B / A, noise and a word for each figure of both.

    Of a figure that has a ratio to another one of its run, that ratio is compared: machines differ and are shared.
    """
    before = {(one["database"], one["name"]): one for one in first["figures"]}
    found = []
    for one in second["figures"]:
        other = before.get((one["database"], one["name"]))
        if other is None:
            continue
        by = "ratio" if None not in (one["ratio"], other["ratio"]) else "value"
        if not other[by] or not one[by]:
            continue
        change, uncertain = one[by] / other[by], max(noise(one), noise(other), LEAST_NOISE)
        found.append(
            (one["database"], one["name"], other[by], one[by], change, uncertain, _word(one, change, uncertain))
        )
    return found


def _word(one: dict[str, Any], change: float, uncertain: float) -> str:
    if 1 / (1 + uncertain) <= change <= 1 + uncertain:
        return ""
    is_less = change < 1
    if one["unit"] in LESS_IS_BETTER:
        return "BETTER" if is_less else "WORSE"
    return "WORSE" if is_less else "BETTER"


def main(paths: list[str]) -> int:
    """Prints the table; 2 where a file is no run."""
    if len(paths) != 2:
        print("It takes two files: make bench-compare A.json B.json", file=sys.stderr)
        return 2
    try:
        runs = [read_run(Path(one)) for one in paths]
    except ValueError as fault:
        print(fault, file=sys.stderr)
        return 2
    for name, path, run in zip("AB", paths, runs, strict=True):
        print(f"{name}: {Path(path).name}, commit {run['commit']}, {run['date']}{', quick' if run['quick'] else ''}")
    print(HEAD)
    for database, name, before, after, change, uncertain, word in compare(*runs):
        values = f"{number_text(before):>10} {number_text(after):>10} {change:>7.2f} {uncertain:>5.0%}"
        print(f"{database:<11} {name:<46} {values} {word}".rstrip())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
