"""Codes to scan."""

from __future__ import annotations

import segno
from markupsafe import Markup


def draw_qr_code(text: str) -> Markup:
    """A text as a QR code: an SVG element without style attributes."""
    code = segno.make(text, error="m", micro=False)
    return Markup(  # noqa: S704 - segno's output, all numbers
        code.svg_inline(omitsize=True, svgclass="qr", lineclass=None, light="#fff", border=4)
    )
