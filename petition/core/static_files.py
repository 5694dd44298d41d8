"""The files of ``static``: under an address that names what is in them, browsers keep them for good.

The digest of all files stands in front of each name (``/static/4f1d0c2a9b7e/css/base.css``), so that what one of them
says of another, as ``url(…)`` or ``import``, is found beside it. Where processes are restarted one after another, each
of them answers for the digests of the others as well, with what it has, to be asked for again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from flask import Flask, g
from whitenoise import WhiteNoise

PREFIX, DIGITS = "/static/", 12
HASHED = re.compile(rf"{PREFIX}([0-9a-f]{{{DIGITS}}})/")
# Under their plain names, which the proxy's own pages use, and bookmarks.
SHORT_SECONDS = 300
IMMUTABLE = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"


class StaticFiles(WhiteNoise):  # type: ignore[misc]
    """Serves the files, under plain names and under those with a digest."""

    def __init__(self, application: Callable[..., Iterable[bytes]], folder: Path, headers: dict[str, str]) -> None:
        self.digest = digest_of(folder)

        def add_headers(given: Any, _path: str, _url: str) -> None:
            for name, value in headers.items():
                given[name] = value

        super().__init__(
            application,
            root=str(folder),
            prefix=PREFIX.strip("/") + "/",
            max_age=SHORT_SECONDS,
            allow_all_origins=False,
            add_headers_function=add_headers,
        )

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answers a request (WSGI); what is no file is for the application."""
        found = HASHED.match(environ.get("PATH_INFO", ""))
        if found is None:
            return super().__call__(environ, start_response)  # type: ignore[no-any-return]
        kept = IMMUTABLE if found[1] == self.digest else ASK_AGAIN

        def start(status: str, headers: list[tuple[str, str]], *fault: Any) -> Any:
            is_file = status.startswith(("200", "206", "304"))
            return start_response(status, _replace_cache_control(headers, kept) if is_file else headers, *fault)

        plain = PREFIX + environ["PATH_INFO"][found.end() :]
        return super().__call__({**environ, "PATH_INFO": plain}, start)  # type: ignore[no-any-return]


def init_app(app: Flask, folder: Path, headers: dict[str, str]) -> None:
    """Serves a folder in front of the application, whose addresses of it have the digest from now on."""
    app.wsgi_app = served = StaticFiles(app.wsgi_app, folder, headers)  # type: ignore[method-assign]

    def add_digest(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and not g.get("plain_static_names"):
            values["filename"] = f"{served.digest}/{values['filename']}"

    app.url_defaults(add_digest)


def use_plain_names() -> None:
    """Has addresses made without the digest, for pages that are written once and stay."""
    g.plain_static_names = True


def digest_of(folder: Path) -> str:
    """The digest of all files in a folder, by name and content."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:DIGITS]


def _replace_cache_control(headers: list[tuple[str, str]], value: str) -> list[tuple[str, str]]:
    return [(name, given) for name, given in headers if name.lower() != "cache-control"] + [("Cache-Control", value)]
