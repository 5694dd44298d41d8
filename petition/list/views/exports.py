"""For machines and spreadsheets: the counts and the published list."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, abort, jsonify, request, stream_with_context
from flask.typing import ResponseReturnValue

from petition.core import access, pages, replica
from petition.list import complete, export, export_files
from petition.list.file_reading import FileReader
from petition.list.queries import counts as counts_queries
from petition.list.views.page import blueprint
from petition.statements.models import Statement
from petition.statements.queries import public_statements


@blueprint.get("/<slug>/counts.json")
@access.allow_anybody
@replica.prefer_replica
def counts(slug: str) -> ResponseReturnValue:
    """The counts, for anybody's page; where there is something to tell of removals, delivery, destruction, that too."""
    found = public_statements.find_published(slug) or abort(404)
    counted = jsonify(export.counts_record(counts_queries.counts_in_full(found.id)))
    return pages.make_cacheable(counted, anywhere=True, shows_names=False)


@blueprint.get("/<slug>/signatories.csv", endpoint="csv")
@access.allow_anybody
def csv_list(slug: str) -> ResponseReturnValue:
    """The published list, complete, for spreadsheets."""
    found = public_statements.find_published(slug) or abort(404)
    return _whole_list(found, "csv")


@blueprint.get("/<slug>/signatories.json", endpoint="json")
@access.allow_anybody
def json_list(slug: str) -> ResponseReturnValue:
    """The published list, complete, for machines."""
    found = public_statements.find_published(slug) or abort(404)
    return _whole_list(found, "json")


def _whole_list(statement: Statement, form: str) -> Response:
    """The file that the worker wrote, of which a part can be asked for; else the list as it is read."""
    file = export_files.find_current_file(statement.id, form)
    if file is None:
        pieces: Iterator[bytes] = stream_with_context(complete.write_list(statement, form))
        return _name_download(Response(pieces, content_type=complete.FORMS[form]), statement.slug, form)
    response = Response(FileReader(file.uid, file.size), content_type=complete.FORMS[form])
    response.set_etag(file.sha256[:32])
    response.last_modified = file.made_at
    response.content_length = file.size
    _name_download(response, statement.slug, form)
    response.make_conditional(request, accept_ranges=True, complete_length=file.size)
    return response


def _name_download(response: Response, slug: str, form: str) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-signatories.{form}"'
    return pages.make_cacheable(response, anywhere=True)
