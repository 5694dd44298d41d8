"""The public pages: the statement with its signatories, the list, and the list of statements."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from petition.core import access, languages, pages, replica
from petition.list import metadata
from petition.list.queries import authority, demand_support, individuals
from petition.list.queries import counts as counts_queries
from petition.list.queries import signatories as signatories_queries
from petition.list.queries.places import counts_by_country
from petition.statements import urls
from petition.statements.models import CarriedText, Statement
from petition.statements.queries import public_statements
from petition.statements.queries.public_statements import ShownStatement

blueprint = Blueprint("list", __name__)

NEWEST = 12
# What of a question about the list is asked in another language, too.
KEPT = ("kind", "q", "country", "type", "sort", "edition")


@blueprint.get("/")
@access.allow_anybody
@replica.prefer_replica
def front() -> ResponseReturnValue:
    """Leads to the one open statement, or to the list of statements."""
    listed = public_statements.published_statements()
    running = [statement for statement in listed if statement.is_open]
    only = running[0] if len(running) == 1 else listed[0] if len(listed) == 1 else None
    target = (
        _url_in_own_language(only)
        if only
        else url_for(".index", lang=languages.preferred_language(languages.INTERFACE))
    )
    return _chosen_by_browser(redirect(target, 302))


@blueprint.get("/<slug>")
@access.allow_anybody
@replica.prefer_replica
def statement_in_own_language(slug: str) -> ResponseReturnValue:
    """Leads to the statement in the reader's language."""
    found = public_statements.find_published(slug) or abort(404)
    return _chosen_by_browser(redirect(_url_in_own_language(found), 302))


@blueprint.get("/<lang:lang>/")
@access.allow_anybody
@replica.prefer_replica
def index(lang: str) -> ResponseReturnValue:
    """The list of statements."""
    if lang not in languages.INTERFACE:
        abort(404)
    listed = public_statements.published_statements()
    texts = public_statements.heading_texts(listed, lang)
    rows = [
        {
            "statement": statement,
            "title": texts[statement.id].title,
            "language": texts[statement.id].language,
            "url": url_for(".statement", lang=_reading_language(statement, lang), slug=statement.slug),
            "counts": counts_queries.counts_with_editions(statement.id),
        }
        for statement in listed
    ]
    links = pages.interface_links(".index", lang)
    return public_answer(render_template("list/index.html", statements=rows, texts=links))


@blueprint.get("/<lang:lang>/<slug>")
@access.allow_anybody
@replica.prefer_replica
def statement(lang: str, slug: str) -> ResponseReturnValue:
    """The statement: its words, who signed so far, and the way to sign."""
    shown = public_statements.find_shown(slug, lang) or abort(404)
    return public_answer(
        render_statement_page(
            "list/statement.html",
            shown,
            **statement_context(shown),
            binding_url=url_for(".statement", lang=shown.statement.binding_language, slug=slug),
            ways=_further_links(shown),
            metadata=metadata.page_metadata(shown, str(current_app.config["PUBLIC_URL"]), urls.public_address),
        )
    )


@blueprint.get("/<lang:lang>/<slug>/counts")
@access.allow_anybody
@replica.prefer_replica
def count_details(lang: str, slug: str) -> ResponseReturnValue:
    """How many signed, by kind and by edition, and how many endorsements were removed by rule, and when."""
    shown = public_statements.find_shown(slug, lang) or abort(404)
    counted = counts_queries.counts_in_full(shown.statement.id)
    countries = counts_by_country(shown.statement.id) if counted.destroyed_individuals else []
    return public_answer(render_statement_page("list/count_details.html", shown, counts=counted, countries=countries))


def statement_context(shown: ShownStatement) -> dict[str, Any]:
    """What the page of a statement shows of it besides its words, public or not."""
    organisations = signatories_queries.listed_organisations(shown.statement.id, languages.current_language())
    return {
        "organisations": organisations,
        "individuals": individuals.listed_individuals(shown.statement.id, limit=NEWEST).rows,
        "besides": demand_support.demand_notes(shown, organisations),
        "rule": authority.authority_rule(shown.statement, shown.text.language),
        "is_carried": isinstance(shown.text, CarriedText),
    }


def render_statement_page(
    template: str, shown: ShownStatement, texts: list[dict[str, Any]] | None = None, **context: Any
) -> str:
    """A page about a statement; ``texts`` leads to it in the other languages."""
    here = request.endpoint or ""
    query: dict[str, Any] = {name: value for name, value in request.args.items() if name in KEPT}
    counts = context.pop("counts", None) or counts_queries.counts_with_editions(shown.statement.id)
    return render_template(
        template,
        statement=shown.statement,
        edition=shown.edition,
        text=shown.text,
        asked_language=shown.asked,
        texts=urls.language_links(shown, here, **query) if texts is None else texts,
        counts=counts,
        **context,
    )


def _further_links(shown: ShownStatement) -> dict[str, str]:
    """Where to read on about the editions and the translations."""
    here: dict[str, Any] = {"lang": shown.text.language, "slug": shown.statement.slug}
    ways = {}
    if shown.edition.number > 1:
        ways["editions"] = url_for("statements.editions", **here)
        ways["changes"] = url_for("statements.changes", number=shown.edition.number, **here)
    if len(shown.languages) > 1:
        ways["translations"] = url_for("statements.translations", **here)
    return ways


def _url_in_own_language(statement: Statement) -> str:
    available = public_statements.edition_languages(public_statements.current_edition(statement))
    return url_for(".statement", lang=languages.preferred_language(available), slug=statement.slug)


def _reading_language(statement: Statement, language: str) -> str:
    """The language in which to read on: the same where there is a text in it."""
    available = public_statements.edition_languages(public_statements.current_edition(statement))
    return language if language in available else statement.binding_language


def public_answer(page: str) -> Response:
    """A page that everybody may see, and a shared cache may hold."""
    return pages.make_cacheable(current_app.make_response(page))


def _chosen_by_browser(response: Any) -> Response:
    response.vary.add("Accept-Language")
    return pages.make_cacheable(response)
