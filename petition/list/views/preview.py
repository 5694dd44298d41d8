"""The statement behind a private link, before everybody may read it."""

from __future__ import annotations

from flask import Response, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from petition.core import access, pages, tokens
from petition.core.db import db
from petition.list.views.page import blueprint, render_statement_page, statement_context
from petition.statements.models import PreviewLink
from petition.statements.queries import public_statements, settings


def find_ended_preview(token: str) -> PreviewLink | None:
    """The private link behind a token even if it was revoked or has expired, so that the page can say so."""
    if not tokens.is_well_formed(token):
        return None
    return db.session.scalar(select(PreviewLink).where(PreviewLink.hash == tokens.hash_token(token)))


@blueprint.get("/preview/<token>/<lang:lang>")
@access.allow_anybody
def preview(token: str, lang: str) -> ResponseReturnValue:
    """The text as it will be, with whom the link is for; nothing here signs, and no machine keeps it."""
    link = settings.usable_preview(token)
    if link is None:
        return _make_private(_render_ended(find_ended_preview(token)))
    statement = link.statement
    if statement.is_public:
        return _make_private(redirect(url_for(".statement", lang=lang, slug=statement.slug), 302))
    shown = public_statements.show_statement(statement, lang)
    if shown is None:
        return _make_private(redirect(_preview_address(token, statement.binding_language), 302))
    texts = [
        {"language": tag, "url": _preview_address(token, tag), "current": tag == shown.asked} for tag in shown.languages
    ]
    binding = _preview_address(token, statement.binding_language)
    page = render_statement_page(
        "list/preview.html", shown, texts, **statement_context(shown), preview=link, binding_url=binding, ways={}
    )
    return _make_private(current_app.make_response(page))


def _preview_address(token: str, language: str) -> str:
    return url_for(".preview", token=token, lang=language)


def _render_ended(link: PreviewLink | None) -> Response:
    """The page for a link that leads nowhere, with the reason and a way on."""
    word, status = "mangled", 404
    if link is not None:
        word, status = ("revoked" if link.revoked_at else "expired"), 410
    statement = link.statement if link is not None and link.statement.is_public else None
    return current_app.make_response((render_template("list/_ended.html", word=word, public=statement), status))


def _make_private(response: ResponseReturnValue) -> Response:
    answer = current_app.make_response(response)
    answer.headers["Cache-Control"] = pages.PRIVATE
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
