"""The document that is delivered: the whole text and everybody who signed, to print or to save as a PDF.

Written as it is read, so that a list of 50,000 takes no more memory than a short one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from flask import Response, abort, current_app, stream_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.core import access, languages, pages
from petition.core.csv_export import join_chunks
from petition.list.queries import counts as counts_queries
from petition.list.queries.counts import Counts
from petition.list.queries.individuals import individuals_by_name
from petition.list.queries.signatories import Signatory
from petition.list.views.page import blueprint, statement_context
from petition.statements import urls
from petition.statements.models import Statement
from petition.statements.queries import public_statements
from petition.statements.queries.lineage import editions
from petition.statements.queries.public_statements import ShownStatement

LONGEST_TITLE = 90
# Names in one block of columns: browsers take the square of them to balance the columns.
BLOCK = 240


@blueprint.get("/<lang:lang>/<slug>/print", endpoint="print")
@access.allow_anybody
def print_document(lang: str, slug: str) -> ResponseReturnValue:
    """The text with its numbers, all organisations, all individuals, and the totals."""
    shown = public_statements.find_shown(slug, lang) or abort(404)
    counted = counts_queries.fresh_counts_with_editions(shown.statement.id)
    page = stream_template(
        "list/print.html",
        statement=shown.statement,
        edition=shown.edition,
        text=shown.text,
        asked_language=shown.asked,
        texts=urls.language_links(shown, "list.print"),
        counts=counted,
        people=_people_by_edition(shown.statement, counted),
        binding_url=urls.public_address(slug, shown.statement.binding_language),
        canonical=urls.public_address(slug, shown.text.language),
        **statement_context(shown),
    )
    return pages.make_cacheable(Response(join_chunks(page), content_type="text/html; charset=utf-8"))


@blueprint.get("/<lang:lang>/<slug>/print.css")
@access.allow_anybody
def foot_line(lang: str, slug: str) -> ResponseReturnValue:
    """The line at the foot of each printed page, as a style sheet: there alone a margin of a page can have words."""
    shown = public_statements.find_shown(slug, lang) or abort(404)
    return pages.make_cacheable(current_app.response_class(_page_margins(shown), mimetype="text/css"))


def _people_by_edition(statement: Statement, counted: Counts) -> Iterator[tuple[int, Iterator[list[Signatory]]]]:
    """Each edition that individuals signed, the newest first, with these by name, a block at a time."""
    signed = {one.edition for one in counted.editions if one.individuals}
    for edition in reversed(editions(statement)):
        if edition.number in signed:
            yield edition.number, _blocks(individuals_by_name(statement.id, edition.id))


def _blocks(rows: Iterator[Signatory]) -> Iterator[list[Signatory]]:
    while block := list(islice(rows, BLOCK)):
        yield block


def _page_margins(shown: ShownStatement) -> str:
    """Source: CSS Paged Media Module Level 3, page-margin boxes."""
    left, right = (
        ("right", "left") if languages.text_direction(languages.current_language()) == "rtl" else ("left", "right")
    )
    words: dict[str, Any] = {"number": shown.edition.number, "sha256": shown.edition.sha256}
    title = shown.text.title
    title = title if len(title) <= LONGEST_TITLE else title[:LONGEST_TITLE].rsplit(" ", 1)[0] + "…"
    foot = _css_text(_("Edition %(number)s, SHA-256 of the binding text: %(sha256)s", **words))
    return (
        f"@page {{\n  @top-{left} {{ content: {_css_text(title)} }}\n"
        f"  @bottom-{left} {{ content: {foot} }}\n"
        f'  @bottom-{right} {{ content: counter(page) " / " counter(pages) }}\n}}\n'
        f"@page :first {{ @top-{left} {{ content: none }} }}\n"
    )


def _css_text(text: str) -> str:
    """A text as CSS takes it between quotation marks, whatever it holds (CSS Syntax Module Level 3, 4.3.5)."""
    return '"' + re.sub(r'[\x00-\x1f\x7f"\\<]', lambda found: f"\\{ord(found[0]):x} ", text) + '"'
