"""Founding signatories at the desk: looked through, entered, named, taken off."""

from __future__ import annotations

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from petition.core import access
from petition.core.db import db
from petition.desk.acts import ActRefused, Outcome
from petition.desk.queries import founders as queries
from petition.desk.queries import statements as statement_queries
from petition.desk.scope import current_coordinator
from petition.desk.views.page import blueprint
from petition.desk.views.statements import act_on_statement, statement_url
from petition.signing.decide import founders as decide_founders
from petition.statements.actions.import_text import StatementError
from petition.statements.models import Statement
from petition.statements.queries.public_statements import current_edition

# What a button makes of all at once.
FOR_ALL = {"organisations": "organisation", "people": "individual", "as-read": ""}


@blueprint.get("/statements/<id:statement_id>/founders")
@access.require_permission("statements.edit")
def founders(statement_id: int) -> ResponseReturnValue:
    """Who stands under the text, before they are entered; afterwards, how far that has got."""
    return _render_page(db.session.get(Statement, statement_id) or abort(404))


def _render_page(statement: Statement, fault: str = "") -> str:
    found = queries.founding_row(statement)
    heading, language = statement_queries.statement_title(statement)
    signatories, mark = queries.named_signatories(statement)
    table, mailable = queries.list_to_invite(signatories)
    kinds, rest = _sent_kinds()
    return render_template(
        "desk/founders.html",
        statement=statement,
        title=heading,
        title_language=language,
        stage=statement_queries.current_stage(statement),
        found=found,
        page=None if found else queries.founders_page(signatories, mark, kinds, rest),
        table=table,
        mailable=mailable,
        fault=fault,
    )


def _sent_kinds() -> tuple[dict[int, str], str]:
    """The kinds that were chosen, by place, and the one of those that are not shown."""
    every = request.form.get("do", "")
    if every in FOR_ALL:
        return {}, FOR_ALL[every]
    rest = request.form.get("rest", "")
    known = (*queries.KINDS, queries.LEFT_OUT)
    sent = ((name.removeprefix("kind-"), value) for name, value in request.form.items() if name.startswith("kind-"))
    kinds = {int(place): value for place, value in sent if place.isdecimal() and len(place) < 6 and value in known}
    return kinds, rest if rest in queries.KINDS else ""


@blueprint.post("/statements/<id:statement_id>/founders")
@access.require_permission("statements.edit")
def founding(statement_id: int) -> ResponseReturnValue:
    """Enters them as they were looked through, or shows the page with all of them as one kind."""
    statement = db.session.get(Statement, statement_id) or abort(404)
    if request.form.get("do", "") in FOR_ALL:
        return _render_page(statement)

    def enter(held: Statement) -> Outcome:
        if held.is_delivered or queries.founding_row(held) is not None:
            raise StatementError
        signatories, mark = queries.named_signatories(held)
        if request.form.get("mark") != mark:
            changed = _("The text was changed in the meantime. Check its signatories again.")
            raise ActRefused(lambda: (_render_page(held, changed), 409))
        chosen = queries.chosen_founders(signatories, *_sent_kinds())
        if not chosen:
            raise ActRefused(lambda: (_render_page(held, _("There is nobody left to add.")), 422))
        begun = decide_founders.begin_founding(
            current_edition(held), chosen, language=held.binding_language, by=current_coordinator()
        )
        said = ngettext(
            "%(num)s founding signatory was added.", "%(num)s founding signatories were added.", begun.reached
        )
        later = _("The first of them have been added; the others follow within minutes.")
        undo = url_for(".founders_undoing", statement_id=held.id) if _may_be_undone(held) else None
        return Outcome(said if begun.ended_at else later, undo, back=_page_url(held))

    return act_on_statement(statement_id, enter)


@blueprint.post("/statements/<id:statement_id>/founders/names")
@access.require_permission("statements.edit")
def founder_names(statement_id: int) -> ResponseReturnValue:
    """Publishes the names of the people among them, whose consent the coalition has."""

    def show(held: Statement) -> Outcome:
        if request.form.get("consent") != "y":
            fault = _("Confirm first that each of them agreed to be named.")
            raise ActRefused(lambda: (_render_page(held, fault), 422))
        if not decide_founders.show_people(held, by=current_coordinator()):
            raise StatementError
        return Outcome(
            _("The names are published wherever the statement is public. For very many names this takes some minutes."),
            back=_page_url(held),
        )

    return act_on_statement(statement_id, show)


@blueprint.post("/statements/<id:statement_id>/founders/undoing")
@access.require_permission("statements.edit")
def founders_undoing(statement_id: int) -> ResponseReturnValue:
    """Takes the founding signatories off again, while nobody else can have signed."""

    def remove_founders(held: Statement) -> Outcome:
        if not _may_be_undone(held):
            raise StatementError
        if not decide_founders.remove_founding_signatories(held, by=current_coordinator()):
            raise StatementError
        if queries.founding_row(held) is not None:
            return Outcome(back=_page_url(held))  # which says that they are being taken off
        return Outcome(_("The founding signatories were removed."), back=statement_url(statement_id, "ways"))

    return act_on_statement(statement_id, remove_founders)


def _may_be_undone(statement: Statement) -> bool:
    """Nobody else can have signed yet."""
    return statement_queries.current_stage(statement) in statement_queries.BEFORE_SIGNING


def _page_url(statement: Statement) -> str:
    return statement_url(statement.id, endpoint=".founders")
