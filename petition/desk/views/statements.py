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
from petition.desk.acts import Done, NotDone
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

    def settle(held: Statement) -> Done:
        form = PlanForm(held, sent=True)
        if not form.validate() or form.dates is None:
            raise NotDone(lambda: (_page(held, plan_form=form), 422))
        is_new = actions.schedule(held, form.dates, by=me())
        return Done(_("The dates are settled.") if is_new else "", notes=form.notes)

    return _act(statement_id, settle, "dates")


@blueprint.post("/statements/<id:statement_id>/rules")
@access.may("statements.edit")
def rules(statement_id: int) -> ResponseReturnValue:
    """Settles the rules that signatories rely on."""

    def settle(held: Statement) -> str:
        form = _rules_form(held, sent=True)
        if not form.validate():
            raise NotDone(lambda: (_page(held, rules=form), 422))
        return str(_("The rules are settled.")) if actions.settle(held, form.rules(held), by=me()) else ""

    return _act(statement_id, settle, "rules")


@blueprint.post("/statements/<id:statement_id>/opening")
@access.may("statements.edit")
def opening(statement_id: int) -> ResponseReturnValue:
    """Opens signing now, or again."""
    return _change(statement_id, lambda held: actions.open_signing(held, by=f"coordinator {me()}"))


@blueprint.post("/statements/<id:statement_id>/closing")
@access.may("statements.edit")
def closing(statement_id: int) -> ResponseReturnValue:
    """Closes signing now."""
    return _change(statement_id, lambda held: actions.close_signing(held, by=f"coordinator {me()}"))


@blueprint.post("/statements/<id:statement_id>/delivery")
@access.may("statements.edit")
def delivery(statement_id: int) -> ResponseReturnValue:
    """Says that the statement has been handed over."""
    return _change(statement_id, lambda held: actions.deliver(held, by=me()))


@blueprint.post("/statements/<id:statement_id>/delivery/undoing")
@access.may("statements.edit")
def delivery_undoing(statement_id: int) -> ResponseReturnValue:
    """Takes the delivery back."""
    return _change(statement_id, lambda held: actions.undeliver(held, by=me()))


@blueprint.post("/statements/<id:statement_id>/founders")
@access.may("statements.edit")
def founders(statement_id: int) -> ResponseReturnValue:
    """Enters the organisations under the text as founding signatories."""

    def enter(held: Statement) -> bool:
        if queries.founders(held).entered:
            return False
        named = [(one.name, one.country) for one in queries.roll(held)]
        return signing.found(current_edition(held), named, language=held.binding_language, by=me()) > 0

    return _change(statement_id, enter)


@blueprint.post("/statements/<id:statement_id>/founders/undoing")
@access.may("statements.edit")
def founders_undoing(statement_id: int) -> ResponseReturnValue:
    """Takes the founding signatories off again, while nobody else can have signed."""

    def take_off(held: Statement) -> bool:
        return queries.stage(held) in queries.BEFORE_SIGNING and signing.unfound(held, by=me()) > 0

    return _change(statement_id, take_off)


@blueprint.post("/statements/<id:statement_id>/previews")
@access.may("statements.edit")
def previews(statement_id: int) -> ResponseReturnValue:
    """Makes a private link. It is shown in this answer and never again: only its hash is kept."""

    def make(held: Statement) -> Done:
        form = PreviewForm(sent=True)
        if not form.validate():
            raise NotDone(lambda: (_page(held, preview_form=form), 422))
        token = actions.make_link(held, form.label.data or "", form.days.data or 1, by=me())
        address = f"{current_app.config['PUBLIC_URL']}/preview/{token}/{held.binding_language}"
        return Done(answer=lambda: _page(held, made={"label": form.label.data, "address": address}))

    return _act(statement_id, make)


@blueprint.post("/statements/<id:statement_id>/previews/<id:link_id>/revocation")
@access.may("statements.edit")
def preview_revocation(statement_id: int, link_id: int) -> ResponseReturnValue:
    """Ends a private link."""

    def revoke(link: PreviewLink) -> None:
        if link.statement_id != statement_id:
            abort(404)
        actions.revoke(link, by=me())

    return acts.act(revoke, (PreviewLink, link_id), back=_statement_url(statement_id, "previews"))


def _change(statement_id: int, deed: Callable[[Statement], bool]) -> ResponseReturnValue:
    """Does one thing to a statement that its page offers a button for, unless somebody or the schedule came first."""

    def change(held: Statement) -> None:
        if not deed(held):
            raise actions.StatementError

    return _act(statement_id, change)


def _act(statement_id: int, deed: Callable[[Statement], object], section: str | None = None) -> ResponseReturnValue:
    """Does one deed to a statement, after what the clock has brought to it, and leads back to it."""

    def do(held: Statement) -> object:
        actions.record(held, now())
        return deed(held)

    return acts.act(do, (Statement, statement_id), back=_statement_url(statement_id, section))


def _statement_url(statement_id: int, section: str | None = None) -> str:
    return url_for(".statement", statement_id=statement_id, _anchor=section)


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
