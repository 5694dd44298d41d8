"""Public pages in front of Flask: each process keeps them for two seconds, and drops all when what they show changes.

What may be kept the program says itself, in ``Cache-Control``; what belongs to one person, or has words of a visitor in
its address, is not even looked for here. See docs/decisions/0034-pages-in-front.md.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask
from werkzeug.wrappers import Request

from petition.core import content_version, pages
from petition.core.page_store import Headers, Moment, PageStore, StoredPage
from petition.core.request_limits import LONGEST_ADDRESS, LONGEST_HEADER

Key = tuple[str, ...]
# How long an answer is good while nothing was taken off; and for whom another request makes the next one, how long.
KEPT_SECONDS, REBUILD_SECONDS = 2.0, 3.0
# The longest that anybody waits for an answer which another request makes.
WAIT_SECONDS = 5.0
# What this process added itself shows at once, as long as it does not do so all the time: answers that may be made
# anew before their time, at once and a second.
EARLY_AT_ONCE, EARLY_A_SECOND = 50.0, 5.0
# First parts of addresses that belong to one person, or say how the program is; deploy/nginx.conf has the same.
PRIVATE = frozenset(
    (
        "carry",
        "confirm",
        "demo",
        "desk",
        "healthz",
        "invitation",
        "metrics",
        "mine",
        "preview",
        "readyz",
        "second",
        "static",
    )
)
# Complete lists, which are too long to lie in memory, and booths, whose addresses are secret.
NEVER_KEPT = re.compile(r"/(signatories\.[a-z]+|print)$|^/[^/]*/[^/]*/booth/")
STATUSES = ("200", "302")
LONGEST_LANGUAGES = 200
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")
# Where Werkzeug leaves its request, for whoever counts requests by what they were for.
REQUEST = "werkzeug.request"
VARIES = {"accept-language", "accept-encoding"}


class Allowance:
    """So many at once, and so many a second."""

    def __init__(self, most: float, a_second: float) -> None:
        self.most, self.a_second = most, a_second
        self.left, self.counted_at = most, time.monotonic()

    def take(self) -> bool:
        """Takes one, if there is one left."""
        at = time.monotonic()
        self.left = min(self.most, self.left + max(0.0, at - self.counted_at) * self.a_second)
        self.counted_at = at
        if self.left < 1:
            return False
        self.left -= 1
        return True


class PageCache:
    """WSGI: answers from memory what it may, and has the application make the rest."""

    def __init__(self, app: Flask, most_bytes: int) -> None:
        self.application: Callable[..., Iterable[bytes]] = app.wsgi_app
        self.store = PageStore[StoredPage](most_bytes)
        self.early = Allowance(EARLY_AT_ONCE, EARLY_A_SECOND)
        self._reader = content_version.reader_of(app)
        self._version: int | None = None
        self._under_way: dict[Key, threading.Event] = {}
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answers a request."""
        key = find_key(environ)
        if key is None:
            return self.application(environ, start_response)
        version = self.read_version()
        # While the database is away nobody knows what may be shown: the application says so.
        if version is None:
            return self.application(environ, start_response)
        page = None if comes_from_private_page(environ) else self._find(key, environ, version)
        if page is not None and self._is_good(page):
            return page.answer(environ, start_response)
        return self._rebuild(key, page, environ, start_response)

    def read_version(self) -> int | None:
        """The version of what pages show; where it is another one, nothing that was kept stays in memory."""
        version = self._reader.read()
        if version != self._version:
            self._version = version
            self.clear()
        return version

    def clear(self) -> None:
        """Drops all."""
        self.store.clear()

    def _find(self, key: Key, environ: dict[str, Any], version: int) -> StoredPage | None:
        page = self.store.find(key) or self.store.find((*key, environ.get("HTTP_ACCEPT_LANGUAGE", "")))
        return page if page is not None and page.version == version else None

    def _is_good(self, page: StoredPage) -> bool:
        if not page.made.is_fresh(KEPT_SECONDS):
            return False
        return page.later == content_version.commits.shown_later or not self.early.take()

    def _rebuild(
        self, key: Key, old: StoredPage | None, environ: dict[str, Any], start_response: Any
    ) -> Iterable[bytes]:
        """Makes an answer; one request does so, while others get the last one, or wait for it."""
        with self._lock:
            other = self._under_way.get(key)
            if other is None:
                self._under_way[key] = threading.Event()
        if other is None:
            try:
                return self._make(key, environ, start_response)
            finally:
                self._under_way.pop(key).set()
        if old is not None and old.made.is_fresh(REBUILD_SECONDS):
            return old.answer(environ, start_response)
        other.wait(WAIT_SECONDS)
        version = self.read_version()
        page = self._find(key, environ, version) if version is not None else None
        if page is not None and self._is_good(page):
            return page.answer(environ, start_response)
        # It may not be kept, or has changed again: whoever waited once waits no more.
        return self.application(environ, start_response)

    def _make(self, key: Key, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        # All of it noted before anything is looked up.
        version, made, later = self.read_version(), Moment(), content_version.commits.shown_later
        given: list[Any] = []
        asked = {name: value for name, value in environ.items() if name not in CONDITIONS}
        asked["REQUEST_METHOD"] = "GET"
        answer = self.application(asked, lambda *said: given.append(said))
        if REQUEST in asked:
            environ[REQUEST] = asked[REQUEST]
        status, headers = given[-1][0], given[-1][1]
        if version is None or not is_for_everybody(status, headers):
            start_response(*given[-1])
            return answer if environ["REQUEST_METHOD"] == "GET" else _leave_body(answer)
        page = StoredPage(status, headers, _read_body(answer), made, version, later)
        if any("accept-language" in value.lower() for name, value in headers if name.lower() == "vary"):
            languages = environ.get("HTTP_ACCEPT_LANGUAGE", "")
            if len(languages) <= LONGEST_LANGUAGES:
                self.store.keep((*key, languages), page)
        else:
            self.store.keep(key, page)
        return page.answer(environ, start_response)


def init_app(app: Flask, megabytes: int) -> None:
    """Puts the cache in front of the application, unless it shall keep nothing."""
    if megabytes:
        app.extensions["page_cache"] = cache = PageCache(app, megabytes * 1024 * 1024)
        app.wsgi_app = cache  # type: ignore[method-assign]


def find_key(environ: dict[str, Any]) -> Key | None:
    """What an answer is kept under; None for a request that the application has to answer itself."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or environ.get("CONTENT_LENGTH") not in (None, "", "0"):
        return None
    if any(name in environ for name in ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_RANGE", "HTTP_TRANSFER_ENCODING")):
        return None
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    if first_part(path) in PRIVATE or NEVER_KEPT.search(path):
        return None
    # What is too long is for ``request_limits`` to refuse.
    if len(path) + len(query) > LONGEST_ADDRESS:
        return None
    if any(len(value) > LONGEST_HEADER for name, value in environ.items() if name.startswith("HTTP_")):
        return None
    if query and pages.has_typed_words(Request(environ, populate_request=False).args):
        return None
    return environ["wsgi.url_scheme"], environ.get("HTTP_HOST", ""), environ.get("SCRIPT_NAME", ""), path, query


def first_part(path: str) -> str:
    """The first part of an address."""
    return path.lstrip("/").split("/", 1)[0]


def comes_from_private_page(environ: dict[str, Any]) -> bool:
    """Whether somebody comes from a page of their own, where they may just have changed something: they see it."""
    came_from = environ.get("HTTP_REFERER", "")
    return bool(came_from) and first_part(came_from.partition("://")[2].partition("/")[2]) in PRIVATE


def is_for_everybody(status: str, headers: Headers) -> bool:
    """Whether an answer may be kept: the program calls it public, it is whole, and it is the same for all."""
    given = {name.lower(): value for name, value in headers}
    varies = {one.strip().lower() for one in given.get("vary", "").split(",") if one.strip()}
    return (
        status.startswith(STATUSES)
        and "public" in given.get("cache-control", "")
        # What is streamed has none.
        and "content-length" in given
        and not given.keys() & {"set-cookie", "content-disposition", "content-encoding"}
        and varies <= VARIES
    )


def _read_body(answer: Iterable[bytes]) -> bytes:
    try:
        return b"".join(answer)
    finally:
        _close(answer)


def _leave_body(answer: Iterable[bytes]) -> list[bytes]:
    _close(answer)
    return []


def _close(answer: Iterable[bytes]) -> None:
    close = getattr(answer, "close", None)
    if close is not None:
        close()
