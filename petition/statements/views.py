"""The words themselves, as they are hashed; the editions, what changed, and how far the translations are."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from petition.core import access, pages, replica
from petition.statements import urls
from petition.statements.models import Edition, Statement
from petition.statements.queries import differences as differences_queries
from petition.statements.queries import lineage as found
from petition.statements.queries import public_statements
from petition.statements.queries.public_statements import ShownStatement
from petition.statements.queries.translation_status import translation_progress

blueprint = Blueprint("statements", __name__)

DIGITS = 9  # of an edition's number in an address


@blueprint.get("/<lang:lang>/<slug>/wording.txt")
@access.allow_anybody
@replica.prefer_replica
def wording(lang: str, slug: str) -> Response:
    """The normalised text of the current or the asked edition; in the binding language its SHA-256 is the edition's."""
    asked = _edition_in_address(public_statements.find_published(slug) or abort(404))
    if lang not in public_statements.edition_languages(asked):
        abort(404)
    text = public_statements.text_in_language(asked, lang).wording
    return pages.make_cacheable(Response(text, mimetype="text/plain"), anywhere=True)


@blueprint.get("/<lang:lang>/<slug>/editions")
@access.allow_anybody
@replica.prefer_replica
def editions(lang: str, slug: str) -> ResponseReturnValue:
    """All editions, the newest first, each with its hash."""
    shown = public_statements.find_shown(slug, lang) or abort(404)
    every = found.editions(shown.statement)
    return _render_page(
        "statements/editions.html", shown, editions=every[::-1], binding=shown.statement.binding_language
    )


@blueprint.get("/<lang:lang>/<slug>/editions/<id:number>")
@access.allow_anybody
@replica.prefer_replica
def edition(lang: str, slug: str, number: int) -> ResponseReturnValue:
    """The words of one edition, and where each of its demands went."""
    shown = public_statements.find_shown(slug, lang) or abort(404)
    asked = found.edition(shown.statement, number) or abort(404)
    text = public_statements.text_in_language(asked, lang)
    printed = differences_queries.printed_numbers(asked, text.language)
    now = differences_queries.printed_numbers(shown.edition, shown.text.language)
    went = found.successors(shown.statement, asked.number)
    paths = [{"number": printed[each], "now": [now[one] for one in there]} for each, there in went.items()]
    return _render_page(
        "statements/edition.html", shown, links={"number": number}, asked=asked, asked_text=text, paths=paths
    )


@blueprint.get("/<lang:lang>/<slug>/editions/<id:number>/changes", endpoint="changes")
@access.allow_anybody
@replica.prefer_replica
def changes_page(lang: str, slug: str, number: int) -> ResponseReturnValue:
    """What an edition changed, word by word: since the one before, or since an earlier one that is asked for."""
    shown = public_statements.find_shown(slug, lang) or abort(404)
    asked = found.edition(shown.statement, number) or abort(404)
    since = _number_in_name("since")
    old = found.edition(shown.statement, number - 1 if since is None else since)
    if old is None or old.number >= asked.number:
        abort(404)
    differences = differences_queries.differences_between(old, asked, lang)
    links: dict[str, Any] = {"number": number, "since": since}
    return _render_page("statements/changes.html", shown, links=links, asked=asked, old=old, differences=differences)


@blueprint.get("/<lang:lang>/<slug>/translations")
@access.allow_anybody
@replica.prefer_replica
def translations(lang: str, slug: str) -> ResponseReturnValue:
    """How far each translation is, demand by demand."""
    shown = public_statements.find_shown(slug, lang) or abort(404)
    every = [each for each in translation_progress(shown.statement) if each.kind != "none"]
    return _render_page("statements/translations.html", shown, every=every)


@blueprint.get("/<lang:lang>/<slug>/demands/<path:number>")
@access.allow_anybody
@replica.prefer_replica
def demand(lang: str, slug: str, number: str) -> ResponseReturnValue:
    """Leads to where a demand stands now; one that was dropped still stands in its old edition."""
    shown = public_statements.find_shown(slug, lang) or abort(404)
    asked, own, printed = _find_demand(shown, number) or abort(404)
    went = found.successor(shown.statement, asked.number, own)
    if went:
        now = differences_queries.printed_numbers(shown.edition, shown.text.language)[went[0]]
        target = url_for("list.statement", lang=lang, slug=slug, _anchor=f"demand-{now}")
    else:
        target = url_for(".edition", lang=lang, slug=slug, number=asked.number, _anchor=f"demand-{printed[own]}")
    return pages.make_cacheable(current_app.make_response(redirect(target, 302)))


def _find_demand(shown: ShownStatement, number: str) -> tuple[Edition, str, dict[str, str]] | None:
    """A demand by the number it has in a text: of the edition asked for, else of the newest that has such a number.

    With its number in the binding text, and all numbers of that edition as they are printed.
    """
    every = (
        [_edition_in_address(shown.statement)] if "edition" in request.args else found.editions(shown.statement)[::-1]
    )
    for edition in every:
        printed = differences_queries.printed_numbers(
            edition, public_statements.text_in_language(edition, shown.asked).language
        )
        own = next((each for each, shape in printed.items() if number in (each, shape)), None)
        if own is not None:
            return edition, own, printed
    return None


def _edition_in_address(statement: Statement) -> Edition:
    """The edition that the address asks for; the current one where it does not."""
    if "edition" not in request.args:
        return public_statements.current_edition(statement)
    number = _number_in_name("edition")
    return (found.edition(statement, number) if number is not None else None) or abort(404)


def _number_in_name(name: str) -> int | None:
    given = request.args.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) <= DIGITS else None


def _render_page(
    template: str, shown: ShownStatement, *, links: dict[str, Any] | None = None, **context: Any
) -> ResponseReturnValue:
    texts = urls.language_links(shown, request.endpoint or "", **(links or {}))
    page = render_template(
        template, statement=shown.statement, edition=shown.edition, text=shown.text, texts=texts, **context
    )
    return pages.make_cacheable(current_app.make_response(page))
