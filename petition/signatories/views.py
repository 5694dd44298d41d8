"""The public pages: the statement with its signatories, the list, the counts, the exports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue

from petition.core import access, languages, pages
from petition.signatories import export, metadata, queries
from petition.statements import places
from petition.statements import queries as statements
from petition.statements.models import Statement
from petition.statements.queries import Shown

blueprint = Blueprint("signatories", __name__)

NEWEST = 12


@blueprint.get("/")
@access.anybody
def front() -> ResponseReturnValue:
    """Leads to the one open statement, or to the list of statements."""
    listed = statements.listed()
    running = [statement for statement in listed if statement.is_open]
    only = running[0] if len(running) == 1 else listed[0] if len(listed) == 1 else None
    target = _in_own_language(only) if only else url_for(".index", lang=languages.preferred(languages.INTERFACE))
    return _chosen_by_browser(redirect(target, 302))


@blueprint.get("/<slug>")
@access.anybody
def statement_in_own_language(slug: str) -> ResponseReturnValue:
    """Leads to the statement in the reader's language."""
    found = statements.published(slug) or abort(404)
    return _chosen_by_browser(redirect(_in_own_language(found), 302))


@blueprint.get("/<lang:lang>/")
@access.anybody
def index(lang: str) -> ResponseReturnValue:
    """The list of statements."""
    if lang not in languages.INTERFACE:
        abort(404)
    listed = statements.listed()
    texts = statements.titles(listed, lang)
    rows = [
        {
            "title": texts[statement.id].title,
            "url": url_for(".statement", lang=_reading(statement, lang), slug=statement.slug),
            "counts": queries.counts(statement.id),
            "is_open": statement.is_open,
            "closes_at": statement.closes_at,
            "language": texts[statement.id].language,
        }
        for statement in listed
    ]
    links = [
        {"language": tag, "url": url_for(".index", lang=tag), "current": tag == lang} for tag in languages.INTERFACE
    ]
    return _public(render_template("signatories/index.html", statements=rows, texts=links))


@blueprint.get("/<lang:lang>/<slug>")
@access.anybody
def statement(lang: str, slug: str) -> ResponseReturnValue:
    """The statement: its words, who signed so far, and the way to sign."""
    shown = statements.shown(slug, lang) or abort(404)
    organisations = queries.organisations(shown.statement.id, languages.current())
    newest, more = queries.individuals(shown.statement.id, limit=NEWEST)
    return _public(
        _render(
            "signatories/statement.html",
            shown,
            organisations=organisations,
            organisations_total=len(organisations),
            founding=[row for row in organisations if row.founding],
            others=[row for row in organisations if not row.founding],
            individuals=newest,
            more_individuals=more is not None,
            metadata=metadata.of(shown, str(current_app.config["PUBLIC_URL"]), places.address),
        )
    )


@blueprint.get("/<lang:lang>/<slug>/signatories")
@access.anybody
def signatories(lang: str, slug: str) -> ResponseReturnValue:
    """The list: organisations in alphabetical order, or individuals, newest first."""
    shown = statements.shown(slug, lang) or abort(404)
    kind = "individuals" if request.args.get("kind") == "individuals" else "organisations"
    q, after, more = request.args.get("q", "").strip()[:100], request.args.get("after", ""), None
    if kind == "organisations":
        rows = queries.organisations(shown.statement.id, languages.current(), q=q)
    else:
        rows, more = queries.individuals(shown.statement.id, q=q, after=after)
    here: dict[str, Any] = {"lang": lang, "slug": slug, "kind": kind, "q": q or None}
    return _public(
        _render(
            "signatories/signatories.html",
            shown,
            kind=kind,
            q=q,
            rows=rows,
            next_url=url_for(".signatories", **here, after=more) if more else None,
            first_url=url_for(".signatories", **here) if after else None,
            total_found=len(rows) if q and kind == "organisations" else None,
        )
    )


@blueprint.get("/<slug>/counts.json")
@access.anybody
def counts(slug: str) -> ResponseReturnValue:
    """The counts, for anybody's page."""
    found = statements.published(slug) or abort(404)
    counted = queries.counts(found.id)
    answer = jsonify(
        organisations=counted.organisations,
        individuals=counted.individuals,
        as_of=counted.as_of_text,
    )
    return pages.public(answer, anywhere=True)


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
    counted, edition = queries.counts_now(found.id), statements.current_edition(found)
    about = export.About(
        slug=slug,
        edition=edition.number,
        sha256=edition.sha256,
        url=places.address(slug, found.binding_language),
        as_of=counted.as_of_text,
    )
    lines = export.as_json(queries.everybody(found.id), counted.withheld_individuals, about)
    return _download(lines, "application/json", f"{slug}-signatories.json")


def _download(lines: Iterator[str], kind: str, name: str) -> Response:
    response = Response(stream_with_context(lines), content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return pages.public(response, anywhere=True)


def _render(template: str, shown: Shown, **context: Any) -> str:
    here = request.endpoint or ""
    query: dict[str, Any] = {name: value for name, value in request.args.items() if name in ("kind", "q")}
    return render_template(
        template,
        statement=shown.statement,
        edition=shown.edition,
        text=shown.text,
        asked_language=shown.asked,
        texts=places.in_languages(shown, here, **query),
        counts=queries.counts(shown.statement.id),
        **context,
    )


def _in_own_language(statement: Statement) -> str:
    available = statements.languages(statements.current_edition(statement))
    return url_for(".statement", lang=languages.preferred(available), slug=statement.slug)


def _reading(statement: Statement, language: str) -> str:
    """The language in which to read on: the same where there is a text in it."""
    available = statements.languages(statements.current_edition(statement))
    return language if language in available else statement.binding_language


def _public(page: str) -> Response:
    return pages.public(current_app.make_response(page))


def _chosen_by_browser(response: Any) -> Response:
    response.vary.add("Accept-Language")
    return pages.public(response)
