"""The accent colour can be read in both schemes, whatever was chosen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from petition.identity import accents
from petition.identity.accents import contrast, make_accent, parse_colour

TOKENS = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"
COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@settings(deadline=None, derandomize=True)
@given(COLOURS)
def test_it_makes_any_colour_readable_in_both_schemes(colour: str) -> None:
    made = make_accent(colour)
    assert min(contrast(made.light, ground) for ground in (*accents.LIGHT, made.on_light)) >= accents.ENOUGH
    assert min(contrast(made.dark, ground) for ground in (*accents.DARK, made.on_dark)) >= accents.ENOUGH


def test_it_leaves_a_readable_colour_as_it_is() -> None:
    assert make_accent("#0b4f6c").light == "#0b4f6c"
    assert make_accent("#ffee00").dark == "#ffee00"


def test_it_keeps_the_hue() -> None:
    made = make_accent("#d7141a")
    red, green, blue = (int(made.light[at : at + 2], 16) for at in (1, 3, 5))
    assert red > 4 * max(green, blue, 1)


def test_it_measures_against_the_backgrounds_of_the_pages() -> None:
    tokens = TOKENS.read_text()
    for name, at in (("paper", 0), ("wash", 1)):
        pair = re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\)", tokens)
        assert pair is not None and (pair[1], pair[2]) == (accents.LIGHT[at], accents.DARK[at])


def test_it_knows_the_contrast_of_black_and_white() -> None:
    assert round(contrast("#000000", "#ffffff"), 6) == 21


@pytest.mark.parametrize(
    ("given_", "kept"),
    [("#ABCDEF", "#abcdef"), ("abc", "#aabbcc"), (" #0b4f6c ", "#0b4f6c"), ("red", None), ("#12345", None),
     ("#1234567", None), ("#00000g", None), ("", None), ("#٠٠٠٠٠٠", None)],
)  # fmt: skip
def test_it_takes_colours_of_the_web_alone(given_: str, kept: str | None) -> None:
    assert parse_colour(given_) == kept
