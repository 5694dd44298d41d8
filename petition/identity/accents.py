"""The accent colour, made readable: from the coalition's colour, one for each scheme.

Hue and chroma are kept in OKLCH and the lightness is moved until the contrast is enough. Sources: B. Ottosson, "A
perceptual color space for image processing" (2020); W3C, WCAG 2.2, "relative luminance" and "contrast ratio".
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache

COLOUR = re.compile(r"#[0-9a-f]{6}")
ENOUGH = 7.0  # WCAG 2.2, 1.4.6, for text; buttons have it too
STEP = 0.004  # of lightness
# The backgrounds of ``static/css/tokens.css``, on which links and buttons stand.
LIGHT, DARK = ("#fdfcf9", "#f4f1e9"), ("#16181b", "#202328")
ON_LIGHT, ON_DARK = "#ffffff", "#0b1014"

Triple = tuple[float, float, float]


@dataclass(frozen=True)
class Accent:
    """A colour as it was chosen and as it is shown in each scheme, with what stands on it; all ``#rrggbb``."""

    chosen: str
    light: str
    dark: str
    on_light: str = ON_LIGHT
    on_dark: str = ON_DARK


def parse_colour(given: str) -> str | None:
    """A colour as ``#rrggbb`` in small letters, from ``#rrggbb``, ``rrggbb`` or ``#rgb``; None for anything else."""
    digits = given.strip().lower().removeprefix("#")
    if re.fullmatch(r"[0-9a-f]{3}", digits):
        digits = "".join(digit * 2 for digit in digits)
    colour = f"#{digits}"
    return colour if COLOUR.fullmatch(colour) else None


@cache
def make_accent(colour: str) -> Accent:
    """The two variants of a colour that can be read on the backgrounds of each scheme, with contrast 7 or more."""
    return Accent(
        colour,
        light=_move_lightness(colour, (*LIGHT, ON_LIGHT), -STEP),
        dark=_move_lightness(colour, (*DARK, ON_DARK), STEP),
    )


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _move_lightness(colour: str, against: tuple[str, ...], step: float) -> str:
    lightness, chroma, hue = _to_oklch(colour)
    shown = colour
    while min(contrast(shown, one) for one in against) < ENOUGH and 0 <= lightness <= 1:
        lightness += step
        shown = _from_oklch(min(1.0, max(0.0, lightness)), chroma, hue)
    return shown


def _channels(colour: str) -> Triple:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _decode_channel(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _encode_channel(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else float(1.055 * value ** (1 / 2.4) - 0.055)


def _luminance(colour: str) -> float:
    red, green, blue = map(_decode_channel, _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _to_oklch(colour: str) -> Triple:
    red, green, blue = map(_decode_channel, _channels(colour))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """The colour, with as much of the chroma as a screen can show at this lightness."""
    while True:
        linear = _oklab_to_linear(lightness, chroma * math.cos(hue), chroma * math.sin(hue))
        if chroma <= 0 or all(-0.0001 <= one <= 1.0001 for one in linear):
            values = (round(_encode_channel(min(1.0, max(0.0, one))) * 255) for one in linear)
            return "#" + "".join(f"{value:02x}" for value in values)
        chroma = max(0.0, chroma - 0.002)


def _oklab_to_linear(lightness: float, a: float, b: float) -> Triple:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
