"""Error pages: what happened, in plain words, and a way on."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, current_app, make_response, render_template, request, url_for
from flask_babel import lazy_gettext as _
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, SecurityError

from petition.core import access, request_bodies

RETRY_SECONDS = 5
WORDS: dict[int, tuple[Any, Any]] = {
    400: (_("This request cannot be understood"), _("Go back, reload the page and try again.")),
    401: (_("You are signed out"), _("Sign in and try again; nothing was changed.")),
    403: (_("This is not allowed"), _("Go back and open the page from the site itself.")),
    404: (_("There is no such page"), _("The address may be mistyped, or the page no longer exists.")),
    405: (_("This address only accepts a form"), _("Open the page again and use the button there.")),
    413: (
        _("This is too large"),
        _(
            "This form accepts at most %(size)s. Nothing was changed. Go back and shorten what you "
            "wrote, or choose a smaller file."
        ),
    ),
    429: (_("Too many attempts"), _("Wait a few minutes and try again.")),
    500: (
        _("Something went wrong"),
        _("This is not your fault. What you saved before is not affected; try again."),
    ),
    503: (_("The site is busy"), _("Nothing is lost. Try again in a few seconds.")),
}
# Of a form nobody knows: the connection may have been cut before the commit or after it.
UNSAVED = _(
    "What you sent may not have been saved. In a few seconds, reload this page to send it again; or go back, "
    "where what you typed is still there."
)
# An address is too long where somebody searches for too much.
WORDS[414] = WORDS[413]

WAY_ON = _("Open the statement")


def init_app(app: Flask) -> None:
    """Every error gets the same kind of page."""
    app.register_error_handler(HTTPException, render_http_error)
    app.register_error_handler(OperationalError, render_database_busy)


def render_http_error(fault: HTTPException) -> Any:
    """The page for an HTTP error."""
    if isinstance(fault, SecurityError):
        # For a foreign host no address can be built.
        return Response("This server does not answer for that host.\n", 400, mimetype="text/plain")
    if fault.response is not None:
        return fault.get_response()
    code = fault.code or 500
    page = _render_error_page(code)
    page.headers.extend((name, value) for name, value in fault.get_headers() if name in ("Allow", "Retry-After"))
    return page


def render_database_busy(fault: OperationalError) -> Response:
    """The database did not answer in time: 503, and when to come again."""
    # Only the first line: PostgreSQL may go on with what the row held.
    current_app.logger.error("database unavailable: %s", next(iter(str(fault.orig).splitlines()), ""))
    page = _render_error_page(503, UNSAVED if request.method == "POST" else None)
    page.headers["Retry-After"] = str(RETRY_SECONDS)
    return page


def _render_error_page(code: int, instead: Any = None) -> Response:
    title, text = WORDS.get(code, WORDS[400 if code < 500 else 500])
    text = instead or text
    if code == 413:
        text = str(text) % {"size": request_bodies.size_in_megabytes(access.announced_limit())}
    way_on = (url_for("list.front"), WAY_ON)
    return make_response(render_template("errors/error.html", code=code, title=title, text=text, way_on=way_on), code)
