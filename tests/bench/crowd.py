"""Honest crowds and attacks, through the same score as signatures that are confirmed (see docs/clean-list.md).

``python tests/bench/crowd.py [--seed N] [WORD …]``: those whose name has one of the words; without, all.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests/bench")]

import honest_crowds as honest  # noqa: E402
from attacks import ATTACKS  # noqa: E402
from crowd_counting import CountedStatement, Key  # noqa: E402
from honest_crowds import HOUR, Visit  # noqa: E402

from petition.signing.screening.score import judge_group, score_members  # noqa: E402

Crowd = Callable[[random.Random], Iterator[Visit]]
FIRST_ONES = 50


@dataclass(frozen=True)
class Outcome:
    """What became of a crowd: whom of whom was held, and which groups the desk would be shown, by their verdict."""

    honest: int
    honest_held: int
    fakes: int
    fakes_held: int
    fakes_later: int
    proposed: tuple[tuple[Key, str, int, int], ...]

    @property
    def share_held(self) -> float:
        """Of honest people, in percent."""
        return 100 * self.honest_held / max(self.honest, 1)

    @property
    def recall(self) -> float:
        """Of the fakes after the first 50, or all where there are no more, in percent."""
        return 100 * self.fakes_held / max(self.fakes_later, 1)

    @property
    def precision(self) -> float:
        """Of those who are held, in percent."""
        return 100 * self.fakes_held / max(self.fakes_held + self.honest_held, 1)

    @property
    def best_rule(self) -> tuple[Key, str, int, int] | None:
        """The group with most fakes of those that do not look like people."""
        rules = [one for one in self.proposed if one[1] != "people"]
        return max(rules, key=lambda one: one[2], default=None)


def follow(visits: Iterator[Visit]) -> Outcome:
    """Lets all confirm, one after the other."""
    statement, held, later, fakes = CountedStatement(), [0, 0], 0, 0
    counted = sorted(visits, key=lambda one: one.at)
    few = sum(one.is_fake for one in counted) <= FIRST_ONES
    for one in counted:
        is_held, _reasons = statement.confirm(one)
        is_later = one.is_fake and (few or fakes >= FIRST_ONES)
        fakes += one.is_fake
        later += is_later
        held[one.is_fake] += is_held and (is_later or not one.is_fake)
    honest_ones = len(counted) - fakes
    return Outcome(honest_ones, held[0], fakes, held[1], later, tuple(_proposals(statement, counted)))


def _proposals(statement: CountedStatement, visits: list[Visit]) -> Iterator[tuple[Key, str, int, int]]:
    """The groups that were noted: each with its verdict, how many fakes it has, and how many honest people."""
    for key in sorted(statement.noted, key=lambda one: -statement.noted[one])[:50]:
        members = statement.both_days(key)
        fakes = sum(visits[one].is_fake for one in members)
        verdict = judge_group(
            score_members(statement.noted_group(key), statement.thresholds), statement.thresholds, statement.noted[key]
        )
        yield key, verdict, fakes, len(members) - fakes


def crowds() -> dict[str, Crowd]:
    """Honest crowds, by name; the last ones are awkward."""
    two_carriers = ((1, 1), (1, 1))
    return {
        "ordinary, 1,000 in a day": lambda chance: honest.ordinary(chance, 1_000),
        "ordinary, 10,000 in a day": lambda chance: honest.ordinary(chance, 10_000),
        "ordinary, 100,000 in a day": lambda chance: honest.ordinary(chance, 100_000),
        "two campuses in 10,000": lambda chance: chain(
            honest.ordinary(chance, 7_000),
            honest.colleagues(chance, 1_500, "uni-north.example", 31, at=8 * HOUR, hours=10),
            honest.colleagues(chance, 1_500, "uni-south.example", 32, at=8 * HOUR, hours=10, inside=0.9),
        ),
        "800 in a hall, 2,000 in all": lambda chance: chain(
            honest.ordinary(chance, 1_200),
            honest.one_place(honest.within(honest.ordinary(chance, 800), 17 * HOUR, 2, chance), 33, 0.95, chance),
        ),
        "newsletter, 5,000 in an hour": lambda chance: chain(
            honest.ordinary(chance, 5_000), honest.within(honest.ordinary(chance, 5_000), 9 * HOUR, 1, chance)
        ),
        "one country, two carriers, 10,000": lambda chance: honest.carried(chance, 10_000, two_carriers),
        "few family names, 10,000": lambda chance: honest.ordinary(chance, 10_000, make_name=honest.korean_name),
        "first 200 of one organisation": lambda chance: chain(
            honest.colleagues(chance, 200, "workers.example", 34, at=9 * HOUR, hours=3, inside=0.8),
            honest.within(honest.ordinary(chance, 800), 12 * HOUR, 8, chance),
        ),
        "staff of one university, 3,000": lambda chance: honest.colleagues(
            chance, 3_000, "uni-east.example", 35, at=8 * HOUR, hours=10, inside=0.5
        ),
        "numbered addresses of a firm, 2,000 in 5,000": lambda chance: chain(
            honest.ordinary(chance, 3_000),
            honest.numbered(
                honest.colleagues(chance, 2_000, "large-firm.example", 36, at=8 * HOUR, hours=9, inside=0.97)
            ),
        ),
        "one carrier, one network, 10,000": lambda chance: honest.one_place(
            honest.ordinary(chance, 10_000), 37, 1.0, chance
        ),
        "one network and few names, 5,000": lambda chance: honest.one_place(
            honest.ordinary(chance, 5_000, make_name=honest.korean_name), 37, 1.0, chance
        ),
        "forms filled in by browsers, 5,000": lambda chance: honest.hurried(
            honest.ordinary(chance, 5_000), 0.4, chance
        ),
        "families, 3,000": lambda chance: honest.families(chance, 3_000),
        "another script on one campus, 600 in 5,000": lambda chance: chain(
            honest.ordinary(chance, 4_400),
            honest.one_place(honest.ordinary(chance, 600, 0.6, honest.cyrillic_name), 38, 0.9, chance),
        ),
        "a fifth without scripts, 5,000": lambda chance: honest.without_scripts(
            honest.ordinary(chance, 5_000), 0.2, chance
        ),
        "a week, 7,000": lambda chance: honest.ordinary(chance, 7_000, 7),
    }


def attacks(fakes: int = 3_000, honest_ones: int = 10_000) -> dict[str, Crowd]:
    """The attacks, in a hurry and careful, mixed into honest people."""

    def mix(name: str, careful: bool) -> Crowd:
        days = 7 if "week" in name else 1
        return lambda chance: chain(
            honest.ordinary(chance, honest_ones, days),
            ATTACKS[name](chance, fakes, careful=careful),  # type: ignore[call-arg]
        )

    return {
        name + (", careful" if careful else ""): mix(name, careful) for name in ATTACKS for careful in (False, True)
    }


def main() -> None:
    """Prints a line for each crowd and each attack."""
    parser = argparse.ArgumentParser()
    parser.add_argument("words", nargs="*")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    for title, found in (("honest crowds", crowds()), ("attacks in 10,000 honest people", attacks())):
        print(f"\n{title}")
        for name, crowd in found.items():
            if not asked.words or any(word in name for word in asked.words):
                began = time.perf_counter()
                outcome = follow(crowd(random.Random(asked.seed)))
                print(f"  {name:<48}{describe(outcome)}  {time.perf_counter() - began:5.0f} s", flush=True)


def describe(outcome: Outcome) -> str:
    """An outcome in one line."""
    verdicts = [one[1] for one in outcome.proposed]
    told = f"honest held {outcome.share_held:5.2f} %"
    if outcome.fakes:
        told += f"  precision {outcome.precision:5.1f} %  recall {outcome.recall:5.1f} %"
    groups = ", ".join(f"{verdicts.count(one)} {one}" for one in ("source", "unclear", "people") if one in verdicts)
    told += f"  groups: {groups or 'none'}"
    rule = outcome.best_rule
    if outcome.fakes and rule is not None:
        told += f"; best rule {rule[0][0]}: {100 * rule[2] / outcome.fakes:.0f} % of the fakes, {rule[3]} honest"
    return told


if __name__ == "__main__":
    main()
