"""Any file at all: what it is by its content, and one word for each that gives no text. Nothing grows, nothing is fetched."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest

from petition.statements.sources.document import SourceError
from petition.statements.sources.reading import MOST_BYTES, read_source
from petition.statements.text.normalisation import LARGEST
from statements.documents import ODT_MIMETYPE, WORD, W, docx, odt, packed, paragraph, rtf

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MIB = 1 << 20


def refusal(data: bytes, name: str = "position.docx") -> tuple[str, str]:
    """The word for a file, and what was found in it."""
    with pytest.raises(SourceError) as fault:
        read_source(data, name)
    return fault.value.word, str(fault.value.values.get("found", ""))


def compound(name: str) -> bytes:
    return OLE + bytes(600) + name.encode("utf-16-le") + bytes(600)


def test_it_goes_by_the_content_not_by_the_name() -> None:
    for data, text in (
        (docx(paragraph("Words")), "Words"),
        (odt("<text:p>Words</text:p>"), "Words"),
        (rtf(r"Words\par"), "Words"),
        (b"<!doctype html><p>Words", "Words"),
        (b"\xef\xbb\xbf<html><p>Words", "Words"),
        ("<html><p>Words".encode("utf-16"), "Words"),
        (b"# Words\n\n<b>as they are</b>", "# Words\n\n<b>as they are</b>"),
        ("Мы просим открыть суды".encode("cp1251"), "Мы просим открыть суды"),
    ):
        for name in ("position.txt", "position.docx"):
            assert read_source(data, name).text.strip() == text, (text, name)
    assert read_source(b"<p align=center>\n\n# Title", "README.md").text == "<p align=center>\n\n# Title"
    assert read_source("Назва".encode("koi8-r") * 9).notes[0]["word"] == "encoding"


def test_it_says_what_a_file_is_that_is_no_text() -> None:
    macros = packed(
        {
            "[Content_Types].xml": f'<Types><Override ContentType="{WORD}.macroEnabled.main+xml"/></Types>',
            "word/document.xml": "<x/>",
        }
    )
    for data, word, found in (
        (b"", "empty", ""), (b" \n\n ", "empty", ""), (compound("WordDocument"), "save_as", "doc"), (macros, "save_as", "docm"),
        (packed({"Index/Document.iwa": "x"}), "save_as", "pages"), (compound("EncryptedPackage"), "encrypted", ""),
        (compound("Workbook\0"), "not_a_text", "spreadsheet"), (packed({"xl/workbook.xml": "<x/>"}), "not_a_text", "spreadsheet"),
        (packed({"mimetype": ODT_MIMETYPE.replace("text", "presentation")}), "not_a_text", "presentation"),
        (packed({"notes.txt": "x"}), "not_a_text", "archive"), (b"\x89PNG\r\n\x1a\n" + bytes(50), "not_a_text", "picture"),
        (b"MZ" + bytes(90), "not_a_text", "program"), (b"<?xml version='1.0'?><office:document/>", "not_a_text", "xml"),
        (b"words\0\1\2\3", "not_a_text", "binary"), (docx(""), "no_text", ""), (b"<html><script>x</script>", "no_text", ""),
        (b"PK\x03\x04" + bytes(90), "damaged", ""), (docx("<w:p>").replace(b"PK\x05\x06", b"PK\x05\x07"), "damaged", ""),
    ):  # fmt: skip
        assert refusal(data) == (word, found), (data[:60], word)


def test_it_refuses_locked_documents() -> None:
    manifest = '<m><file-entry><encryption-data checksum="x"/></file-entry></m>'
    assert refusal(packed({"mimetype": ODT_MIMETYPE, "content.xml": "x", "META-INF/manifest.xml": manifest})) == (
        "encrypted",
        "",
    )
    made = bytearray(docx(paragraph("x")))
    for at in (made.find(b"PK\x01\x02"), made.find(b"PK\x03\x04")):
        made[at + (8 if made[at + 2] == 1 else 6)] |= 1
    assert refusal(bytes(made))[0] == "encrypted"


def test_it_is_not_blown_up_by_an_archive() -> None:
    bomb = packed({"[Content_Types].xml": "x", "word/document.xml": b" " * (150 * MIB)})
    assert len(bomb) < MIB
    assert refusal(bomb)[0] == "too_much"
    assert refusal(packed({f"word/{at}.xml": "" for at in range(6000)}))[0] == "too_much"
    # An archive that lies about how large it gets.
    made = bytearray(packed({"[Content_Types].xml": WORD, "word/document.xml": b" " * (60 * MIB)}))
    for sign, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = made.rfind(sign)
        made[place + at : place + at + 4] = (1000).to_bytes(4, "little")
    assert refusal(bytes(made))[0] in ("damaged", "too_much")
    # Small enough to be unpacked, too much to be held.
    assert refusal(docx("<w:p/>" * 6_000_000))[0] == "too_much"
    # Many parts of allowed size, none of which is the text.
    parts = {f"word/header{at}.xml": f"<w:hdr {W}>{'<w:p/>' * 100_000}</w:hdr>" for at in range(200)}
    assert refusal(packed({**parts, "word/document.xml": "<x/>"}))[0] == "too_much"


def test_it_resolves_no_entity_and_fetches_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    laughs = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))
    for subset, entity in ((f'<!ENTITY x SYSTEM "file://{secret}">', "x"), (f'<!ENTITY l0 "ha">{laughs}', "l9")):
        document = f"<!DOCTYPE d [{subset}]><w:document {W}><w:body><w:p><w:r><w:t>&{entity};</w:t></w:r></w:p></w:body></w:document>"
        data = packed({"[Content_Types].xml": WORD, "word/document.xml": document})
        assert refusal(data) == ("damaged", "")
        content = f"<!DOCTYPE d [{subset}]><x>&{entity};</x>"
        assert refusal(packed({"mimetype": ODT_MIMETYPE, "content.xml": content})) == ("damaged", "")
        page = f"<!DOCTYPE html [{subset}]><p>a &{entity}; b</p>"
        assert "SECRET" not in read_source(page.encode(), "x.html").text
    field = r'{\field{\*\fldinst{INCLUDETEXT "' + str(secret) + r'"}}{\fldrslt shown}}\par'
    assert read_source(rtf(field)).text == "shown\n"


def test_it_ends_with_what_is_nested_without_end() -> None:
    started = time.process_time()
    deep = "<w:tbl><w:tr><w:tc>" * 90 + paragraph("x") + "</w:tc></w:tr></w:tbl>" * 90
    assert refusal(docx(deep))[0] in ("damaged", "too_much")
    assert refusal(docx("<w:ins>" * 5000 + "</w:ins>" * 5000))[0] in ("damaged", "too_much")
    assert refusal(b"<html>" + b"<div>" * 2000 + b"x", "x.html")[0] == "too_much"
    assert "x" in read_source(rtf("{" * 50_000 + "x" + "}" * 50_000)).text
    assert time.process_time() - started < 30


def test_it_takes_files_and_texts_up_to_their_limits() -> None:
    assert refusal(b"x" * (MOST_BYTES + 1)) == ("too_large", "")
    assert refusal("я".encode() * (LARGEST // 2 + 1)) == ("too_long", "")
    assert len(read_source(b"x" * LARGEST).text) == LARGEST
    picture = zipfile.ZipInfo("word/media/photo.jpg")
    made = io.BytesIO(docx(paragraph("Words")))
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr(picture, bytes(range(256)) * (MOST_BYTES // 256 - 100))
    assert len(made.getvalue()) > MOST_BYTES - 64 * 1024
    assert read_source(made.getvalue()).text == "Words\n"
