"""A new edition: what changed, where each demand went, and what it means for who signed."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.core import access
from petition.core.db import db, now, scrub
from petition.desk.forms.editions import WAYS, EditionForm, chosen, origin_field
from petition.desk.queries import editions as queries
from petition.desk.views.page import blueprint, me, words
from petition.mail.wake import wake
from petition.signing import actions as signing
from petition.signing.models import CarryOver, Endorsement
from petition.statements import queries as statements
from petition.statements.actions.issue import IssueError, issue
from petition.statements.models import Statement
from petition.statements.queries.drafts import Draft, draft

MOST = 1_000_000  # bytes of a form; a text of many demands has many fields
STATUS = {"meanwhile": 409}


@blueprint.get("/statements/<id:statement_id>/editions")
@access.may("editions.read")
def editions(statement_id: int) -> ResponseReturnValue:
    """All editions: who stands under each, how far the signatories have been told."""
    statement = _statement(statement_id)
    current = statements.current_edition(statement)
    return render_template(
        "desk/editions.html",
        statement=statement,
        text=statements.text_in(current, statement.binding_language),
        rows=queries.issued(statement),
        current=current,
        unreachable=queries.without_address(current),
        carried=queries.carried_by_hand(statement),
    )


@blueprint.route("/statements/<id:statement_id>/editions/new", methods=["GET", "POST"])
@access.may("editions.issue")
@access.takes_text(MOST)
def new_edition(statement_id: int) -> ResponseReturnValue:
    """Makes what was saved in the editor the next edition, once its differences have been read."""
    statement = _statement(statement_id)
    drafted, form = draft(statement), EditionForm()
    if request.method == "GET":
        return _page(statement, drafted, form, _proposed(drafted))
    mapping = chosen(request.form, [demand.number for demand in drafted.new.walk()])
    if form.mark.data != drafted.mark:
        return _meanwhile(statement, drafted)
    if request.form.get("do") == "preview" or not form.validate():
        return _page(statement, drafted, form, mapping, status=200 if request.form.get("do") == "preview" else 422)
    try:
        edition = issue(statement, form.kind.data, mapping, me(), seen=form.mark.data)
    except IssueError as fault:
        db.session.rollback()
        drafted = draft(statement)
        if fault.word == "meanwhile":
            return _meanwhile(statement, drafted)
        return _page(statement, drafted, form, mapping, word=fault.word)
    if edition.kind == "substance":
        signing.announce(edition, me())
    db.session.commit()
    wake()
    flash(_("Edition %(number)s is issued.", number=edition.number), "success")
    return redirect(url_for(".editions", statement_id=statement.id), 303)


@blueprint.post("/endorsements/<id:endorsement_id>/carrying")
@access.may("editions.carry")
def carrying(endorsement_id: int) -> ResponseReturnValue:
    """Carries over an organisation that no mail can reach, on its word."""
    endorsement, note = db.session.get(Endorsement, endorsement_id) or abort(404), words("note")
    if endorsement.kind != "organisation" or endorsement.address is not None:
        abort(404)
    newest = statements.current_edition(endorsement.statement)
    if not note:
        flash(_("Write how the organisation gave its word; then carry it over again."), "fault")
    elif signing.carry(signing.locked(endorsement_id), newest, "coordinator", me(), note) is None:
        flash(_("It stands under this edition already, or was withdrawn."), "fault")
    return _done(endorsement.statement_id)


@blueprint.post("/carryings/<id:carry_over_id>/undoing")
@access.may("editions.carry")
def carrying_undoing(carry_over_id: int) -> ResponseReturnValue:
    """Takes back what was carried over on an organisation's word."""
    carried = db.session.get(CarryOver, carry_over_id) or abort(404)
    statement_id = signing.locked(carried.endorsement_id).statement_id
    try:
        signing.carry_back(carried, by=me())
    except signing.CannotDecide:
        db.session.rollback()
        flash(_("It has been carried on since, so this stays as it is."), "fault")
    return _done(statement_id)


def _done(statement_id: int) -> ResponseReturnValue:
    db.session.commit()
    scrub()
    return redirect(url_for(".editions", statement_id=statement_id), 303)


def _statement(statement_id: int) -> Statement:
    return db.session.get(Statement, statement_id) or abort(404)


def _proposed(drafted: Draft) -> dict[str, tuple[str, ...]]:
    return {number: proposal.origins for number, proposal in drafted.proposals.items()}


def _meanwhile(statement: Statement, drafted: Draft) -> ResponseReturnValue:
    """The page as if opened anew: nobody issues words that were saved only after they had read."""
    return _page(statement, drafted, EditionForm(formdata=None), _proposed(drafted), word="meanwhile")


def _page(
    statement: Statement,
    drafted: Draft,
    form: EditionForm,
    mapping: Mapping[str, tuple[str, ...]],
    *,
    word: str | None = None,
    status: int | None = None,
) -> ResponseReturnValue:
    """The page, on which the form stands only where there is something to issue."""
    hindrance = _hindrance(statement, drafted)
    form.mark.data, form.mark.raw_data = drafted.mark, None
    if form.kind.data is None:
        form.kind.data = "substance" if drafted.faults else None
    page = render_template(
        "desk/new_edition.html",
        statement=statement,
        text=statements.text_in(drafted.current, statement.binding_language),
        draft=drafted,
        hindrance=hindrance,
        plan=None if hindrance else queries.plan(drafted, mapping),
        form=form,
        word=word,
        reach=queries.reach(statement),
        origin_field=origin_field,
        ways=range(WAYS),
    )
    return page, status or (STATUS.get(word, 422) if word else 200)


def _hindrance(statement: Statement, drafted: Draft) -> str | None:
    """Why there is nothing to issue."""
    is_over = statement.closes_at is not None and statement.closes_at <= now()
    if statement.is_delivered or statement.closed_at is not None or is_over:
        return "ended"
    if not drafted.is_frozen:
        return "draft"
    if not drafted.changed:
        return "nothing"
    return "unreadable" if drafted.refusals else None
