"""How long and how much: a whole run takes twenty minutes on two quiet cores, a quick one four."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """Seconds of a round and how many rounds; rows of the lists; how many mails, and forms one by one."""

    seconds: int = 2
    rounds: int = 3
    short: int = 1_000
    long: int = 1_000_000
    mails: int = 3_000
    singles: int = 20
    # Seconds that the worker gets for what it has not done by then.
    patience: int = 20


WHOLE = Plan()
QUICK = Plan(seconds=1, rounds=2, long=20_000, mails=200, singles=5, patience=8)
