"""A letter on file: a PDF or a picture by content, nothing that runs, nothing that is not what it says."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image

from petition.organisations.logo_images import KEPT_SIDE
from petition.signing.evidence.letter_files import MOST_BYTES, LetterFileError, check_letter, clean_letter


def pdf(catalog: str = "", trailer: str = "", *objects: str) -> bytes:
    """A small PDF with a right cross-reference table."""
    bodies = [f"<</Type/Catalog/Pages 2 0 R{catalog}>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    bodies += ["<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>", *objects]
    written, offsets = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(written))
        written += f"{number} 0 obj\n{body}\nendobj\n".encode()
    start, size = len(written), len(bodies) + 1
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R{trailer}>>\n"
    return written + f"{end}startxref\n{start}\n%%EOF\n".encode()


def picture(format: str, size: tuple[int, int] = (300, 400), mode: str = "RGB", **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, size, "navy").save(buffer, format, **options)
    return buffer.getvalue()


def docx() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return buffer.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(LetterFileError) as refused:
        check_letter(data)
    with pytest.raises(LetterFileError) as refused_too:
        clean_letter(data)
    assert refused.value.word == refused_too.value.word
    return refused.value.word


@pytest.mark.parametrize(
    ("data", "media"),
    [
        (pdf(), "application/pdf"),
        (pdf() + b"\r\n\0\0", "application/pdf"),
        (pdf("/OpenAction[3 0 R /XYZ null null 0]"), "application/pdf"),
        (pdf("/OpenAction [ 3 0 R /Fit ]/Lang(be)"), "application/pdf"),
        (picture("PNG"), "image/png"),
        (picture("JPEG"), "image/jpeg"),
        (picture("WEBP"), "image/webp"),
    ],
)
def test_it_takes_a_document_or_a_picture(data: bytes, media: str) -> None:
    assert check_letter(data) == media


def test_it_leaves_a_document_as_it_came() -> None:
    assert clean_letter(pdf()) == (pdf(), "application/pdf")


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE html><html>%PDF-1.4</html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        docx(),
        docx() + pdf(),
        b"MZ\x90\0" + b"\0" * 200 + pdf(),
        picture("GIF"),
        b"Dear all",
        b"{\\rtf1}",
    ],
)
def test_it_refuses_what_is_no_letter_whatever_its_name(data: bytes) -> None:
    assert refusal(data) == "not_a_letter"


def test_it_refuses_nothing_and_too_much() -> None:
    assert refusal(b"") == "empty"
    assert refusal(pdf() + b"\n" * MOST_BYTES) == "too_large"


@pytest.mark.parametrize(
    "catalog",
    [
        "/OpenAction 4 0 R",
        "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>",
        "/Names<</JavaScript 4 0 R>>",
        "/Names<</Java#53cript 4 0 R>>",
        "/AA<</WC<</S/#4aava#53#63ript>>>>",
        "/A<</S/Launch/F(calc.exe)>>",
        "/A<</S/L#61unch>>",
        "/Names<</EmbeddedFiles 4 0 R>>",
        "/X<</Type/EmbeddedFile>>",
        "/AcroForm<</XFA 4 0 R>>",
    ],
)
def test_it_refuses_a_document_that_does_something(catalog: str) -> None:
    assert refusal(pdf(catalog, "", "<<>>")) == "active"


def test_it_takes_words_that_only_look_alike() -> None:
    assert check_letter(pdf("/JavaScripture 1/Launching 2/Encryption 3")) == "application/pdf"


@pytest.mark.parametrize("trailer", ["/Encrypt 4 0 R", "/Encrypt<</Filter/Standard>>", "/Encr#79pt 4 0 R"])
def test_it_refuses_a_locked_document(trailer: str) -> None:
    assert refusal(pdf("", trailer, "<</Filter/Standard>>")) == "locked"


@pytest.mark.parametrize(
    "data",
    [
        pdf()[:-7],
        pdf()[:200],
        b"%PDF-1.4\n",
        b"%PDF-1.4\n%%EOF",
        pdf().replace(b"startxref\n", b"startxref\n99"),
        pdf() + docx(),
        pdf() + b"<html><script>1</script></html>",
        picture("PNG")[:-40],
        picture("JPEG")[:300],
        picture("WEBP")[:60],
    ],
)
def test_it_says_that_a_file_is_damaged(data: bytes) -> None:
    assert refusal(data) == "damaged"


def test_it_refuses_more_pixels_than_it_bears_before_decoding() -> None:
    header = b"IHDR" + struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    chunks = (header, b"IDAT" + zlib.compress(b"\0" * 99), b"IEND")
    bomb = b"".join(struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in chunks)
    assert refusal(b"\x89PNG\r\n\x1a\n" + bomb) == "too_many_pixels"


@pytest.mark.parametrize(("format", "media"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/jpeg")])
def test_it_encodes_pictures_anew_without_metadata(format: str, media: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRETMAKER"
    exif.get_ifd(0x8825)[29] = "2031:01:01"
    data = picture(format, exif=exif)
    assert b"SECRETMAKER" in data
    content, found = clean_letter(data + b"<script>SECRET</script>")
    assert found == check_letter(content) == media
    assert b"SECRET" not in content and b"Exif" not in content and b"eXIf" not in content


def test_it_bounds_the_size_of_a_scan() -> None:
    content, _media = clean_letter(picture("JPEG", (5000, 3500)))
    with Image.open(io.BytesIO(content)) as kept:
        assert kept.size == (KEPT_SIDE, 2100)


def test_it_puts_a_picture_that_is_see_through_on_white() -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(buffer, "WEBP", lossless=True)
    content, media = clean_letter(buffer.getvalue())
    with Image.open(io.BytesIO(content)) as kept:
        assert media == "image/jpeg"
        assert kept.getpixel((50, 50)) == (255, 255, 255)
