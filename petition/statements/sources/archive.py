"""The parts of a document that is a ZIP of XML, within bounds that are looked at before anything is unpacked."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib

from lxml import etree

from petition.statements.sources.document import SourceError

MIB = 1 << 20
MOST_ENTRIES, MOST_UNPACKED, MOST_PART = 5000, 100 * MIB, 40 * MIB
# What zipfile raises where an archive is not as it should be.
UNREADABLE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError, KeyError)


class Archive:
    """A ZIP; raises SourceError where it is damaged, locked, or would be too large when unpacked."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except UNREADABLE:
            raise SourceError("damaged") from None
        self.names = frozenset(entry.filename for entry in entries)
        self.is_locked = any(entry.flag_bits & 1 for entry in entries)
        if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise SourceError("too_much")

    def read_part(self, name: str, most: int = MOST_PART) -> bytes:
        """The bytes of a part, ``most`` at most; of a part that is not there, none."""
        if name not in self.names:
            return b""
        if self.is_locked:
            raise SourceError("encrypted")
        try:
            with self._zip.open(name) as part:
                # The size that an archive states may be a lie.
                data = part.read(most + 1)
        except UNREADABLE:
            raise SourceError("damaged") from None
        if len(data) > most:
            raise SourceError("too_much")
        return data

    def read_xml(self, name: str) -> etree._Element | None:
        """The root of a part, None where there is no such part."""
        data = self.read_part(name)
        return parse_xml(data) if data else None


def parse_xml(data: bytes) -> etree._Element:
    """XML without a document type: no entity is declared, none is resolved, nothing is fetched; depth is bounded."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as fault:
        raise SourceError("too_much" if fault.code == etree.ErrorTypes.ERR_NO_MEMORY else "damaged") from None
    if root.getroottree().docinfo.doctype:
        raise SourceError("damaged")
    return root
