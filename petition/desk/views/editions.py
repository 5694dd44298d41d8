"""A new edition: what changed, where each demand went, and what it means for who signed."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.core import access
from petition.core.db import db, now
from petition.desk import acts
from petition.desk.acts import NotDone
from petition.desk.forms.editions import WAYS, EditionForm, chosen, origin_field
from petition.desk.queries import editions as queries
from petition.desk.refusals import Refused
from petition.desk.views.page import blueprint, me, words
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

    def issue_edition(held: Statement) -> str:
        try:
            edition = issue(held, form.kind.data, mapping, me(), seen=form.mark.data)
        except IssueError as fault:
            word = fault.word
            raise NotDone(lambda: _not_issued(held, form, mapping, word)) from None
        if edition.kind == "substance":
            signing.announce(edition, me())
        return str(_("Edition %(number)s is issued.", number=edition.number))

    return acts.act(issue_edition, (Statement, statement_id), back=url_for(".editions", statement_id=statement_id))


def _not_issued(
    statement: Statement, form: EditionForm, mapping: Mapping[str, tuple[str, ...]], word: str
) -> ResponseReturnValue:
    drafted = draft(statement)
    if word == "meanwhile":
        return _meanwhile(statement, drafted)
    return _page(statement, drafted, form, mapping, word=word)


@blueprint.post("/endorsements/<id:endorsement_id>/carrying")
@access.may("editions.carry")
def carrying(endorsement_id: int) -> ResponseReturnValue:
    """Carries over an organisation that no mail can reach, on its word."""
    endorsement, note = db.session.get(Endorsement, endorsement_id) or abort(404), words("note")
    if endorsement.kind != "organisation" or endorsement.address is not None:
        abort(404)
    back = url_for(".editions", statement_id=endorsement.statement_id)
    if not note:
        return acts.refuse(_("Write how the organisation gave its word; then carry it over again."), back)

    def carry(held: Endorsement) -> None:
        newest = statements.current_edition(held.statement)
        carried = signing.carry(held, newest, "coordinator", me(), note)
        if carried is None:
            raise Refused(_("It stands under this edition already, or was withdrawn."))

    return acts.act(carry, (Endorsement, endorsement_id), back=back)


@blueprint.post("/carryings/<id:carry_over_id>/undoing")
@access.may("editions.carry")
def carrying_undoing(carry_over_id: int) -> ResponseReturnValue:
    """Takes back what was carried over on an organisation's word."""
    carried = db.session.get_one(CarryOver, carry_over_id)
    endorsement = db.session.get_one(Endorsement, carried.endorsement_id)

    def carry_back(_held: Endorsement) -> None:
        try:
            signing.carry_back(carried, by=me())
        except signing.CannotDecide as fault:
            raise Refused(_("It has been carried on since, so this stays as it is.")) from fault

    back = url_for(".editions", statement_id=endorsement.statement_id)
    return acts.act(carry_back, (Endorsement, endorsement.id), back=back)


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
