"""Bars: a round scale, nothing higher than the drawing, and one among thousands still to be seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petition.desk.chart import HEIGHT, LEAST, make_chart, scale_top


@pytest.mark.parametrize(
    ("largest", "top"), [(0, 4), (4, 4), (5, 5), (6, 10), (31, 40), (80, 80), (81, 100), (312, 400), (20_896, 25_000)]
)
def test_it_ends_the_scale_with_a_round_number(largest: int, top: int) -> None:
    assert scale_top(largest) == top


@given(st.lists(st.integers(0, 10**7), max_size=60))
def test_it_draws_every_number_within_the_drawing(numbers: list[int]) -> None:
    drawn = make_chart([(str(number), number) for number in numbers])
    assert drawn.total == sum(numbers) and drawn.top >= max(numbers, default=0)
    for bar in drawn.bars:
        assert bar.height == 0 if bar.number == 0 else LEAST <= bar.height <= HEIGHT
        assert 0 <= bar.y <= HEIGHT and abs(bar.y + bar.height - HEIGHT) < 0.2 and bar.x + 8 < drawn.width
    assert (drawn.most is None) == (drawn.total == 0)
