"""The page of the list: organisations, individuals, and what these say."""

from __future__ import annotations

from typing import Any

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from petition.core import access, languages, replica
from petition.list.queries.listings import Listing, list_individuals, list_organisations
from petition.list.queries.questions import Question, read_question
from petition.list.queries.signatories import shows_comments
from petition.list.views.page import blueprint, public_answer, render_statement_page
from petition.signing.fields import KIND_WORDS
from petition.statements.models import Edition, Statement
from petition.statements.queries import lineage, public_statements

LONGEST_NUMBER = 9  # digits of an edition in an address


@blueprint.get("/<lang:lang>/<slug>/signatories")
@access.allow_anybody
@replica.prefer_replica
def signatories(lang: str, slug: str) -> ResponseReturnValue:
    """The list: organisations in alphabetical order, or individuals, newest first, unless asked otherwise."""
    shown = public_statements.find_shown(slug, lang) or abort(404)
    comments = shows_comments(shown.statement.id)
    asked = read_question(request.args, _edition_in_address(shown.statement), comments=comments)
    listing = (
        list_organisations(shown.statement, asked, languages.current_language())
        if asked.kind == "organisations"
        else list_individuals(shown.statement, asked)
    )
    here: dict[str, Any] = {"lang": lang, "slug": slug}
    return public_answer(
        render_statement_page(
            "list/signatories.html",
            shown,
            asked=asked,
            listing=listing,
            rows=listing.page.rows,
            has_comments=comments,
            kind_words=KIND_WORDS,
            **_further_pages(listing, asked, here),
        )
    )


def _further_pages(listing: Listing, asked: Question, here: dict[str, Any]) -> dict[str, Any]:
    def address(**place: str) -> str:
        return url_for(".signatories", **here, **asked.query(**place))

    page = listing.page
    return {
        "next_url": address(after=page.next) if page.next else None,
        "previous_url": address(before=page.previous) if page.previous else None,
        "first_url": None if asked.is_first_page else address(),
    }


def _edition_in_address(statement: Statement) -> Edition | None:
    """The edition to which the address narrows the list; None for all of them."""
    asked = request.args.get("edition", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) <= LONGEST_NUMBER):
        return None
    return lineage.edition(statement, int(asked))
