"""A letter on file: the paper by which an organisation says that it endorses.

It is checked by content, whatever the file is called. Objects in compressed streams of a PDF are not
looked into, and nothing in a PDF is taken out: it is only ever served as a download, never shown.
"""

from __future__ import annotations

import re
from typing import Literal

from PIL import Image

from petition.organisations import logo_images

MOST_BYTES = 5 * 1024 * 1024
QUALITY = 88  # of JPEG

Problem = Literal["empty", "too_large", "not_a_letter", "locked", "damaged", "active", "too_many_pixels"]
Media = Literal["application/pdf", "image/png", "image/jpeg", "image/webp"]

# ISO 32000-1, 7.3.5: a name ends at white space or a delimiter; #xx is the byte of that value.
ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
# What locks the file, or runs, starts or carries something else than pages. An open action that is an array is
# the place to open the document at, and harmless; office programs write it.
TELLING = re.compile(
    rb"/(Encrypt|JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA|OpenAction(?![\0\s]*\[))"
    rb"(?=[\0\s()<>\[\]{}/%]|$)"
)
TAIL = 1024


class LetterFileError(Exception):
    """This cannot be taken as a letter; ``word`` says why."""

    def __init__(self, word: Problem) -> None:
        super().__init__(word)
        self.word = word


def check_letter(data: bytes) -> Media:
    """What the file is by content: a PDF, PNG, JPEG or WebP; raises LetterFileError."""
    kind = _media_type(data)
    if kind == "PDF":
        _check_document(data)
        return "application/pdf"
    _open_picture(data)
    media: dict[str, Media] = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
    return media[kind]


def clean_letter(data: bytes) -> tuple[bytes, Media]:
    """The letter as it is kept, and its type: a PDF as it came, a picture encoded anew; raises LetterFileError.

    Pictures lose their metadata, are at most 3000 pixels long, and are PNG if they came so, else JPEG.
    """
    kind = _media_type(data)
    if kind == "PDF":
        _check_document(data)
        return data, "application/pdf"
    picture = _open_picture(data)
    if kind == "PNG":
        content = logo_images.encode_image(picture, "PNG", optimize=True)
        if len(content) <= MOST_BYTES:
            return content, "image/png"
    return logo_images.encode_image(_flatten_on_white(picture), "JPEG", quality=QUALITY, optimize=True), "image/jpeg"


def _media_type(data: bytes) -> str:
    if not data:
        raise LetterFileError("empty")
    if len(data) > MOST_BYTES:
        raise LetterFileError("too_large")
    kind = "PDF" if re.match(rb"%PDF-\d\.\d", data) else logo_images.image_format(data)
    if kind is None:
        raise LetterFileError("not_a_letter")
    return kind


def _check_document(data: bytes) -> None:
    """Raises LetterFileError for a PDF that is cut off, locked with a password, or does more than show pages."""
    tail = data[-TAIL:].rstrip(b"\0\t\n\f\r ")
    start = re.search(rb"startxref\s+(\d{1,10})\s+%%EOF$", tail)
    if start is None or int(start[1]) >= len(data):
        raise LetterFileError("damaged")
    names = set(TELLING.findall(ESCAPE.sub(lambda escape: bytes([int(escape[1], 16)]), data)))
    if names:
        raise LetterFileError("locked" if b"Encrypt" in names else "active")


def _open_picture(data: bytes) -> Image.Image:
    try:
        return logo_images.open_image(data)
    except logo_images.LogoImageError as fault:
        raise LetterFileError("too_many_pixels" if fault.word == "too_many_pixels" else "damaged") from fault


def _flatten_on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper
