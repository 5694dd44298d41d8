"""Answers that are kept in memory: as they are sent, compressed once, no more of them than there is room for."""

from __future__ import annotations

import gzip
import threading
import time
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Generic, Protocol, TypeVar

Headers = list[tuple[str, str]]
# Bytes from which on an answer is compressed, and how hard.
LEAST_COMPRESSED, LEVEL = 500, 6
TEXTS = ("text/", "application/json", "application/xml", "application/manifest+json", "image/svg+xml")
# What a 304 says nothing of (RFC 9110, 15.4.5).
OF_THE_BODY = frozenset(("content-type", "content-length", "content-encoding", "content-language"))
GZIP_MARK = ".gz"
# The largest share of the room that one answer may take; most answers, however small they are.
SHARE, MOST_ANSWERS = 8, 5000
# Bytes that an answer takes beside its body.
OVERHEAD = 4096


@dataclass(frozen=True)
class Moment:
    """When something was made, by both clocks: by one of them it may be set, by the other it cannot."""

    monotonic: float = field(default_factory=time.monotonic)
    wall: float = field(default_factory=time.time)

    def is_fresh(self, seconds: float) -> bool:
        """Whether fewer seconds have gone by since, and the clock was not set back."""
        return time.monotonic() - self.monotonic < seconds and 0 <= time.time() - self.wall < seconds


class StoredPage:
    """An answer to everybody, plain and compressed; with the version of the content that it shows."""

    def __init__(self, status: str, headers: Headers, body: bytes, made: Moment, version: int, later: int) -> None:
        self.status, self.made, self.version, self.later = status, made, version, later
        # That of each answer is for the server to say.
        headers = [(name, value) for name, value in headers if name.lower() != "date"]
        given = {name.lower(): value for name, value in headers}
        self.etag = given.get("etag", "").strip('"')
        is_text = given.get("content-type", "").startswith(TEXTS)
        self.plain = (_add_vary(headers) if is_text else headers), body
        self.compressed = self.plain
        if is_text and len(body) >= LEAST_COMPRESSED:
            shorter = gzip.compress(body, LEVEL, mtime=0)
            self.compressed = _headers_of_compressed(self.plain[0], self.etag, len(shorter)), shorter
        self.unchanged = [(name, value) for name, value in self.plain[0] if name.lower() not in OF_THE_BODY]
        self.size = len(body) + len(self.compressed[1]) + OVERHEAD

    def answer(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        """Answers a request with it (WSGI): whole, without its body, or that it has not changed."""
        if self.etag and self.etag in _read_etags(environ.get("HTTP_IF_NONE_MATCH", "")):
            start_response("304 NOT MODIFIED", list(self.unchanged))
            return []
        takes_gzip = accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        headers, body = self.compressed if takes_gzip else self.plain
        start_response(self.status, list(headers))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


class HasSize(Protocol):
    """What takes so many bytes of memory."""

    size: int


Page = TypeVar("Page", bound=HasSize)


class PageStore(Generic[Page]):
    """Pages by where they belong, the one that was asked for longest ago going first; for any thread."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes, self.size = most_bytes, 0
        self._pages: OrderedDict[tuple[Hashable, ...], Page] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def find(self, key: tuple[Hashable, ...]) -> Page | None:
        """What is kept under an address, however old it is."""
        with self._lock:
            found = self._pages.get(key)
            if found is not None:
                self._pages.move_to_end(key)
            return found

    def keep(self, key: tuple[Hashable, ...], page: Page) -> None:
        """Keeps an answer, and drops others where there is no room for it."""
        with self._lock:
            self._drop(key)
            if page.size * SHARE > self.most_bytes:
                return
            self._pages[key] = page
            self.size += page.size
            while self.size > self.most_bytes or len(self._pages) > MOST_ANSWERS:
                self._drop(next(iter(self._pages)))

    def clear(self) -> None:
        """Drops all."""
        with self._lock:
            self._pages.clear()
            self.size = 0

    def keys(self) -> list[tuple[Hashable, ...]]:
        """The addresses under which something is kept."""
        with self._lock:
            return list(self._pages)

    def _drop(self, key: tuple[Hashable, ...]) -> None:
        gone = self._pages.pop(key, None)
        self.size -= gone.size if gone else 0


@lru_cache(maxsize=64)
def accepts_gzip(accepted: str) -> bool:
    """Whether a browser takes an answer compressed so (RFC 9110, 12.5.3)."""
    for one in accepted.lower().split(","):
        coding, _, weight = one.partition(";")
        if coding.strip() in ("gzip", "*"):
            return weight.replace(" ", "").rstrip("0").rstrip(".") not in ("q=", "q=0")
    return False


def _read_etags(asked: str) -> set[str]:
    """The tags of If-None-Match, weak or not, of whatever form the answer had (RFC 9110, 13.1.2)."""
    tags = (one.strip().removeprefix("W/").strip('"') for one in asked.split(","))
    return {tag.removesuffix(GZIP_MARK) for tag in tags}


def _add_vary(headers: Headers) -> Headers:
    other = [value for name, value in headers if name.lower() == "vary"]
    return [(name, value) for name, value in headers if name.lower() != "vary"] + [
        ("Vary", ", ".join((*other, "Accept-Encoding")))
    ]


def _headers_of_compressed(headers: Headers, etag: str, length: int) -> Headers:
    changed = {"content-length": str(length), "etag": f'"{etag}{GZIP_MARK}"'}
    return [(name, changed.get(name.lower(), value)) for name, value in headers] + [("Content-Encoding", "gzip")]
