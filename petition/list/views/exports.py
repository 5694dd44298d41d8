"""For machines and spreadsheets: the counts and the published list."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, abort, jsonify, stream_with_context
from flask.typing import ResponseReturnValue

from petition.core import access, pages, replica
from petition.list import export
from petition.list.queries import counts as counts_queries
from petition.list.queries import signatories
from petition.list.queries.counts import Counts
from petition.list.views.page import blueprint
from petition.statements import urls
from petition.statements.models import Statement
from petition.statements.queries import public_statements
from petition.statements.queries.lineage import editions


@blueprint.get("/<slug>/counts.json")
@access.allow_anybody
@replica.prefer_replica
def counts(slug: str) -> ResponseReturnValue:
    """The counts, for anybody's page; where there is something to tell of removals, delivery, destruction, that too."""
    found = public_statements.find_published(slug) or abort(404)
    return pages.make_cacheable(jsonify(export.counts_record(counts_queries.counts_in_full(found.id))), anywhere=True)


@blueprint.get("/<slug>/signatories.csv", endpoint="csv")
@access.allow_anybody
def csv_list(slug: str) -> ResponseReturnValue:
    """The published list, complete, for spreadsheets."""
    found = public_statements.find_published(slug) or abort(404)
    unnamed = counts_queries.fresh_counts(found.id).unnamed_individuals
    lines = export.export_csv(signatories.all_signatories(found.id), unnamed)
    return _download_response(lines, "text/csv; charset=utf-8", f"{slug}-signatories.csv")


@blueprint.get("/<slug>/signatories.json", endpoint="json")
@access.allow_anybody
def json_list(slug: str) -> ResponseReturnValue:
    """The published list, complete, for machines."""
    found = public_statements.find_published(slug) or abort(404)
    counted = counts_queries.fresh_counts_with_editions(found.id)
    lines = export.export_json(signatories.all_signatories(found.id), counted, _export_header(found, counted))
    return _download_response(lines, "application/json", f"{slug}-signatories.json")


def _export_header(statement: Statement, counted: Counts) -> export.ExportHeader:
    current = public_statements.current_edition(statement)
    return export.ExportHeader(
        slug=statement.slug,
        edition=current.number,
        sha256=current.sha256,
        url=urls.public_address(statement.slug, statement.binding_language),
        as_of=counted.as_of_text,
        editions=tuple(
            export.ExportEdition(one.number, one.sha256, one.kind, one.created_at) for one in editions(statement)
        ),
    )


def _download_response(lines: Iterator[str], kind: str, name: str) -> Response:
    response = Response(stream_with_context(lines), content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return pages.make_cacheable(response, anywhere=True)
