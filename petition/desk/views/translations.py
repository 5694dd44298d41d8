"""How far the translations are."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from petition.core import access, languages
from petition.core.db import db
from petition.desk.forms.editor import language_choices
from petition.desk.queries import translations as queries
from petition.desk.views.page import blueprint, number_in_address
from petition.statements.models import Statement


@blueprint.get("/translations")
@access.require_permission("texts.read")
def translations() -> ResponseReturnValue:
    """Every statement in every language, and what of it is still to do; leads to a language that is to be added."""
    statement_id, wanted = number_in_address("statement"), request.args.get("language", "")
    if statement_id is not None and wanted:
        is_there = db.session.get(Statement, statement_id) is not None
        if not (
            is_there and access.has_permission("texts.write", statement_id) and languages.is_known_language(wanted)
        ):
            abort(404)
        return redirect(url_for(".text", statement_id=statement_id, lang=wanted), 302)
    rows = queries.translation_rows(statement_id)
    every = language_choices()
    there = {row.statement.id: {each.language for each in row.languages} for row in rows}
    further = {identity: [choice for choice in every if choice[0] not in tags] for identity, tags in there.items()}
    return render_template("desk/translations.html", rows=rows, further=further)
