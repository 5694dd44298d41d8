"""Statements at the desk: their dates, rules and life."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.core import access
from petition.core.db import db, now
from petition.desk.forms.statements import PlanForm, PreviewForm, RulesForm, rules_form
from petition.desk.queries import statements as queries
from petition.desk.views.page import blueprint, me
from petition.signatories.queries import counts
from petition.signing import actions as signing
from petition.statements import actions
from petition.statements.models import PreviewLink, Statement
from petition.statements.queries import current_edition, life


@blueprint.get("/statements")
@access.may("statements.read")
def statements() -> ResponseReturnValue:
    """All statements, drafts among them: where each stands, and what comes next."""
    return render_template("desk/statements.html", rows=queries.rows())


@blueprint.get("/statements/<id:statement_id>")
@access.may("statements.read")
def statement(statement_id: int) -> ResponseReturnValue:
    """One statement: where it stands, what will happen next, what can be done."""
    return _page(db.session.get(Statement, statement_id) or abort(404))


@blueprint.post("/statements/<id:statement_id>/plan")
@access.may("statements.edit")
def plan(statement_id: int) -> ResponseReturnValue:
    """Settles the dates."""
    held = _held(statement_id)
    form = PlanForm(held, sent=True)
    if not form.validate() or form.dates is None:
        db.session.rollback()
        return _page(held, plan_form=form), 422
    if actions.schedule(held, form.dates, by=me()):
        flash(_("The dates are settled."), "success")
    for note in form.notes:
        flash(note, "info")
    return _done(statement_id, "dates")


@blueprint.post("/statements/<id:statement_id>/rules")
@access.may("statements.edit")
def rules(statement_id: int) -> ResponseReturnValue:
    """Settles the rules that signatories rely on."""
    held = _held(statement_id)
    form = _rules_form(held, sent=True)
    if not form.validate():
        db.session.rollback()
        return _page(held, rules=form), 422
    if actions.settle(held, form.rules(held), by=me()):
        flash(_("The rules are settled."), "success")
    return _done(statement_id, "rules")


@blueprint.post("/statements/<id:statement_id>/opening")
@access.may("statements.edit")
def opening(statement_id: int) -> ResponseReturnValue:
    """Opens signing now, or again."""
    return _deed(statement_id, lambda held: actions.open_signing(held, by=f"coordinator {me()}"))


@blueprint.post("/statements/<id:statement_id>/closing")
@access.may("statements.edit")
def closing(statement_id: int) -> ResponseReturnValue:
    """Closes signing now."""
    return _deed(statement_id, lambda held: actions.close_signing(held, by=f"coordinator {me()}"))


@blueprint.post("/statements/<id:statement_id>/delivery")
@access.may("statements.edit")
def delivery(statement_id: int) -> ResponseReturnValue:
    """Says that the statement has been handed over."""
    return _deed(statement_id, lambda held: actions.deliver(held, by=me()))


@blueprint.post("/statements/<id:statement_id>/delivery/undoing")
@access.may("statements.edit")
def delivery_undoing(statement_id: int) -> ResponseReturnValue:
    """Takes the delivery back."""
    return _deed(statement_id, lambda held: actions.undeliver(held, by=me()))


@blueprint.post("/statements/<id:statement_id>/founders")
@access.may("statements.edit")
def founders(statement_id: int) -> ResponseReturnValue:
    """Enters the organisations under the text as founding signatories."""

    def enter(held: Statement) -> bool:
        if queries.founders(held).entered:
            return False
        named = [(one.name, one.country) for one in queries.roll(held)]
        return signing.found(current_edition(held), named, language=held.binding_language, by=me()) > 0

    return _deed(statement_id, enter)


@blueprint.post("/statements/<id:statement_id>/founders/undoing")
@access.may("statements.edit")
def founders_undoing(statement_id: int) -> ResponseReturnValue:
    """Takes the founding signatories off again, while nobody else can have signed."""

    def take_off(held: Statement) -> bool:
        return queries.stage(held) in queries.BEFORE_SIGNING and signing.unfound(held, by=me()) > 0

    return _deed(statement_id, take_off)


@blueprint.post("/statements/<id:statement_id>/previews")
@access.may("statements.edit")
def previews(statement_id: int) -> ResponseReturnValue:
    """Makes a private link. It is shown in this answer and never again: only its hash is kept."""
    held = _held(statement_id)
    form = PreviewForm(sent=True)
    if not form.validate():
        db.session.rollback()
        return _page(held, preview_form=form), 422
    token = actions.make_link(held, form.label.data or "", form.days.data or 1, by=me())
    db.session.commit()
    address = f"{current_app.config['PUBLIC_URL']}/preview/{token}/{held.binding_language}"
    return _page(held, made={"label": form.label.data, "address": address})


@blueprint.post("/statements/<id:statement_id>/previews/<id:link_id>/revocation")
@access.may("statements.edit")
def preview_revocation(statement_id: int, link_id: int) -> ResponseReturnValue:
    """Ends a private link."""
    link = db.session.get(PreviewLink, link_id)
    if link is None or link.statement_id != statement_id:
        abort(404)
    actions.revoke(link, by=me())
    return _done(statement_id, "previews")


def _deed(statement_id: int, deed: Callable[[Statement], bool]) -> ResponseReturnValue:
    """Does one deed to a statement, held meanwhile, and leads back to it."""
    held = _held(statement_id)
    try:
        done = deed(held)
    except actions.StatementError:
        # The page offers no button for it: somebody settled something else a moment ago.
        done = False
    if not done:
        db.session.rollback()
        flash(_("Nothing was changed: somebody or the schedule came first. Here is how it stands now."), "fault")
    return _done(statement_id)


def _held(statement_id: int) -> Statement:
    held = life.held(statement_id) or abort(404)
    actions.record(held, now())
    return held


def _done(statement_id: int, section: str | None = None) -> ResponseReturnValue:
    db.session.commit()
    return redirect(url_for(".statement", statement_id=statement_id, _anchor=section), 303)


def _rules_form(statement: Statement, *, sent: bool) -> RulesForm:
    tags = queries.languages(statement)
    return rules_form(statement, tags, life.authority_rules(statement), fixed=life.is_signed(statement), sent=sent)


def _page(statement: Statement, **context: Any) -> str:
    """The page of a statement; of its forms those that were sent come along, the others are fresh."""
    heading, language = queries.title(statement)
    shown: dict[str, Any] = {
        "plan_form": context.get("plan_form") or PlanForm(statement, sent=False),
        "rules": context.get("rules") or _rules_form(statement, sent=False),
        "preview_form": context.get("preview_form") or PreviewForm(sent=False),
        "made": context.get("made"),
    }
    return render_template(
        "desk/statement.html",
        statement=statement,
        title=heading,
        title_language=language,
        stage=queries.stage(statement),
        counts=counts(statement.id),
        steps=queries.steps(statement),
        warnings=queries.warnings(statement),
        tags=queries.languages(statement),
        founders=queries.founders(statement),
        links=queries.links(statement),
        **shown,
    )
