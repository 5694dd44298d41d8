"""What a file really is, by its content; its name and what a browser says of it are not asked."""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib

MIB = 1 << 20
MOST_ENTRIES, MOST_UNPACKED, MOST_RATIO = 2000, 60 * MIB, 200
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BEGINNINGS = (
    (b"\x89PNG\r\n", "image"), (b"\xff\xd8\xff", "image"), (b"GIF8", "image"), (b"II*\0", "image"),
    (b"MM\0*", "image"), (b"RIFF", "media"), (b"\x00\x00\x01\x00", "image"), (b"{\\rtf", "word"),
    (b"7z\xbc\xaf", "archive"), (b"Rar!", "archive"), (b"\x1f\x8b", "archive"), (b"MZ", "program"),
    (b"\x7fELF", "program"), (b"PK\x05\x06", "archive"),
)  # fmt: skip
# Names of streams in a compound file, as its directory writes them (MS-CFB, 2.6.1).
STREAMS = tuple(
    (name.encode("utf-16-le"), word)
    for name, word in (
        ("EncryptedPackage", "protected"), ("Workbook\0", "workbook"), ("Book\0", "workbook"),
        ("WordDocument", "word"), ("PowerPoint Document", "presentation"),
    )
)  # fmt: skip
# What zipfile raises where an archive is not as it should be.
UNREADABLE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError, KeyError)
# A workbook begins (MS-XLS, 2.4.21, 2.4.117); what follows is encrypted.
FILE_PASS = re.compile(rb"\x09\x08\x10\x00\x00\x06.{14}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)


class SpreadsheetError(Exception):
    """A file from which no list can be read: a word that says why, and what a text about it needs.

    Words: ``empty``, ``too_large`` (most), ``not_a_spreadsheet`` (found), ``protected``, ``damaged``,
    ``zip_bomb``, ``no_addresses``, ``no_records``, ``missing_columns`` (missing), ``too_many_rows`` (most).
    """

    def __init__(self, word: str, **values: object) -> None:
        super().__init__(word)
        self.word = word
        self.values = values


def file_kind(data: bytes) -> str:
    """``workbook`` or ``text``; raises SpreadsheetError for what is neither, and says what it is."""
    found = _detect_kind(data)
    if found in ("workbook", "text"):
        return found
    if found == "protected":
        raise SpreadsheetError("protected")
    raise SpreadsheetError("not_a_spreadsheet", found=found)


def _detect_kind(data: bytes) -> str:
    if data.startswith(b"PK\x03\x04"):
        return _check_zip(data)
    if data.startswith(OLE):
        word = next((word for name, word in STREAMS if name in data), "binary")
        return "protected" if word == "workbook" and FILE_PASS.search(data) else word
    if data.startswith(tuple(BYTE_ORDER_MARKS)):
        return "text"
    for beginning, word in BEGINNINGS:
        if data.startswith(beginning):
            return word
    if b"%PDF-" in data[:1024]:
        return "pdf"
    start = data[:2048].lstrip().lower()
    if start.startswith(b"<"):
        return "web_page" if b"<html" in start or b"<!doctype html" in start or b"<table" in start else "xml"
    return "binary" if b"\0" in data else "text"


def _check_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_bounds(entries, len(data))
            word = _office_kind(archive, {entry.filename for entry in entries})
            locked = any(entry.flag_bits & 1 for entry in entries) or _is_encrypted(archive)
    except UNREADABLE:
        raise SpreadsheetError("damaged") from None
    return "protected" if word == "workbook" and locked else word


def _check_bounds(entries: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * packed:
        raise SpreadsheetError("zip_bomb")


def _office_kind(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "mimetype" in names:
        said = _first_bytes(archive, "mimetype").strip()
        if said in (ODS, ODS + b"-template"):
            return "workbook"
        return "presentation" if b"presentation" in said else "word" if b"text" in said else "archive"
    if names & {"xl/workbook.xml", "xl/workbook.bin"}:
        return "workbook"
    folders = (("word/", "word"), ("ppt/", "presentation"), ("Index/", "numbers"))
    return next((word for folder, word in folders if any(name.startswith(folder) for name in names)), "archive")


def _is_encrypted(archive: zipfile.ZipFile) -> bool:
    manifest = "META-INF/manifest.xml"
    return manifest in archive.namelist() and b"encryption-data" in _first_bytes(archive, manifest)


def _first_bytes(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).flag_bits & 1:
        return b""
    with archive.open(name) as entry:
        return entry.read(MIB)
