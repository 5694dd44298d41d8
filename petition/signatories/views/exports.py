"""For machines and spreadsheets: the counts and the published list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, abort, jsonify, stream_with_context
from flask.typing import ResponseReturnValue

from petition.core import access, pages
from petition.signatories import export, queries
from petition.signatories.views.page import blueprint
from petition.statements import places
from petition.statements import queries as statements
from petition.statements.models import Statement
from petition.statements.queries.editions import editions


@blueprint.get("/<slug>/counts.json")
@access.anybody
def counts(slug: str) -> ResponseReturnValue:
    """The counts, for anybody's page; and, where rules have removed anything, how much each of them did."""
    found = statements.published(slug) or abort(404)
    counted = queries.counts_with_removals(found.id)
    told: dict[str, Any] = {
        "organisations": counted.organisations,
        "individuals": counted.individuals,
        "as_of": counted.as_of_text,
    }
    if counted.removed_by_rule:
        told["removed_by_rule"] = [one.to_json() for one in counted.removed_by_rule]
    return pages.public(jsonify(told), anywhere=True)


@blueprint.get("/<slug>/signatories.csv", endpoint="csv")
@access.anybody
def csv_list(slug: str) -> ResponseReturnValue:
    """The published list, complete, for spreadsheets."""
    found = statements.published(slug) or abort(404)
    withheld = queries.counts_now(found.id).withheld_individuals
    lines = export.as_csv(queries.everybody(found.id), withheld)
    return _download(lines, "text/csv; charset=utf-8", f"{slug}-signatories.csv")


@blueprint.get("/<slug>/signatories.json", endpoint="json")
@access.anybody
def json_list(slug: str) -> ResponseReturnValue:
    """The published list, complete, for machines."""
    found = statements.published(slug) or abort(404)
    counted = queries.counts_now(found.id)
    lines = export.as_json(queries.everybody(found.id), counted.withheld_individuals, _about(found, counted))
    return _download(lines, "application/json", f"{slug}-signatories.json")


def _about(statement: Statement, counted: queries.Counts) -> export.About:
    current = statements.current_edition(statement)
    return export.About(
        slug=statement.slug,
        edition=current.number,
        sha256=current.sha256,
        url=places.address(statement.slug, statement.binding_language),
        as_of=counted.as_of_text,
        editions=tuple(
            export.AboutEdition(one.number, one.sha256, one.kind, one.created_at) for one in editions(statement)
        ),
    )


def _download(lines: Iterator[str], kind: str, name: str) -> Response:
    response = Response(stream_with_context(lines), content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return pages.public(response, anywhere=True)
