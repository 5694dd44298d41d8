"""Statements at the desk: their dates, rules and life."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.core import access
from petition.core.db import db, now
from petition.desk import acts
from petition.desk.acts import ActRefused, Outcome
from petition.desk.forms.statements import PlanForm, PreviewForm, RulesForm, rules_form
from petition.desk.queries import overview, start, text_faults
from petition.desk.queries import statements as statement_queries
from petition.desk.queries.checklist import launch_checklist
from petition.desk.queries.identity_lines import CheckLine
from petition.desk.scope import current_coordinator
from petition.desk.views.last_look import check_look
from petition.desk.views.page import blueprint, typed_words
from petition.list.queries.counts import counts_with_editions
from petition.statements.actions import previews as previews_actions
from petition.statements.actions import schedule, settings
from petition.statements.actions.import_text import StatementError
from petition.statements.models import PreviewLink, Statement
from petition.statements.queries import settings as settings_queries

MOST = 200  # statements in the list


@blueprint.get("/statements")
@access.require_permission("statements.read")
def statements() -> ResponseReturnValue:
    """All statements, drafts among them: where each stands, and what comes next."""
    return render_template("desk/statements.html", rows=overview.statement_lines(limit=MOST)[0])


@blueprint.get("/statements/<id:statement_id>")
@access.require_permission("statements.read")
def statement(statement_id: int) -> ResponseReturnValue:
    """One statement: where it stands, what will happen next, what can be done."""
    return _render_page(db.session.get(Statement, statement_id) or abort(404))


@blueprint.get("/statements/<id:statement_id>/dates")
@access.require_permission("statements.read")
def dates(statement_id: int) -> ResponseReturnValue:
    """The dates of a statement, its delivery, and what can be taken out of it."""
    return _render_dates(db.session.get(Statement, statement_id) or abort(404))


# The name is taken by the actions that it is about.
@blueprint.get("/statements/<id:statement_id>/settings", endpoint="settings")
@access.require_permission("statements.read")
def settings_(statement_id: int) -> ResponseReturnValue:
    """The rules of a statement, and the private links to its text."""
    return _render_settings(db.session.get(Statement, statement_id) or abort(404))


@blueprint.post("/statements/<id:statement_id>/plan")
@access.require_permission("statements.edit")
def plan(statement_id: int) -> ResponseReturnValue:
    """Settles the dates."""

    def settle(held: Statement) -> Outcome:
        form = PlanForm(held, sent=True)
        if not form.validate() or form.dates is None:
            raise ActRefused(lambda: (_render_dates(held, form), 422))
        is_new = settings.set_dates(held, form.dates, by=current_coordinator())
        return Outcome(_("The dates are saved.") if is_new else "", notes=form.notes)

    return act_on_statement(statement_id, settle, ".dates")


@blueprint.post("/statements/<id:statement_id>/rules")
@access.require_permission("statements.edit")
def rules(statement_id: int) -> ResponseReturnValue:
    """Settles the rules that signatories rely on."""

    def settle(held: Statement) -> str:
        form = _rules_form(held, sent=True)
        if not form.validate():
            raise ActRefused(lambda: (_render_settings(held, rules=form), 422))
        return (
            str(_("The rules are saved."))
            if settings.set_rules(held, form.rules(held), by=current_coordinator())
            else ""
        )

    return act_on_statement(statement_id, settle, ".settings")


@blueprint.post("/statements/<id:statement_id>/opening")
@access.require_permission("statements.edit")
def opening(statement_id: int) -> ResponseReturnValue:
    """Opens signing now, or again."""
    return change_statement(
        statement_id,
        _open_signing,
        said=_("Signing is open."),
        look="opening",
    )


@blueprint.post("/statements/<id:statement_id>/closing")
@access.require_permission("statements.edit")
def closing(statement_id: int) -> ResponseReturnValue:
    """Closes signing now."""
    return change_statement(
        statement_id,
        lambda held: schedule.close_signing(held, by=f"coordinator {current_coordinator()}"),
        said=_("Signing is closed."),
        undo=".closing_undoing",
        look="closing",
    )


@blueprint.post("/statements/<id:statement_id>/closing/undoing")
@access.require_permission("statements.edit")
def closing_undoing(statement_id: int) -> ResponseReturnValue:
    """Opens signing again right after it was closed."""
    return change_statement(
        statement_id,
        _open_signing,
        said=_("Signing is open."),
    )


@blueprint.post("/statements/<id:statement_id>/delivery")
@access.require_permission("statements.edit")
def delivery(statement_id: int) -> ResponseReturnValue:
    """Says that the statement has been handed over."""
    return change_statement(
        statement_id,
        lambda held: schedule.mark_delivered(held, by=current_coordinator()),
        said=_("The statement is marked as delivered."),
        undo=".delivery_undoing",
        look="delivery",
    )


@blueprint.post("/statements/<id:statement_id>/delivery/undoing")
@access.require_permission("statements.edit")
def delivery_undoing(statement_id: int) -> ResponseReturnValue:
    """Undoes the delivery, with the reason; its record stays, and the page of the counts tells of it."""
    why = typed_words("reason")
    return change_statement(
        statement_id,
        lambda held: schedule.undo_delivery(held, by=current_coordinator(), why=why),
        said=_("The delivery was undone."),
    )


@blueprint.post("/statements/<id:statement_id>/previews")
@access.require_permission("statements.edit")
def previews(statement_id: int) -> ResponseReturnValue:
    """Makes a private link. It is shown in this answer and never again: only its hash is kept."""

    def make(held: Statement) -> Outcome:
        form = PreviewForm(sent=True)
        if not form.validate():
            raise ActRefused(lambda: (_render_settings(held, preview_form=form), 422))
        token = previews_actions.create_preview_link(
            held, form.label.data or "", form.days.data or 1, by=current_coordinator()
        )
        address = f"{current_app.config['PUBLIC_URL']}/preview/{token}/{held.binding_language}"
        return Outcome(answer=lambda: _render_settings(held, made={"label": form.label.data, "address": address}))

    return act_on_statement(statement_id, make)


@blueprint.post("/statements/<id:statement_id>/previews/<id:link_id>/revocation")
@access.require_permission("statements.edit")
def preview_revocation(statement_id: int, link_id: int) -> ResponseReturnValue:
    """Ends a private link."""

    def revoke(link: PreviewLink) -> None:
        if link.statement_id != statement_id:
            abort(404)
        previews_actions.revoke_preview_link(link, by=current_coordinator())

    return acts.perform_act(revoke, (PreviewLink, link_id), back=statement_url(statement_id, "previews", ".settings"))


def change_statement(
    statement_id: int,
    deed: Callable[[Statement], bool],
    *,
    said: str,
    undo: str | None = None,
    look: str | None = None,
) -> ResponseReturnValue:
    """Does one thing to a statement that its page offers a button for, unless somebody or the schedule came first.

    ``undo`` is the endpoint that takes it back. ``look`` is the page of ``last_look`` that was read before.
    """

    def change(held: Statement) -> Outcome:
        if look is not None:
            check_look(held, look)
        if not deed(held):
            raise StatementError
        return Outcome(said, url_for(undo, statement_id=statement_id) if undo else None)

    return act_on_statement(statement_id, change)


def act_on_statement(
    statement_id: int, deed: Callable[[Statement], object], endpoint: str = ".statement"
) -> ResponseReturnValue:
    """Does one deed to a statement, after what the clock has brought to it, and leads back to a page of it."""

    def do(held: Statement) -> object:
        schedule.record_stage(held, now())
        return deed(held)

    return acts.perform_act(do, (Statement, statement_id), back=statement_url(statement_id, endpoint=endpoint))


def _open_signing(held: Statement) -> bool:
    return schedule.open_signing(held, by=f"coordinator {current_coordinator()}")


def statement_url(statement_id: int, section: str | None = None, endpoint: str = ".statement") -> str:
    """The page of a statement, or another one about it."""
    return url_for(endpoint, statement_id=statement_id, _anchor=section)


def _checklist(statement: Statement) -> list[CheckLine]:
    is_before = statement_queries.current_stage(statement) in statement_queries.BEFORE_SIGNING
    return launch_checklist(statement) if is_before else []


def _rules_form(statement: Statement, *, sent: bool) -> RulesForm:
    tags = statement_queries.statement_languages(statement)
    return rules_form(
        statement,
        tags,
        settings_queries.authority_rules(statement),
        fixed=settings_queries.is_signed(statement),
        sent=sent,
    )


def _render_page(statement: Statement) -> str:
    """The home of a statement: its life, what comes next, and what waits in each part of the work on it."""
    return render_template(
        "desk/statement.html",
        counts=counts_with_editions(statement.id),
        steps=statement_queries.next_steps(statement),
        life=statement_queries.life_line(statement),
        faults=overview.statement_faults(statement),
        text_faults=[] if statement.is_delivered else text_faults.text_faults(statement),
        founders=statement_queries.founders_summary(statement),
        to_do=start.pending_work(statement.id),
        checklist=_checklist(statement),
        **_statement_context(statement),
    )


def _render_dates(statement: Statement, form: PlanForm | None = None) -> str:
    return render_template(
        "desk/dates.html",
        plan_form=form or PlanForm(statement, sent=False),
        steps=statement_queries.next_steps(statement),
        warnings=statement_queries.plan_warnings(statement),
        **_statement_context(statement),
    )


def _render_settings(statement: Statement, **context: Any) -> str:
    """The settings of a statement; of its forms those that were sent come along, the others are fresh."""
    return render_template(
        "desk/settings.html",
        rules=context.get("rules") or _rules_form(statement, sent=False),
        preview_form=context.get("preview_form") or PreviewForm(sent=False),
        made=context.get("made"),
        links=statement_queries.preview_link_rows(statement),
        **_statement_context(statement),
    )


def _statement_context(statement: Statement) -> dict[str, Any]:
    """What every page of a statement shows of it."""
    heading, language = statement_queries.statement_title(statement)
    return {
        "statement": statement,
        "title": heading,
        "title_language": language,
        "stage": statement_queries.current_stage(statement),
    }
