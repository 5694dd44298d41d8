"""Removal rules at the desk: described, counted, begun, watched, stopped, undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.accounts import joint_acts
from petition.core import access, form_answers
from petition.core.db import db, require_writing
from petition.desk import acts
from petition.desk.acts import Outcome
from petition.desk.forms.removals import RemovalForm, criteria_values
from petition.desk.joint_acts import REMOVAL
from petition.desk.listing import Listing
from petition.desk.queries import removals as queries
from petition.desk.queries import statements as statement_queries
from petition.desk.queries.joint import latest_acts as joint_rows
from petition.desk.queries.removal_look import removal_look
from petition.desk.refusals import Refusal
from petition.desk.scope import current_coordinator
from petition.desk.views.page import blueprint, number_in_address
from petition.removals import actions
from petition.removals.actions import BATCH
from petition.removals.criteria import Criteria
from petition.removals.models import Removal
from petition.removals.queries import matching_ids, needs_second_person, share_limit
from petition.statements.models import Statement


@blueprint.get("/statements/<id:statement_id>/removals")
@access.require_permission("removals.read")
def removals(statement_id: int) -> ResponseReturnValue:
    """The rules of a statement, the newest first."""
    statement, before = _get_statement(statement_id), number_in_address("before")
    rows, more = queries.removal_rows(statement, before=before)
    return render_template(
        "desk/removals.html",
        **_heading_context(statement),
        listing=Listing("desk.removals", rows, more, place={"statement_id": statement_id}, key="before"),
    )


@blueprint.get("/statements/<id:statement_id>/removals/new")
@access.require_permission("removals.make")
def new_removal(statement_id: int) -> ResponseReturnValue:
    """Describes a rule; other pages lead here with some of it filled in, by the names of the fields."""
    statement = _get_statement(statement_id)
    given = {name: value[:300] for name, value in request.args.items()}
    return _render_form(statement, RemovalForm(statement_queries.statement_languages(statement), statement.zone, given))


@blueprint.post("/statements/<id:statement_id>/removals/new")
@access.require_permission("removals.make")
@form_answers.run_read_first
def removal_counting(statement_id: int) -> ResponseReturnValue:
    """Counts whom a rule matches. Nobody is removed by it."""
    statement = _get_statement(statement_id)
    form = form_answers.reuse_form(
        lambda: RemovalForm(statement_queries.statement_languages(statement), statement.zone)
    )
    if not form.validate():
        return _render_form(statement, form), 422
    # With very many signatures the looking takes a second or two, in which others go on signing.
    found = form_answers.reuse_result("matching", lambda: matching_ids(statement_id, form.criteria))
    require_writing()

    def describe(held: Statement) -> Outcome:
        made = actions.create_rule(held, form.criteria, form.why.data or "", found, by=current_coordinator())
        return Outcome(back=url_for(".removal", removal_id=made.id))

    return acts.perform_act(describe, (Statement, statement_id), back=url_for(".removals", statement_id=statement_id))


@blueprint.get("/removals/<id:removal_id>")
@access.require_permission("removals.read")
def removal(removal_id: int) -> ResponseReturnValue:
    """One rule: before it begins whom it matches, then how far it has got and whom it removed."""
    found = db.session.get(Removal, removal_id) or abort(404)
    after, is_draft = number_in_address("after"), found.state == "drafted"
    people, more = (
        (queries.sample_matches(found), None) if is_draft else queries.removed_individuals(found, after=after)
    )
    return render_template(
        "desk/removal.html",
        **_heading_context(found.statement),
        rule=queries.removal_row(found),
        listing=Listing("desk.removal", people, more, place={"removal_id": removal_id}),
        origins=queries.match_origins(found) if is_draft else None,
        takes_two=is_draft and needs_second_person(found),
        look=removal_look(found) if is_draft else None,
        asked=next(iter(joint_rows(REMOVAL, f"removal {removal_id}", current_coordinator(), 1)), None)
        if is_draft
        else None,
        most=share_limit(found.statement_id),
        again=criteria_values(Criteria.from_json(found.criteria), found.statement.zone),
    )


@blueprint.post("/removals/<id:removal_id>/beginning")
@access.require_permission("removals.make")
def removal_beginning(removal_id: int) -> ResponseReturnValue:
    """Begins, and a rule of up to 500 is through with it at once; or asks a second person, where it takes two."""
    return _act_on_rule(removal_id, _start_rule)


@blueprint.post("/removals/<id:removal_id>/stop")
@access.require_permission("removals.make")
def removal_stop(removal_id: int) -> ResponseReturnValue:
    """Stops a rule on its way."""
    return _act_on_rule(removal_id, lambda one: actions.stop_rule(one, by=current_coordinator()))


@blueprint.post("/removals/<id:removal_id>/going-on")
@access.require_permission("removals.make")
def removal_going_on(removal_id: int) -> ResponseReturnValue:
    """Has a stopped rule go on."""
    return _act_on_rule(removal_id, lambda one: actions.resume_rule(one, by=current_coordinator()))


@blueprint.post("/removals/<id:removal_id>/undoing")
@access.require_permission("removals.make")
def removal_undoing(removal_id: int) -> ResponseReturnValue:
    """Has everything restored that a rule removed."""
    return _act_on_rule(removal_id, lambda one: actions.undo_rule(one, by=current_coordinator()))


@blueprint.post("/removals/<id:removal_id>/dropping")
@access.require_permission("removals.make")
def removal_dropping(removal_id: int) -> ResponseReturnValue:
    """Throws a rule away that has not begun."""
    return _act_on_rule(removal_id, lambda one: actions.discard_rule(one, by=current_coordinator()))


def _start_rule(held: Removal) -> None:
    if held.state == "drafted" and request.form.get("look") != removal_look(held).mark:
        raise Refusal(_("Nothing was done: something has changed since this page was opened. This is how it is now."))
    if held.state != "drafted" or not needs_second_person(held):
        return actions.start_rule(held, by=current_coordinator())
    about = f"removal {held.id}"
    joint_acts.request_act(REMOVAL, about, by=current_coordinator(), why=held.why, statement_id=held.statement_id)
    return None


def _act_on_rule(removal_id: int, deed: Callable[[Removal], None]) -> ResponseReturnValue:
    """Does one thing to a rule, and the first rounds of what follows from it."""

    def do(held: Removal) -> Outcome:
        deed(held)
        if held.dropped_at is None:
            return Outcome(rounds=_rounds(removal_id))
        said = _("The rule is deleted. Nobody was removed by it.")
        return Outcome(said, back=url_for(".removals", statement_id=held.statement_id))

    return acts.perform_act(do, (Removal, removal_id), back=url_for(".removal", removal_id=removal_id))


def _rounds(removal_id: int) -> Iterator[None]:
    """A rule of up to 500 is through with it before its page comes."""
    if actions.run_batch(removal_id) < BATCH:
        yield
        actions.run_batch(removal_id)
    yield


def _get_statement(statement_id: int) -> Statement:
    return db.session.get(Statement, statement_id) or abort(404)


def _heading_context(statement: Statement) -> dict[str, Any]:
    title, language = statement_queries.statement_title(statement)
    return {"statement": statement, "title": title, "title_language": language}


def _render_form(statement: Statement, form: RemovalForm) -> str:
    return render_template(
        "desk/new_removal.html", **_heading_context(statement), form=form, most=share_limit(statement.id)
    )
