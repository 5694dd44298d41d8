"""What every answer carries: security headers, and how long who may keep it."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask, Response, current_app, request, url_for
from werkzeug.datastructures import MultiDict

from petition.core import languages

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
HSTS = "max-age=31536000; includeSubDomains"
# With the three seconds that a process remembers switches: what a coordinator switched shows everywhere within ten.
FRESH_SECONDS, STALE_SECONDS = 4, 2
# The browser asks again each time, so that a change is seen at once by who made it; a shared cache
# in front may answer for a few seconds.
PUBLIC = f"public, max-age=%d, s-maxage={FRESH_SECONDS}, stale-while-revalidate={STALE_SECONDS}, stale-if-error=%d"
# While the program is away a shared cache may go on with what it has (RFC 5861), for as long as otherwise where there
# are names: somebody may have been in danger and hidden. An hour where there are none.
AWAY_SECONDS = 3600
PRIVATE = "no-store"
# What the site's own links ask in an address. Anything else a visitor wrote, such as a name to look for: the answer to
# that is kept by nobody, nor are the words, which a cache holds as its key. deploy/nginx.conf says the same.
QUESTIONS = {
    "kind": re.compile(r"organisations|individuals|comments"),
    "after": re.compile(r"[0-9]{1,16}(\.[0-9]{1,16}){1,2}"),
    "before": re.compile(r"[0-9]{1,16}(\.[0-9]{1,16}){1,2}"),
    "edition": re.compile(r"[0-9]{1,9}"),
    "country": re.compile(r"[A-Z]{2}"),
    "type": re.compile(r"ngo|union|professional|religious|academic|public|business|informal"),
    "sort": re.compile(r"name|date"),
}
NO_QUESTION = re.compile(r"(?!)")


def init_app(app: Flask) -> None:
    """Adds the headers to every answer of the application."""
    app.after_request(_add_cache_header)
    app.after_request(_add_security_headers)


def interface_links(endpoint: str, current: str) -> list[dict[str, Any]]:
    """A page in each language of the interface, for the head of a page that all of them have."""
    return [
        {"language": tag, "url": url_for(endpoint, lang=tag), "current": tag == current} for tag in languages.INTERFACE
    ]


def make_cacheable(
    response: Response, *, anywhere: bool = False, browser_seconds: int = 0, shows_names: bool = True
) -> Response:
    """Says that a shared cache may hold this answer, unless a visitor's words are in its address.

    ``anywhere``: other sites may read it too; ``browser_seconds``: how long a browser need not ask again;
    ``shows_names``: False where no name of a signatory, and nothing that a switch changes, can be in it.
    """
    away = STALE_SECONDS if shows_names else AWAY_SECONDS
    response.headers["Cache-Control"] = PRIVATE if has_typed_words(request.args) else PUBLIC % (browser_seconds, away)
    if anywhere:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def has_typed_words(asked: MultiDict[str, str]) -> bool:
    """Whether there are words of a visitor in the query of an address."""
    return not all(QUESTIONS.get(name, NO_QUESTION).fullmatch(value) for name, value in asked.items(multi=True))


def _add_security_headers(response: Response) -> Response:
    given = {name.lower() for name, _value in response.headers}
    response.headers.extend([(name, value) for name, value in HEADERS.items() if name.lower() not in given])
    if current_app.config["SETTINGS"].https:
        response.headers["Strict-Transport-Security"] = HSTS
    return response


def _add_cache_header(response: Response) -> Response:
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = PRIVATE
    kept = "public" in response.headers["Cache-Control"]
    if kept and response.status_code == 200 and request.method in ("GET", "HEAD") and not response.is_streamed:
        response.add_etag()
        response.make_conditional(request)
    return response
