"""A logo: what is refused and why, what is left out, and one optical size."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

from petition.organisations.logo_images import BOX, MOST_BYTES, LogoImageError, make_logo, optical_size

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40"><script>1</script></svg>'


def drawn(size: tuple[int, int] = (200, 100), mode: str = "RGB", ground: object = "white") -> Image.Image:
    """A filled ellipse that touches all four sides."""
    image = Image.new(mode, size, ground)  # type: ignore[arg-type]
    ImageDraw.Draw(image).ellipse((0, 0, size[0] - 1, size[1] - 1), fill="navy" if mode in ("RGB", "RGBA") else 40)
    return image


def as_file(image: Image.Image, format: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(LogoImageError) as refused:
        make_logo(data)
    return refused.value.word


def png_header(width: int, height: int) -> bytes:
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    pixels = b"IDAT" + zlib.compress(b"\0" * 1000)
    chunks = (struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in (header, pixels, b"IEND"))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def webp_header(width: int, height: int) -> bytes:
    canvas = b"\0\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + canvas + b"VP8L" + struct.pack("<I", 6) + b"\x2f\0\0\0\0\0"
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
def test_it_takes_three_formats_and_makes_them_anew(format: str) -> None:
    picture = make_logo(as_file(drawn(), format))
    assert picture.media in ("image/png", "image/webp")
    with Image.open(io.BytesIO(picture.content)) as kept:
        assert kept.size == (picture.width, picture.height)
        assert Image.MIME[kept.format or ""] == picture.media


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_it_takes_every_kind_of_pixels(mode: str) -> None:
    if mode == "I;16":
        grey = drawn(mode="L", ground=255).convert("I")
        image = grey.point(lambda value: value * 256).convert("I;16")
    else:
        image = drawn().convert(mode, dither=Image.Dither.NONE)
    with Image.open(io.BytesIO(make_logo(as_file(image, "JPEG" if mode == "CMYK" else "PNG")).content)) as kept:
        seen = kept.convert("L")
        assert seen.getpixel((kept.width // 2, kept.height // 2)) < 100
        assert seen.getpixel((0, 0)) > 200


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (as_file(drawn()) + b"\0" * MOST_BYTES, "too_large"),
        (SVG, "svg"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!DOCTYPE svg><!-- x -->\n<svg:svg xmlns:svg='x'/>", "svg"),
        (SVG.decode().encode("utf-16"), "svg"),
        (gzip.compress(SVG), "svg"),
        (SVG + b" " * MOST_BYTES, "svg"),
        (b"<!DOCTYPE html><html><svg></svg></html>", "not_a_picture"),
        (gzip.compress(b"no drawing"), "not_a_picture"),
        (b"\x1f\x8bnonsense", "not_a_picture"),
        (as_file(drawn(), "GIF"), "not_a_picture"),
        (as_file(drawn(), "BMP"), "not_a_picture"),
        (b"%PDF-1.7", "not_a_picture"),
        (png_header(5000, 5000), "too_many_pixels"),
        (png_header(8001, 40), "too_many_pixels"),
        (png_header(60_000, 60_000), "too_many_pixels"),
        (png_header(10_000, 10_000), "too_many_pixels"),
        (webp_header(16_000, 16_000), "too_many_pixels"),
        (webp_header(8001, 40), "too_many_pixels"),
        (png_header(400, 400), "damaged"),
        (b"RIFF\0\0\0\0WEBP", "damaged"),
        (b"RIFF\0\0\0\0WEBPABCD" + b"\0" * 40, "damaged"),
        (b"\xff\xd8\xff\xe0", "damaged"),
        (as_file(drawn((31, 200))), "too_small"),
        (as_file(Image.new("RGB", (90, 90), "white")), "too_small"),
        (as_file(Image.new("RGBA", (90, 90))), "too_small"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_refuses_with_a_reason(data: bytes, why: str) -> None:
    assert refusal(data) == why


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
def test_it_says_that_a_file_is_cut_off(format: str) -> None:
    noise = Image.effect_noise((120, 90), 80).convert("RGB")
    data = as_file(noise, format)
    for share in (0.05, 0.3, 0.6, 0.9):
        assert refusal(data[: int(len(data) * share)]) == "damaged"


def with_metadata(format: str) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "SECRETMAKER"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[29] = "2031:01:01"
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "SECRETNAME")
    text.add_itxt("XML:com.adobe.xmp", "<x>SECRETXMP</x>")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options: dict[str, object] = {"exif": exif, "icc_profile": profile}
    if format == "PNG":
        options["pnginfo"] = text
    else:
        options["xmp"] = b"<x>SECRETXMP</x>"
    return as_file(drawn(), format, **options)


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
def test_it_keeps_no_metadata(format: str) -> None:
    data = with_metadata(format)
    assert b"SECRETMAKER" in data and b"SECRETXMP" in data
    picture = make_logo(data)
    assert b"SECRET" not in picture.content
    with Image.open(io.BytesIO(picture.content)) as kept:
        kept.load()
        assert not kept.getexif()
        assert set(kept.info) <= {"loop", "background", "timestamp", "duration"}
    for chunk in (b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"iCCP", b"EXIF", b"ICCP", b"XMP "):
        assert chunk not in picture.content


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
def test_it_leaves_out_what_was_appended(format: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("run.txt", "EVIL")
    picture = make_logo(as_file(drawn(), format) + b"<html><script>EVIL</script>" + buffer.getvalue())
    assert b"EVIL" not in picture.content and b"PK\x05\x06" not in picture.content


def test_it_turns_the_picture_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    for size in ((300, 100), (3300, 1100)):
        picture = make_logo(as_file(drawn(size), "JPEG", exif=exif))
        assert picture.height > picture.width


# Pillow says so in a warning, and goes on.
@pytest.mark.filterwarnings("ignore:Corrupt EXIF data", "ignore:.*data possibly corrupt", "ignore:Truncated File Read")
@pytest.mark.parametrize("rubbish", [b"", b"XX*\0", b"MM\0*\0\0\0\x08\xff\xff", b"II*\0\xff\xff\xff\x7f"])
@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
def test_it_takes_a_picture_whose_metadata_is_broken(format: str, rubbish: bytes) -> None:
    picture = make_logo(as_file(drawn((300, 100)), format, exif=b"Exif\0\0" + rubbish + b"\xff" * 40))
    assert picture.width > picture.height


@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_it_takes_the_first_picture_of_several(format: str) -> None:
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue", "lime")]
    picture = make_logo(as_file(frames[0], format, save_all=True, append_images=frames[1:], duration=50))
    with Image.open(io.BytesIO(picture.content)) as kept:
        assert getattr(kept, "n_frames", 1) == 1
        red, _green, blue = kept.convert("RGB").getpixel((5, 5))
        assert red > 200 and blue < 60


@pytest.mark.parametrize(("mode", "ground"), [("RGB", "white"), ("RGB", (251, 252, 250)), ("RGBA", (0, 0, 0, 0))])
def test_it_cuts_an_empty_border_off(mode: str, ground: object) -> None:
    framed = Image.new(mode, (900, 900), ground)  # type: ignore[arg-type]
    framed.paste(Image.new(mode, (300, 150), "navy"), (50, 400))
    picture = make_logo(as_file(framed))
    assert picture.width / picture.height == pytest.approx(2, abs=0.03)


def test_it_keeps_white_letters_on_nothing() -> None:
    image = Image.new("RGBA", (200, 100), (255, 255, 255, 0))
    image.paste((255, 255, 255, 255), (0, 40, 200, 60))
    picture = make_logo(as_file(image))
    assert picture.width / picture.height == pytest.approx(10, abs=0.5)


@pytest.mark.parametrize("size", [(100, 100), (1000, 1000), (400, 100), (300, 200), (60, 40), (100, 120)])
def test_it_shows_logos_in_one_optical_size(size: tuple[int, int]) -> None:
    width, height = optical_size(*size)
    assert width * height == pytest.approx(160 * 160, rel=0.03)


@pytest.mark.parametrize("size", [(8000, 40), (40, 8000), (2000, 1), (1, 1), (700, 90), (90, 700)])
def test_it_stays_in_its_box(size: tuple[int, int]) -> None:
    width, height = optical_size(*size)
    assert 1 <= width <= BOX[0] and 1 <= height <= BOX[1]
