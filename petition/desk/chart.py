"""Bars for numbers through time, measured so that a page draws them without a script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from petition.core.scales import scale_top

# Units of the drawing: a step in time, the bar in it, and the height for the number at the top of the scale.
STEP, BREADTH, HEIGHT = 10, 8, 100
# The least that a bar is high, so that one among thousands is still seen.
LEAST = 2.0


@dataclass(frozen=True)
class Bar:
    """One bar; ``words`` is the time it stands for."""

    words: str
    number: int
    x: int
    y: float
    height: float


@dataclass(frozen=True)
class Chart:
    """Bars in the order of time, up to the number ``top``; ``total`` of all, and the highest, where there is one."""

    bars: tuple[Bar, ...]
    width: int
    top: int
    total: int
    most: Bar | None


def make_chart(numbers: Sequence[tuple[str, int]]) -> Chart:
    """A chart of numbers, each with the words for its time."""
    top = scale_top(max((number for _words, number in numbers), default=0))
    bars = tuple(_make_bar(at, words, number, top) for at, (words, number) in enumerate(numbers))
    highest = max(bars, key=lambda bar: bar.number, default=None)
    return Chart(
        bars=bars,
        width=len(bars) * STEP,
        top=top,
        total=sum(bar.number for bar in bars),
        most=highest if highest is not None and highest.number else None,
    )


def _make_bar(at: int, words: str, number: int, top: int) -> Bar:
    height = max(LEAST, round(number / top * HEIGHT, 1)) if number else 0.0
    return Bar(words, number, at * STEP + (STEP - BREADTH) // 2, round(HEIGHT - height, 1), height)
