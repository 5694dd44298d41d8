"""Scales of charts."""

from __future__ import annotations

ROUND = (5, 10, 15, 20, 25, 30, 40, 50, 60, 80)


def scale_top(largest: int) -> int:
    """The top of a scale: a round number that leaves little room above the largest; never less than 4."""
    if largest <= 4:
        return 4
    unit = 1
    while largest > 8 * 10 * unit:
        unit *= 10
    return next(step * unit for step in ROUND if largest <= step * unit)
