"""What a file really is: by its content first, by its name only where the content leaves it open."""

from __future__ import annotations

import re

from petition.statements.sources.archive import Archive
from petition.statements.sources.document import SourceError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of streams in a compound file, as its directory writes them (MS-CFB, 2.6.1).
STREAMS = tuple(
    (name.encode("utf-16-le"), word)
    for name, word in (
        ("EncryptedPackage", "encrypted"), ("WordDocument", "doc"), ("Workbook\0", "spreadsheet"),
        ("Book\0", "spreadsheet"), ("PowerPoint Document", "presentation"),
    )
)  # fmt: skip
BEGINNINGS = (
    (b"\x89PNG\r\n", "picture"), (b"\xff\xd8\xff", "picture"), (b"GIF8", "picture"), (b"II*\0", "picture"),
    (b"MM\0*", "picture"), (b"RIFF", "picture"), (b"7z\xbc\xaf", "archive"), (b"Rar!", "archive"),
    (b"\x1f\x8b", "archive"), (b"PK\x05\x06", "archive"), (b"MZ", "program"), (b"\x7fELF", "program"),
)  # fmt: skip
# Markdown may begin with a tag.
ENDINGS = {
    "md": "text",
    "markdown": "text",
    "txt": "text",
    "html": "html",
    "htm": "html",
    "xhtml": "html",
    "pages": "pages",
    "doc": "doc",
}
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
TAGS = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|article|section|main|div|p|span|h[1-6]|ol|ul|li|table|b|strong|a)\b[^<]*>",
    re.IGNORECASE,
)
WHOLE_PAGE = re.compile(rb"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
FOLDERS = (("ppt/", "presentation"), ("xl/", "spreadsheet"))


def file_kind(data: bytes, name: str = "") -> str:
    """``docx``, ``odt``, ``rtf``, ``html``, ``pdf`` or ``text``; raises SourceError for what is none of these."""
    if not data.strip():
        raise SourceError("empty")
    if data.startswith(b"PK\x03\x04"):
        return _zip_kind(Archive(data), name)
    if data.startswith(OLE):
        raise _refusal(next((word for stream, word in STREAMS if stream in data), "binary"))
    found = next((word for beginning, word in BEGINNINGS if data.startswith(beginning)), None)
    if found:
        raise _refusal(found)
    return _text_kind(data, name)


def _text_kind(data: bytes, name: str) -> str:
    start = data[:4096].lstrip()
    if start.startswith(b"{\\rtf"):
        return "rtf"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    ending = ENDINGS.get(_ending(name))
    if ending == "html" or _is_web_page(start, WHOLE_PAGE if ending == "text" else TAGS):
        return "html"
    if start.startswith(b"<?xml"):
        raise _refusal("xml")
    if ending == "pages":
        raise _refusal("pages")
    return "text"


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def _is_web_page(start: bytes, tags: re.Pattern[bytes]) -> bool:
    for mark in BYTE_ORDER_MARKS:
        start = start.removeprefix(mark)
    # In UTF-16 every other byte is none.
    start = start.replace(b"\0", b"").lstrip()
    while start.startswith((b"<!--", b"<?xml")):
        start = start.partition(b">")[2].lstrip()
    return tags.match(start) is not None


def _zip_kind(archive: Archive, name: str) -> str:
    if "mimetype" in archive.names:
        return _open_document_kind(archive)
    if "word/document.xml" in archive.names or b"wordprocessingml" in archive.read_part("[Content_Types].xml"):
        if b"macroEnabled" in archive.read_part("[Content_Types].xml"):
            raise _refusal("docm")
        return "docx"
    if "Index/Document.iwa" in archive.names or "Index.zip" in archive.names or _ending(name) == "pages":
        raise _refusal("pages")
    found = (word for folder, word in FOLDERS if any(part.startswith(folder) for part in archive.names))
    raise _refusal(next(found, "archive"))


def _open_document_kind(archive: Archive) -> str:
    said = archive.read_part("mimetype", 1024)
    if b"encryption-data" in archive.read_part("META-INF/manifest.xml"):
        raise SourceError("encrypted")
    if b"opendocument.text" in said:
        return "odt"
    kinds = ("spreadsheet", "presentation")
    raise _refusal(next((kind for kind in kinds if kind.encode() in said), "archive"))


def _refusal(found: str) -> SourceError:
    if found == "encrypted":
        return SourceError("encrypted")
    return SourceError("save_as" if found in ("doc", "docm", "pages") else "not_a_text", found=found)
