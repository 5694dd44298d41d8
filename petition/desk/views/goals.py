"""The goals of a statement."""

from __future__ import annotations

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.core import access
from petition.core.db import db
from petition.desk import acts
from petition.desk.acts import ActRefused
from petition.desk.forms.goals import GoalsForm
from petition.desk.queries import statements as statement_queries
from petition.desk.scope import current_coordinator
from petition.desk.views.page import blueprint
from petition.list.queries.counts import counts_with_editions
from petition.list.queries.momentum import momentum_of
from petition.signing.decide.goals import goals_of, set_goals
from petition.statements.models import Statement


@blueprint.get("/statements/<id:statement_id>/goals")
@access.require_permission("statements.read")
def goals(statement_id: int) -> ResponseReturnValue:
    """How many are wanted to sign, and what the public page makes of it."""
    return _render_page(statement_id, GoalsForm(goals_of(statement_id), sent=False))


@blueprint.post("/statements/<id:statement_id>/goals")
@access.require_permission("statements.edit")
def goals_setting(statement_id: int) -> ResponseReturnValue:
    """Sets the goals."""
    form = GoalsForm(sent=True)

    def save(statement: Statement) -> str:
        if not form.validate():
            raise ActRefused(lambda: (_render_page(statement_id, form), 422))
        is_new = set_goals(statement, form.goals(), by=current_coordinator())
        return str(_("The goals are saved.")) if is_new else ""

    return acts.perform_act(save, (Statement, statement_id), back=url_for(".goals", statement_id=statement_id))


def _render_page(statement_id: int, form: GoalsForm) -> str:
    statement = db.session.get(Statement, statement_id) or abort(404)
    title, language = statement_queries.statement_title(statement)
    counts = counts_with_editions(statement_id)
    return render_template(
        "desk/goals.html",
        statement=statement,
        title=title,
        title_language=language,
        form=form,
        counts=counts,
        facts=momentum_of(statement, counts),
    )
