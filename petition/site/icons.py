"""Icons of the site: its logo on a square, or the ones that come with the program."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from petition.config import ROOT

ICONS = ROOT / "static" / "icons"
SIZES = (180, 192, 512)  # pixels, of the sides
ICO_SIZES = [(16, 16), (32, 32), (48, 48)]
PAPER = (253, 252, 249)  # of the light scheme, on which logos are made to stand
MARGIN = 0.08  # of the side, on each side


def square_icon(logo: bytes, side: int) -> Image.Image:
    """A logo in the middle of a square of paper."""
    picture = Image.open(io.BytesIO(logo)).convert("RGBA")
    room = round(side * (1 - 2 * MARGIN))
    scale = min(room / picture.width, room / picture.height)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    fitted = picture.resize(size, Image.Resampling.LANCZOS)
    square = Image.new("RGB", (side, side), PAPER)
    square.paste(fitted, ((side - fitted.width) // 2, (side - fitted.height) // 2), fitted)
    return square


def icon_png(logo: bytes | None, side: int) -> bytes:
    """An icon of one of ``SIZES`` as PNG."""
    if logo is None:
        return _read_shipped_icon(f"icon-{side}.png")
    buffer = io.BytesIO()
    square_icon(logo, side).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def favicon_ico(logo: bytes | None) -> bytes:
    """The icon that browsers ask for by themselves, in its three sizes."""
    if logo is None:
        return _read_shipped_icon("favicon.ico")
    buffer = io.BytesIO()
    square_icon(logo, 48).save(buffer, "ICO", sizes=ICO_SIZES)
    return buffer.getvalue()


def _read_shipped_icon(name: str) -> bytes:
    return Path(ICONS / name).read_bytes()
