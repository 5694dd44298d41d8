"""Removal rules at the desk: described, counted, begun, watched, stopped, undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.accounts import joint
from petition.core import access, posted
from petition.core.db import db, require_writing
from petition.desk import acts
from petition.desk.acts import Done
from petition.desk.forms.removals import RemovalForm, prefilled
from petition.desk.joint_acts import REMOVAL
from petition.desk.listing import Listing
from petition.desk.queries import removals as queries
from petition.desk.queries import statements as about
from petition.desk.queries.joint import latest as joint_rows
from petition.desk.views.page import blueprint, me, number
from petition.removals import actions
from petition.removals.actions import BATCH
from petition.removals.criteria import Criteria
from petition.removals.models import Removal
from petition.removals.queries import largest_share, matching, needs_second_person
from petition.statements.models import Statement


@blueprint.get("/statements/<id:statement_id>/removals")
@access.may("removals.read")
def removals(statement_id: int) -> ResponseReturnValue:
    """The rules of a statement, the newest first."""
    statement, before = _statement(statement_id), number("before")
    rows, more = queries.rows(statement, before=before)
    return render_template(
        "desk/removals.html",
        **_heading(statement),
        listing=Listing("desk.removals", rows, more, place={"statement_id": statement_id}, key="before"),
    )


@blueprint.get("/statements/<id:statement_id>/removals/new")
@access.may("removals.make")
def new_removal(statement_id: int) -> ResponseReturnValue:
    """Describes a rule; other pages lead here with some of it filled in, by the names of the fields."""
    statement = _statement(statement_id)
    given = {name: value[:300] for name, value in request.args.items()}
    return _describing(statement, RemovalForm(about.languages(statement), statement.zone, given))


@blueprint.post("/statements/<id:statement_id>/removals/new")
@access.may("removals.make")
@posted.reads_first
def removal_counting(statement_id: int) -> ResponseReturnValue:
    """Counts whom a rule matches. Nobody is removed by it."""
    statement = _statement(statement_id)
    form = posted.form_once(lambda: RemovalForm(about.languages(statement), statement.zone))
    if not form.validate():
        return _describing(statement, form), 422
    # With very many signatures the looking takes a second or two, in which others go on signing.
    found = posted.once("matching", lambda: matching(statement_id, form.criteria))
    require_writing()

    def describe(held: Statement) -> Done:
        made = actions.describe(held, form.criteria, form.why.data or "", found, by=me())
        return Done(back=url_for(".removal", removal_id=made.id))

    return acts.act(describe, (Statement, statement_id), back=url_for(".removals", statement_id=statement_id))


@blueprint.get("/removals/<id:removal_id>")
@access.may("removals.read")
def removal(removal_id: int) -> ResponseReturnValue:
    """One rule: before it begins whom it matches, then how far it has got and whom it removed."""
    found = db.session.get(Removal, removal_id) or abort(404)
    after, is_draft = number("after"), found.state == "drafted"
    people, more = (queries.sample(found), None) if is_draft else queries.removed(found, after=after)
    return render_template(
        "desk/removal.html",
        **_heading(found.statement),
        rule=queries.row(found),
        listing=Listing("desk.removal", people, more, place={"removal_id": removal_id}),
        origins=queries.origins(found) if is_draft else None,
        takes_two=is_draft and needs_second_person(found),
        asked=next(iter(joint_rows(REMOVAL, f"removal {removal_id}", me(), 1)), None) if is_draft else None,
        most=largest_share(found.statement_id),
        again=prefilled(Criteria.from_json(found.criteria), found.statement.zone),
    )


@blueprint.post("/removals/<id:removal_id>/beginning")
@access.may("removals.make")
def removal_beginning(removal_id: int) -> ResponseReturnValue:
    """Begins, and a rule of up to 500 is through with it at once; or asks a second person, where it takes two."""
    return _deed(removal_id, _begin)


@blueprint.post("/removals/<id:removal_id>/stop")
@access.may("removals.make")
def removal_stop(removal_id: int) -> ResponseReturnValue:
    """Stops a rule on its way."""
    return _deed(removal_id, lambda one: actions.stop(one, by=me()))


@blueprint.post("/removals/<id:removal_id>/going-on")
@access.may("removals.make")
def removal_going_on(removal_id: int) -> ResponseReturnValue:
    """Has a stopped rule go on."""
    return _deed(removal_id, lambda one: actions.go_on(one, by=me()))


@blueprint.post("/removals/<id:removal_id>/undoing")
@access.may("removals.make")
def removal_undoing(removal_id: int) -> ResponseReturnValue:
    """Has everything restored that a rule removed."""
    return _deed(removal_id, lambda one: actions.undo(one, by=me()))


@blueprint.post("/removals/<id:removal_id>/dropping")
@access.may("removals.make")
def removal_dropping(removal_id: int) -> ResponseReturnValue:
    """Throws a rule away that has not begun."""
    return _deed(removal_id, lambda one: actions.drop(one, by=me()))


def _begin(held: Removal) -> None:
    if held.state != "drafted" or not needs_second_person(held):
        return actions.begin(held, by=me())
    about = f"removal {held.id}"
    joint.ask(REMOVAL, about, by=me(), why=held.why, statement_id=held.statement_id)
    return None


def _deed(removal_id: int, deed: Callable[[Removal], None]) -> ResponseReturnValue:
    """Does one thing to a rule, and the first rounds of what follows from it."""

    def do(held: Removal) -> Done:
        deed(held)
        if held.dropped_at is None:
            return Done(rounds=_rounds(removal_id))
        said = _("The rule is thrown away. Nobody was removed by it.")
        return Done(said, back=url_for(".removals", statement_id=held.statement_id))

    return acts.act(do, (Removal, removal_id), back=url_for(".removal", removal_id=removal_id))


def _rounds(removal_id: int) -> Iterator[None]:
    """A rule of up to 500 is through with it before its page comes."""
    if actions.advance(removal_id) < BATCH:
        yield
        actions.advance(removal_id)
    yield


def _statement(statement_id: int) -> Statement:
    return db.session.get(Statement, statement_id) or abort(404)


def _heading(statement: Statement) -> dict[str, Any]:
    title, language = about.title(statement)
    return {"statement": statement, "title": title, "title_language": language}


def _describing(statement: Statement, form: RemovalForm) -> str:
    return render_template("desk/new_removal.html", **_heading(statement), form=form, most=largest_share(statement.id))
