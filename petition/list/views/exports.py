"""For machines and spreadsheets: the counts and the published list."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, abort, jsonify, stream_with_context
from flask.typing import ResponseReturnValue

from petition.core import access, pages
from petition.list import complete, export
from petition.list.queries import counts as counts_queries
from petition.list.views.page import blueprint
from petition.statements.queries import public_statements


@blueprint.get("/<slug>/counts.json")
@access.allow_anybody
def counts(slug: str) -> ResponseReturnValue:
    """The counts, for anybody's page; where there is something to tell of removals, delivery, destruction, that too."""
    found = public_statements.find_published(slug) or abort(404)
    return pages.make_cacheable(jsonify(export.counts_record(counts_queries.counts_in_full(found.id))), anywhere=True)


@blueprint.get("/<slug>/signatories.csv", endpoint="csv")
@access.allow_anybody
def csv_list(slug: str) -> ResponseReturnValue:
    """The published list, complete, for spreadsheets."""
    found = public_statements.find_published(slug) or abort(404)
    return _download_response(complete.write_list(found, "csv"), "csv", slug)


@blueprint.get("/<slug>/signatories.json", endpoint="json")
@access.allow_anybody
def json_list(slug: str) -> ResponseReturnValue:
    """The published list, complete, for machines."""
    found = public_statements.find_published(slug) or abort(404)
    return _download_response(complete.write_list(found, "json"), "json", slug)


def _download_response(pieces: Iterator[bytes], form: str, slug: str) -> Response:
    response = Response(stream_with_context(pieces), content_type=complete.FORMS[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-signatories.{form}"'
    return pages.make_cacheable(response, anywhere=True)
