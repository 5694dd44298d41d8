"""Workbooks of other programs: XLS in its compound file, and OpenDocument."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from invitations.lists import packed

SECTOR = 512
FREE, END, IN_USE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def as_xls(sheet: Sequence[Sequence[str]], *, locked: bool = False) -> bytes:
    """The cells as a BIFF8 workbook (MS-XLS)."""
    return compound("Workbook", _biff(sheet, _record(0x2F, struct.pack("<3H", 0, 1, 2)) if locked else b""))


def compound(name: str, stream: bytes) -> bytes:
    """A compound file (MS-CFB) of one stream."""
    stream += bytes(max(4096 - len(stream), -len(stream) % SECTOR))
    sectors = len(stream) // SECTOR
    chain = [IN_USE, END, *range(3, sectors + 2), END]
    table = struct.pack(f"<{SECTOR // 4}I", *chain, *[FREE] * (SECTOR // 4 - len(chain)))
    entries = _entry("Root Entry", 5, 1, END, 0) + _entry(name, 2, FREE, 2, len(stream))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, END, 0, END, 0) + struct.pack("<109I", 0, *[FREE] * 108)
    return header + table + entries + bytes(SECTOR - len(entries)) + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    written = (name + "\0").encode("utf-16-le")
    links = struct.pack("<H2B3I", len(written), kind, 1, FREE, FREE, child)
    return written + bytes(64 - len(written)) + links + bytes(36) + struct.pack("<IQ", start, size)


def _record(number: int, content: bytes = b"") -> bytes:
    return struct.pack("<2H", number, len(content)) + content


def _biff(sheet: Sequence[Sequence[str]], lock: bytes) -> bytes:
    beginning = _record(0x809, struct.pack("<4H2I", 0x600, 5, 0, 0, 0, 0)) + lock
    end = _record(0x0A)
    name = struct.pack("<2B", 1, 0) + b"A"
    start = len(beginning) + 4 + 6 + len(name) + len(end)
    bound = _record(0x85, struct.pack("<IH", start, 0) + name)
    cells = b"".join(
        _record(0x204, struct.pack("<4HB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))
        for row, texts in enumerate(sheet)
        for column, text in enumerate(texts)
    )
    return beginning + bound + end + _record(0x809, struct.pack("<4H2I", 0x600, 0x10, 0, 0, 0, 0)) + cells + end


def as_ods(sheet: Sequence[Sequence[str]], manifest: str = "") -> bytes:
    """The cells as an OpenDocument spreadsheet."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in row
        )
        + "</table:table-row>"
        for row in sheet
    )
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="{space}:manifest:1.0">{manifest}</m:manifest>',
            "content.xml": f'<office:document-content xmlns:office="{space}:office:1.0" xmlns:table="{space}:table:1.0" '
            f'xmlns:text="{space}:text:1.0"><office:body><office:spreadsheet><table:table table:name="A">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        }
    )
