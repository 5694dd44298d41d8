"""Logos, as they were encoded anew."""

from __future__ import annotations

from flask import Response, abort
from flask.typing import ResponseReturnValue

from petition.core import access, pages
from petition.signing import queries as endorsements
from petition.signing.pages import blueprint

SECONDS = 300
SHORT = 16  # hex digits of the hash
NOTHING_RUNS = "default-src 'none'; sandbox"


@blueprint.get("/logos/<id:organisation_id>/<sha>")
@access.allow_anybody
def logo(organisation_id: int, sha: str) -> ResponseReturnValue:
    """A logo that may be shown; its address changes with its content, yet browsers keep it for minutes only, and
    shared caches for seconds: whoever withdraws takes it along.
    """
    found = endorsements.public_logo(organisation_id, sha) if len(sha) == SHORT else None
    if found is None:
        abort(404)
    answer = Response(found.content, mimetype=found.media)
    pages.make_cacheable(answer, browser_seconds=SECONDS)
    return image_response(answer)


def image_response(answer: Response) -> Response:
    """An answer that holds a picture and nothing that could run."""
    answer.headers["Content-Security-Policy"] = NOTHING_RUNS
    return answer
