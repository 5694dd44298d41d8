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

from petition.core import access, languages, pages
from petition.list import metadata
from petition.list.queries import authority, demand_support, individuals
from petition.list.queries import counts as counts_queries
from petition.list.queries import signatories as signatories_queries
from petition.list.queries.individuals import IndividualsPage
from petition.list.queries.places import counts_by_country
from petition.statements import urls
from petition.statements.models import CarriedText, Edition, Statement
from petition.statements.queries import lineage, public_statements
from petition.statements.queries.public_statements import ShownStatement

blueprint = Blueprint("list", __name__)

NEWEST = 12
LONGEST_NUMBER = 9  # digits of an edition in an address


@blueprint.get("/")
@access.allow_anybody
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
def statement_in_own_language(slug: str) -> ResponseReturnValue:
    """Leads to the statement in the reader's language."""
    found = public_statements.find_published(slug) or abort(404)
    return _chosen_by_browser(redirect(_url_in_own_language(found), 302))


@blueprint.get("/<lang:lang>/")
@access.allow_anybody
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
    links = [
        {"language": tag, "url": url_for(".index", lang=tag), "current": tag == lang} for tag in languages.INTERFACE
    ]
    return _public(render_template("list/index.html", statements=rows, texts=links))


@blueprint.get("/<lang:lang>/<slug>")
@access.allow_anybody
def statement(lang: str, slug: str) -> ResponseReturnValue:
    """The statement: its words, who signed so far, and the way to sign."""
    shown = public_statements.find_shown(slug, lang) or abort(404)
    return _public(
        render_statement_page(
            "list/statement.html",
            shown,
            **statement_context(shown),
            binding_url=url_for(".statement", lang=shown.statement.binding_language, slug=slug),
            ways=_further_links(shown),
            metadata=metadata.page_metadata(shown, str(current_app.config["PUBLIC_URL"]), urls.public_address),
        )
    )


@blueprint.get("/<lang:lang>/<slug>/signatories")
@access.allow_anybody
def signatories(lang: str, slug: str) -> ResponseReturnValue:
    """The list: organisations in alphabetical order, or individuals, newest first."""
    shown = public_statements.find_shown(slug, lang) or abort(404)
    kind = "individuals" if request.args.get("kind") == "individuals" else "organisations"
    q, after = request.args.get("q", "").strip()[:100], request.args.get("after", "")
    only = _edition_in_address(shown.statement)
    if kind == "organisations":
        language, edition_id = languages.current_language(), only.id if only else None
        page = IndividualsPage(
            signatories_queries.listed_organisations(shown.statement.id, language, q=q, edition_id=edition_id)
        )
    else:
        page = _individuals_page(shown.statement, q, after, only)
    number = only.number if only else None
    here: dict[str, Any] = {"lang": lang, "slug": slug, "kind": kind, "q": q or None, "edition": number}
    return _public(
        render_statement_page(
            "list/signatories.html",
            shown,
            kind=kind,
            q=q,
            of_edition=number,
            rows=page.rows,
            looked_to=page.searched_back_to,
            next_url=url_for(".signatories", **here, after=page.next) if page.next else None,
            first_url=url_for(".signatories", **here) if after else None,
            total_found=len(page.rows) if q and kind == "organisations" else None,
        )
    )


@blueprint.get("/<lang:lang>/<slug>/counts")
@access.allow_anybody
def count_details(lang: str, slug: str) -> ResponseReturnValue:
    """How many signed, by kind and by edition, and how many endorsements were removed by rule, and when."""
    shown = public_statements.find_shown(slug, lang) or abort(404)
    counted = counts_queries.counts_in_full(shown.statement.id)
    countries = counts_by_country(shown.statement.id) if counted.destroyed_individuals else []
    return _public(render_statement_page("list/count_details.html", shown, counts=counted, countries=countries))


def _individuals_page(statement: Statement, q: str, after: str, only: Edition | None) -> IndividualsPage:
    edition_id = only.id if only else None
    return (
        individuals.find_individuals(statement.id, q, after=after, edition_id=edition_id)
        if q
        else individuals.listed_individuals(statement.id, after=after, edition_id=edition_id)
    )


def _edition_in_address(statement: Statement) -> Edition | None:
    """The edition to which the address narrows the list; None for all of them."""
    asked = request.args.get("edition", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) <= LONGEST_NUMBER):
        return None
    return lineage.edition(statement, int(asked))


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
    query: dict[str, Any] = {name: value for name, value in request.args.items() if name in ("kind", "q", "edition")}
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


def _public(page: str) -> Response:
    return pages.make_cacheable(current_app.make_response(page))


def _chosen_by_browser(response: Any) -> Response:
    response.vary.add("Accept-Language")
    return pages.make_cacheable(response)
