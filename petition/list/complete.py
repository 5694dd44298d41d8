"""The complete list as it is downloaded: organisations line by line, individuals as the database writes them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from petition.list import export
from petition.list.queries import counts as counts_queries
from petition.list.queries import lines, signatories
from petition.list.queries.counts import Counts
from petition.statements import urls
from petition.statements.models import Statement
from petition.statements.queries import public_statements
from petition.statements.queries.lineage import editions

FORMS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def write_list(statement: Statement, form: str) -> Iterator[bytes]:
    """The whole published list in one of ``FORMS``, in pieces as they are read, all in one snapshot."""
    pieces = _write_csv(statement) if form == "csv" else _write_json(statement)
    return (piece.encode() for piece in pieces)


def _write_csv(statement: Statement) -> Iterator[str]:
    unnamed = counts_queries.fresh_counts(statement.id).unnamed_individuals
    yield from export.export_csv(signatories.all_organisations(statement.id), 0)
    for piece, _number in lines.csv_lines(statement.id):
        yield piece
    yield from lines.repeat_line(export.UNNAMED, unnamed)


def _write_json(statement: Statement) -> Iterator[str]:
    counted = counts_queries.fresh_counts_with_editions(statement.id)
    yield export.json_opening(make_header(statement, counted))
    organisations = individuals = 0
    for signatory in signatories.all_organisations(statement.id):
        comma = ",\n" if organisations else "\n"
        organisations += 1
        yield comma + json.dumps(export.signatory_record(signatory), ensure_ascii=False)
    for piece, number in lines.json_lines(statement.id):
        # Each line begins with a comma, but for the first one of all.
        yield piece if organisations or individuals else piece[1:]
        individuals += number
    yield export.json_closing(organisations, individuals, counted)


def make_header(statement: Statement, counted: Counts) -> export.ExportHeader:
    """What the list belongs to, as counted."""
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
