"""The statement behind a private link, before everybody may read it."""

from __future__ import annotations

from flask import Response, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from petition.core import access, pages
from petition.signatories import queries
from petition.signatories.views.page import blueprint, read, render
from petition.statements import queries as statements
from petition.statements.models import PreviewLink
from petition.statements.queries import life


@blueprint.get("/preview/<token>/<lang:lang>")
@access.anybody
def preview(token: str, lang: str) -> ResponseReturnValue:
    """The text as it will be, with whom the link is for; nothing here signs, and no machine keeps it."""
    link = life.preview(token)
    if link is None:
        return _private(_ended(queries.ended_preview(token)))
    statement = link.statement
    if statement.is_public:
        return _private(redirect(url_for(".statement", lang=lang, slug=statement.slug), 302))
    shown = statements.shown_of(statement, lang)
    if shown is None:
        return _private(redirect(_address(token, statement.binding_language), 302))
    texts = [{"language": tag, "url": _address(token, tag), "current": tag == shown.asked} for tag in shown.languages]
    binding = _address(token, statement.binding_language)
    page = render("signatories/preview.html", shown, texts, **read(shown), preview=link, binding_url=binding, ways={})
    return _private(current_app.make_response(page))


def _address(token: str, language: str) -> str:
    return url_for(".preview", token=token, lang=language)


def _ended(link: PreviewLink | None) -> Response:
    """The page for a link that leads nowhere, with the reason and a way on."""
    word, status = "mangled", 404
    if link is not None:
        word, status = ("revoked" if link.revoked_at else "expired"), 410
    statement = link.statement if link is not None and link.statement.is_public else None
    return current_app.make_response((render_template("signatories/_ended.html", word=word, public=statement), status))


def _private(response: ResponseReturnValue) -> Response:
    answer = current_app.make_response(response)
    answer.headers["Cache-Control"] = pages.PRIVATE
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
