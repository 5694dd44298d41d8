"""How long an address and a header may be, whatever looks at them later; what a form may hold says ``core.forms``."""

from __future__ import annotations

from flask import Flask, abort, request
from werkzeug.exceptions import SecurityError

# Bytes, as gunicorn takes them by default: behind waitress, which takes 256 KiB, a request is answered alike.
LONGEST_ADDRESS, LONGEST_HEADER = 4094, 8190


def init_app(app: Flask) -> None:
    """Looks at every request before anything else does."""
    app.before_request(check_request)


def check_request() -> None:
    """Refuses an address (414) and a header (431) that are too long, and a body in JSON (415), which no form takes."""
    if isinstance(request.routing_exception, SecurityError):
        # For a foreign host no page can be made.
        raise request.routing_exception
    environ = request.environ
    heads = [name for name in environ if name.startswith("HTTP_") and len(environ[name]) > LONGEST_HEADER]
    for name in heads:
        # The page that says so is made with what is left.
        del environ[name]
    if heads:
        abort(431)
    if len(environ.get("PATH_INFO", "")) + len(request.query_string) > LONGEST_ADDRESS:
        abort(414)
    if request.method == "POST" and request.is_json:
        abort(415)
