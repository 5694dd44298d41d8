"""The logo, and the few lines of CSS that set the accent colour."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from petition.core import access, pages
from petition.identity import accents
from petition.identity.queries import served_logo

blueprint = Blueprint("identity", __name__)

SECONDS = 365 * 24 * 3600
LOOKS = 1  # counted up when the same colour is to give another stylesheet
NOTHING_RUNS = "default-src 'none'; sandbox"


@blueprint.get("/identity/logo/<id:identity_id>/<sha>")
@access.allow_anybody
def logo(identity_id: int, sha: str) -> ResponseReturnValue:
    """The logo of the site or of a statement; its address changes with its content."""
    found = served_logo(identity_id, sha) or abort(404)
    answer = Response(found.content, mimetype=found.media)
    answer.headers["Content-Security-Policy"] = NOTHING_RUNS
    return pages.make_cacheable(answer, browser_seconds=SECONDS)


@blueprint.get("/identity/accent-<int:looks>-<colour>.css")
@access.allow_anybody
def accent(looks: int, colour: str) -> ResponseReturnValue:
    """Sets the two tokens of the accent colour; the address says all there is to know, so nothing is looked up."""
    chosen = accents.parse_colour(colour)
    if looks != LOOKS or chosen is None or colour != chosen[1:]:
        abort(404)
    made = render_template("identity/accent.css", accent=accents.make_accent(chosen))
    return pages.make_cacheable(Response(made, mimetype="text/css"), browser_seconds=SECONDS)
