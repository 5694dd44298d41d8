"""The file of a backup: a line of JSON that says what it is, then the database, compressed, and encrypted by age.

By hand it opens as ``age -d -i KEY FILE | gunzip | tail -n +2``. Sources: RFC 1952 (gzip), https://age-encryption.org/v1
(each chunk is authenticated, the last one marked: whoever cuts or changes the file is noticed).
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, Protocol

import pyrage

from petition.backups.faults import BackupFault, DamagedBackup, WrongIdentity, explain_file_errors

MAGIC, GZIP = b"age-encryption.org/v1", b"\x1f\x8b"
CHUNK, LONGEST_MANIFEST = 256 * 1024, 4 * 1024 * 1024
# zlib's own numbers: the gzip form, and the quickest compression; sealed columns cannot be compressed anyway.
GZIP_BITS, QUICKEST = 31, 1
Take = Callable[[bytes], object]


class Sink(Protocol):
    """What can be written to."""

    def write(self, content: bytes) -> int:
        """Writes all of it."""
        ...


class _Pull:
    """What pieces give, as a file to be read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""
        self.fault: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            while not self._rest:
                self._rest = next(self._pieces)
        except StopIteration:
            return b""
        except BaseException as fault:
            self.fault = fault
            raise
        given, self._rest = self._rest[:size], self._rest[size:]
        return given


class _Push:
    """What is written, handed on piece by piece."""

    def __init__(self, take: Take) -> None:
        self._take = take
        self.fault: BaseException | None = None

    def write(self, content: bytes) -> int:
        try:
            self._take(content)
        except BaseException as fault:
            self.fault = fault
            raise
        return len(content)

    def flush(self) -> None:
        pass


def write_backup(sink: Sink, manifest: dict[str, Any], content: Iterator[bytes], recipients: tuple[str, ...]) -> None:
    """Writes a backup, encrypted to all recipients; in plain text where there are none."""
    packed = _Pull(_compress(manifest, content))
    if not recipients:
        while piece := packed.read(CHUNK):
            sink.write(piece)
        return
    out = _Push(sink.write)
    try:
        pyrage.encrypt_io(packed, out, [pyrage.x25519.Recipient.from_str(one) for one in recipients])
    except pyrage.EncryptError as fault:
        raise packed.fault or out.fault or fault from None


def read_backup(path: Path, identities: Path | None, take: Callable[[dict[str, Any]], Take]) -> dict[str, Any]:
    """Reads a backup to its end, and gives what it says it is.

    ``take`` gets that first, and gives what takes the database, piece by piece. Raises BackupFault.
    """
    opened = _Opening(path, take)
    with explain_file_errors(path), path.open("rb") as file:
        begin = file.read(len(MAGIC))
        file.seek(0)
        if begin == MAGIC:
            _decrypt(path, file, identities, opened)
        elif begin[:2] == GZIP:
            while piece := file.read(CHUNK):
                opened.add(piece)
        else:
            raise DamagedBackup(f"{path}: is no backup of this program")
    return opened.finish()


def _decrypt(path: Path, file: IO[bytes], identities: Path | None, opened: _Opening) -> None:
    if identities is None:
        raise WrongIdentity(f"{path}: is encrypted; give the file with the private key by --identity")
    keys, out = read_identities(identities), _Push(opened.add)
    try:
        pyrage.decrypt_io(file, out, keys)
    except (pyrage.DecryptError, OSError) as fault:
        if out.fault is not None:
            raise out.fault from None
        if "No matching keys" in str(fault):
            raise WrongIdentity(f"{identities}: holds no key that opens {path}") from None
        raise DamagedBackup(f"{path}: is cut or damaged; nothing of it was used") from None


def read_identities(path: Path) -> list[pyrage.x25519.Identity]:
    """The private keys in a file as age-keygen writes it; raises BackupFault."""
    with explain_file_errors(path):
        lines = [line.strip() for line in path.read_text("utf-8", "replace").splitlines()]
    try:
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError:
        found = []
    if not found:
        raise BackupFault(f"{path}: holds no private key of age (AGE-SECRET-KEY-1…)")
    return found


def _compress(manifest: dict[str, Any], content: Iterator[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(QUICKEST, zlib.DEFLATED, GZIP_BITS)
    yield packer.compress(json.dumps(manifest, separators=(",", ":")).encode() + b"\n")
    for piece in content:
        yield packer.compress(piece)
    yield packer.flush()


class _Opening:
    """Takes the compressed stream, keeps its first line, and hands the rest on."""

    def __init__(self, path: Path, take: Callable[[dict[str, Any]], Take]) -> None:
        self._path, self._begin = path, take
        self._unpacker, self._head = zlib.decompressobj(GZIP_BITS), b""
        self._manifest: dict[str, Any] | None = None
        self._take: Take = lambda _: None

    def add(self, piece: bytes) -> None:
        """Takes the next piece, however much it is unpacked."""
        try:
            while piece:
                self._add_plain(self._unpacker.decompress(piece, CHUNK))
                piece = self._unpacker.unconsumed_tail
        except zlib.error:
            raise self._damage_fault() from None

    def finish(self) -> dict[str, Any]:
        """At the end: what the backup says it is; raises DamagedBackup where its end is missing."""
        if not self._unpacker.eof or self._unpacker.unused_data or self._manifest is None:
            raise self._damage_fault()
        return self._manifest

    def _add_plain(self, plain: bytes) -> None:
        if self._manifest is None:
            self._head += plain
            line, found, plain = self._head.partition(b"\n")
            if not found:
                if len(self._head) > LONGEST_MANIFEST:
                    raise self._damage_fault()
                return
            self._head = b""
            try:
                self._manifest = dict(json.loads(line))
            except ValueError:
                raise self._damage_fault() from None
            self._take = self._begin(self._manifest)
        if plain:
            self._take(plain)

    def _damage_fault(self) -> DamagedBackup:
        return DamagedBackup(f"{self._path}: is cut or damaged; nothing of it was used")
