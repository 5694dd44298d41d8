"""Logos: taken only when they are what they say, bounded before they are decoded, encoded anew.

What is kept is a fresh picture of the pixels alone: no metadata, no second frame, nothing appended. Colours
are read as sRGB; a colour profile is not applied.
"""

from __future__ import annotations

import io
import re
import zlib
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from PIL import Image, ImageChops, ImageOps

MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS, LONGEST_SIDE, SHORTEST_SIDE = 20_000_000, 8000, 32
KEPT_SIDE = 3000
SCALABLE = ("RGB", "RGBA", "L", "LA")
# Twice the pixels of the page: the box of 240 x 96, and in it the area of a square of 80.
BOX, AREA = (480, 192), 160 * 160
BLANK = 6  # how far from white, of 255, a border may be
SVG_HEAD = 65_536

Problem = Literal["empty", "too_large", "svg", "not_a_picture", "too_many_pixels", "damaged", "too_small"]
Media = Literal["image/png", "image/webp"]


class LogoImageError(Exception):
    """This cannot be taken as a picture; ``word`` says why."""

    def __init__(self, word: Problem) -> None:
        super().__init__(word)
        self.word = word


@dataclass(frozen=True)
class LogoImage:
    """A logo as it is kept and served; width and height in pixels are twice those on the page."""

    content: bytes
    media: Media
    width: int
    height: int


def make_logo(data: bytes) -> LogoImage:
    """The logo in one optical size; raises LogoImageError.

    Empty borders are cut off. With w and h what remains, the scale is
    min(sqrt(AREA / (w * h)), BOX[0] / w, BOX[1] / h): equal areas, as far as the box lets it.
    """
    if not data:
        raise LogoImageError("empty")
    if is_svg(data):
        raise LogoImageError("svg")
    if len(data) > MOST_BYTES:
        raise LogoImageError("too_large")
    image = _trim_border(open_image(data, shortest=SHORTEST_SIDE))
    if max(image.size) < SHORTEST_SIDE:
        raise LogoImageError("too_small")
    fitted = image.resize(optical_size(*image.size), Image.Resampling.LANCZOS)
    choices: list[tuple[bytes, Media]] = [
        (encode_image(fitted, "PNG", optimize=True), "image/png"),
        (encode_image(fitted, "WEBP", lossless=True, quality=100), "image/webp"),
    ]
    content, media = min(choices, key=lambda choice: len(choice[0]))
    return LogoImage(content, media, *fitted.size)


def optical_size(width: int, height: int) -> tuple[int, int]:
    """Width and height in which a logo of this shape looks as large as the others."""
    scale = min((AREA / (width * height)) ** 0.5, BOX[0] / width, BOX[1] / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def image_format(data: bytes) -> Literal["PNG", "JPEG", "WEBP"] | None:
    """The format by the first bytes, whatever the file is called."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    return "WEBP" if data.startswith(b"RIFF") and data[8:12] == b"WEBP" else None


def is_svg(data: bytes) -> bool:
    """Whether it is an SVG drawing, plain or gzipped, whatever the file is called."""
    if image_format(data):
        return False
    head = data[:SVG_HEAD]
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(wbits=31).decompress(head, SVG_HEAD)
        except zlib.error:
            return False
    # Null bytes go so that UTF-16 reads like ASCII.
    first = re.search(rb"<(?:[\w-]+:)?(svg|html|body)[\s>/]", head.replace(b"\0", b"").lower())
    return first is not None and first[1] == b"svg"


def open_image(data: bytes, *, shortest: int = 1) -> Image.Image:
    """The first frame, upright, as a fresh RGB or RGBA image without metadata; raises LogoImageError.

    No side may be under ``shortest`` pixels, and none stays over 3000. Nothing is decoded before the size in
    the header was found bearable.
    """
    made_as = image_format(data)
    if made_as is None:
        raise LogoImageError("not_a_picture")
    if made_as == "WEBP":
        _check_size(*_webp_size(data), shortest)
    try:
        with Image.open(io.BytesIO(data), formats=[made_as]) as image:
            _check_size(*image.size, shortest)
            return _strip_metadata(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise LogoImageError("too_many_pixels") from None
    except LogoImageError:
        raise
    except Exception as fault:  # Pillow answers a broken file with nearly any of them.
        raise LogoImageError("damaged") from fault


def encode_image(image: Image.Image, format: Literal["PNG", "JPEG", "WEBP"], **options: object) -> bytes:
    """The bytes of a picture in a format."""
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def _check_size(width: int, height: int, shortest: int) -> None:
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise LogoImageError("too_many_pixels")
    if min(width, height) < shortest:
        raise LogoImageError("too_small")


def _webp_size(data: bytes) -> tuple[int, int]:
    """Width and height from the header: Pillow sets up the whole canvas on opening. Source: RFC 9649."""
    chunk, header = data[12:16], data[20:30]
    if len(header) < 10:
        raise LogoImageError("damaged")
    if chunk == b"VP8X":
        return int.from_bytes(header[4:7], "little") + 1, int.from_bytes(header[7:10], "little") + 1
    if chunk == b"VP8L":
        bits = int.from_bytes(header[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8 ":
        return int.from_bytes(header[6:8], "little") & 0x3FFF, int.from_bytes(header[8:10], "little") & 0x3FFF
    raise LogoImageError("damaged")


def _strip_metadata(image: Image.Image) -> Image.Image:
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if image.mode.startswith("I"):
        # Sixteen bits of grey: the upper eight are shown.
        image = image.point(lambda value: value / 256).convert("L")
    elif image.mode not in SCALABLE or "transparency" in image.info:
        image = image.convert(mode)
    # Made smaller before anything else: of a JPEG this many pixels are not even decoded.
    image.thumbnail((KEPT_SIDE, KEPT_SIDE), Image.Resampling.LANCZOS, reducing_gap=3)
    image.load()
    with suppress(Exception):  # Broken metadata is no reason to refuse the picture: as it lies, then.
        image = ImageOps.exif_transpose(image)
    fresh = Image.new(mode, image.size)
    fresh.paste(image.convert(mode))
    return fresh


def _trim_border(image: Image.Image) -> Image.Image:
    """Without the border where nothing is drawn: transparent if any of it is, else white."""
    if image.mode == "RGBA" and image.getchannel("A").getextrema()[0] != 255:
        box = image.getchannel("A").point(lambda alpha: 255 if alpha > BLANK else 0).getbbox()
    else:
        drawn = ImageChops.invert(image.convert("RGB")).convert("L")
        box = drawn.point(lambda darkness: 255 if darkness > BLANK else 0).getbbox()
    if box is None:
        raise LogoImageError("too_small")
    return image.crop(box)
