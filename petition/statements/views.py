"""The words themselves, as they are hashed."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from petition.core import access, pages
from petition.statements import queries

blueprint = Blueprint("statements", __name__)


@blueprint.get("/<lang:lang>/<slug>/wording.txt")
@access.anybody
def wording(lang: str, slug: str) -> Response:
    """The normalised text of the current edition; in the binding language its SHA-256 is the edition's."""
    statement = queries.published(slug)
    if statement is None:
        abort(404)
    edition = queries.current_edition(statement)
    if lang not in queries.languages(edition):
        abort(404)
    text = queries.text_in(edition, lang).wording
    return pages.public(Response(text, mimetype="text/plain"), anywhere=True)
